/**
 * One layer's outputs, measured input by input.
 *
 * Shape letters: C hidden size, V input vectors.
 *
 * @module
 */

import type { OperatingBaselineRow, OperatingPointRow, OutlierCurveRow } from "../../results.ts";
import { type Delta, difference, measureDelta } from "../deltas.ts";
import type { InputRow } from "../inputs.ts";
import { PEAK_INPUT } from "../peaks.ts";
import type { SweptVector } from "../sweep.ts";
import { norm, row, trimmed, type Vector } from "../vector_math.ts";
import type { MeasuredResample } from "./bootstrap.ts";
import type { MeasuredComponent, MeasuredDirection, VariantDeltas } from "./measured.ts";
import { measureResponses, type StateOutput } from "./operating_point.ts";
import { outlierCurve } from "./outlier_curve.ts";
import { measureVariants } from "./outliers.ts";

/** What one layer gave. */
export interface MeasuredLayer {
  readonly layer: number;
  /** Every component and its negative, PC1 in other spaces included. */
  readonly deltas: readonly {
    readonly name: string;
    readonly sign: 1 | -1;
    readonly delta: Delta;
  }[];
  /** |y of the base as stored - y of the base in bfloat16|, in the order of `deltas`; empty where there is no such base. */
  readonly floors: readonly number[];
  readonly components: readonly MeasuredComponent[];
  readonly directions: readonly MeasuredDirection[];
  /** PC1 of each resample. */
  readonly resamples: readonly MeasuredResample[];
  /** PC1 and the persona draws without ever more of the largest coordinates of mu; empty without evidence. */
  readonly outlierCurve: readonly OutlierCurveRow[];
  readonly line: readonly OperatingPointRow[];
  readonly operatingBaseline: readonly OperatingBaselineRow[];
  /** Every role and trait as an input; empty where none was run. */
  readonly swept: readonly SweptVector[];
  /** d of PC1. */
  readonly d: Float64Array; // f64 [C]
}

/** What {@link measureLayer} works from. */
export interface LayerMeasurement {
  readonly rows: readonly InputRow[]; // V of them
  readonly base: Float32Array; // y_b, f32 [V, C]
  readonly instruct: Float32Array; // y_i, f32 [V, C]
  /** y of the base as stored for the first rows, or null. */
  readonly baseAsStored: Float32Array | null;
  readonly isRounded: boolean;
  /** Null where no evidence is asked for. */
  readonly state: { readonly mu: Float64Array; readonly outliers: readonly number[] } | null;
}

/** One input and its two outputs. */
interface MeasuredInput {
  readonly input: InputRow;
  readonly delta: Delta;
  readonly variants: VariantDeltas | null;
  /** Of a resample: the change without the outlier dimensions. */
  readonly withoutOutliers: Delta | null;
}

/** Measures every row; rows come in pairs, plus then minus, up to the states, roles, traits and activations. */
export function measureLayer(layer: number, outputs: LayerMeasurement): MeasuredLayer {
  const { rows, base, instruct, baseAsStored, isRounded, state } = outputs;
  const hiddenSize = base.length / rows.length;
  const measured: MeasuredInput[] = [];
  const states: StateOutput[] = [];
  const floors: number[] = [];
  const swept: SweptVector[] = [];
  let ofPc1: Float64Array = new Float64Array(hiddenSize);
  for (const [v, input] of rows.entries()) {
    const yBase = row(base, v, hiddenSize);
    const yInstruct = row(instruct, v, hiddenSize);
    if (input.kind === "state") {
      states.push({ point: input.point, base: yBase, instruct: yInstruct });
      continue;
    }
    if (input.kind === "activation") continue; // set against PC1 once the layer is measured
    const d = difference(yBase, yInstruct, { isRounded });
    const variants = state === null || input.kind === "resample"
      ? null
      : measureVariants(yBase, yInstruct, { d, ...state });
    const delta = measureDelta(yBase, yInstruct, d);
    if (input.kind === "semantic") {
      const { kind, name } = input.vector;
      swept.push({
        kind,
        name,
        deltaNorm: delta.delta_norm,
        deltaAngular: delta.delta_angular,
        trimmedAngular: variants?.trimmed.deltaAngular ?? null,
      });
      continue;
    }
    const withoutOutliers = input.kind === "resample"
      ? deltaWithout(state?.outliers ?? [], { base: yBase, instruct: yInstruct, d })
      : null;
    measured.push({ input, delta, variants, withoutOutliers });
    if (input.kind !== "component") continue;
    if (input.name === PEAK_INPUT && input.sign === 1) ofPc1 = d;
    if (baseAsStored !== null && (v + 1) * hiddenSize <= baseAsStored.length) {
      const stored = row(baseAsStored, v, hiddenSize);
      floors.push(norm(difference(stored, yBase, { isRounded: false })));
    }
  }
  const { line, baseline } = measureResponses(layer, states);
  return {
    layer,
    ...sorted(layer, measured),
    outlierCurve: state === null
      ? []
      : outlierCurve(layer, { rows, base, instruct, mu: state.mu, isRounded }),
    floors,
    line,
    operatingBaseline: baseline,
    swept,
    d: ofPc1,
  };
}

/** The change on the coordinates that are left. */
function deltaWithout(
  outliers: readonly number[],
  { base, instruct, d }: { base: Float32Array; instruct: Float32Array; d: Float64Array },
): Delta {
  const keep = (vector: Vector) => trimmed(vector, outliers);
  return measureDelta(keep(base), keep(instruct), keep(d));
}

/** Pairs of signs, by what they are. */
function sorted(layer: number, measured: readonly MeasuredInput[]) {
  const deltas: MeasuredLayer["deltas"][number][] = [];
  const components: MeasuredComponent[] = [];
  const directions: MeasuredDirection[] = [];
  const resamples: MeasuredLayer["resamples"][number][] = [];
  for (let i = 0; i + 1 < measured.length; i += 2) {
    const [plus, minus] = measured.slice(i, i + 2) as [MeasuredInput, MeasuredInput];
    const { input } = plus;
    const variants = plus.variants !== null && minus.variants !== null
      ? { plus: plus.variants, minus: minus.variants }
      : null;
    if (plus.withoutOutliers !== null && minus.withoutOutliers !== null) {
      resamples.push({
        plus: { raw: plus.delta, trimmed: plus.withoutOutliers },
        minus: { raw: minus.delta, trimmed: minus.withoutOutliers },
      });
    }
    if (input.kind === "component") {
      deltas.push({ name: input.name, sign: 1, delta: plus.delta });
      deltas.push({ name: input.name, sign: -1, delta: minus.delta });
      if (variants !== null) components.push({ layer, name: input.name, ...variants });
    }
    if (input.kind === "direction" && variants !== null) {
      directions.push({ layer, baseline: input.baseline, index: input.index, ...variants });
    }
  }
  return { deltas, components, directions, resamples };
}
