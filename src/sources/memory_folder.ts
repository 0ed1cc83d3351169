/**
 * A folder whose files are bytes in memory.
 *
 * @module
 */

import { createHash } from "node:crypto";
import type { ByteSource } from "./bytes.ts";
import { byCodePoint, type Folder, type FolderListing } from "./folder.ts";
import { shownName } from "./quote.ts";

/**
 * A folder of files by path, folders between `/`. The identity of a file is the SHA-256 of its bytes.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { memoryFolder } from "./memory_folder.ts";
 * const folder = memoryFolder("model", new Map([["config.json", new TextEncoder().encode("{}")]]));
 * assert((await folder.list("")).files.join() === "config.json");
 * ```
 */
export function memoryFolder(
  name: string,
  files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>,
): Folder {
  const pathOf = (path: string) => path === "" ? name : `${name}/${path}`;
  return {
    name,
    label: name.slice(name.lastIndexOf("/") + 1),
    pathOf,
    has: (path) => Promise.resolve(files.has(path) || !isEmpty(listing(files, path))),
    list: (path) => Promise.resolve(listing(files, path)),
    open: (path) => {
      const bytes = files.get(path);
      return bytes === undefined
        ? Promise.reject(new Error(`Cannot open ${shownName(pathOf(path))}: no such file`))
        : Promise.resolve(memoryBytes(path.slice(path.lastIndexOf("/") + 1), bytes));
    },
    identity: (path) => {
      const bytes = files.get(path);
      const hash = bytes && createHash("sha256").update(bytes).digest("hex");
      return Promise.resolve(hash === undefined ? null : `sha256 ${hash}`);
    },
  };
}

/** Bytes in memory as a {@link ByteSource}. */
export function memoryBytes(name: string, bytes: Uint8Array): ByteSource {
  return {
    name,
    sizeBytes: bytes.byteLength,
    read(offsetBytes, into) {
      const endByte = offsetBytes + into.byteLength; // exclusive
      if (!Number.isSafeInteger(offsetBytes) || offsetBytes < 0 || endByte > bytes.byteLength) {
        return Promise.reject(
          new RangeError(
            `Cannot read bytes ${offsetBytes} to ${endByte} of ${
              shownName(name)
            }: it has ${bytes.byteLength} bytes`,
          ),
        );
      }
      into.set(bytes.subarray(offsetBytes, endByte));
      return Promise.resolve();
    },
    close() {},
  };
}

function listing(files: ReadonlyMap<string, unknown>, path: string): FolderListing {
  const start = path === "" ? "" : `${path}/`;
  const below = [...files.keys()].filter((it) => it.startsWith(start))
    .map((it) => it.slice(start.length));
  const names = (isFolder: boolean) =>
    [
      ...new Set(
        below.filter((it) => it.includes("/") === isFolder).map((it) => it.split("/", 1)[0]),
      ),
    ]
      .filter((it) => it !== undefined && !it.startsWith(".")) as string[];
  return {
    files: names(false).sort(byCodePoint),
    folders: names(true).sort(byCodePoint),
    unreadable: [],
  };
}

function isEmpty({ files, folders }: FolderListing): boolean {
  return files.length + folders.length === 0;
}
