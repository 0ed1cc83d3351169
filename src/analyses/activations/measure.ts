/**
 * Real activations at their layer, set against the change of PC1 there.
 *
 * Notation: x an activation, d its change, u = d / |d| of PC1.
 *
 * Shape letters: C hidden size.
 *
 * @module
 */

import type { ActivationRow, Activations } from "../../results.ts";
import { activationsOf } from "./settle.ts";
import { difference, measureDelta } from "../../measure/change.ts";
import type { MeasuredLayer } from "../../measure/layer_changes.ts";
import { componentPair, type InputValues, type LayerValues } from "../../measure/layer_values.ts";
import { PEAK_INPUT } from "../../results/peak_input.ts";
import type { LayerActivations } from "../../prepare/prepare.ts";
import { dot, norm, trimmed, type Vector } from "../../math/vector_math.ts";

/** What {@link measureActivations} works from. */
export interface ActivationSource {
  readonly activations: LayerActivations;
  readonly values: LayerValues;
  readonly isRounded: boolean;
  readonly measured: MeasuredLayer;
  /** Null where the trimmed variant is unknown. */
  readonly outliers: readonly number[] | null;
  readonly seed: number;
}

/** Where PC1 stands among the activations, and whether the change grows along it. */
export function measureActivations(source: ActivationSource): Activations {
  const { activations, values: { pairs, singles }, measured, outliers, seed } = source;
  const x = componentPair(pairs, PEAK_INPUT)
    ?.plus.x ?? new Float32Array();
  const pc1 = measured.components.find(({ name }) => name === PEAK_INPUT)?.plus;
  const own = measured.deltas.find(({ name, sign }) => name === PEAK_INPUT && sign === 1);
  return activationsOf({
    layer: measured.layer,
    file: activations.fileName,
    rowsInFile: activations.rowsInFile,
    seed,
    pc1: {
      deltaAngular: own?.delta.delta_angular ?? 0,
      trimmedAngular: outliers === null ? null : pc1?.trimmed.deltaAngular ?? null,
    },
    rows: singles.flatMap((input) => activationRow(input, { ...source, pc1: x })),
  });
}

function activationRow(
  { row, x, base, instruct }: InputValues,
  { pc1, isRounded, measured, outliers }: ActivationSource & { pc1: Vector },
): ActivationRow[] {
  if (row.kind !== "activation") return [];
  const d = difference(base, instruct, { isRounded });
  const delta = measureDelta(base, instruct, d);
  const keep = (y: Vector) => trimmed(y, outliers ?? []);
  return [{
    index: row.index,
    along_pc1: dot(x, pc1) / norm(pc1),
    change_along_u: along(d, measured.d),
    delta_norm: delta.delta_norm,
    delta_angular: delta.delta_angular,
    trimmed_change_along_u: outliers === null ? null : along(keep(d), keep(measured.d)),
    trimmed_angular: outliers === null
      ? null
      : measureDelta(keep(base), keep(instruct), keep(d)).delta_angular,
  }];
}

/** d . u; null where there is no u. */
function along(d: Float64Array, ofPc1: Float64Array): number | null {
  const length = norm(ofPc1);
  return length === 0 ? null : dot(d, ofPc1) / length;
}
