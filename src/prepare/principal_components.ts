/**
 * Which principal components a run uses, and what each of them is.
 *
 * Shape letters: C hidden size.
 *
 * @module
 */

import type { PrincipalComponentInfo } from "../results.ts";
import { shownName } from "../text/quote.ts";
import { vectorFault } from "../sources/vectors/vector_values.ts";
import type { PcaFile, RawVectors } from "../sources/vectors/vectors.ts";
import { inSpace, type PcSpace } from "./pc_spaces.ts";
import { UsageError } from "../usage_error.ts";
import { centre, type PcaScale, principalComponents } from "../math/pca.ts";
import { dot } from "../math/vector_math.ts";

/** One principal component as it enters the MLP. */
export interface PrincipalComponent {
  readonly info: PrincipalComponentInfo;
  /** As the PCA gives it, before any change of space. */
  readonly axis: Float64Array; // f64 [C]
  readonly values: Float32Array; // f32 [C], bfloat16 values
}

/** Components and the standard deviations by which their PCA scaled. */
export interface ComponentSet {
  readonly components: readonly PrincipalComponent[];
  readonly sigma: Float64Array | null; // f64 [C]
}

/** How components are made and run. */
export interface ComponentOptions {
  readonly pcs: number;
  readonly pcaScale: PcaScale;
  readonly pcSpace: PcSpace;
}

/** Vectors named at each end of a component. */
const N_POLES = 10;

/**
 * Components computed from the role vectors of one layer, signs taken before rounding to bfloat16.
 *
 * @throws {Error} if there are fewer than two roles, or all are equal.
 */
export function componentsFromRoles(raw: RawVectors, options: ComponentOptions): ComponentSet {
  const roles = raw.vectors.filter((vector) => vector.kind === "role");
  // Told by their entries: the mean of equal vectors is not quite equal to them, and what is left has a direction.
  const [first] = roles;
  const isOneVector = roles.every(({ values }) => values.every((it, i) => it === first?.values[i]));
  const pca = roles.length < 2 || isOneVector
    ? null
    : principalComponents(roles.map((role) => role.values), options.pcs, {
      scale: options.pcaScale,
    });
  if (pca === null || pca.components.length === 0) throw tooFewRoles(raw.layer, roles.length);
  const names = roles.map((role) => role.name);
  const sigma = pca.scale;
  const components = pca.components.map((axis, k) => ({
    info: {
      name: `PC${k + 1}`,
      source: "computed",
      layer: raw.layer,
      variance_explained: pca.varianceExplained[k]!,
      ...poles(names, pca.coordinates[k]!),
      scaler: null,
    },
    axis,
    values: runValues(axis, {
      sigma,
      space: options.pcSpace,
      what: `PC${k + 1} computed at layer ${raw.layer}`,
    }),
  }));
  return { components, sigma };
}

/** As many components as roles that all differ have, without their numbers. @throws {Error} if there are fewer than two roles. */
export function countedComponents(
  { layer, nRoles }: { layer: number; nRoles: number },
  { pcs, pcaScale }: ComponentOptions,
): ComponentSet {
  if (nRoles < 2) throw tooFewRoles(layer, nRoles);
  const components = Array.from({ length: Math.min(pcs, nRoles - 1) }, (_, k) => ({
    info: {
      name: `PC${k + 1}`,
      source: "computed",
      layer,
      variance_explained: null,
      highest: [],
      lowest: [],
      scaler: null,
    },
    axis: new Float64Array(0),
    values: new Float32Array(0),
  }));
  return { components, sigma: pcaScale === "standard" ? new Float64Array(0) : null };
}

function tooFewRoles(layer: number, nRoles: number): Error {
  return new Error(
    `Cannot compute principal components at layer ${layer}: expected at least two different role vectors, got ${
      nRoles < 2 ? nRoles : `${nRoles} equal ones`
    }; give role vectors, a layer that has them with --pca-layer N, or a PCA file with --pca FILE; a probe or steering vector is run beside them by --input`,
  );
}

/**
 * Components of a PCA file: its rows as stored, sign and scale kept, rounded to bfloat16. Where the file does not hold the
 * coordinates of what it was fitted on, `roles` of its layer are projected to name the poles.
 */
export function componentsFromFile(
  file: PcaFile,
  options: ComponentOptions,
  roles: RawVectors | null,
): ComponentSet {
  const hiddenSize = file.components.length / file.nComponents;
  const sigma = file.scalerScale;
  const used = Math.min(options.pcs, file.nComponents);
  const components = Array.from({ length: used }, (_, k): PrincipalComponent => {
    const axis = file.components.subarray(k * hiddenSize, (k + 1) * hiddenSize);
    const { names, coordinates } = fittedCoordinates(file, k) ??
      projectRoles(roles, { axis, sigma });
    return {
      info: {
        name: `PC${k + 1}`,
        source: file.fileName,
        layer: file.layer,
        variance_explained: file.varianceExplained?.[k] ?? null,
        ...poles(names, coordinates),
        scaler: file.scalerClass,
      },
      axis,
      values: runValues(axis, {
        sigma,
        space: options.pcSpace,
        what: `PC${k + 1} of the PCA file ${shownName(file.fileName)} (layer ${file.layer})`,
      }),
    };
  });
  return { components, sigma };
}

/**
 * The component in the space that was asked for; `what` names it in messages.
 *
 * @throws {UsageError} if its PCA did not scale.
 * @throws {RangeError} if it is zero, or its numbers are none of bfloat16.
 */
function runValues(
  axis: Float64Array,
  { sigma, space, what }: { sigma: Float64Array | null; space: PcSpace; what: string },
): Float32Array {
  const values = inSpace(axis, { sigma, space });
  // As stored first, whose numbers a reader can find in the file.
  const fault = vectorFault(axis, { isDirection: true }) ??
    (values === null ? null : vectorFault(values, { isDirection: true }));
  if (fault !== null) throw new RangeError(`Cannot use ${what}: expected ${fault}`);
  if (values !== null) return values;
  throw new UsageError(
    `Cannot use --pc-space ${space}: expected components of a PCA with a StandardScaler, got one without; ` +
      `give such a PCA file, or compute components with --pca computed --pca-scale standard`,
  );
}

function fittedCoordinates({ fitted, nComponents }: PcaFile, k: number) {
  if (fitted === null) return null;
  const { names, coordinates } = fitted;
  return {
    names,
    coordinates: Float64Array.from(names, (_, n) => coordinates[n * nComponents + k]!),
  };
}

/** Coordinates of the centred roles, scaled as the PCA scaled. */
function projectRoles(
  raw: RawVectors | null,
  { axis, sigma }: { axis: Float64Array; sigma: Float64Array | null },
) {
  const roles = (raw?.vectors ?? []).filter((vector) => vector.kind === "role");
  const centred = centre(roles.map((role) => role.values));
  return {
    names: roles.map((role) => role.name),
    coordinates: Float64Array.from(
      centred,
      (vector) => dot(sigma === null ? vector : vector.map((entry, i) => entry / sigma[i]!), axis),
    ),
  };
}

/** The roles of highest and of lowest coordinate along an axis. */
export function projectedPoles(
  raw: RawVectors | null,
  along: { axis: Float64Array; sigma: Float64Array | null },
) {
  const { names, coordinates } = projectRoles(raw, along);
  return poles(names, coordinates);
}

/** Names by coordinate: highest first and lowest first, never the same name at both ends. */
function poles(names: readonly string[], coordinates: Float64Array) {
  const order = names.map((_, i) => i).sort((i, j) => coordinates[j]! - coordinates[i]!);
  const nEach = Math.min(N_POLES, Math.floor(names.length / 2));
  const named = (indices: number[]) => indices.slice(0, nEach).map((i) => names[i]!);
  return { highest: named(order), lowest: named(order.reverse()) };
}
