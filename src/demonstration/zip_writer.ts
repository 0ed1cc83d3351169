/**
 * Writing zip archives whose entries are stored, not compressed, as `torch.save` writes them.
 *
 * Format: APPNOTE.TXT 6.3.10 sections 4.3.7 (local header), 4.3.12 (central directory), 4.3.16 (end record).
 *
 * @module
 */

import { concatenated } from "../math/concatenated.ts";
import { crc32 } from "node:zlib";

/** One entry of an archive. */
export interface ZipEntryToWrite {
  /** ASCII, parts separated by `/`. */
  readonly name: string;
  readonly data: Uint8Array;
}

/** Where the data of an entry begins, as torch aligns it for memory mapping. */
const ALIGNMENT_BYTES = 64;
/** 1 January 1980, the zero of zip dates: the bytes depend on the content alone. */
const ZIP_DATE = 0x21;

/**
 * The bytes of an archive below 4 GB; the same entries always give the same bytes.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { storedZip } from "./zip_writer.ts";
 * const bytes = storedZip([{ name: "archive/version", data: new TextEncoder().encode("3\n") }]);
 * assert(new TextDecoder().decode(bytes.subarray(0, 2)) === "PK");
 * ```
 */
export function storedZip(entries: readonly ZipEntryToWrite[]): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const { name, data } of entries) {
    const nameBytes = new TextEncoder().encode(name);
    const unpadded = offset + 30 + nameBytes.length + 4;
    const nPadding = (ALIGNMENT_BYTES - (unpadded % ALIGNMENT_BYTES)) % ALIGNMENT_BYTES;
    const extra = new Uint8Array(4 + nPadding).fill(0x5a); // Z
    extra.set(fields([["H", 0x4246], ["H", nPadding]])); // FB, as torch marks its padding
    const common = fields([
      ["H", 0], // version needed
      ["H", 0], // flags
      ["H", 0], // method: stored
      ["H", 0], // time
      ["H", ZIP_DATE],
      ["I", crc32(data)],
      ["I", data.byteLength], // compressed
      ["I", data.byteLength],
      ["H", nameBytes.length],
    ]);
    parts.push(fields([["I", 0x04034b50]]), common, fields([["H", extra.length]]));
    parts.push(nameBytes, extra, data);
    directory.push(fields([["I", 0x02014b50], ["H", 0]]), common);
    // Lengths of extra and comment, disk, internal and external attributes, then where the entry begins.
    directory.push(fields([["H", 0], ["H", 0], ["H", 0], ["H", 0], ["I", 0], ["I", offset]]));
    directory.push(nameBytes);
    offset += 30 + nameBytes.length + extra.length + data.byteLength;
  }
  const directoryBytes = concatenated(directory);
  const end = fields([
    ["I", 0x06054b50],
    ["H", 0], // this disk
    ["H", 0], // disk of the directory
    ["H", entries.length],
    ["H", entries.length],
    ["I", directoryBytes.byteLength],
    ["I", offset],
    ["H", 0], // comment
  ]);
  return concatenated([...parts, directoryBytes, end]);
}

/** Little-endian integers one after the other: H takes 2 bytes, I 4. */
function fields(values: readonly (readonly ["H" | "I", number])[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * values.length));
  let offset = 0;
  for (const [size, value] of values) {
    if (size === "H") view.setUint16(offset, value, true);
    else view.setUint32(offset, value, true);
    offset += size === "H" ? 2 : 4;
  }
  return new Uint8Array(view.buffer, 0, offset);
}
