/**
 * What the layouts of persona vectors have in common: which file holds which vector, and where in the file.
 *
 * @module
 */

import { expectReadable, fileNameOf, type Folder, type FolderListing } from "../folder/folder.ts";
import { describeVectorFile, someNames } from "../folder/folder_description.ts";
import { type UnreadFile, unreadFiles } from "../folder/unread_files.ts";
import { shownName } from "../../text/quote.ts";
import { UsageError } from "../../usage_error.ts";
import type { StoredRows } from "./stored_rows.ts";
import { torchRows } from "./torch_rows.ts";
import type { FoundVectors } from "./vector_form.ts";
import type { Content, LayoutName, PcaFile, RowZero, Told, VectorKind } from "./vectors.ts";

/** The options that choose among what a folder holds, and say of it what it does not say itself. */
export interface VectorFolderOptions {
  /** Key asked of each role file where the layout has keys, for instance `pos_all`; null or left out: the layout's own default. */
  readonly roleKey?: string | null;
  /** Key asked of each trait file, for instance `pos_neg_50`. */
  readonly traitKey?: string | null;
  /** What is subtracted from raw means: `default`, `none`, or another key of the file of default vectors. */
  readonly difference: string;
  /** What row 0 is; left out or `auto`: told by the number of rows beside `modelLayers`, else by the layout. */
  readonly rowZero?: "auto" | RowZero;
  /** Whether vectors are raw means or differences already; left out or `auto`: as the layout has them. */
  readonly vectorsAre?: "auto" | Content;
  /** What vectors are whose names do not say it; left out or `auto`: what the layout's makers save, where they save one kind. */
  readonly kind?: "auto" | VectorKind;
  /** The layer of vectors that are of one and do not say which; left out where it is not told. */
  readonly vectorLayer?: number;
  /** Layers of the model that the vectors are of; left out where it is not known. */
  readonly modelLayers?: number;
}

/** The vector of one role or trait. */
export interface NamedRows {
  readonly kind: VectorKind;
  readonly name: string;
  readonly rows: StoredRows;
}

/** Where principal components lie. */
export interface PcaPlace {
  /** The file, from the folder down; components are asked for by its base name. */
  readonly path: string;
  /** All files of them. */
  readonly paths: readonly string[];
  /** Reads them: those of `layer` where there are some of each, whose row of layer 0 is `firstRow`. */
  read(layer: number, firstRow: number): Promise<PcaFile>;
}

/** What is subtracted from raw means. */
export interface Subtracted {
  readonly rows: readonly StoredRows[];
  readonly label: string;
  /** The dict of the file whose keys `--difference` may name; left out where it may name none. */
  readonly dict?: string;
}

/** A folder recognised as one of the layouts; no vector has been read. */
export interface VectorLayout {
  readonly layout: LayoutName;
  readonly roleKey: string | null;
  readonly traitKey: string | null;
  /** Roles then traits, each by name in code point order. */
  readonly vectors: readonly NamedRows[];
  /** What the vectors of each kind are as stored, as far as the layout tells. */
  readonly content: Readonly<Record<VectorKind, Told<Content>>>;
  /** What row 0 is as far as the layout tells; the number of rows goes before it. */
  readonly rowZero: Told<RowZero>;
  /** Whether the files number their rows, so that some may be missing and their count is not the depth of the model. */
  readonly isByLayer: boolean;
  /** What is subtracted from raw means, a vector or the mean of several, with the words that name it in a report; null with `none`. A file may be missing. */
  readonly difference: Subtracted | null;
  /** The default beside traits that are taken as stored where nothing but the layout says that they are differences. */
  readonly besideTraits?: string;
  /** The assistant axis; null where the folder has none. */
  readonly axis: StoredRows | null;
  /** Principal components, by name. */
  readonly pcaFiles: readonly PcaPlace[];
  /** What else lies in the folders that are read. */
  readonly unread: readonly UnreadFile[];
  /** Of those what is in files of vectors and is none; left out where a file holds one. */
  readonly noVectors?: Pick<FoundVectors, "unread" | "advice">;
}

/** Value of `difference` for the default vector. */
export const DIFFERENCE_DEFAULT = "default";
/** Value of `difference` that leaves roles raw. */
export const DIFFERENCE_NONE = "none";

/** Whether `difference` names a key, of which something is subtracted. */
export function namesKey(difference: string): boolean {
  return difference !== DIFFERENCE_DEFAULT && difference !== DIFFERENCE_NONE;
}

/** Row 0 where a forward hook on each block gave the rows. */
export const OF_BLOCKS: Told<RowZero> = {
  is: "block",
  why: "as the layout has it, a row for each block",
};

/**
 * The `.pt` files of a listing (in order) as vectors of one kind.
 */
export function torchVectors(
  folder: Folder,
  { listing, inner, kind, keys }: {
    listing: FolderListing;
    inner: string;
    kind: VectorKind;
    keys: readonly string[];
  },
): NamedRows[] {
  return torchFiles(listing.files).map((fileName) => ({
    kind,
    name: fileName.slice(0, -".pt".length),
    rows: torchRows(folder, { path: `${inner}/${fileName}`, keys }),
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

/** What tells of vectors and holds none. */
const NOTES = /\.(jsonl?|ya?ml|txt|log)$/i;

/** Passes unless a folder of vectors holds other things alone. @throws {Error} naming them. */
export function expectTorchFiles(
  folder: Folder,
  { listing, inner }: { listing: FolderListing; inner: string },
): void {
  if (torchFiles(listing.files).length > 0) return;
  const others = unreadBesideTorch(folder, { listing, inner }).filter(({ path }) =>
    !NOTES.test(path)
  );
  const [first] = others;
  if (first === undefined) return;
  throw new Error(
    `Cannot open persona vectors ${shownName(folder.name)}: expected .pt files in ${inner}, found ${
      someNames(others.map(({ path }) => path))
    }${otherThanTorch(fileNameOf(first.path), inner)}`,
  );
}

/** What to do with what lies in the place of `.pt` files, as it reads after its name. */
function otherThanTorch(name: string, inner: string): string {
  if (name === "") return `; put the .pt files right into ${inner}`; // a folder
  const otherEnding = describeVectorFile(name);
  return otherEnding === null
    ? "; save each tensor [L, C] with torch.save as a .pt file of its own"
    : `, ${otherEnding}`;
}

/** Passes unless a kind is declared where folders say which vectors are roles. @throws {UsageError} */
export function expectNoKind(
  folder: Folder,
  { kind = "auto" }: VectorFolderOptions,
  layout: string,
): void {
  if (kind === "auto") return;
  throw new UsageError(
    `Cannot use --kind ${kind} with ${
      shownName(folder.name)
    }: the ${layout} layout says itself which vectors are roles and which traits`,
  );
}

/** Passes unless `difference` names a key where what is subtracted is one tensor. @throws {UsageError} saying so by `holds`. */
export function expectNoKey(
  folder: Folder,
  { difference }: VectorFolderOptions,
  holds: string,
): void {
  if (!namesKey(difference)) return;
  throw new UsageError(
    `Cannot subtract ${shownName(difference)} from the vectors of ${
      shownName(folder.name)
    }: ${holds}; expected --difference ${DIFFERENCE_DEFAULT} or ${DIFFERENCE_NONE}`,
  );
}

function isTorchFile(name: string): boolean {
  return name.endsWith(".pt");
}
