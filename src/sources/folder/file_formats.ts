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

/**
 * Says what a file is, as it reads after "found"; null where its start tells nothing. The first of `others` that fits goes before what
 * is known everywhere.
 *
 * @throws {Error} if the file cannot be read.
 */
export async function describeFormat(
  source: ByteSource,
  others: readonly FileFormat[] = [],
): Promise<string | null> {
  const bytes = new Uint8Array(Math.min(source.sizeBytes, START_BYTES));
  await source.read(0, bytes);
  const text = String.fromCharCode(...bytes);
  const known = [...others, ...FORMATS].find(([magic, at]) => text.startsWith(magic, at));
  if (known !== undefined) return known[2];
  const placeholder = await describePlaceholder(source);
  if (placeholder !== null) return placeholder;
  const shown = text.slice(0, SHOWN_CHARACTERS);
  return /^[\x20-\x7e\t\r\n]{8,}$/.test(shown) ? `text that begins with ${quote(shown)}` : null;
}
