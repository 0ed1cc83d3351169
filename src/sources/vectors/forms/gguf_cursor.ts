/**
 * A place in the first bytes of a GGUF file, and the fields that its header takes from there.
 *
 * @module
 */

/** Bytes and how far they have been read. */
export interface GgufCursor {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** Of the whole file, of which `bytes` may be the first. */
  readonly fileBytes: number;
  position: number;
}

/** A cursor at the start of `bytes`. */
export function cursorOf(bytes: Uint8Array, fileBytes: number): GgufCursor {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { bytes, view, fileBytes, position: 0 };
}

/** @throws {RangeError} if fewer are left, whatever length the file claims. */
export function takeBytes(cursor: GgufCursor, nBytes: number): Uint8Array {
  const { bytes, position, fileBytes } = cursor;
  if (position + nBytes > fileBytes) {
    throw new RangeError(`the file ends inside its header, after ${fileBytes} bytes`);
  }
  if (position + nBytes > bytes.byteLength) {
    throw new RangeError(`expected a header of at most ${bytes.byteLength} bytes, found more`);
  }
  cursor.position += nBytes;
  return bytes.subarray(position, cursor.position);
}

/** Next four bytes, little endian. */
export function takeUint32(cursor: GgufCursor): number {
  const { position } = cursor;
  takeBytes(cursor, 4);
  return cursor.view.getUint32(position, true);
}

/** Next eight bytes, little endian; inexact beyond 2^53, which nothing that fits a file reaches. */
export function takeUint64(cursor: GgufCursor): number {
  const { position } = cursor;
  takeBytes(cursor, 8);
  return Number(cursor.view.getBigUint64(position, true));
}
