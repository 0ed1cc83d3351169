/**
 * PC1 of resampled roles at one layer.
 *
 * @module
 */

import { trimmed, type Vector } from "../../math/vector_math.ts";
import { type Delta, difference, measureDelta } from "../../measure/change.ts";
import type { Outputs } from "../../measure/layer_values.ts";
import type { OutputVariant } from "../../results.ts";
import type { LayerSource } from "../analysis.ts";

/** One resample's PC1 at one layer, both signs, on all coordinates and without the outlier dimensions. */
export type MeasuredResample = Readonly<
  Record<"plus" | "minus", Readonly<Record<OutputVariant, Delta>>>
>;

/** PC1 of each resample. */
export function measure(source: LayerSource): MeasuredResample[] {
  return source.values.pairs.flatMap(({ plus, minus }) =>
    plus.row.kind === "resample"
      ? [{ plus: inVariants(plus, source), minus: inVariants(minus, source) }]
      : []
  );
}

/** The change with and without the outlier dimensions. */
function inVariants(
  { base, instruct }: Outputs,
  { isRounded, state }: Pick<LayerSource, "isRounded" | "state">,
): MeasuredResample["plus"] {
  const d = difference(base, instruct, { isRounded });
  const keep = (vector: Vector) => trimmed(vector, state?.outliers ?? []);
  return {
    raw: measureDelta(base, instruct, d),
    trimmed: measureDelta(keep(base), keep(instruct), keep(d)),
  };
}
