/**
 * One layer on its way from input to output, measured input by input.
 *
 * @module
 */

import type { AttributionRow, BaselineName, WeightChangeRow } from "../results.ts";
import { signedName } from "../prepare/input_groups.ts";
import type { SignedPair } from "./layer_values.ts";
import { attributionRows } from "../analyses/attribution/measure.ts";
import { type PairQuantities, pairQuantities } from "./quantities.ts";
import { weightChangeRows } from "../analyses/weight_change/measure.ts";

/** What one layer gave. */
export interface MeasuredCauses {
  readonly layer: number;
  /** Components, PC1 in other spaces included. */
  readonly components: readonly { readonly name: string; readonly pair: PairQuantities }[];
  readonly directions: readonly {
    readonly baseline: BaselineName;
    readonly pair: PairQuantities;
  }[];
  readonly attribution: readonly AttributionRow[];
  readonly weightChange: readonly WeightChangeRow[];
}

/** Measures what was traced. */
export function measureCauses(
  layer: number,
  { pairs, outliers }: {
    pairs: readonly SignedPair[];
    /** Null where the trimmed variant is unknown. */
    outliers: readonly number[] | null;
  },
): MeasuredCauses {
  const components: MeasuredCauses["components"][number][] = [];
  const directions: MeasuredCauses["directions"][number][] = [];
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
  const inputs = pairs.flatMap(({ plus, minus }) => [plus, minus]);
  return {
    layer,
    components,
    directions,
    attribution: inputs.flatMap(({ row, hybrids }) =>
      row.kind !== "component" || hybrids === null ? [] : attributionRows(
        { layer, input_vector: signedName(row.name, row.sign) },
        hybrids,
        outliers,
      )
    ),
    weightChange: weightChangeRows(layer, inputs),
  };
}
