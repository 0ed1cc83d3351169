/**
 * The end records of a zip archive: where its directory lies.
 *
 * Format: PKWARE APPNOTE 6.3.10, sections 4.3.14 (ZIP64 end), 4.3.15 (its locator) and 4.3.16 (end).
 *
 * @module
 */

const END_BYTES = 22;
const END_SIGNATURE = 0x06054b50;
const ZIP64_LOCATOR_BYTES = 20;
const ZIP64_LOCATOR_SIGNATURE = 0x07064b50;
const ZIP64_END_BYTES = 56;
const ZIP64_END_SIGNATURE = 0x06064b50;

const IN_ZIP64_16 = 0xffff;
/** Stands for a number that did not fit and is found among the ZIP64 data instead. */
export const IN_ZIP64_32 = 0xffffffff;

/** About 200,000 entries; a file of persona vectors has tens, a PCA file hundreds. */
const MAX_DIRECTORY_BYTES = 16 * 2 ** 20;

/** Where the directory lies, from the end records. */
export interface DirectoryPlace {
  readonly nEntries: number;
  readonly startByte: number;
  readonly sizeBytes: number;
}

/**
 * Finds the directory by the end records in `tail`, the last bytes of a file of `fileBytes` bytes.
 *
 * @throws {Error} if the last bytes are no end record, or anything lies between directory and end records.
 */
export function readEndRecords(tail: Uint8Array, fileBytes: number): DirectoryPlace {
  const view = new DataView(tail.buffer, tail.byteOffset, tail.byteLength);
  const end = tail.byteLength - END_BYTES;
  if (end < 0 || view.getUint32(end, true) !== END_SIGNATURE) {
    throw new Error(
      "expected its end record in the last 22 bytes; the file is cut short, or something follows the archive",
    );
  }
  if (view.getUint16(end + 20, true) !== 0) throw new Error("expected no archive comment");
  const isOneDisk = view.getUint32(end + 4, true) === 0;
  const nEntriesHere = view.getUint16(end + 8, true);
  const nEntries = view.getUint16(end + 10, true);
  const sizeBytes = view.getUint32(end + 12, true);
  const startByte = view.getUint32(end + 16, true);
  if (!isOneDisk || nEntriesHere !== nEntries) throw new Error("expected one disk");

  const locator = end - ZIP64_LOCATOR_BYTES;
  if (locator < 0 || view.getUint32(locator, true) !== ZIP64_LOCATOR_SIGNATURE) {
    return checkPlace({ nEntries, startByte, sizeBytes }, fileBytes - END_BYTES);
  }
  const zip64 = readZip64End(view, locator, fileBytes - END_BYTES - ZIP64_LOCATOR_BYTES);
  const agrees = (value: number, short: number, marker: number) =>
    short === value || short === marker;
  if (
    !agrees(zip64.nEntries, nEntries, IN_ZIP64_16) ||
    !agrees(zip64.sizeBytes, sizeBytes, IN_ZIP64_32) ||
    !agrees(zip64.startByte, startByte, IN_ZIP64_32)
  ) {
    throw new Error("expected its two end records to agree");
  }
  return checkPlace(zip64, fileBytes - END_BYTES - ZIP64_LOCATOR_BYTES - ZIP64_END_BYTES);
}

/** `locatorByte` is the locator's place in the file, `locator` its place in `view`. */
function readZip64End(view: DataView, locator: number, locatorByte: number): DirectoryPlace {
  const end = locator - ZIP64_END_BYTES;
  if (
    end < 0 || view.getUint32(end, true) !== ZIP64_END_SIGNATURE ||
    uint64(view, locator + 8) !== locatorByte - ZIP64_END_BYTES ||
    uint64(view, end + 4) !== ZIP64_END_BYTES - 12 // the size counts from after itself
  ) {
    throw new Error("expected its ZIP64 end record right before the ZIP64 locator");
  }
  const isOneDisk = view.getUint32(locator + 4, true) === 0 &&
    view.getUint32(locator + 16, true) === 1 && uint64(view, end + 16) === 0;
  const nEntries = uint64(view, end + 32);
  if (!isOneDisk || uint64(view, end + 24) !== nEntries) throw new Error("expected one disk");
  return { nEntries, sizeBytes: uint64(view, end + 40), startByte: uint64(view, end + 48) };
}

/** `endByte` is where the end records start: exclusive end of the directory. */
function checkPlace(place: DirectoryPlace, endByte: number): DirectoryPlace {
  if (place.startByte + place.sizeBytes !== endByte) {
    throw new Error(
      `expected its directory to end at byte ${endByte}, found ${place.sizeBytes} bytes from byte ${place.startByte}; ` +
        "something precedes the archive or lies within it",
    );
  }
  if (place.sizeBytes > MAX_DIRECTORY_BYTES) {
    throw new Error(
      `expected a directory of at most ${MAX_DIRECTORY_BYTES} bytes, found ${place.sizeBytes}`,
    );
  }
  return place;
}

/**
 * The little-endian 64-bit integer at `offset`.
 *
 * @throws {Error} if it is not a safe integer.
 */
export function uint64(view: DataView, offset: number): number {
  const value = Number(view.getBigUint64(offset, true));
  if (!Number.isSafeInteger(value)) throw new Error("a size or offset exceeds 2^53");
  return value;
}
