/**
 * What is left of the change without outlier dimensions, and without the mean direction.
 *
 * @module
 */

import type { Results } from "../../results.ts";
import { type DataFile, dataFile } from "../../site/kit/data_file.ts";
import { PATHS } from "../../site/kit/paths.ts";
import { outlierCurveColumns, robustnessColumns } from "./schema.ts";

/** Its tables to take away. */
export function files({ evidence }: Results): DataFile[] {
  if (evidence === null) return [];
  return [
    dataFile(robustnessColumns, evidence.robustness, {
      path: PATHS.robustness,
      description:
        "Every input vector with all coordinates of the outputs, without the outlier dimensions, and without the component along µ; " +
        "PC1:own-layer is PC1 of each layer's own roles.",
    }),
    dataFile(outlierCurveColumns, evidence.outlier_curve, {
      path: PATHS.outlierCurve,
      description:
        "At the decomposed layers: 1 - cos of PC1 with so many of the largest coordinates of µ removed, and the 5 %, 50 % and 95 % " +
        "quantiles of the random role mixtures, each by the larger of its signs.",
    }),
  ];
}
