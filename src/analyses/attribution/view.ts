/**
 * Which tensor of the MLP carries the change.
 *
 * @module
 */

import type { Results } from "../../results.ts";
import { type DataFile, dataFile } from "../../site/kit/data_file.ts";
import { PATHS } from "../../site/kit/paths.ts";
import { attributionColumns } from "./schema.ts";

/** Its tables to take away. */
export function files({ causes }: Results): DataFile[] {
  if (causes === null) return [];
  return [
    dataFile(attributionColumns, causes.attribution, {
      path: PATHS.attribution,
      description:
        "Which tensor of the MLP carries the change of every input vector: Shapley shares, first in and last in.",
    }),
  ];
}
