/**
 * How rare the angle of PC1 is among random directions, random role mixtures and single roles.
 *
 * @module
 */

import type { Results } from "../../results.ts";
import { type DataFile, dataFile } from "../../site/kit/data_file.ts";
import { PATHS } from "../../site/kit/paths.ts";
import { baselineColumns } from "./schema.ts";

/** Its tables to take away. */
export function files(results: Results): DataFile[] {
  return [
    dataFile(baselineColumns, results.baseline, {
      path: PATHS.baseline,
      description:
        "What PC1 is compared with, through the same layers, two rows a direction: as it is and negated. " +
        "Names of single roles and traits, by index, are in results.json as role_directions.",
    }),
  ];
}
