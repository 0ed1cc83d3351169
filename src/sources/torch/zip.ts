/**
 * Zip archives as `torch.save` and numpy write them: entries laid end to end, one end record at the very end; stored, and
 * deflated where that is allowed.
 *
 * Everything that makes two readers of one archive disagree is refused: data before, between or after the parts, entries that
 * overlap, several end records, comments, encryption, other compression, names that repeat or leave the folder. Only the directory
 * is read here; `zip_entry.ts` reads an entry and checks its CRC-32.
 *
 * Format: PKWARE APPNOTE 6.3.10, sections 4.3.7 to 4.3.16 and 4.5.3.
 *
 * @module
 */

import { messageOf } from "../../text/error_message.ts";
import type { ByteSource } from "../folder/bytes.ts";
import { quote } from "../../text/quote.ts";
import { type DirectoryPlace, IN_ZIP64_32, readEndRecords, uint64 } from "./zip_end_records.ts";

const CENTRAL_BYTES = 46;
const CENTRAL_SIGNATURE = 0x02014b50;
/** Fixed part of a local header; name and extra field follow. */
export const LOCAL_HEADER_BYTES = 30;

/** Flag bit 0. */
const FLAG_ENCRYPTED = 0x0001;
/** Flag bit 3: CRC and sizes follow the data; torch sets it for every entry that is not empty. */
export const FLAG_DESCRIPTOR = 0x0008;
/** Flag bit 11: the name is UTF-8; torch always sets it. */
const FLAG_UTF8 = 0x0800;
/** CRC and two sizes of 4 bytes after a signature; 8-byte sizes in entries that need ZIP64. */
export const DESCRIPTOR_BYTES = 16;

export const METHOD_STORED = 0;
export const METHOD_DEFLATED = 8;

export const ZIP64_EXTRA_ID = 0x0001;

/** One read of this size takes in the end records, and the directory too in an archive of a few entries. */
const TAIL_BYTES = 4096;

/** One entry. */
export interface ZipEntry {
  readonly name: string;
  readonly sizeBytes: number;
  /** Bytes of it in the archive; `sizeBytes` unless it is deflated. */
  readonly storedBytes: number;
  readonly isDeflated: boolean;
  readonly crc32: number;
  readonly flags: number;
  /** Where its local header starts in the archive. */
  readonly startByte: number;
  /** Exclusive: where the next entry starts, or the directory. */
  readonly endByte: number;
}

/** An archive whose directory has been read and checked. */
export interface ZipArchive {
  /** What messages call the archive. */
  readonly label: string;
  readonly source: ByteSource;
  readonly entries: ReadonlyMap<string, ZipEntry>;
}

/**
 * Reads and checks the directory of an archive; `label` is what messages call it. Deflated entries are refused unless
 * `allowsDeflated`.
 *
 * @throws {Error} if the bytes are not a zip archive of the strict kind described above.
 */
export async function openZip(
  source: ByteSource,
  label: string = source.name,
  { allowsDeflated = false }: { allowsDeflated?: boolean } = {},
): Promise<ZipArchive> {
  try {
    const tail = new Uint8Array(Math.min(source.sizeBytes, TAIL_BYTES));
    const tailStart = source.sizeBytes - tail.byteLength;
    await source.read(tailStart, tail);
    const place = readEndRecords(tail, source.sizeBytes);
    let directory: Uint8Array;
    if (place.startByte >= tailStart) {
      const start = place.startByte - tailStart;
      directory = tail.subarray(start, start + place.sizeBytes);
    } else {
      directory = new Uint8Array(place.sizeBytes);
      await source.read(place.startByte, directory);
    }
    return { label, source, entries: readDirectory(directory, { place, allowsDeflated }) };
  } catch (cause) {
    const finding = messageOf(cause);
    throw new Error(`Cannot read ${label} as a zip archive: ${finding}`, { cause });
  }
}

/** What the directory says of an entry; where it ends follows from its neighbour. */
type CentralRecord = Omit<ZipEntry, "endByte"> & { readonly nNameBytes: number };

function readDirectory(
  directory: Uint8Array,
  { place, allowsDeflated }: { place: DirectoryPlace; allowsDeflated: boolean },
): Map<string, ZipEntry> {
  const records: CentralRecord[] = [];
  let position = 0;
  for (let i = 0; i < place.nEntries; i++) {
    const { record, nBytes } = readCentralRecord(directory.subarray(position), allowsDeflated);
    records.push(record);
    position += nBytes;
  }
  if (position !== directory.byteLength) {
    throw new Error(
      `expected ${place.nEntries} entries to fill its directory of ${directory.byteLength} bytes, found ${position}`,
    );
  }
  records.sort((a, b) => a.startByte - b.startByte);
  const entries = new Map<string, ZipEntry>();
  if ((records[0]?.startByte ?? place.startByte) !== 0) {
    throw new Error("expected its first entry at byte 0; something precedes it");
  }
  records.forEach(({ nNameBytes, ...record }, i) => {
    const endByte = records[i + 1]?.startByte ?? place.startByte;
    const minBytes = LOCAL_HEADER_BYTES + nNameBytes + record.storedBytes +
      (record.flags & FLAG_DESCRIPTOR ? DESCRIPTOR_BYTES : 0);
    if (record.startByte + minBytes > endByte) {
      throw new Error(`entry ${quote(record.name)} overlaps what follows it`);
    }
    if (entries.has(record.name)) throw new Error(`entry ${quote(record.name)} occurs twice`);
    entries.set(record.name, { ...record, endByte });
  });
  return entries;
}

/** Reads the record at the start of `bytes`. */
function readCentralRecord(
  bytes: Uint8Array,
  allowsDeflated: boolean,
): { record: CentralRecord; nBytes: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.byteLength < CENTRAL_BYTES || view.getUint32(0, true) !== CENTRAL_SIGNATURE) {
    throw new Error("expected another entry in its directory");
  }
  const nNameBytes = view.getUint16(28, true);
  const nExtraBytes = view.getUint16(30, true);
  const nBytes = CENTRAL_BYTES + nNameBytes + nExtraBytes;
  if (nBytes > bytes.byteLength) throw new Error("an entry passes the end of its directory");
  const name = decodeName(bytes.subarray(CENTRAL_BYTES, CENTRAL_BYTES + nNameBytes));
  const flags = view.getUint16(8, true);
  const method = view.getUint16(10, true);
  if (flags & FLAG_ENCRYPTED) throw new Error(`entry ${quote(name)} is marked as encrypted`);
  if (flags & ~(FLAG_DESCRIPTOR | FLAG_UTF8)) {
    throw new Error(`entry ${quote(name)} has unknown flags 0x${flags.toString(16)}`);
  }
  const isDeflated = method === METHOD_DEFLATED;
  if (method !== METHOD_STORED && !(isDeflated && allowsDeflated)) {
    const named = isDeflated ? "deflate" : `method ${method}`;
    const advice = allowsDeflated
      ? "numpy stores or deflates: save the file again with it"
      : "torch.save only stores: save the file again with it";
    throw new Error(`entry ${quote(name)} is compressed (${named}); ${advice}`);
  }
  if (view.getUint16(32, true) !== 0 || view.getUint16(34, true) !== 0) {
    throw new Error(`entry ${quote(name)} has a comment or lies on another disk`);
  }
  const { sizeBytes, storedBytes, startByte } = widen(
    {
      sizeBytes: view.getUint32(24, true),
      storedBytes: view.getUint32(20, true),
      startByte: view.getUint32(42, true),
    },
    bytes.subarray(CENTRAL_BYTES + nNameBytes, nBytes),
    name,
  );
  if (!isDeflated && storedBytes !== sizeBytes) {
    throw new Error(`entry ${quote(name)} has two sizes, ${storedBytes} and ${sizeBytes} bytes`);
  }
  const crc32 = view.getUint32(16, true);
  return {
    record: { name, sizeBytes, storedBytes, isDeflated, crc32, flags, startByte, nNameBytes },
    nBytes,
  };
}

/** The three numbers of an entry that may stand in its ZIP64 extra field instead, in this order. */
interface EntryNumbers {
  sizeBytes: number;
  storedBytes: number;
  startByte: number;
}

function widen(short: EntryNumbers, extra: Uint8Array, name: string): EntryNumbers {
  const wide = { ...short };
  const view = new DataView(extra.buffer, extra.byteOffset, extra.byteLength);
  const keys = (["sizeBytes", "storedBytes", "startByte"] as const)
    .filter((key) => short[key] === IN_ZIP64_32);
  const isExpected = keys.length === 0 ? extra.byteLength === 0 : (
    extra.byteLength === 4 + 8 * keys.length && view.getUint16(0, true) === ZIP64_EXTRA_ID &&
    view.getUint16(2, true) === 8 * keys.length
  );
  if (!isExpected) throw new Error(`entry ${quote(name)} has an unexpected extra field`);
  keys.forEach((key, i) => wide[key] = uint64(view, 4 + 8 * i));
  return wide;
}

function decodeName(bytes: Uint8Array): string {
  let name: string;
  try {
    name = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new Error("an entry has a name that is not UTF-8", { cause });
  }
  const isPlain = !/[\0\\]|^[A-Za-z]:/.test(name) &&
    name.split("/").every((part) => part !== "" && part !== "." && part !== "..");
  if (!isPlain) throw new Error(`entry ${quote(name)} has a name that leaves its folder`);
  return name;
}
