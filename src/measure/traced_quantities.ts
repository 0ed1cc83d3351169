/**
 * Every input of a layer on its way through the MLP, measured pair by pair, and how its quantities spread over a baseline.
 *
 * @module
 */

// @ts-types="@types/d3-array"
import { quantile } from "d3-array";
import type { BaselineName, OutputVariant, Quantity, SpreadRow } from "../results.ts";
import { BASELINES, OUTPUT_VARIANTS } from "../results/values.ts";
import { signedName } from "../prepare/input_groups.ts";
import type { SignedPair } from "./layer_values.ts";
import { type PairQuantities, pairQuantities, type Quantities } from "./quantities.ts";

/** What one layer gave. */
export interface TracedLayer {
  readonly layer: number;
  /** Components, PC1 in other spaces included. */
  readonly components: readonly { readonly name: string; readonly pair: PairQuantities }[];
  readonly directions: readonly {
    readonly baseline: BaselineName;
    readonly pair: PairQuantities;
  }[];
}

/** Measures what was traced. */
export function tracedLayer(
  layer: number,
  { pairs, outliers }: {
    pairs: readonly SignedPair[];
    /** Null where the trimmed variant is unknown. */
    outliers: readonly number[] | null;
  },
): TracedLayer {
  const components: TracedLayer["components"][number][] = [];
  const directions: TracedLayer["directions"][number][] = [];
  for (const { plus, minus } of pairs) {
    if (plus.trace === null || minus.trace === null) continue;
    const pair = pairQuantities(
      { ...plus, ...plus.trace },
      { ...minus, ...minus.trace },
      outliers,
    );
    const { row } = plus;
    if (row.kind === "component") components.push({ name: row.name, pair });
    if (row.kind === "direction") directions.push({ baseline: row.baseline, pair });
  }
  return { layer, components, directions };
}

/** One component in one sign at one layer. */
export interface SignedQuantities {
  readonly layer: number;
  /** `PC1`, `-PC1`, ... */
  readonly input_vector: string;
  readonly quantities: Quantities;
}

/** The components that are reported, by `names`: each, and then its negative. */
export function signedQuantities(
  { layer, components }: TracedLayer,
  names: readonly string[],
): SignedQuantities[] {
  return components.filter(({ name }) => names.includes(name)).flatMap(({ name, pair }) => [
    { layer, input_vector: signedName(name, 1), quantities: pair.plus },
    { layer, input_vector: signedName(name, -1), quantities: pair.minus },
  ]);
}

/** Values in the variants that were measured, raw first. */
export function inVariants(
  quantities: Quantities,
  quantity: Quantity,
): [OutputVariant, number | null][] {
  return OUTPUT_VARIANTS.flatMap((variant) => {
    const value = quantities[quantity]?.[variant];
    return value === undefined ? [] : [[variant, value] as [OutputVariant, number | null]];
  });
}

/**
 * The spread of quantities over every baseline's directions. Angles count with the larger of the two signs, as p-values do; even
 * shares are of a pair; projections are signed, and count in both signs.
 */
export function spreadRows(
  { layer, directions }: TracedLayer,
  quantities: readonly Quantity[],
): SpreadRow[] {
  return BASELINES.flatMap((baseline) => {
    const pairs = directions.filter((direction) => direction.baseline === baseline);
    return quantities.flatMap((quantity) =>
      OUTPUT_VARIANTS.flatMap((variant): SpreadRow[] => {
        const values = pairs.flatMap(({ pair }) => valuesOf(pair, { quantity, variant }));
        if (values.length === 0 || values.some((value) => value === undefined)) return [];
        const numbers = values.filter((value) => value !== null) as number[];
        const at = (p: number) =>
          numbers.length === values.length ? quantile(numbers, p) ?? null : null;
        const n = pairs.length;
        return [{
          layer,
          quantity,
          variant,
          baseline,
          n,
          q05: at(0.05),
          q50: at(0.5),
          q95: at(0.95),
        }];
      })
    );
  });
}

/** What a direction counts with in a spread or a rank; `undefined` where the variant was not measured. */
export function valuesOf(
  { plus, minus }: PairQuantities,
  { quantity, variant }: { quantity: Quantity; variant: OutputVariant },
): (number | null | undefined)[] {
  const [a, b] = [plus[quantity]?.[variant], minus[quantity]?.[variant]];
  if (quantity.endsWith("_even_share")) return [a];
  if (!quantity.endsWith("_angular")) return [a, b];
  if (a === undefined || b === undefined) return [undefined];
  return [a === null || b === null ? null : Math.max(a, b)];
}
