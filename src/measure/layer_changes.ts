/**
 * The change of every input of a layer that comes in two signs: what all analyses read.
 *
 * Shape letters: C hidden size.
 *
 * @module
 */

import { PEAK_INPUT } from "../results/peak_input.ts";
import { type Delta, difference, measureDelta } from "./change.ts";
import type { LayerValues, Outputs } from "./layer_values.ts";
import { measureVariants } from "./measure_variants.ts";
import type { MeasuredComponent, MeasuredDirection, VariantDeltas } from "./variants.ts";

/** What one layer gave. */
export interface LayerChanges {
  readonly layer: number;
  /** Every component and its negative, PC1 in other spaces included. */
  readonly deltas: readonly {
    readonly name: string;
    readonly sign: 1 | -1;
    readonly delta: Delta;
  }[];
  readonly components: readonly MeasuredComponent[];
  readonly directions: readonly MeasuredDirection[];
  /** d of PC1. */
  readonly d: Float64Array; // f64 [C]
  /** d of every component by its name, PC1 and PC1 in other spaces included; that of the negative is not kept. */
  readonly differences: ReadonlyMap<string, Float64Array>; // f64 [C]
}

/** The mean state of a layer. */
export interface LayerMeans {
  readonly mu: Float64Array; // f64 [C]
  /** Its outlier dimensions. */
  readonly outliers: readonly number[];
}

/** How the change of an input is measured. */
export interface ChangeOptions {
  /** Whether d is rounded to bfloat16, as under notebook rounding. */
  readonly isRounded: boolean;
  /** Null where no evidence is asked for: then there are no variants. */
  readonly state: LayerMeans | null;
}

/** The change of one input and its variants. */
export interface MeasuredChange {
  readonly d: Float64Array; // f64 [C]
  readonly delta: Delta;
  readonly variants: VariantDeltas | null;
}

/** Measures every component and direction. */
export function measureChanges(
  layer: number,
  { pairs }: Pick<LayerValues, "pairs">,
  options: ChangeOptions,
): LayerChanges {
  const deltas: LayerChanges["deltas"][number][] = [];
  const components: MeasuredComponent[] = [];
  const directions: MeasuredDirection[] = [];
  const differences = new Map<string, Float64Array>();
  for (const { plus, minus } of pairs) {
    const { row } = plus;
    if (row.kind === "resample") continue;
    const [ofPlus, ofMinus] = [measureChange(plus, options), measureChange(minus, options)];
    const variants = ofPlus.variants !== null && ofMinus.variants !== null
      ? { plus: ofPlus.variants, minus: ofMinus.variants }
      : null;
    if (row.kind === "component") {
      const { name } = row;
      deltas.push({ name, sign: 1, delta: ofPlus.delta });
      deltas.push({ name, sign: -1, delta: ofMinus.delta });
      differences.set(name, ofPlus.d);
      if (variants !== null) components.push({ layer, name, ...variants });
    } else if (variants !== null) {
      directions.push({ layer, baseline: row.baseline, index: row.index, ...variants });
    }
  }
  const d = differences.get(PEAK_INPUT) ?? new Float64Array(pairs[0]?.plus.x.length ?? 0);
  return { layer, deltas, components, directions, d, differences };
}

/** Measures one input, in all variants where a state is known. */
export function measureChange(
  { base, instruct }: Outputs,
  { isRounded, state }: ChangeOptions,
): MeasuredChange {
  const d = difference(base, instruct, { isRounded });
  return {
    d,
    delta: measureDelta(base, instruct, d),
    variants: state === null ? null : measureVariants(base, instruct, { d, ...state }),
  };
}
