/**
 * The header of a GGUF file, walked from end to end before it is parsed: every length in it is held against the bytes that there are,
 * and nothing is made of them.
 *
 * Source: docs/gguf.md of ggml.
 *
 * @module
 */

import {
  advance,
  type ByteCursor,
  cursorOf,
  takeText as takeTextOf,
  takeUint32,
  takeUint64,
} from "../../folder/byte_cursor.ts";

/** A control vector of a model of 126 layers takes some 10 kB; a model takes megabytes for its words. */
export const MAX_GGUF_HEADER_BYTES = 1_000_000;

const MAGIC = 0x46554747; // GGUF
const TEXT = 8;
const LIST = 9;
/** Bytes of the other types of values, by their number. */
const VALUE_BYTES: ReadonlyMap<number, number> = new Map([
  ...[0, 1, 7].map((type) => [type, 1] as const),
  ...[2, 3].map((type) => [type, 2] as const),
  ...[4, 5, 6].map((type) => [type, 4] as const),
  ...[10, 11, 12].map((type) => [type, 8] as const),
]);
/** Lists within lists. */
const MAX_DEPTH = 4;
/** As of ggml. */
const MAX_DIMENSIONS = 4;
const ARCHITECTURE = "general.architecture";

/**
 * What the header says that the file is of, `general.architecture`; undefined where it says nothing. Where that is not `wanted` the
 * rest is not walked.
 *
 * @param bytes The first ones of the file, all of it or no fewer than {@link MAX_GGUF_HEADER_BYTES}.
 * @throws {Error} saying what was expected where the header is none.
 */
export function walkGgufHeader(
  bytes: Uint8Array,
  { wanted, fileBytes }: { wanted: string; fileBytes: number },
): string | undefined {
  const cursor = cursorOf(bytes, (nBytes, nLeft) =>
    new RangeError(
      bytes.byteLength - nLeft + nBytes > fileBytes
        ? `the file ends inside its header, after ${fileBytes} bytes`
        : `expected a header of at most ${bytes.byteLength} bytes, found more`,
    ));
  if (fileBytes < 4 || takeUint32(cursor) !== MAGIC) {
    throw new RangeError("expected a file that starts as GGUF files do");
  }
  const version = takeUint32(cursor);
  if (version !== 2 && version !== 3) {
    throw new RangeError(`expected version 2 or 3 of GGUF, little endian, found ${version}`);
  }
  const nTensors = takeUint64(cursor);
  const nPairs = takeUint64(cursor);
  let architecture: string | undefined;
  const keys = new Set<string>();
  for (let i = 0; i < nPairs; i++) {
    const key = takeText(cursor);
    if (keys.has(key)) throw new RangeError("expected each key once, found one again");
    keys.add(key);
    const type = takeUint32(cursor);
    if (key === ARCHITECTURE && type === TEXT) architecture = takeText(cursor);
    else passValue(cursor, type, 0);
    if (architecture !== undefined && architecture !== wanted) return architecture;
  }
  for (let i = 0; i < nTensors; i++) passTensor(cursor);
  return architecture;
}

function takeText(cursor: ByteCursor): string {
  return takeTextOf(cursor, takeUint64(cursor));
}

function passValue(cursor: ByteCursor, type: number, depth: number): void {
  const nBytes = VALUE_BYTES.get(type);
  if (nBytes !== undefined) advance(cursor, nBytes);
  else if (type === TEXT) takeText(cursor);
  else if (type === LIST && depth < MAX_DEPTH) {
    const of = takeUint32(cursor);
    const n = takeUint64(cursor);
    const nItemBytes = VALUE_BYTES.get(of);
    if (nItemBytes !== undefined) advance(cursor, n * nItemBytes);
    else for (let i = 0; i < n; i++) passValue(cursor, of, depth + 1);
  } else throw new RangeError(`expected a type of value from 0 to 12, found ${type}`);
}

function passTensor(cursor: ByteCursor): void {
  takeText(cursor);
  const nDimensions = takeUint32(cursor);
  if (nDimensions > MAX_DIMENSIONS) {
    throw new RangeError(`expected at most ${MAX_DIMENSIONS} dimensions, found ${nDimensions}`);
  }
  for (let i = 0; i < nDimensions; i++) {
    // The parser takes no more of a dimension.
    const n = takeUint64(cursor);
    if (n > 2 ** 32) throw new RangeError(`expected dimensions of at most 2^32, found ${n}`);
  }
  takeUint32(cursor); // its type
  takeUint64(cursor); // and place
}
