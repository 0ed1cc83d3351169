/**
 * How much gate and up themselves changed.
 *
 * @module
 */

import type { Results } from "../../results.ts";
import { type DataFile, dataFile } from "../../site/kit/data_file.ts";
import { PATHS } from "../../site/kit/paths.ts";
import { weightChangeColumns } from "./schema.ts";

/** Its tables to take away. */
export function files({ causes }: Results): DataFile[] {
  if (causes === null) return [];
  return [
    dataFile(weightChangeColumns, causes.weight_change, {
      path: PATHS.weightChange,
      description:
        "How much gate and up changed along random inputs, and how much more or less along PC1.",
    }),
  ];
}
