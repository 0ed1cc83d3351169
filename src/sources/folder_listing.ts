/**
 * What lies in a folder, in an order that does not depend on the file system.
 *
 * @module
 */

import { join } from "node:path";
import { lookAt, type PathState, unreadableError } from "./path_state.ts";
import { shownName } from "./quote.ts";

/** Something in a folder that can be neither read nor listed, for instance a link that leads nowhere. */
export interface UnreadableEntry {
  readonly name: string;
  /** Why, in words. */
  readonly finding: string;
  /** What to do; null where there is nothing to say. */
  readonly advice: string | null;
}

/** Base names in code point order; links count as what they lead to, hidden ones are left out. */
export interface FolderListing {
  readonly files: readonly string[];
  readonly folders: readonly string[];
  readonly unreadable: readonly UnreadableEntry[];
}

const EMPTY: FolderListing = { files: [], folders: [], unreadable: [] };

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

/**
 * Passes if nothing of what would be read of a folder is unreadable.
 *
 * @throws {Error} naming the first that is.
 */
export function expectReadable(
  folder: string,
  { listing, isRead }: { listing: FolderListing; isRead: (name: string) => boolean },
): void {
  const broken = listing.unreadable.find(({ name }) => isRead(name));
  if (broken !== undefined) throw unreadableError(shownName(join(folder, broken.name)), broken);
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

/**
 * Compares by code point, as Python sorts; the default order of JavaScript goes by UTF-16 unit.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { byCodePoint } from "./folder_listing.ts";
 * assert(byCodePoint("\uffff", "\u{10000}") < 0);
 * ```
 */
export function byCodePoint(a: string, b: string): number {
  const left = Array.from(a, (character) => character.codePointAt(0) ?? 0);
  const right = Array.from(b, (character) => character.codePointAt(0) ?? 0);
  const i = left.findIndex((point, k) => point !== right[k]);
  return i < 0 ? left.length - right.length : (left[i] ?? 0) - (right[i] ?? -1);
}
