/**
 * The folder that an input names. Ids on the Hugging Face Hub will be told apart here.
 *
 * @module
 */

import { describeFile, type Wanted } from "./folder_description.ts";
import { lookAt, unreadableError } from "./path_state.ts";
import { shownName } from "./quote.ts";

/** An id on the Hugging Face Hub, `org/name[@revision]`. */
const HUB_ID = /^\w[\w.-]*\/\w[\w.-]*(?:@[\w./-]+)?$/;
const WORDS: Readonly<Record<Wanted, string>> = {
  checkpoint: "checkpoint",
  vectors: "persona vectors",
};

/**
 * Passes if `src` is a folder.
 *
 * @throws {Error} if it is not, saying what it looks like instead.
 */
export async function expectFolder(src: string, wanted: Wanted): Promise<void> {
  const what = `${WORDS[wanted]} ${shownName(src)}`;
  const state = src === "" ? { is: "nothing" } as const : await lookAt(src);
  if (state.is === "folder") return;
  if (state.is === "unreadable") throw unreadableError(what, state);
  const finding = state.is === "file"
    ? `expected a folder${wanted === "checkpoint" ? " with config.json" : ""}, found ${
      describeFile(src, wanted)
    }`
    : describeAbsent(src);
  throw new Error(`Cannot open ${what}: ${finding}`);
}

/**
 * Whether there is anything at `path`.
 *
 * @throws {Error} naming it, if it is there and cannot be read: a link that leads nowhere, a folder that is closed.
 */
export async function isPresent(path: string): Promise<boolean> {
  const state = await lookAt(path);
  if (state.is === "unreadable") throw unreadableError(shownName(path), state);
  return state.is !== "nothing";
}

/** Why a path that is not there may not be what was meant. */
function describeAbsent(src: string): string {
  const scheme = /^([a-z][a-z\d+.-]+):\/\//i.exec(src)?.[1];
  if (scheme?.toLowerCase() === "file") {
    return `a file:// address, expected a path: ${shownName(pathOfAddress(src))}`;
  }
  if (scheme !== undefined) {
    return `a ${scheme}:// address, expected a local folder; fetch it first, for instance with hf download`;
  }
  if (src.startsWith("~")) {
    return "no such folder; the shell leaves ~ as it is within quotes and after =: write the home folder out";
  }
  if (/^\$\w|^\$\{|^%\w+%/.test(src)) {
    return "no such folder; the variable in it was not replaced by the shell: write the path out";
  }
  if (/^(["']).*\1$/s.test(src)) {
    return "no such folder; the quotes are part of it: leave them away";
  }
  if (src !== src.trim()) return "no such folder; it begins or ends with a space";
  if (/^[a-z]:[\\/]/i.test(src) && Deno.build.os !== "windows") {
    return "no such folder; this is a path of Windows: under WSL drive C: is /mnt/c";
  }
  return HUB_ID.test(src)
    ? "no such folder; ids on the Hugging Face Hub come in a later version, give a local folder"
    : "no such folder";
}

function pathOfAddress(src: string): string {
  try {
    return decodeURIComponent(new URL(src).pathname);
  } catch {
    return src.replace(/^file:\/\//i, "");
  }
}
