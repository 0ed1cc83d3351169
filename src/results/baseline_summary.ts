/**
 * Random directions of one layer in three numbers.
 *
 * @module
 */

import type { BaselineRow } from "../results.ts";

/** Mean and range of one column over the random directions of a layer, both signs of each counted. */
export interface BaselineSummary {
  layer: number;
  nRows: number;
  mean: number;
  smallest: number;
  largest: number;
}

/** One summary a layer, in the order of the rows; rows of other baselines are passed over, empty where there are no others. */
export function baselineSummaries(
  rows: readonly BaselineRow[],
  column: "delta_norm" | "delta_angular",
): BaselineSummary[] {
  const isotropic = rows.filter((row) => row.baseline === "isotropic");
  return [...Map.groupBy(isotropic, (row) => row.layer)].flatMap(([layer, ofLayer]) => {
    const values = ofLayer.flatMap((row) => row[column] ?? []);
    return values.length === 0 ? [] : [{
      layer,
      nRows: values.length,
      mean: values.reduce((sum, value) => sum + value, 0) / values.length,
      smallest: Math.min(...values),
      largest: Math.max(...values),
    }];
  });
}
