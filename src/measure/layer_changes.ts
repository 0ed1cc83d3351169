/**
 * One layer's outputs, measured input by input.
 *
 * Shape letters: C hidden size.
 *
 * @module
 */

import type { OperatingBaselineRow, OperatingPointRow, OutlierCurveRow } from "../results.ts";
import { type Delta, difference, measureDelta } from "./change.ts";
import type { InputValues, LayerValues, Outputs } from "./layer_values.ts";
import { PEAK_INPUT } from "../results/peak_input.ts";
import type { SweptVector } from "../analyses/sweep/settle.ts";
import { norm, trimmed, type Vector } from "../math/vector_math.ts";
import type { MeasuredResample } from "../analyses/bootstrap/settle.ts";
import type { MeasuredComponent, MeasuredDirection, VariantDeltas } from "./variants.ts";
import { measureResponses, type StateOutput } from "../analyses/operating_point/measure.ts";
import { outlierCurve } from "../analyses/robustness/measure/outlier_curve.ts";
import { measureVariants } from "./measure_variants.ts";

/** What one layer gave. */
export interface MeasuredLayer {
  readonly layer: number;
  /** Every component and its negative, PC1 in other spaces included. */
  readonly deltas: readonly {
    readonly name: string;
    readonly sign: 1 | -1;
    readonly delta: Delta;
    /** |y of the base as stored - y of the base in bfloat16|; null where it was not run so. */
    readonly floor: number | null;
  }[];
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
  readonly values: LayerValues;
  readonly isRounded: boolean;
  /** Null where no evidence is asked for. */
  readonly state: LayerMeans | null;
}

/** The mean state of a layer. */
interface LayerMeans {
  readonly mu: Float64Array; // f64 [C]
  /** Its outlier dimensions. */
  readonly outliers: readonly number[];
}

/** The change of one input and its variants. */
interface MeasuredInput {
  readonly d: Float64Array; // f64 [C]
  readonly delta: Delta;
  readonly variants: VariantDeltas | null;
}

/** Measures every input but the activations, which are set against PC1 once the layer is measured. */
export function measureLayer(layer: number, source: LayerMeasurement): MeasuredLayer {
  const { values: { pairs, singles }, isRounded, state } = source;
  const measure = (outputs: Outputs): MeasuredInput => measureInput(outputs, { isRounded, state });
  const deltas: MeasuredLayer["deltas"][number][] = [];
  const components: MeasuredComponent[] = [];
  const directions: MeasuredDirection[] = [];
  const resamples: MeasuredResample[] = [];
  let ofPc1: Float64Array | null = null;
  for (const { plus, minus } of pairs) {
    const { row } = plus;
    if (row.kind === "resample") {
      const both = (outputs: Outputs) => measureResample(outputs, { isRounded, state });
      resamples.push({ plus: both(plus), minus: both(minus) });
      continue;
    }
    const [ofPlus, ofMinus] = [measure(plus), measure(minus)];
    const variants = ofPlus.variants !== null && ofMinus.variants !== null
      ? { plus: ofPlus.variants, minus: ofMinus.variants }
      : null;
    if (row.kind === "component") {
      const { name } = row;
      deltas.push({ name, sign: 1, delta: ofPlus.delta, floor: noiseFloor(plus) });
      deltas.push({ name, sign: -1, delta: ofMinus.delta, floor: noiseFloor(minus) });
      if (name === PEAK_INPUT) ofPc1 = ofPlus.d;
      if (variants !== null) components.push({ layer, name, ...variants });
    } else if (variants !== null) {
      directions.push({ layer, baseline: row.baseline, index: row.index, ...variants });
    }
  }
  const states = singles.flatMap(({ row, base, instruct }): StateOutput[] =>
    row.kind === "state" ? [{ point: row.point, base, instruct }] : []
  );
  const { line, baseline } = measureResponses(layer, states);
  return {
    layer,
    deltas,
    components,
    directions,
    resamples,
    outlierCurve: state === null ? [] : outlierCurve(layer, { pairs, mu: state.mu, isRounded }),
    line,
    operatingBaseline: baseline,
    swept: singles.flatMap((input) => sweptVector(input, measure)),
    d: ofPc1 ?? new Float64Array(pairs[0]?.plus.x.length ?? 0),
  };
}

function measureInput(
  { base, instruct }: Outputs,
  { isRounded, state }: Pick<LayerMeasurement, "isRounded" | "state">,
): MeasuredInput {
  const d = difference(base, instruct, { isRounded });
  return {
    d,
    delta: measureDelta(base, instruct, d),
    variants: state === null ? null : measureVariants(base, instruct, { d, ...state }),
  };
}

/** The change with and without the outlier dimensions. */
function measureResample(
  { base, instruct }: Outputs,
  { isRounded, state }: Pick<LayerMeasurement, "isRounded" | "state">,
): MeasuredResample["plus"] {
  const d = difference(base, instruct, { isRounded });
  const keep = (vector: Vector) => trimmed(vector, state?.outliers ?? []);
  return {
    raw: measureDelta(base, instruct, d),
    trimmed: measureDelta(keep(base), keep(instruct), keep(d)),
  };
}

/** |y of the base as stored - y of the base in bfloat16|, where there is such a base. */
function noiseFloor({ base, asStored }: Pick<InputValues, "base" | "asStored">): number | null {
  return asStored === null ? null : norm(difference(asStored, base, { isRounded: false }));
}

function sweptVector(
  input: InputValues,
  measure: (outputs: Outputs) => MeasuredInput,
): SweptVector[] {
  if (input.row.kind !== "semantic") return [];
  const { kind, name } = input.row.vector;
  const { delta, variants } = measure(input);
  return [{
    kind,
    name,
    deltaNorm: delta.delta_norm,
    deltaAngular: delta.delta_angular,
    trimmedAngular: variants?.trimmed.deltaAngular ?? null,
  }];
}
