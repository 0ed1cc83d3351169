/**
 * What a step along PC1 from the mean state changes.
 *
 * @module
 */

import type { Results } from "../../results.ts";
import { type DataFile, dataFile } from "../../site/kit/data_file.ts";
import { PATHS } from "../../site/kit/paths.ts";
import { operatingPointColumns } from "./schema.ts";

/** Its tables to take away. */
export function files({ evidence }: Results): DataFile[] {
  if (evidence === null) return [];
  return [
    dataFile(operatingPointColumns, evidence.operating_point, {
      path: PATHS.operatingPoint,
      description:
        "Responses to steps along PC1 from µ; at alpha 0 the columns are of the output for µ itself.",
    }),
  ];
}
