/**
 * Reads one stored entry of a zip archive, whole or in part, always checking its CRC-32.
 *
 * An entry costs its own bytes and no others: one pass over them in chunks, of which only the ranges asked are kept.
 *
 * @module
 */

import { crc32 } from "node:zlib";
import { alignedBytes } from "../folder/bytes.ts";
import { quote } from "../../text/quote.ts";
import {
  DESCRIPTOR_BYTES,
  FLAG_DESCRIPTOR,
  LOCAL_HEADER_BYTES,
  type ZipArchive,
  type ZipEntry,
} from "./zip.ts";

const LOCAL_SIGNATURE = 0x04034b50;
const DESCRIPTOR_SIGNATURE = 0x08074b50;
const DESCRIPTOR_ZIP64_BYTES = 24;

/** Longer than any local header, whose name and extra field have at most 65,535 bytes each. */
const CHUNK_BYTES = 4 * 2 ** 20;

/** Bytes wanted from `startByte` of an entry's data on, as many as `into` has. */
export interface EntryRange {
  readonly startByte: number;
  readonly into: Uint8Array;
}

/**
 * Fills the ranges from one pass over the entry. Where it throws, what the ranges hold is not to be used.
 *
 * @throws {RangeError} if a range passes the end of the entry.
 * @throws {Error} if local header, directory and data disagree, or the CRC-32 does.
 */
export async function readEntryRanges(
  archive: ZipArchive,
  { entry, ranges }: { entry: ZipEntry; ranges: readonly EntryRange[] },
): Promise<void> {
  const fail = (finding: string) =>
    new Error(`Cannot read entry ${quote(entry.name)} of ${archive.label}: ${finding}`);
  for (const { startByte, into } of ranges) {
    if (startByte < 0 || startByte + into.byteLength > entry.sizeBytes) {
      throw new RangeError(
        `Cannot read bytes ${startByte} to ${
          startByte + into.byteLength
        } of entry ${entry.name}: it has ${entry.sizeBytes}`,
      );
    }
  }
  const buffer = alignedBytes(Math.min(entry.endByte - entry.startByte, CHUNK_BYTES));
  let dataByte = 0; // where the data starts in the archive, told by the local header in the first chunk
  let descriptor = new Uint8Array(0);
  let found = 0;
  for (let at = entry.startByte; at < entry.endByte; at += buffer.byteLength) {
    const chunk = buffer.subarray(0, Math.min(buffer.byteLength, entry.endByte - at));
    await archive.source.read(at, chunk);
    if (at === entry.startByte) {
      const header = readLocalHeader(chunk, entry, fail);
      dataByte = entry.startByte + header.nBytes;
      descriptor = new Uint8Array(header.nDescriptorBytes);
    }
    const from = Math.max(0, dataByte - at);
    const to = Math.min(chunk.byteLength, dataByte + entry.sizeBytes - at);
    if (to > from) found = crc32(chunk.subarray(from, to), found);
    for (const { startByte, into } of ranges) copyOverlap(chunk, at, dataByte + startByte, into);
    copyOverlap(chunk, at, dataByte + entry.sizeBytes, descriptor);
  }
  checkDescriptor(descriptor, entry, fail);
  if (found !== entry.crc32) {
    throw fail(
      `expected CRC-32 ${hex(entry.crc32)}, got ${hex(found)}; ` +
        "the file is damaged, or was saved with torch.serialization.set_crc32_options(False)",
    );
  }
}

/**
 * The whole data of an entry.
 *
 * @throws {Error} as {@link readEntryRanges}, and if the entry is larger than `maxBytes`.
 */
export async function readEntry(
  archive: ZipArchive,
  { entry, maxBytes }: { entry: ZipEntry; maxBytes: number },
): Promise<Uint8Array<ArrayBuffer>> {
  if (entry.sizeBytes > maxBytes) {
    throw new Error(
      `Cannot read entry ${
        quote(entry.name)
      } of ${archive.label}: expected at most ${maxBytes} bytes, found ${entry.sizeBytes}`,
    );
  }
  const into = new Uint8Array(entry.sizeBytes);
  await readEntryRanges(archive, { entry, ranges: [{ startByte: 0, into }] });
  return into;
}

/** Checks the local header against the directory; both must tell the same entry, and fill its place exactly. */
function readLocalHeader(
  chunk: Uint8Array,
  entry: ZipEntry,
  fail: (finding: string) => Error,
): { nBytes: number; nDescriptorBytes: number } {
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  if (view.getUint32(0, true) !== LOCAL_SIGNATURE) throw fail("expected its local header");
  const nNameBytes = view.getUint16(26, true);
  const nBytes = LOCAL_HEADER_BYTES + nNameBytes + view.getUint16(28, true);
  const name = chunk.subarray(LOCAL_HEADER_BYTES, LOCAL_HEADER_BYTES + nNameBytes);
  if (!isSameBytes(name, new TextEncoder().encode(entry.name))) {
    throw fail(`its local header names ${quote(new TextDecoder().decode(name))}`);
  }
  const flags = view.getUint16(6, true);
  if (flags !== entry.flags || view.getUint16(8, true) !== 0) {
    throw fail("its local header has other flags or another method than the directory");
  }
  const hasDescriptor = (flags & FLAG_DESCRIPTOR) !== 0;
  const told = [view.getUint32(14, true), view.getUint32(18, true), view.getUint32(22, true)];
  const expected = [entry.crc32, entry.sizeBytes, entry.sizeBytes];
  const isSame = told.every((value, i) => value === expected[i]);
  const isLeftToDescriptor = hasDescriptor && told.every((value) => value === 0);
  if (!isSame && !isLeftToDescriptor) {
    throw fail("its local header has another CRC-32 or size than the directory");
  }
  const nDescriptorBytes = entry.endByte - entry.startByte - nBytes - entry.sizeBytes;
  const allowed = hasDescriptor ? [DESCRIPTOR_BYTES, DESCRIPTOR_ZIP64_BYTES] : [0];
  if (!allowed.includes(nDescriptorBytes)) {
    throw fail(
      `expected ${
        allowed.join(" or ")
      } bytes between its data and the next entry, found ${nDescriptorBytes}`,
    );
  }
  return { nBytes, nDescriptorBytes };
}

function checkDescriptor(
  descriptor: Uint8Array,
  entry: ZipEntry,
  fail: (finding: string) => Error,
): void {
  if (descriptor.byteLength === 0) return;
  const view = new DataView(descriptor.buffer);
  const size = (i: number) =>
    descriptor.byteLength === DESCRIPTOR_BYTES
      ? view.getUint32(8 + 4 * i, true)
      : Number(view.getBigUint64(8 + 8 * i, true));
  const isSame = view.getUint32(0, true) === DESCRIPTOR_SIGNATURE &&
    view.getUint32(4, true) === entry.crc32 &&
    size(0) === entry.sizeBytes && size(1) === entry.sizeBytes;
  if (!isSame) throw fail("its data descriptor has another CRC-32 or size than the directory");
}

/** Copies what `chunk`, which starts at byte `chunkByte`, holds of the bytes that belong in `into`, from `intoByte` on. */
function copyOverlap(
  chunk: Uint8Array,
  chunkByte: number,
  intoByte: number,
  into: Uint8Array,
): void {
  const from = Math.max(chunkByte, intoByte);
  const to = Math.min(chunkByte + chunk.byteLength, intoByte + into.byteLength);
  if (to > from) into.set(chunk.subarray(from - chunkByte, to - chunkByte), from - intoByte);
}

function isSameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.byteLength === b.byteLength && a.every((byte, i) => byte === b[i]);
}

function hex(crc: number): string {
  return crc.toString(16).padStart(8, "0");
}
