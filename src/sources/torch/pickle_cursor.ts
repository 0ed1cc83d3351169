/**
 * A place in the bytes of a pickle, and the fields that its opcodes take from there.
 *
 * @module
 */

/** Bytes and how far they have been read. */
export interface PickleCursor {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  position: number;
}

const LINE_FEED = 0x0a;
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** A cursor at the start of `bytes`. */
export function cursorOf(bytes: Uint8Array): PickleCursor {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { bytes, view, position: 0 };
}

/**
 * Steps over the next `nBytes` and returns where they start.
 *
 * @throws {RangeError} if fewer are left, whatever length the file claims.
 */
export function advance(cursor: PickleCursor, nBytes: number): number {
  const start = cursor.position;
  const nLeft = cursor.bytes.byteLength - start;
  if (nBytes > nLeft) throw new RangeError(`expected ${nBytes} more bytes, found ${nLeft}`);
  cursor.position += nBytes;
  return start;
}

/** Next byte. */
export function takeUint8(cursor: PickleCursor): number {
  return cursor.view.getUint8(advance(cursor, 1));
}

/** Next two bytes, little endian. */
export function takeUint16(cursor: PickleCursor): number {
  return cursor.view.getUint16(advance(cursor, 2), true);
}

/** Next four bytes, little endian. */
export function takeUint32(cursor: PickleCursor): number {
  return cursor.view.getUint32(advance(cursor, 4), true);
}

/** Next four bytes, little endian, signed. */
export function takeInt32(cursor: PickleCursor): number {
  return cursor.view.getInt32(advance(cursor, 4), true);
}

/** Next eight bytes, little endian; inexact beyond 2^53, which no length that fits the file reaches. */
export function takeUint64(cursor: PickleCursor): number {
  return Number(cursor.view.getBigUint64(advance(cursor, 8), true));
}

/** Next eight bytes, the only big-endian field of the format. */
export function takeFloat64(cursor: PickleCursor): number {
  return cursor.view.getFloat64(advance(cursor, 8), false);
}

/** Next `nBytes` as a view, not a copy. */
export function takeBytes(cursor: PickleCursor, nBytes: number): Uint8Array {
  const start = advance(cursor, nBytes);
  return cursor.bytes.subarray(start, start + nBytes);
}

/**
 * Next `nBytes` as text.
 *
 * @throws {TypeError} if they are not UTF-8.
 */
export function takeText(cursor: PickleCursor, nBytes: number): string {
  try {
    return decoder.decode(takeBytes(cursor, nBytes));
  } catch (cause) {
    if (cause instanceof TypeError) throw new TypeError("expected UTF-8 text", { cause });
    throw cause;
  }
}

/** Text up to the next line feed, which is stepped over. */
export function takeLine(cursor: PickleCursor): string {
  const end = cursor.bytes.indexOf(LINE_FEED, cursor.position);
  if (end < 0) throw new RangeError("expected a line feed");
  const line = takeText(cursor, end - cursor.position);
  cursor.position++;
  return line;
}

/** Next `nBytes` as a two's complement little-endian integer: a number where that is exact, else a bigint. */
export function takeLong(cursor: PickleCursor, nBytes: number): number | bigint {
  let value = 0n;
  for (const byte of takeBytes(cursor, nBytes).toReversed()) value = (value << 8n) | BigInt(byte);
  value = BigInt.asIntN(8 * nBytes, value);
  const short = Number(value);
  return Number.isSafeInteger(short) ? short : value;
}
