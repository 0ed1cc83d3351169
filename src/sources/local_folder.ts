/**
 * A folder of the local disk, in an order that does not depend on the file system.
 *
 * @module
 */

import { stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { openFileBytes } from "./file_bytes.ts";
import {
  byCodePoint,
  type Folder,
  type FolderListing,
  type UnreadableEntry,
  unreadableError,
} from "./folder.ts";
import { lookAt, type PathState } from "./path_state.ts";
import { shownName } from "./quote.ts";

/** A snapshot in the cache of the Hugging Face Hub's own tools. */
const HUB_SNAPSHOT = /[/\\]models--([^/\\]+?)--([^/\\]+)[/\\]snapshots[/\\]([0-9a-f]{40})$/;

const EMPTY: FolderListing = { files: [], folders: [], unreadable: [] };

/**
 * The folder at a path of the disk. The identity of a file is its size in bytes and the nanosecond at which it was last written.
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
  return {
    name: src,
    label: labelOf(src),
    pathOf: (path) => join(src, path),
    has: (path) => isPresent(join(src, path)),
    list: (path) => listFolder(join(src, path)),
    open: (path) => openFileBytes(join(src, path)),
    identity: (path) => identityOf(join(src, path)),
  };
}

/** Base name of the folder, or `org/name@commit` for a snapshot in the Hub's cache, whose base name is a bare commit. */
function labelOf(src: string): string {
  const path = resolve(src);
  const [, org, name, commit] = HUB_SNAPSHOT.exec(path) ?? [];
  return commit === undefined ? basename(path) : `${org}/${name}@${commit}`;
}

async function identityOf(path: string): Promise<string | null> {
  try {
    const { size, mtimeNs } = await stat(path, { bigint: true });
    return `${size} bytes, written at ${mtimeNs} ns`;
  } catch {
    return null; // what cannot be looked at is told of where it is opened
  }
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

/**
 * Lists a folder; nothing where there is no such folder.
 *
 * @throws {Error} if what is there cannot be listed: a link that leads nowhere, a folder that may not be read.
 */
export async function listFolder(path: string): Promise<FolderListing> {
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
      unreadable.push({ name, finding: found.finding, advice: found.advice });
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
    const finding = isDenied
      ? "permission denied"
      : cause instanceof Error
      ? cause.message
      : String(cause);
    throw new Error(`Cannot list ${shownName(path)}: ${finding}`, { cause });
  }
}

/** Of plain files and folders the listing itself tells; all else is looked at. */
async function stateOf(path: string, entry: Omit<Deno.DirEntry, "name">): Promise<PathState> {
  if (entry.isFile) return { is: "file" };
  if (entry.isDirectory) return { is: "folder" };
  return await lookAt(path);
}
