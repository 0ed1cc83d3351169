/**
 * Real activations at their layer, each set against the change of PC1 there.
 *
 * Notation: x an activation, d its change, u = d / |d| of PC1.
 *
 * Shape letters: C hidden size.
 *
 * @module
 */

import { dot, norm, trimmed, type Vector } from "../../math/vector_math.ts";
import { difference, measureDelta } from "../../measure/change.ts";
import { componentPair, type InputValues } from "../../measure/layer_values.ts";
import type { ActivationRow } from "../../results.ts";
import { PEAK_INPUT } from "../../results/peak_input.ts";
import type { LayerSource } from "../analysis.ts";

/** Everything measured of the activations of one layer. */
export interface MeasuredActivations {
  readonly layer: number;
  /** Base name of the file. */
  readonly file: string;
  readonly rowsInFile: number;
  readonly seed: number;
  /** 1 - cos of PC1 at the layer, and with the outlier dimensions removed: null where there are none. */
  readonly pc1: { readonly deltaAngular: number; readonly trimmedAngular: number | null };
  readonly rows: readonly ActivationRow[];
}

/** The activations of the layer at which they were given; null at any other. */
export function measure(source: LayerSource): MeasuredActivations | null {
  const { layer, run: { activations }, values: { pairs, singles }, changes, outliers } = source;
  if (activations?.layer !== layer) return null;
  const x = componentPair(pairs, PEAK_INPUT)?.plus.x ?? new Float32Array();
  const pc1 = changes.components.find(({ name }) => name === PEAK_INPUT)?.plus;
  const own = changes.deltas.find(({ name, sign }) => name === PEAK_INPUT && sign === 1);
  return {
    layer,
    file: activations.fileName,
    rowsInFile: activations.rowsInFile,
    seed: source.options.seed,
    pc1: {
      deltaAngular: own?.delta.delta_angular ?? 0,
      trimmedAngular: outliers === null ? null : pc1?.trimmed.deltaAngular ?? null,
    },
    rows: singles.flatMap((input) => activationRow(input, { ...source, pc1: x })),
  };
}

function activationRow(
  { row, x, base, instruct }: InputValues,
  { pc1, isRounded, changes, outliers }: LayerSource & { pc1: Vector },
): ActivationRow[] {
  if (row.kind !== "activation") return [];
  const d = difference(base, instruct, { isRounded });
  const delta = measureDelta(base, instruct, d);
  const keep = (y: Vector) => trimmed(y, outliers ?? []);
  return [{
    index: row.index,
    along_pc1: dot(x, pc1) / norm(pc1),
    change_along_u: along(d, changes.d),
    delta_norm: delta.delta_norm,
    delta_angular: delta.delta_angular,
    trimmed_change_along_u: outliers === null ? null : along(keep(d), keep(changes.d)),
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
