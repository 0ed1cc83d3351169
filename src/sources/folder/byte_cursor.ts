/**
 * A place in the bytes of a file, and the fields that are taken from there, little endian.
 *
 * @module
 */

/** Bytes and how far they have been read. */
export interface ByteCursor {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** The refusal where `nBytes` more are not there. */
  readonly tooShort: (nBytes: number, nLeft: number) => RangeError;
  position: number;
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** A cursor at the start of `bytes`. */
export function cursorOf(
  bytes: Uint8Array,
  tooShort: ByteCursor["tooShort"] = (nBytes, nLeft) =>
    new RangeError(`expected ${nBytes} more bytes, found ${nLeft}`),
): ByteCursor {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { bytes, view, tooShort, position: 0 };
}

/**
 * Steps over the next `nBytes` and returns where they start.
 *
 * @throws {RangeError} if fewer are left, whatever length the file claims.
 */
export function advance(cursor: ByteCursor, nBytes: number): number {
  const start = cursor.position;
  const nLeft = cursor.bytes.byteLength - start;
  if (nBytes > nLeft) throw cursor.tooShort(nBytes, nLeft);
  cursor.position += nBytes;
  return start;
}

/** Next byte. */
export function takeUint8(cursor: ByteCursor): number {
  return cursor.view.getUint8(advance(cursor, 1));
}

/** Next two bytes. */
export function takeUint16(cursor: ByteCursor): number {
  return cursor.view.getUint16(advance(cursor, 2), true);
}

/** Next four bytes. */
export function takeUint32(cursor: ByteCursor): number {
  return cursor.view.getUint32(advance(cursor, 4), true);
}

/** Next four bytes, signed. */
export function takeInt32(cursor: ByteCursor): number {
  return cursor.view.getInt32(advance(cursor, 4), true);
}

/** Next eight bytes; inexact beyond 2^53, which no length that fits a file reaches. */
export function takeUint64(cursor: ByteCursor): number {
  return Number(cursor.view.getBigUint64(advance(cursor, 8), true));
}

/** Next `nBytes` as a view, not a copy. */
export function takeBytes(cursor: ByteCursor, nBytes: number): Uint8Array {
  const start = advance(cursor, nBytes);
  return cursor.bytes.subarray(start, start + nBytes);
}

/**
 * Next `nBytes` as text.
 *
 * @throws {TypeError} if they are not UTF-8.
 */
export function takeText(cursor: ByteCursor, nBytes: number): string {
  try {
    return decoder.decode(takeBytes(cursor, nBytes));
  } catch (cause) {
    if (cause instanceof TypeError) throw new TypeError("expected UTF-8 text", { cause });
    throw cause;
  }
}
