/**
 * The PCA file of the demonstration, as scikit-learn pickles one.
 *
 * @module
 */

import { Matrix, SVD } from "ml-matrix";
import type { PythonObject, TorchValue } from "./torch_writer.ts";
import { PCA_LAYER, SIZES } from "./parameters.ts";
import { withLargestPositive } from "./personas.ts";

const { hiddenSize } = SIZES;

/** Components kept in the file. */
const N_COMPONENTS = 12;

/** A mean-centred PCA of N role vectors. */
export interface RolePca {
  readonly roles: readonly string[];
  readonly vectors: Float32Array; // f32 [N, C]
  readonly mean: Float64Array; // f64 [C]
  /** Unit vectors, largest variance first, each with its largest-magnitude entry positive. */
  readonly components: readonly Float64Array[]; // f64 [C] each
  readonly singularValues: readonly number[]; // all N of them
  /** Coordinates of the centred vectors. */
  readonly coordinates: Float64Array; // f64 [N, N_COMPONENTS]
}

/** PCA of f32 `[C]` vectors by a singular value decomposition of the centred `[N, C]` matrix. */
export function fitRolePca(vectorOfRole: ReadonlyMap<string, Float32Array>): RolePca {
  const roles = [...vectorOfRole.keys()];
  const matrix = new Matrix([...vectorOfRole.values()]);
  const mean = matrix.mean("column");
  const centred = matrix.clone().subRowVector(mean);
  const svd = new SVD(centred.transpose(), { computeRightSingularVectors: false });
  const components = Array.from(
    { length: N_COMPONENTS },
    (_, k) => withLargestPositive(Float64Array.from(svd.leftSingularVectors.getColumn(k))),
  );
  const coordinates = centred.mmul(new Matrix(components).transpose());
  return {
    roles,
    vectors: Float32Array.from(matrix.to1DArray()),
    mean: Float64Array.from(mean),
    components,
    singularValues: svd.diagonal,
    coordinates: Float64Array.from(coordinates.to1DArray()),
  };
}

/** The dict that a PCA file holds. */
export function pcaFileContent(pca: RolePca): TorchValue {
  const nRoles = pca.roles.length;
  const ratios = explainedVariance(pca).map((v, _, all) => v / sum(all)).slice(0, N_COMPONENTS);
  return new Map<string, TorchValue>([
    ["layer", PCA_LAYER],
    ["pca", sklearnPca(pca)],
    ["variance_explained", vector(ratios)],
    ["n_components", N_COMPONENTS],
    ["scaler", null],
    ["vectors", { is: "tensor", shape: [nRoles, hiddenSize], values: pca.vectors }],
    ["roles", pca.roles],
    ["pca_transformed", {
      is: "ndarray",
      shape: [nRoles, N_COMPONENTS],
      values: pca.coordinates,
    }],
  ]);
}

/** Attributes as of scikit-learn 1.2. */
function sklearnPca(pca: RolePca): PythonObject {
  const variances = explainedVariance(pca);
  const kept = variances.slice(0, N_COMPONENTS);
  const ratios = kept.map((v) => v / sum(variances));
  const rest = variances.slice(N_COMPONENTS);
  const flat = new Float64Array(N_COMPONENTS * hiddenSize);
  for (const [k, component] of pca.components.entries()) flat.set(component, k * hiddenSize);
  return {
    is: "object",
    module: "sklearn.decomposition._pca",
    className: "PCA",
    attributes: new Map<string, TorchValue>([
      ["n_components", N_COMPONENTS],
      ["copy", true],
      ["whiten", false],
      ["svd_solver", "full"],
      ["tol", 0],
      ["iterated_power", "auto"],
      ["n_oversamples", 10],
      ["power_iteration_normalizer", "auto"],
      ["random_state", null],
      ["n_features_in_", hiddenSize],
      ["_fit_svd_solver", "full"],
      ["mean_", vector(pca.mean)],
      ["noise_variance_", sum(rest) / rest.length],
      ["n_samples_", pca.roles.length],
      ["components_", { is: "ndarray", shape: [N_COMPONENTS, hiddenSize], values: flat }],
      ["n_components_", N_COMPONENTS],
      ["explained_variance_", vector(kept)],
      ["explained_variance_ratio_", vector(ratios)],
      ["singular_values_", vector(pca.singularValues.slice(0, N_COMPONENTS))],
      ["_sklearn_version", "1.2.1"],
    ]),
  };
}

/** Variance along every component, the kept ones and the rest: singular value squared over N - 1. */
function explainedVariance(pca: RolePca): number[] {
  return pca.singularValues.map((value) => value ** 2 / (pca.roles.length - 1));
}

function vector(values: ArrayLike<number>): TorchValue {
  return { is: "ndarray", shape: [values.length], values: Float64Array.from(values) };
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}
