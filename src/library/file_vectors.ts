/**
 * Vectors of files that are named in an option, `FILE[:NAME],FILE[:NAME],...`.
 *
 * @module
 */

import { basename, dirname } from "node:path";
import { placeOf } from "../places.ts";
import { VECTOR_EXTENSIONS } from "../sources/folder/file_names.ts";
import { unreadableError } from "../sources/folder/folder.ts";
import { localFolder } from "../sources/folder/local_folder.ts";
import { oneFileFolder } from "../sources/folder/one_file_folder.ts";
import { describeAbsent } from "../sources/folder/absent_place.ts";
import { lookAt } from "../sources/folder/path_state.ts";
import {
  readSingleVectors,
  type SingleRequest,
  type SingleVector,
} from "../sources/vectors/single_vectors.ts";
import { quote, shownName } from "../text/quote.ts";
import { list } from "../text/words.ts";
import { UsageError } from "../usage_error.ts";

/** A file, and the name of a vector in it; null for all that it holds. */
export interface FileVector {
  readonly path: string;
  /** The path as it was typed, for messages. */
  readonly typed: string;
  readonly name: string | null;
}

const EXTENSION = VECTOR_EXTENSIONS.map((extension) => `\\${extension}`).join("|");
const ITEM = new RegExp(`^(.+?(?:${EXTENSION}))(?::(.+))?$`, "s");

/** A row of a file without the name of its array between them. */
const ROW_OF_FILE = new RegExp(`^(.+?(?:${EXTENSION}))(\\[\\d+\\])$`, "s");

/**
 * The files and names of an option; relative paths are those of the folder in which the command was typed.
 *
 * @throws {UsageError} if one of them is no file of vectors.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { fileVectors } from "./file_vectors.ts";
 * assert.deepEqual(fileVectors("input", "/v/caa.pt,/sae.safetensors:W_dec[7]"), [
 *   { path: "/v/caa.pt", typed: "/v/caa.pt", name: null },
 *   { path: "/sae.safetensors", typed: "/sae.safetensors", name: "W_dec[7]" },
 * ]);
 * ```
 */
export function fileVectors(option: string, text: string): FileVector[] {
  return text.split(",").map((item) => {
    const [, path, name] = ITEM.exec(item.trim()) ?? [];
    if (path === undefined) {
      const [, file, row] = ROW_OF_FILE.exec(item.trim()) ?? [];
      throw new UsageError(
        `Cannot use --${option} ${quote(item)}: expected FILE or FILE:NAME, the file ${
          list(VECTOR_EXTENSIONS).replace(" and ", " or ")
        }; ${
          file === undefined
            ? "several are set apart by commas"
            : `a row stands behind a name, ${shownName(`${file}:NAME${row}`)}`
        }`,
      );
    }
    return { path: placeOf(path), typed: path, name: name ?? null };
  });
}

/** What the option says, with the last part of every path alone: it may be published. */
export function publishableVectors(text: string): string {
  return text.split(",").map((item) => {
    const [, path, name] = ITEM.exec(item.trim()) ?? [];
    return path === undefined
      ? item
      : [basename(path), ...name === undefined ? [] : [name]].join(":");
  }).join(",");
}

/**
 * Reads them; `say` hears, a line each, what their files hold that is not read.
 *
 * @throws {Error} in one line, if there is no such file, or none of that name in it.
 */
export async function readFileVectors(
  files: readonly FileVector[],
  request: Omit<SingleRequest, "name">,
  say: (text: string) => void,
): Promise<SingleVector[]> {
  const vectors: SingleVector[] = [];
  for (const { path, typed, name } of files) {
    await expectFile(path, typed);
    const folder = oneFileFolder(localFolder(dirname(path)), {
      fileName: basename(path),
      name: path,
    });
    try {
      const found = await readSingleVectors(folder, { ...request, name });
      vectors.push(...found.vectors);
      for (const { reason } of found.unread) say(`Not read of ${shownName(typed)}: ${reason}`);
    } finally {
      folder.close();
    }
  }
  return vectors;
}

/** Passes if it is a file that can be read. @throws {Error} naming it as it was typed. */
async function expectFile(path: string, typed: string): Promise<void> {
  const state = await lookAt(path);
  if (state.is === "file") return;
  const what = shownName(typed);
  if (state.is === "unreadable") throw unreadableError(what, state);
  throw new Error(
    `Cannot open ${what}: ${
      state.is === "folder"
        ? "expected a file, found a folder"
        : await describeAbsent(typed, "file")
    }`,
  );
}
