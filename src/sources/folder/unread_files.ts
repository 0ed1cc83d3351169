/**
 * Files that lie in a folder that is read and are not read themselves: none is passed over in silence.
 *
 * @module
 */

import { shownName } from "../../text/quote.ts";
import type { FolderListing } from "./folder.ts";
import { someNames } from "./folder_description.ts";

/** Something that was not read. */
export interface UnreadFile {
  /** From the folder down; a folder with its slash. */
  readonly path: string;
  /** Why, in words. */
  readonly reason: string;
}

/** What tells of a folder and holds no data of it. */
const DOCUMENTATION = /^(readme|license|licence|citation|notice|changelog|synthetic\.txt)|\.md$/i;

/**
 * All in a listing that is not read, in the order of the listing; documentation aside.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { unreadFiles } from "./unread_files.ts";
 * const listing = { files: ["README.md", "a.pkl", "a.pt"], folders: [], unreadable: [] };
 * const isRead = (name: string) => name.endsWith(".pt");
 * const [first, ...rest] = unreadFiles(listing, { folder: "pca", isRead, reason: "only .pt files are read" });
 * assert(first?.path === "pca/a.pkl" && rest.length === 0);
 * ```
 */
export function unreadFiles(
  { files, folders, unreadable }: FolderListing,
  { folder, isRead, reason }: {
    /** Stands before the names; empty for the folder that was given. */
    folder: string;
    isRead: (name: string) => boolean;
    reason: string;
  },
): UnreadFile[] {
  const at = (name: string) => folder === "" ? name : `${folder}/${name}`;
  const isOther = (name: string) => !isRead(name) && !DOCUMENTATION.test(name);
  return [
    ...files.filter(isOther).map((name) => ({ path: at(name), reason })),
    ...folders.filter(isOther).map((name) => ({ path: `${at(name)}/`, reason })),
    ...unreadable.filter(({ name }) => !isRead(name))
      .map(({ name, kind }) => ({ path: at(name), reason: kind })),
  ];
}

/** Names that are shown with a reason each, which may tell how they are read. */
const N_WITH_REASON = 3;

/** What was not read, in a message: with the reasons where they are few. */
export function shownUnread(unread: readonly UnreadFile[]): string {
  const [first, ...others] = unread;
  const names = someNames(unread.map(({ path }) => path));
  if (first !== undefined && others.every(({ reason }) => reason === first.reason)) {
    return `${names}: ${first.reason}`;
  }
  return unread.length > N_WITH_REASON
    ? names
    : unread.map(({ path, reason }) => `${shownName(path)}: ${reason}`).join(", ");
}
