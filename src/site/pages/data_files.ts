/**
 * Every CSV file of a site: the main table, to which several analyses add columns, and the tables of each analysis.
 *
 * @module
 */

import { ANALYSES } from "../../analyses/index.ts";
import { mlpColumns } from "../../analyses/schema.ts";
import type { Results } from "../../results.ts";
import { type DataFile, dataFile } from "../kit/data_file.ts";
import { PATHS } from "../kit/paths.ts";

/** The files of a site, in the order in which it lists them. */
export function dataFiles(results: Results): DataFile[] {
  return [
    dataFile(mlpColumns, results.mlp, {
      path: PATHS.mlp,
      description:
        "The measured outputs of every input vector at every analysed layer. p and pfw are of an axis, by the larger of both signs: " +
        "the rows of PCk and −PCk hold the same.",
    }),
    ...ANALYSES.flatMap(({ files }) => files?.(results) ?? []),
  ];
}
