/**
 * What the layouts of persona vectors have in common: which file holds which vector, and where in the file.
 *
 * @module
 */

import { expectReadable, type Folder, type FolderListing } from "../folder/folder.ts";
import { type UnreadFile, unreadFiles } from "../folder/unread_files.ts";
import type { VectorKind } from "./vectors.ts";

/** The options that choose among what a folder holds. */
export interface VectorFolderOptions {
  /** Key asked of each role file in the persona layout, for instance `pos_all`. */
  readonly roleKey: string;
  /** Key asked of each trait file, for instance `pos_neg_50`. */
  readonly traitKey: string;
  /** `default`, `none`, or another key of the file of default vectors. */
  readonly difference: string;
}

/** A tensor by its file, named from the folder down, and the dict keys that lead to it. */
export interface TensorPlace {
  readonly path: string;
  readonly keys: readonly string[];
}

/** The vector of one role or trait. */
export interface NamedPlace extends TensorPlace {
  readonly kind: VectorKind;
  /** The file's name without `.pt`. */
  readonly name: string;
}

/** A folder recognised as one of the layouts; nothing but names has been read. */
export interface VectorLayout {
  readonly layout: "persona" | "axis" | "pipeline";
  readonly roleKey: string | null;
  readonly traitKey: string | null;
  /** Roles then traits, each by name in code point order. */
  readonly vectors: readonly NamedPlace[];
  readonly isTraitRawMean: boolean;
  /** What is subtracted, a vector or the mean of several, with the words that name it in a report; null with `none`. A file may be missing. */
  readonly difference: { readonly places: readonly TensorPlace[]; readonly label: string } | null;
  /** The assistant axis; null where the folder has none. */
  readonly axis: TensorPlace | null;
  /** PCA files from the folder down, by name. */
  readonly pcaPaths: readonly string[];
  /** What else lies in the folders that are read. */
  readonly unread: readonly UnreadFile[];
}

/** Value of `difference` for the default vector. */
export const DIFFERENCE_DEFAULT = "default";
/** Value of `difference` that leaves roles raw. */
export const DIFFERENCE_NONE = "none";

/**
 * The `.pt` files of a listing (in order) as vectors of one kind.
 */
export function namedPlaces(
  { files }: FolderListing,
  { kind, folder, keys }: { kind: VectorKind; folder: string; keys: readonly string[] },
): NamedPlace[] {
  return torchFiles(files).map((fileName) => ({
    kind,
    name: fileName.slice(0, -".pt".length),
    path: `${folder}/${fileName}`,
    keys,
  }));
}

/** The names that end in `.pt`. */
export function torchFiles(fileNames: readonly string[]): string[] {
  return fileNames.filter(isTorchFile);
}

/**
 * What lies in a folder of which every `.pt` file is read and is not read; `folder` is that of the whole layout, `inner` leads
 * from it to the listing's.
 *
 * @throws {Error} if a `.pt` file cannot be read, for instance a link that leads nowhere.
 */
export function unreadBesideTorch(
  folder: Folder,
  { listing, inner }: { listing: FolderListing; inner: string },
): UnreadFile[] {
  expectReadable(folder, { path: inner, listing, isRead: isTorchFile });
  // A folder is no file, whatever its name.
  const others = { ...listing, files: listing.files.filter((name) => !isTorchFile(name)) };
  return unreadFiles(others, {
    folder: inner,
    isRead: () => false,
    reason: "only .pt files are read here",
  });
}

function isTorchFile(name: string): boolean {
  return name.endsWith(".pt");
}
