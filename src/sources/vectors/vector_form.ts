/**
 * What a form of files of vectors brings: the vectors that it finds in files of its own, by the names that they have there.
 *
 * @module
 */

import { shownName } from "../../text/quote.ts";
import type { Folder } from "../folder/folder.ts";
import type { UnreadFile } from "../folder/unread_files.ts";
import type { StoredRows } from "./stored_rows.ts";
import type { Content, LayoutName, RowZero, Told, VectorKind } from "./vectors.ts";

/** A vector by the name that its file gives it. */
export interface FoundVector {
  /** `role.bard`, `trait.calm`, `pc.1`, `default`, or a name that does not say what it is. */
  readonly name: string;
  /** Where the file tells it apart from the name. */
  readonly kind?: VectorKind;
  readonly rows: StoredRows;
  /** What names each of its rows in the file, so that they are vectors of their own; left out where nothing does. */
  readonly rowNames?: string;
}

/** What the files of one form hold. */
export interface FoundVectors {
  readonly layout: LayoutName;
  readonly vectors: readonly FoundVector[];
  readonly unread: readonly UnreadFile[];
  /** How what is unread is saved so that it is read, where the form can tell. */
  readonly advice?: string;
  /** What row 0 is, where the form tells. */
  readonly rowZero?: Told<RowZero>;
  /** What all vectors are, where the form tells. */
  readonly content?: Told<Content>;
  /** What vectors are whose names do not say it, where the form holds one kind. */
  readonly kind?: VectorKind;
  /** Whether the files number their rows. */
  readonly isByLayer?: boolean;
}

/** Finds the vectors in files of one form, all at the top of a folder, by their names in code point order. */
export type ReadForm = (folder: Folder, fileNames: readonly string[]) => Promise<FoundVectors>;

/** That there is no vector, as it reads after "found", with what the files hold in the place of one. */
export function describeNone(
  { unread: [first, ...others], advice }: Pick<FoundVectors, "unread" | "advice">,
): string {
  if (first === undefined) return "none";
  const more = others.length === 0 ? "" : ` (the first of ${others.length + 1})`;
  return `none: of ${
    shownName(first.path)
  } ${first.reason}${more}; a vector is of floating-point numbers [L, C]${
    advice === undefined ? "" : `, each under its name: ${advice}`
  }`;
}

/** The name of a file without its extension. */
export function stemOf(fileName: string): string {
  return fileName.replace(/\.[^.]+$/, "");
}

/**
 * The same vectors, by the names of their files where each is alone in its file and all are called alike (`mean`, `vector`), which names
 * none of them. Those whose name says what they are keep it, and so do all where files number their rows.
 */
export function namedByFiles(
  { vectors, isByLayer = false }: Pick<FoundVectors, "vectors" | "isByLayer">,
  saysWhat: (name: string) => boolean,
): readonly FoundVector[] {
  const unsaid = vectors.filter(({ name, kind }) => kind === undefined && !saysWhat(name));
  const nAlike = new Set(unsaid.map(({ name }) => name)).size;
  const nIn = (path: string) => vectors.filter(({ rows }) => rows.path === path).length;
  if (isByLayer || nAlike !== 1 || unsaid.length < 2) return vectors;
  if (unsaid.some(({ rows: { path } }) => nIn(path) > 1)) return vectors;
  return vectors.map((vector) =>
    unsaid.includes(vector) ? { ...vector, name: stemOf(vector.rows.path) } : vector
  );
}
