/**
 * A folder of bytes, wherever it lies: on a disk, in memory, or on the Hugging Face Hub. Checkpoints and vectors are read through it
 * alone.
 *
 * @module
 */

import type { ByteSource } from "./bytes.ts";
import { shownName } from "../../text/quote.ts";

/**
 * A folder of files and folders. Paths lead down from it, joined by `/`, without `.` or `..`; the empty one is the folder itself.
 *
 * These members are all that a folder elsewhere has to bring; what else is asked of one, as {@link isPresent}, follows from them.
 */
export interface Folder {
  /** Publishable, for pages and results: the base name, or `org/name@commit`. */
  readonly label: string;
  /** What messages to the user call it: as it was given, which may be a path of the user's disk. */
  readonly name: string;
  /** What messages to the user call what lies at a path. */
  pathOf(path: string): string;
  /**
   * What lies in a folder; nothing where there is no such folder.
   *
   * @throws {Error} naming it, if what is there cannot be listed: a link that leads nowhere, a folder that may not be read.
   */
  list(path: string): Promise<FolderListing>;
  /**
   * Opens a file, to be closed by the caller. It may be opened again and again: whoever reads a checkpoint or vectors refuses a file
   * whose {@link ByteSource.identity} is another than the first time, so that nothing is computed of two states of it.
   *
   * @throws {Error} naming it, if it is missing, no file, or cannot be read.
   */
  open(path: string): Promise<ByteSource>;
  /** Releases what the folder itself holds; files that were opened are their own. */
  close(): void;
}

/** Base names in code point order; links count as what they lead to, hidden ones are left out. */
export interface FolderListing {
  readonly files: readonly string[];
  readonly folders: readonly string[];
  /** What is there and cannot be read. */
  readonly unreadable: readonly UnreadableEntry[];
}

/** Something in a folder that can be neither read nor listed, for instance a link that leads nowhere. */
export interface UnreadableEntry {
  readonly name: string;
  /** Why, in words. */
  readonly finding: string;
  /** The same without a place of this machine: what a site may tell. */
  readonly kind: string;
  /** What to do; null where there is nothing to say. */
  readonly advice: string | null;
}

/**
 * Whether there is anything at a path.
 *
 * @throws {Error} naming it, if it is there and cannot be read, for instance a link that leads nowhere.
 */
export async function isPresent(folder: Folder, path: string): Promise<boolean> {
  const end = path.lastIndexOf("/");
  const [inner, name] = [path.slice(0, Math.max(end, 0)), path.slice(end + 1)];
  const listing = await folder.list(inner);
  expectReadable(folder, { path: inner, listing, isRead: (it) => it === name });
  return listing.files.includes(name) || listing.folders.includes(name);
}

/** A folder within another, which is not closed with it. */
export function subfolder(folder: Folder, inner: string): Folder {
  const within = (path: string) => path === "" ? inner : `${inner}/${path}`;
  return {
    label: fileNameOf(inner),
    name: folder.pathOf(inner),
    pathOf: (path) => folder.pathOf(within(path)),
    list: (path) => folder.list(within(path)),
    open: (path) => folder.open(within(path)),
    close() {},
  };
}

/** What lies directly below a path, of all files by their paths; hidden ones are left out, as of every folder. */
export function listingOf(paths: Iterable<string>, path: string): FolderListing {
  const start = path === "" ? "" : `${path}/`;
  const [inFiles, inFolders] = [new Set<string>(), new Set<string>()];
  for (const file of paths) {
    if (!file.startsWith(start)) continue;
    const [name = "", ...below] = file.slice(start.length).split("/");
    if (!name.startsWith(".")) (below.length === 0 ? inFiles : inFolders).add(name);
  }
  return {
    files: [...inFiles].sort(byCodePoint),
    folders: [...inFolders].sort(byCodePoint),
    unreadable: [],
  };
}

/** The last part of a path. */
export function fileNameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/**
 * Passes if nothing of what would be read of a folder is unreadable.
 *
 * @param path Of the folder that was listed.
 * @throws {Error} naming the first that is.
 */
export function expectReadable(
  folder: Folder,
  { path, listing, isRead }: {
    path: string;
    listing: FolderListing;
    isRead: (name: string) => boolean;
  },
): void {
  const broken = listing.unreadable.find(({ name }) => isRead(name));
  if (broken === undefined) return;
  const at = path === "" ? broken.name : `${path}/${broken.name}`;
  throw unreadableError(shownName(folder.pathOf(at)), broken);
}

/** The refusal of something that cannot be read; `what` names it, for instance `checkpoint models/a`. */
export function unreadableError(
  what: string,
  { finding, advice }: Pick<UnreadableEntry, "finding" | "advice">,
): Error {
  return new Error(`Cannot open ${what}: ${finding}${advice === null ? "" : `; ${advice}`}`);
}

/**
 * Compares by code point, as Python sorts; the default order of JavaScript goes by UTF-16 unit.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { byCodePoint } from "./folder.ts";
 * assert(byCodePoint("\uffff", "\u{10000}") < 0);
 * ```
 */
export function byCodePoint(a: string, b: string): number {
  const end = Math.min(a.length, b.length);
  let at = 0;
  while (at < end && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  return at === end ? a.length - b.length : rankOf(a.charCodeAt(at)) - rankOf(b.charCodeAt(at));
}

/** A UTF-16 unit in the order of code points: halves of those past U+FFFF come after all others. */
function rankOf(unit: number): number {
  return unit < 0xd800 || unit > 0xdfff ? unit : unit + 0x10000;
}
