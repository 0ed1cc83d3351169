/**
 * What a file is by its first bytes, where it has the name of another kind.
 *
 * @module
 */

import { quote } from "../../text/quote.ts";
import type { ByteSource } from "./bytes.ts";
import { GGUF_ADVICE } from "./advice.ts";
import { describePlaceholder } from "./placeholder.ts";

/** What files of a format have at an offset, and what they are. */
export type FileFormat = readonly [magic: string, offset: number, what: string];

/** Enough of a file's start to tell what it is. */
const START_BYTES = 512;
/** Characters of a text that are shown. */
const SHOWN_CHARACTERS = 16;

const FORMATS: readonly FileFormat[] = [
  ["GGUF", 0, `a GGUF file; ${GGUF_ADVICE}`],
  ["\x89PNG", 0, "a PNG image"],
  ["\x93NUMPY", 0, "a numpy .npy file"],
  ["\x89HDF", 0, "an HDF5 file"],
  ["7z\xbc\xaf\x27\x1c", 0, "a 7z archive"],
  ["\x1f\x8b", 0, "a gzip file"],
];

/** Archives of arrays or tensors, where no archive ought to be: one that is damaged begins alike. */
export const ZIP_FORMAT: FileFormat = [
  "PK\x03\x04",
  0,
  "a zip archive, as numpy.savez (.npz) and torch.save (.pt) write; give it that extension",
];

/** Other forms of vectors than zip archives. */
export const VECTOR_FORMATS: readonly FileFormat[] = [
  ['{"', 8, "a safetensors file; give it that extension"],
  ["\x93NUMPY", 0, "a numpy .npy file; give it that extension"],
  ...["\x80\x02", "\x80\x03", "\x80\x04", "\x80\x05"].map((magic) =>
    [magic, 0, "a pickle; load it in Python and save it with numpy.savez or torch.save"] as const
  ),
];

/**
 * Says what a file is, as it reads after "found"; null where its start tells nothing. The first of `others` that fits goes before what
 * is known everywhere; of text that is nothing else its start is shown.
 *
 * @throws {Error} if the file cannot be read.
 */
export async function describeFormat(
  source: ByteSource,
  others: readonly FileFormat[] = [],
): Promise<string | null> {
  const known = await describeKnownFormat(source, others);
  if (known !== null) return known;
  const shown = (await startOf(source)).slice(0, SHOWN_CHARACTERS);
  return /^[\x20-\x7e\t\r\n]{8,}$/.test(shown) ? `text that begins with ${quote(shown)}` : null;
}

/** The same of what is known alone, where text is what a file ought to be. @throws as {@link describeFormat} */
export async function describeKnownFormat(
  source: ByteSource,
  others: readonly FileFormat[] = [],
): Promise<string | null> {
  const text = await startOf(source);
  const known = [...others, ...FORMATS].find(([magic, at]) => text.startsWith(magic, at));
  return known === undefined ? await describePlaceholder(source) : known[2];
}

async function startOf(source: ByteSource): Promise<string> {
  const bytes = new Uint8Array(Math.min(source.sizeBytes, START_BYTES));
  await source.read(0, bytes);
  return String.fromCharCode(...bytes);
}
