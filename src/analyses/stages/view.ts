/**
 * At which product of the MLP the change arises.
 *
 * @module
 */

import type { Results } from "../../results.ts";
import { type DataFile, dataFile } from "../../site/kit/data_file.ts";
import { PATHS } from "../../site/kit/paths.ts";
import { stageColumns } from "./schema.ts";

/** Its tables to take away. */
export function files({ causes }: Results): DataFile[] {
  if (causes === null) return [];
  return [
    dataFile(stageColumns, causes.stages, {
      path: PATHS.stages,
      description:
        "How far base and instruct are apart at every product on the way, for every input vector.",
    }),
  ];
}
