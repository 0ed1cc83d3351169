/**
 * Every file of numbers that a site makes of the results: the main table, to which several analyses add columns, and the tables and
 * tensors of each analysis.
 *
 * @module
 */

import { mlpColumns } from "../../analyses/schema.ts";
import { VIEWS } from "../../analyses/views.ts";
import type { Results } from "../../results.ts";
import { type DataFile, dataFile } from "../kit/data_file.ts";
import { PATHS } from "../kit/paths.ts";

/** The CSV files of a site, in the order in which it lists them. */
export function dataFiles(results: Results): DataFile[] {
  return [
    dataFile(mlpColumns, results.mlp, {
      path: PATHS.mlp,
      description:
        "The measured outputs of every input vector at every analysed layer. p and pfw are of an axis, by the larger of both signs: " +
        "the rows of PCk and −PCk hold the same.",
    }),
    ...VIEWS.flatMap(({ files }) => files?.(results) ?? []),
  ];
}

/** All binary files of a site by path: those carried along, and the tensors made of the results, which hold whatever these hold. */
export function binaryFiles(
  results: Results,
  attachments: ReadonlyMap<string, Uint8Array>,
): ReadonlyMap<string, Uint8Array> {
  const made = VIEWS.flatMap(({ tensors }) => tensors?.(results) ?? []);
  return new Map([...attachments, ...made.map(({ path, bytes }) => [path, bytes()] as const)]);
}
