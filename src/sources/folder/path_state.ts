/**
 * What lies at a path, links followed, told apart finely enough that nothing that cannot be read is taken for nothing at all.
 *
 * @module
 */

import { missingTarget } from "../../places.ts";
import { shownName } from "../../text/quote.ts";
import { messageOf } from "../../text/error_message.ts";

/**
 * What was found; `finding` says in words why it cannot be read, `kind` the same without a place of this machine, as a site may tell
 * it, and `advice` what to do.
 */
export type PathState =
  | { readonly is: "file" | "folder" | "nothing" }
  | {
    readonly is: "unreadable";
    readonly finding: string;
    readonly kind: string;
    readonly advice: string | null;
  };

/** The files of a snapshot in the Hub's cache are links to `../../blobs`, which a plain copy leaves behind. */
const LINK_ADVICE =
  "a snapshot of the Hub's cache is copied with its files by cp -rL, or copy its whole models-- folder";

/** A link to what git-annex keeps, as a clone has it until its content is fetched. */
const OF_ANNEX = /(?:^|[/\\])\.git[/\\]annex[/\\]/;
const ANNEX_ADVICE = "its content is with git-annex: fetch it with git annex get";
const LOOP_ADVICE = "remove the link and put the file or folder itself there";

/**
 * Looks at a path.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { lookAt } from "./path_state.ts";
 * assert((await lookAt("LICENSE")).is === "file");
 * assert((await lookAt("no such file")).is === "nothing");
 * ```
 */
export async function lookAt(path: string): Promise<PathState> {
  try {
    const { isFile, isDirectory } = await Deno.stat(path);
    if (isFile) return { is: "file" };
    if (isDirectory) return { is: "folder" };
    return unreadable(
      "neither a file nor a folder",
      "what comes through a pipe or from a device is to be saved as a file first",
    );
  } catch (error) {
    return stateOf(path, error);
  }
}

function stateOf(path: string, error: unknown): PathState {
  const { NotFound, NotADirectory, FilesystemLoop, PermissionDenied, NotCapable } = Deno.errors;
  if (error instanceof NotADirectory) return { is: "nothing" };
  if (error instanceof NotFound) {
    const target = missingTarget(path);
    return target === null ? { is: "nothing" } : unreadable(
      `a link to ${shownName(target)}: its target is missing`,
      OF_ANNEX.test(target) ? ANNEX_ADVICE : LINK_ADVICE,
      "a link whose target is missing",
    );
  }
  if (error instanceof FilesystemLoop) return unreadable("a loop of links", LOOP_ADVICE);
  if (error instanceof PermissionDenied) {
    return unreadable("permission denied", "its owner must allow it to be read");
  }
  if (error instanceof NotCapable) return unreadable("Deno was not allowed to read it");
  return unreadable(messageOf(error), null, "an error of the disk");
}

function unreadable(finding: string, advice: string | null = null, kind = finding): PathState {
  return { is: "unreadable", finding, kind, advice };
}

/** Whether there is anything at the path, a link that leads nowhere included. */
export function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch (error) {
    // A path through a file, or a loop of links, does not exist either.
    const { NotFound, NotADirectory, FilesystemLoop } = Deno.errors;
    if ([NotFound, NotADirectory, FilesystemLoop].some((of) => error instanceof of)) return false;
    throw error;
  }
}

/** Whether the path is a symbolic link, wherever it leads. */
export function isLink(path: string): boolean {
  try {
    return Deno.lstatSync(path).isSymlink;
  } catch {
    return false; // it went away
  }
}
