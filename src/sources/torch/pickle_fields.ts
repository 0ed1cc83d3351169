/**
 * The fields of a pickle that its opcodes alone have.
 *
 * @module
 */

import { advance, type ByteCursor, takeBytes, takeText } from "../folder/byte_cursor.ts";

const LINE_FEED = 0x0a;

/** Next eight bytes, the only big-endian field of the format. */
export function takeFloat64(cursor: ByteCursor): number {
  return cursor.view.getFloat64(advance(cursor, 8), false);
}

/** Text up to the next line feed, which is stepped over. */
export function takeLine(cursor: ByteCursor): string {
  const end = cursor.bytes.indexOf(LINE_FEED, cursor.position);
  if (end < 0) throw new RangeError("expected a line feed");
  const line = takeText(cursor, end - cursor.position);
  cursor.position++;
  return line;
}

/** Next `nBytes` as a two's complement little-endian integer: a number where that is exact, else a bigint. */
export function takeLong(cursor: ByteCursor, nBytes: number): number | bigint {
  let value = 0n;
  for (const byte of takeBytes(cursor, nBytes).toReversed()) value = (value << 8n) | BigInt(byte);
  value = BigInt.asIntN(8 * nBytes, value);
  const short = Number(value);
  return Number.isSafeInteger(short) ? short : value;
}
