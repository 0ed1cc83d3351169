/**
 * A folder of the local disk, in an order that does not depend on the file system.
 *
 * @module
 */

import { messageOf } from "../../text/error_message.ts";
import { basename, join, resolve } from "node:path";
import { openFileBytes } from "./file_bytes.ts";
import {
  byCodePoint,
  type Folder,
  type FolderListing,
  type UnreadableEntry,
  unreadableError,
} from "./folder.ts";
import { limitOf } from "./full_disk.ts";
import { lookAt, type PathState } from "./path_state.ts";
import { snapshotName } from "./place_name.ts";
import { shownName } from "../../text/quote.ts";

const EMPTY: FolderListing = { files: [], folders: [], unreadable: [] };

/**
 * The folder at a path of the disk.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { localFolder } from "./local_folder.ts";
 * const { files } = await localFolder(".").list("");
 * assert(files.includes("LICENSE"));
 * ```
 */
export function localFolder(src: string): Folder {
  const pathOf = (path: string) => path === "" ? src : join(src, path); // as typed, where it is the folder itself
  return {
    label: labelOf(src),
    name: src,
    pathOf,
    list: (path) => listFolder(pathOf(path)),
    open: (path) => openFileBytes(pathOf(path)),
    close() {}, // nothing is held but the files that were opened
  };
}

/** Base name of the folder, or `org/name@commit` for a snapshot in the Hub's cache, whose base name is a bare commit. */
function labelOf(src: string): string {
  const path = resolve(src);
  return snapshotName(path) ?? basename(path);
}

async function listFolder(path: string): Promise<FolderListing> {
  const state = await lookAt(path);
  if (state.is === "unreadable") throw unreadableError(shownName(path), state);
  if (state.is !== "folder") return EMPTY;
  const files: string[] = [];
  const folders: string[] = [];
  const unreadable: UnreadableEntry[] = [];
  for (const { name, ...entry } of await readEntries(path)) {
    if (name.startsWith(".")) continue; // such as the ._ files that macOS leaves in archives
    const found = await stateOf(join(path, name), entry);
    if (found.is === "file") files.push(name);
    else if (found.is === "folder") folders.push(name);
    else if (found.is === "unreadable") {
      const { finding, kind, advice } = found;
      unreadable.push({ name, finding, kind, advice });
    }
  }
  return {
    files: files.sort(byCodePoint),
    folders: folders.sort(byCodePoint),
    unreadable: unreadable.sort((a, b) => byCodePoint(a.name, b.name)),
  };
}

async function readEntries(path: string): Promise<Deno.DirEntry[]> {
  try {
    return await Array.fromAsync(Deno.readDir(path));
  } catch (cause) {
    const isDenied = cause instanceof Deno.errors.PermissionDenied;
    const finding = isDenied ? "permission denied" : limitOf(cause) ?? messageOf(cause);
    throw new Error(`Cannot list ${shownName(path)}: ${finding}`, { cause });
  }
}

/** Of plain files and folders the listing itself tells; all else is looked at. */
async function stateOf(path: string, entry: Omit<Deno.DirEntry, "name">): Promise<PathState> {
  if (entry.isFile) return { is: "file" };
  if (entry.isDirectory) return { is: "folder" };
  return await lookAt(path);
}
