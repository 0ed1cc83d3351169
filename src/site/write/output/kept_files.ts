/**
 * Files of an earlier site that are the owner's now: where they are kept, and what is said of it.
 *
 * @module
 */

import { basename, dirname, join } from "node:path";
import { shownName } from "../../../text/quote.ts";
import type { OutFolder } from "./folders.ts";
import { listed, WORK_INSIDE } from "./holdings.ts";
import { MANIFEST_PATH } from "./manifest.ts";

/** Where they are kept: beside the site, so that they are not published with it. */
export function keepFolder(
  { folder }: OutFolder,
  { work, run }: { work: string; run: string },
): string {
  const name = run.slice(0, 8);
  return basename(work) === WORK_INSIDE
    ? join(folder, `.deltascope-changed-${name}`)
    : join(dirname(folder), `${basename(folder)}.changed-${name}`);
}

/** Files of an earlier site that are kept: paths from its root. */
export interface OwnersFiles {
  readonly changed: readonly string[];
  readonly unreadable: readonly string[];
  /** Where no manifest could be read, whatever has a name of ours. */
  readonly untold: readonly string[];
}

/** A line of those that were changed, one of those that could not be read and one of those of which neither is known, where there are any. */
export function keptLines({ changed, unreadable, untold }: OwnersFiles, keep: string): string[] {
  const line = (paths: readonly string[], what: string, such: string) => {
    const files = `the ${such}${paths.length === 1 ? "file is" : "files are"}`;
    return `${listed(paths)} of the earlier site ${what}: ${files} kept in ${shownName(keep)}`;
  };
  return [
    ...changed.length === 0 ? [] : [line(changed, "had been changed by hand", "changed ")],
    ...unreadable.length === 0 ? [] : [line(unreadable, "could not be read", "unread ")],
    ...untold.length === 0
      ? []
      : [line(untold, `may be yours, as no ${MANIFEST_PATH} that can be read names them`, "")],
  ];
}
