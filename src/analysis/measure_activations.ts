/**
 * Real activations at their layer, set against the change of PC1 there.
 *
 * Notation: x an activation, d its change, u = d / |d| of PC1.
 *
 * Shape letters: C hidden size, V input vectors.
 *
 * @module
 */

import type { ActivationRow, Activations } from "../results.ts";
import { activationsOf } from "./activations.ts";
import { difference, measureDelta } from "./deltas.ts";
import type { MeasuredLayer } from "./evidence/measure_layer.ts";
import type { InputMatrix } from "./inputs.ts";
import { PEAK_INPUT } from "./peaks.ts";
import type { LayerActivations } from "./prepare.ts";
import { dot, norm, row, trimmed, type Vector } from "./vector_math.ts";

/** What {@link measureActivations} works from. */
export interface ActivationSource {
  readonly activations: LayerActivations;
  /** Inputs of the layer, of which PC1 is the first. */
  readonly matrix: InputMatrix;
  readonly base: Float32Array; // y_b, f32 [V, C]
  readonly instruct: Float32Array; // y_i, f32 [V, C]
  readonly isRounded: boolean;
  readonly measured: MeasuredLayer;
  /** Null where the trimmed variant is unknown. */
  readonly outliers: readonly number[] | null;
  readonly seed: number;
}

/** Where PC1 stands among the activations, and whether the change grows along it. */
export function measureActivations(source: ActivationSource): Activations {
  const { activations, matrix, measured, outliers, seed } = source;
  const pc1 = measured.components.find(({ name }) => name === PEAK_INPUT)?.plus;
  const [own] = measured.deltas;
  return activationsOf({
    layer: measured.layer,
    file: activations.fileName,
    rowsInFile: activations.rowsInFile,
    seed,
    pc1: {
      deltaAngular: own?.delta.delta_angular ?? 0,
      trimmedAngular: outliers === null ? null : pc1?.trimmed.deltaAngular ?? null,
    },
    rows: matrix.rows.flatMap((what, v) =>
      what.kind === "activation" ? [activationRow(what.index, v, source)] : []
    ),
  });
}

function activationRow(
  index: number,
  v: number,
  { matrix, base, instruct, isRounded, measured, outliers }: ActivationSource,
): ActivationRow {
  const hiddenSize = matrix.values.length / matrix.rows.length;
  const at = (values: Float32Array, ix: number) => row(values, ix, hiddenSize);
  const [yBase, yInstruct, pc1] = [at(base, v), at(instruct, v), at(matrix.values, 0)];
  const d = difference(yBase, yInstruct, { isRounded });
  const delta = measureDelta(yBase, yInstruct, d);
  const keep = (y: Vector) => trimmed(y, outliers ?? []);
  return {
    index,
    along_pc1: dot(at(matrix.values, v), pc1) / norm(pc1),
    change_along_u: along(d, measured.d),
    delta_norm: delta.delta_norm,
    delta_angular: delta.delta_angular,
    trimmed_change_along_u: outliers === null ? null : along(keep(d), keep(measured.d)),
    trimmed_angular: outliers === null
      ? null
      : measureDelta(keep(yBase), keep(yInstruct), keep(d)).delta_angular,
  };
}

/** d . u; null where there is no u. */
function along(d: Float64Array, ofPc1: Float64Array): number | null {
  const length = norm(ofPc1);
  return length === 0 ? null : dot(d, ofPc1) / length;
}
