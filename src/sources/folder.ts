/**
 * A folder of bytes, wherever it lies: on a disk, in memory, later on the Hugging Face Hub. Checkpoints and vectors are read through
 * it alone.
 *
 * @module
 */

import type { ByteSource } from "./bytes.ts";
import { shownName } from "./quote.ts";

/** A folder of files and folders; paths lead down from it, joined by `/`, and the empty one is the folder itself. */
export interface Folder {
  /** What messages call it: as the user gave it. */
  readonly name: string;
  /** Publishable, for pages and results: the base name, or `org/name@commit`. */
  readonly label: string;
  /** What messages call what lies at a path. */
  pathOf(path: string): string;
  /**
   * Whether there is anything at a path.
   *
   * @throws {Error} naming it, if it is there and cannot be read: a link that leads nowhere, a folder that is closed.
   */
  has(path: string): Promise<boolean>;
  /**
   * What lies in a folder; nothing where there is no such folder.
   *
   * @throws {Error} if what is there cannot be listed.
   */
  list(path: string): Promise<FolderListing>;
  /** @throws {Error} naming the file, if it is missing or cannot be read. */
  open(path: string): Promise<ByteSource>;
  /** What tells the content of a file from another without reading it, for instance its size and time; null where there is none. */
  identity(path: string): Promise<string | null>;
}

/** Base names in code point order; links count as what they lead to, hidden ones are left out. */
export interface FolderListing {
  readonly files: readonly string[];
  readonly folders: readonly string[];
  readonly unreadable: readonly UnreadableEntry[];
}

/** Something in a folder that can be neither read nor listed, for instance a link that leads nowhere. */
export interface UnreadableEntry {
  readonly name: string;
  /** Why, in words. */
  readonly finding: string;
  /** What to do; null where there is nothing to say. */
  readonly advice: string | null;
}

/** The identity of one file. */
export interface FileIdentity {
  /** From the folder down. */
  readonly path: string;
  /** Null where there is no such file. */
  readonly identity: string | null;
}

/** The identities of files, by path in code point order. */
export async function identitiesOf(
  folder: Folder,
  paths: Iterable<string>,
): Promise<FileIdentity[]> {
  const sorted = [...new Set(paths)].sort(byCodePoint);
  return await Promise.all(
    sorted.map(async (path) => ({ path, identity: await folder.identity(path) })),
  );
}

/** A folder within another. */
export function subfolder(folder: Folder, inner: string): Folder {
  const within = (path: string) => path === "" ? inner : `${inner}/${path}`;
  return {
    name: folder.pathOf(inner),
    label: inner.slice(inner.lastIndexOf("/") + 1),
    pathOf: (path) => folder.pathOf(within(path)),
    has: (path) => folder.has(within(path)),
    list: (path) => folder.list(within(path)),
    open: (path) => folder.open(within(path)),
    identity: (path) => folder.identity(within(path)),
  };
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
  const left = Array.from(a, (character) => character.codePointAt(0) ?? 0);
  const right = Array.from(b, (character) => character.codePointAt(0) ?? 0);
  const i = left.findIndex((point, k) => point !== right[k]);
  return i < 0 ? left.length - right.length : (left[i] ?? 0) - (right[i] ?? -1);
}
