/**
 * What the pass over the layers of a run is asked for beside its inputs: the same for all of its layers and for a share of them.
 *
 * @module
 */

import type { AnalysisOptions } from "../prepare/options.ts";
import { type OutlierDimensions, outlierDimensions } from "../prepare/outlier_dimensions.ts";
import type { PreparedRun } from "../prepare/prepare.ts";
import { groupsUnder, otherThan } from "../prepare/published_pair.ts";
import type { PassOptions } from "./measure_layers.ts";

/** What follows from the run alone. */
export interface SettledPass extends Pick<PassOptions, "outliers" | "otherRounding"> {
  /** Outlier dimensions by layer, with what they are told by. */
  readonly dimensions: ReadonlyMap<number, OutlierDimensions>;
}

/** Settles it; `isPublished` says whether the run is set beside published figures, which are of both roundings. */
export function settlePass(
  run: PreparedRun,
  { options, isPublished }: { options: AnalysisOptions; isPublished: boolean },
): SettledPass {
  const dimensions = new Map(run.layers.flatMap((layer) => {
    const state = run.states.get(layer);
    return state === undefined ? [] : [[layer, outlierDimensions(state.mu, options.outliers)]];
  }));
  return {
    dimensions,
    outliers: new Map(
      dimensions.entries().map(([layer, { coordinates }]) => [layer, coordinates]),
    ),
    otherRounding: run.random > 0 && isPublished ? groupsUnder(otherThan(options.rounding)) : [],
  };
}
