/**
 * A folder whose files are bytes in memory.
 *
 * @module
 */

import { sha256Hex } from "../../math/sha256.ts";
import { type ByteSource, expectWithin } from "./bytes.ts";
import { fileNameOf, type Folder, listingOf } from "./folder.ts";
import { shownName } from "../../text/quote.ts";

/**
 * A folder of files by path, folders between `/`; its label is the last part of `name`. Other bytes may be put in the place of a file,
 * which a run then refuses; what they hold is not to change while the folder is in use, which nobody would see.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { memoryFolder } from "./memory_folder.ts";
 * const folder = memoryFolder("model", new Map([["config.json", new TextEncoder().encode("{}")]]));
 * assert((await folder.list("")).files.join() === "config.json");
 * ```
 */
export function memoryFolder(name: string, files: ReadonlyMap<string, Uint8Array>): Folder {
  const pathOf = (path: string) => path === "" ? name : `${name}/${path}`;
  // Of the bytes that a file has, so that they are hashed once however often it is opened.
  const sources = new Map<string, { readonly bytes: Uint8Array; readonly source: ByteSource }>();
  const sourceOf = (path: string, bytes: Uint8Array) => {
    const known = sources.get(path);
    if (known?.bytes === bytes) return known.source;
    const source = memoryBytes(fileNameOf(path), bytes);
    sources.set(path, { bytes, source });
    return source;
  };
  return {
    label: fileNameOf(name),
    name,
    pathOf,
    list: (path) => Promise.resolve(listingOf(files.keys(), path)),
    open(path) {
      const bytes = files.get(path);
      if (bytes !== undefined) return Promise.resolve(sourceOf(path, bytes));
      const { files: inner, folders } = listingOf(files.keys(), path);
      const finding = inner.length + folders.length > 0
        ? "expected a file, found a folder"
        : "no such file";
      return Promise.reject(new Error(`Cannot open ${shownName(pathOf(path))}: ${finding}`));
    },
    close() {},
  };
}

/** Bytes in memory as a {@link ByteSource}; its identity is their SHA-256 at the time when it is first asked for. */
export function memoryBytes(name: string, bytes: Uint8Array): ByteSource {
  let identity: string | null = null;
  return {
    name,
    sizeBytes: bytes.byteLength,
    get identity() {
      return identity ??= `sha256 ${sha256Hex(bytes)}`;
    },
    read: (offsetBytes, into) =>
      Promise.try(() => {
        const endByte = offsetBytes + into.byteLength; // exclusive
        expectWithin({ name, sizeBytes: bytes.byteLength }, { offsetBytes, endByte });
        into.set(bytes.subarray(offsetBytes, endByte));
      }),
    close() {},
  };
}
