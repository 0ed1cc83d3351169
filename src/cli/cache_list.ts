/**
 * `deno task cache list`: what is kept, as a table.
 *
 * @module
 */

import { listRuns } from "../measure/old_records.ts";
import { cacheFolder, demonstrationFolder, recordsFolder } from "../sources/folder/cache_folder.ts";
import { measure } from "../sources/hub/disk_use.ts";
import { keptFolder, listKept } from "../sources/hub/kept.ts";
import { quote, shownName } from "../text/quote.ts";
import { bytesText, plural } from "../text/words.ts";
import { UsageError } from "../usage_error.ts";
import { columns } from "./columns.ts";
import type { Terminal } from "./terminal.ts";

/** Digits of a commit that tell it from others on sight. */
export const SHORT_COMMIT = 8;

/** Prints a line for each commit and one for all records, their sum, and where they lie. */
export async function listCache([first]: readonly string[], terminal: Terminal): Promise<void> {
  if (first !== undefined) {
    throw new UsageError(`Cannot understand ${quote(first)}: cache list takes nothing more`);
  }
  const [kept, records] = [await listKept(keptFolder()), listRuns(recordsFolder())];
  const demonstration = await measure(demonstrationFolder());
  if (kept.length + records.length === 0 && demonstration.allocatedBytes === 0) {
    terminal.print(`The cache is empty: nothing is kept in ${shownName(cacheFolder())}`);
    return;
  }
  const commits = kept.flatMap(({ commits }) => commits);
  const recordBytes = records.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const totalBytes = commits.reduce(
    (sum, it) => sum + it.allocatedBytes,
    recordBytes + demonstration.allocatedBytes,
  );
  const rows = [
    ["kind", "id", "commit", "size", "last used"],
    ...kept.flatMap(({ kind, id, commits }) =>
      commits.map(({ commit, allocatedBytes, usedMs, holders }) => [
        kind,
        id,
        commit.slice(0, SHORT_COMMIT),
        bytesText(allocatedBytes),
        holders.length > 0 ? "in use" : dateText(usedMs),
      ])
    ),
    ...records.length === 0 ? [] : [[
      "records",
      plural(records.length, "run", "runs"),
      "",
      bytesText(recordBytes),
      dateText(Math.max(...records.map(({ usedMs }) => usedMs))),
    ]],
    ...demonstration.allocatedBytes === 0 ? [] : [[
      "demonstration",
      "",
      "",
      bytesText(demonstration.allocatedBytes),
      dateText(demonstration.usedMs),
    ]],
    ["total", "", "", bytesText(totalBytes), ""],
  ];
  for (const line of columns(rows)) terminal.print(line);
  terminal.print(`in ${shownName(cacheFolder())}`);
}

/** The day, in UTC. */
function dateText(ms: number): string {
  return ms === 0 ? "half removed" : new Date(ms).toISOString().slice(0, "2026-01-01".length);
}
