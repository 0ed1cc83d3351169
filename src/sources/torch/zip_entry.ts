/**
 * Reads one entry of a zip archive, whole or, where it is stored, in part, always checking its CRC-32.
 *
 * An entry costs its own bytes and no others: one pass over them in chunks, of which only the ranges asked are kept.
 *
 * @module
 */

import { crc32, inflateRawSync } from "node:zlib";
import { alignedBytes } from "../folder/bytes.ts";
import { quote } from "../../text/quote.ts";
import { IN_ZIP64_32 } from "./zip_end_records.ts";
import {
  DESCRIPTOR_BYTES,
  FLAG_DESCRIPTOR,
  LOCAL_HEADER_BYTES,
  METHOD_DEFLATED,
  METHOD_STORED,
  ZIP64_EXTRA_ID,
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
 * Fills the ranges from one pass over a stored entry. Where it throws, what the ranges hold is not to be used.
 *
 * @throws {RangeError} if a range passes the end of the entry, or it is not stored.
 * @throws {Error} if local header, directory and data disagree, or the CRC-32 does.
 */
export async function readEntryRanges(
  archive: ZipArchive,
  { entry, ranges }: { entry: ZipEntry; ranges: readonly EntryRange[] },
): Promise<void> {
  if (entry.isDeflated) throw failure(archive, entry, "it is deflated, and read whole alone");
  for (const { startByte, into } of ranges) {
    if (startByte < 0 || startByte + into.byteLength > entry.sizeBytes) {
      throw new RangeError(
        `Cannot read bytes ${startByte} to ${
          startByte + into.byteLength
        } of entry ${entry.name}: it has ${entry.sizeBytes}`,
      );
    }
  }
  expectCrc(archive, entry, await passOver(archive, { entry, ranges }));
}

/** Fills ranges of an entry's bytes in the archive, checks what stands around them, and gives their CRC-32. */
async function passOver(
  archive: ZipArchive,
  { entry, ranges }: { entry: ZipEntry; ranges: readonly EntryRange[] },
): Promise<number> {
  const fail = (finding: string) => failure(archive, entry, finding);
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
    const to = Math.min(chunk.byteLength, dataByte + entry.storedBytes - at);
    if (to > from) found = crc32(chunk.subarray(from, to), found);
    for (const { startByte, into } of ranges) copyOverlap(chunk, at, dataByte + startByte, into);
    copyOverlap(chunk, at, dataByte + entry.storedBytes, descriptor);
  }
  checkDescriptor(descriptor, entry, fail);
  return found;
}

function expectCrc(archive: ZipArchive, entry: ZipEntry, found: number): void {
  if (found === entry.crc32) return;
  throw failure(
    archive,
    entry,
    `expected CRC-32 ${hex(entry.crc32)}, got ${hex(found)}; ` +
      "the file is damaged, or was saved with torch.serialization.set_crc32_options(False)",
  );
}

function failure(archive: ZipArchive, entry: ZipEntry, finding: string, cause?: unknown): Error {
  return new Error(`Cannot read entry ${quote(entry.name)} of ${archive.label}: ${finding}`, {
    cause,
  });
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
  if (Math.max(entry.sizeBytes, entry.storedBytes) > maxBytes) {
    throw new Error(
      `Cannot read entry ${
        quote(entry.name)
      } of ${archive.label}: expected at most ${maxBytes} bytes, found ${
        Math.max(entry.sizeBytes, entry.storedBytes)
      }`,
    );
  }
  const into = new Uint8Array(entry.storedBytes);
  const found = await passOver(archive, { entry, ranges: [{ startByte: 0, into }] });
  const bytes = entry.isDeflated ? inflated(archive, entry, into) : into;
  expectCrc(archive, entry, entry.isDeflated ? crc32(bytes) : found);
  return bytes;
}

/** No more than the size that the directory tells is ever made of an entry, whatever it holds. */
function inflated(
  archive: ZipArchive,
  entry: ZipEntry,
  stored: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const { sizeBytes } = entry;
  try {
    const bytes = new Uint8Array(inflateRawSync(stored, { maxOutputLength: sizeBytes + 1 }));
    if (bytes.byteLength === sizeBytes) return bytes;
    throw new RangeError(`it inflates to ${bytes.byteLength} bytes`);
  } catch (cause) {
    const finding =
      `expected ${sizeBytes} bytes when it is inflated, found another number or damage`;
    throw failure(archive, entry, finding, cause);
  }
}

/** Local headers of small entries come in one read. */
const WINDOW_BYTES = 16 * 2 ** 10;
/** The ZIP64 extra field that a local header may tell its sizes in. */
const SIZES_BYTES = 20;

/**
 * Checks the local headers of all entries, of those too that are never read: an entry that they alone have would be found by
 * readers that go by them.
 *
 * @throws {Error} if one disagrees with the directory, or there is anything between an entry and the next.
 */
export async function expectLocalHeaders(archive: ZipArchive): Promise<void> {
  const { source, entries } = archive;
  let [window, windowByte] = [new Uint8Array(0), 0];
  for (const entry of entries.values()) {
    const { startByte, endByte } = entry;
    const nNameBytes = new TextEncoder().encode(entry.name).byteLength;
    const nBytes = Math.min(LOCAL_HEADER_BYTES + nNameBytes + SIZES_BYTES, endByte - startByte);
    if (startByte < windowByte || startByte + nBytes > windowByte + window.byteLength) {
      windowByte = startByte;
      const nLeft = source.sizeBytes - startByte;
      window = new Uint8Array(Math.min(Math.max(nBytes, WINDOW_BYTES), nLeft));
      await source.read(windowByte, window);
    }
    const from = startByte - windowByte;
    const header = window.subarray(from, from + nBytes);
    readLocalHeader(header, entry, (finding) => failure(archive, entry, finding));
  }
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
  if (nBytes > entry.endByte - entry.startByte) {
    throw fail(
      `expected its local header within its ${
        entry.endByte - entry.startByte
      } bytes, it says that it has ${nBytes}`,
    );
  }
  const method = entry.isDeflated ? METHOD_DEFLATED : METHOD_STORED;
  const name = chunk.subarray(LOCAL_HEADER_BYTES, LOCAL_HEADER_BYTES + nNameBytes);
  if (!isSameBytes(name, new TextEncoder().encode(entry.name))) {
    throw fail(`its local header names ${quote(new TextDecoder().decode(name))}`);
  }
  const flags = view.getUint16(6, true);
  if (flags !== entry.flags || view.getUint16(8, true) !== method) {
    throw fail("its local header has other flags or another method than the directory");
  }
  const hasDescriptor = (flags & FLAG_DESCRIPTOR) !== 0;
  const told = [
    view.getUint32(14, true),
    ...toldSizes(view, { extraByte: LOCAL_HEADER_BYTES + nNameBytes, endByte: nBytes }),
  ];
  const expected = [entry.crc32, entry.storedBytes, entry.sizeBytes];
  const isSame = told.every((value, i) => value === expected[i]);
  const isLeftToDescriptor = hasDescriptor && told.every((value) => value === 0);
  if (!isSame && !isLeftToDescriptor) {
    throw fail("its local header has another CRC-32 or size than the directory");
  }
  const nDescriptorBytes = entry.endByte - entry.startByte - nBytes - entry.storedBytes;
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

/**
 * Stored and whole size as a local header tells them: in it, or in its ZIP64 extra field, which Python's zipfile writes for every
 * entry that numpy saves.
 */
function toldSizes(
  view: DataView,
  { extraByte, endByte }: { extraByte: number; endByte: number },
): [number, number] {
  const [stored, whole] = [view.getUint32(18, true), view.getUint32(22, true)];
  const isWide = stored === IN_ZIP64_32 && whole === IN_ZIP64_32 && endByte - extraByte >= 20 &&
    view.getUint16(extraByte, true) === ZIP64_EXTRA_ID && view.getUint16(extraByte + 2, true) >= 16;
  // The whole size comes first there.
  const wide = (at: number) => Number(view.getBigUint64(extraByte + at, true));
  return isWide ? [wide(12), wide(4)] : [stored, whole];
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
    size(0) === entry.storedBytes && size(1) === entry.sizeBytes;
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
