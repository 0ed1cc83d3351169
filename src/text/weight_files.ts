/**
 * How the content of files of weights is known, in words.
 *
 * @module
 */

import type { CheckpointInfo } from "../results.ts";
import { plural } from "./words.ts";

/**
 * For instance `verified in part: 1 of 2 files was read whole and has the hash by which the Hub’s tools know it`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { weightFilesText } from "./weight_files.ts";
 * const known = { files: 2, named: 0, verified: 0, are: "not" } as const;
 * assert(weightFilesText(known) === "not verified: no hash of its 2 files is known");
 * ```
 */
export function weightFilesText(
  { files, named, verified, are }: NonNullable<CheckpointInfo["weight_files"]>,
): string {
  if (verified > 0) {
    const [were, have, them] = verified === 1 ? ["was", "has", "it"] : ["were", "have", "them"];
    return `${are === "in part" ? "verified in part" : "verified"}: ${verified} of ${
      plural(files, "file", "files")
    } ${were} read whole and ${have} the hash by which the Hub’s tools know ${them}`;
  }
  if (files === 0) return "not verified: its weights lie in no file";
  return named === 0
    ? `not verified: no hash of its ${files === 1 ? "file" : `${files} files`} is known`
    : `not verified: the Hub’s hash of ${named} of ${
      plural(files, "file", "files")
    } is known, and none was held against it (--hash does that)`;
}
