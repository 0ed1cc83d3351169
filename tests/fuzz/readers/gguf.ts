/** Control vectors by ggml's docs/gguf.md, little endian, versions 2 and 3. */

import { rule } from "../format.ts";
import { Unusual } from "./zip.ts";

/** Bytes of a value by its type; 8 is text, 9 a list. */
const SIZES: Readonly<Record<number, number>> = {
  0: 1,
  1: 1,
  2: 2,
  3: 2,
  4: 4,
  5: 4,
  6: 4,
  7: 1,
  10: 8,
  11: 8,
  12: 8,
};

/** Directions by block. */
export function readGguf(bytes: Uint8Array): unknown {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const take = (n: number) => {
    rule(n <= bytes.length - at, "cut short");
    at += n;
    return at - n;
  };
  const u4 = () => view.getUint32(take(4), true);
  const u8 = () => {
    const value = view.getBigUint64(take(8), true);
    rule(value <= 2n ** 53n, "past the file");
    return Number(value);
  };
  const text = () => {
    const n = u8();
    const start = take(n);
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(
        bytes.subarray(start, start + n),
      );
    } catch {
      throw new Unusual("text that is not UTF-8");
    }
  };
  rule(u4() === 0x46554747, "no magic");
  const version = u4();
  if (version === 1) throw new Unusual("version 1");
  rule(version === 2 || version === 3, "another version");
  const [nTensors, nPairs] = [u8(), u8()];
  const metadata = new Map<string, unknown>();
  const value = (type: number, depth: number): unknown => {
    if (type === 8) return text();
    if (type === 9) {
      const of = u4();
      const n = u8();
      if (of === 9 || depth > 0) throw new Unusual("a list of lists");
      rule(n <= bytes.length, "past the file");
      return Array.from({ length: n }, () => value(of, depth + 1));
    }
    const size = SIZES[type];
    rule(size !== undefined, "another type");
    const start = take(size);
    return type === 4 ? view.getUint32(start, true) : null;
  };
  for (let i = 0; i < nPairs; i++) {
    const key = text();
    const found = value(u4(), 0);
    if (metadata.has(key)) throw new Unusual("a key twice");
    metadata.set(key, found);
  }
  const tensors = [];
  for (let i = 0; i < nTensors; i++) {
    const name = text();
    const n = u4();
    rule(n <= 4, "too many dimensions");
    const shape = Array.from({ length: n }, () => view.getBigUint64(take(8), true));
    if (shape.some((it) => it > 2n ** 32n)) throw new Unusual("a dimension past 2^32");
    tensors.push({ name, shape, type: u4(), offset: view.getBigUint64(take(8), true) });
  }
  rule(metadata.get("general.architecture") === "controlvector", "no control vector");
  if (metadata.has("general.alignment")) throw new Unusual("an alignment");
  const data = Math.ceil(at / 32) * 32;
  const rows = tensors.flatMap(({ name, shape, type, offset }) => {
    const block = /^direction\.(\d{1,4})$/.exec(name)?.[1];
    if (block === undefined) return [];
    rule(Number(block) > 0 && type === 0 && shape.length === 1 && shape[0]! > 0n, "no direction");
    const start = BigInt(data) + offset;
    rule(start + 4n * shape[0]! <= BigInt(bytes.length), "past the file");
    const numbers = Array.from(
      { length: Number(shape[0]) },
      (_, k) => String(view.getFloat32(Number(start) + 4 * k, true)),
    );
    return [{ block: Number(block), numbers }];
  });
  rule(
    rows.length > 0 && new Set(rows.map(({ block }) => block)).size === rows.length,
    "no directions, or one twice",
  );
  rule(new Set(rows.map(({ numbers }) => numbers.length)).size === 1, "lengths that differ");
  return rows.map(({ block, numbers }) => [` mutated ${block}`, ...numbers]).sort();
}
