/**
 * How many directions of a baseline go at least as far as PC1, and which baselines there is nothing of.
 *
 * @module
 */

import type { AsFarRow, BaselineName, BaselineRow, RobustnessRow } from "../results.ts";
import { largerSignOfPeakInput, largerSigns } from "./larger_sign.ts";
import { index } from "./lookup.ts";
import { BASELINES, VARIANTS } from "./values.ts";

/** Of draws and PC1, each by the larger of its signs; null where there are none, or one is unknown. */
export function countAsFar(
  own: number | null,
  draws: readonly (number | null)[],
): Pick<AsFarRow, "n" | "n_at_least"> | null {
  if (own === null || draws.length === 0 || draws.includes(null)) return null;
  return { n: draws.length, n_at_least: draws.filter((draw) => draw! >= own).length };
}

/** The counts of every layer, baseline and variant, off the rows of the results. */
export function asFarRows(
  baseline: readonly BaselineRow[],
  robustness: readonly RobustnessRow[],
): AsFarRow[] {
  const find = index(robustness, "layer", "input_vector", "variant");
  return [...Map.groupBy(baseline, ({ layer }) => layer)].flatMap(([layer, rows]) =>
    BASELINES.flatMap((baseline) =>
      VARIANTS.flatMap((variant): AsFarRow[] => {
        const draws = largerSigns(rows, { layer, baseline, variant });
        const own = largerSignOfPeakInput(find, { layer, variant });
        const counts = countAsFar(own, draws.map(({ deltaAngular }) => deltaAngular));
        return counts === null ? [] : [{ layer, baseline, variant, ...counts }];
      })
    )
  );
}

/** The baselines of which no direction was run, or none whose angles are all known; nobody expects controls that were not given. */
export function missingBaselines(
  quantiles: readonly { readonly baseline: BaselineName; readonly n: number }[],
): BaselineName[] {
  return BASELINES.filter((name) =>
    name !== "controls" &&
    !quantiles.some(({ baseline, n }) => baseline === name && n > 0)
  );
}
