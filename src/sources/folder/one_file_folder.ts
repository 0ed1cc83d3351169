/**
 * One file as a folder of nothing else: an input that a whole folder can be given for may be a file.
 *
 * @module
 */

import type { Folder } from "./folder.ts";

/**
 * The file `fileName` of `parent`; `name` is what messages call it, as it was given.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { memoryFolder } from "./memory_folder.ts";
 * import { oneFileFolder } from "./one_file_folder.ts";
 * const parent = memoryFolder("in", new Map([["a.npz", new Uint8Array(1)], ["b.npz", new Uint8Array(2)]]));
 * const folder = oneFileFolder(parent, { fileName: "a.npz", name: "in/a.npz" });
 * assert((await folder.list("")).files.join() === "a.npz" && folder.label === "a.npz");
 * ```
 */
export function oneFileFolder(
  parent: Folder,
  { fileName, name }: { fileName: string; name: string },
): Folder {
  return {
    label: fileName,
    name,
    pathOf: (path) => path === "" ? name : parent.pathOf(path),
    list: (path) =>
      Promise.resolve({ files: path === "" ? [fileName] : [], folders: [], unreadable: [] }),
    open: (path) => parent.open(path),
    close: () => parent.close(),
  };
}
