/** Mutations of a pickle by its opcodes. */

import type { Random } from "../random.ts";
import { joined } from "./bytes.ts";

/** Bytes of an opcode's argument by the opcode, or bytes of the length that stands before it. */
const FIXED: Readonly<Record<number, number>> = {
  0x80: 1,
  0x4b: 1,
  0x71: 1,
  0x68: 1,
  0x4d: 2,
  0x4a: 4,
  0x72: 4,
  0x6a: 4,
  0x47: 8,
  0x95: 8,
};
const COUNTED: Readonly<Record<number, number>> = {
  0x8a: 1,
  0x8c: 1,
  0x43: 1,
  0x58: 4,
  0x42: 4,
  0x8d: 8,
  0x8e: 8,
  0x96: 8,
};
const FRAME = 0x95;

/** Opcodes with their arguments, one after the other. */
function opcodesOf(bytes: Uint8Array): Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    const op = bytes[at]!;
    let end = at + 1 + (FIXED[op] ?? 0);
    const n = COUNTED[op];
    if (n === 1) end += 1 + bytes[at + 1]!;
    if (n === 4) end += 4 + view.getUint32(at + 1, true);
    if (n === 8) end += 8 + Number(view.getBigUint64(at + 1, true));
    if (op === 0x63) end = bytes.indexOf(0x0a, bytes.indexOf(0x0a, at) + 1) + 1;
    found.push(bytes.subarray(at, end));
    at = end;
  }
  return found;
}

const float = (value: number) => {
  const bytes = new Uint8Array(9);
  bytes[0] = 0x47;
  new DataView(bytes.buffer).setFloat64(1, value, false);
  return bytes;
};
const SMALL: readonly Uint8Array[] = [
  ...[
    0x4e,
    0x88,
    0x89,
    0x28,
    0x29,
    0x85,
    0x86,
    0x87,
    0x74,
    0x5d,
    0x7d,
    0x61,
    0x65,
    0x73,
    0x75,
    0x52,
    0x62,
    0x51,
    0x2e,
    0x30,
    0x32,
    0x81,
    0x93,
    0x94,
    0x8f,
    0x91,
  ].map((op) => Uint8Array.of(op)),
  ...[0, 1, 2, 3, 6, 24, 255].map((n) => Uint8Array.of(0x4b, n)),
  Uint8Array.of(0x4a, 0xff, 0xff, 0xff, 0xff),
  Uint8Array.of(0x4a, 0xff, 0xff, 0xff, 0x7f),
  Uint8Array.of(0x8a, 8, 0, 0, 0, 0, 0, 0, 0, 0x40),
  Uint8Array.of(0x8a, 0),
  Uint8Array.of(0x8a, 10, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1),
  ...[0, 1, 2, 3, 6, NaN, Infinity, -0].map(float),
  Uint8Array.of(0x58, 1, 0, 0, 0, 0x30),
  Uint8Array.of(0x58, 2, 0, 0, 0, 0xed, 0xa0),
  Uint8Array.of(0x68, 0),
  Uint8Array.of(0x68, 9),
  new TextEncoder().encode("cos\nsystem\n"),
  new TextEncoder().encode("ctorch\nFloatStorage\n"),
  new TextEncoder().encode("ctorch\nLongStorage\n"),
];

/** The pickle with some opcodes changed. */
export function mutatePickle(
  random: Random,
  pickle: Uint8Array,
  nChanges: number,
): Uint8Array<ArrayBuffer> {
  // Frames tell of lengths that a change makes wrong, and are left out but at times.
  let ops = opcodesOf(pickle).filter(([op]) => nChanges === 0 || op !== FRAME || random.oneIn(8));
  for (let n = nChanges; n > 0; n--) {
    const at = random.below(ops.length);
    const other = random.pick(ops);
    switch (random.below(6)) {
      case 0:
        ops = ops.toSpliced(at, 1);
        break;
      case 1:
        ops = ops.toSpliced(at, 0, other);
        break;
      case 2:
        ops = ops.toSpliced(at, 0, random.pick(SMALL));
        break;
      case 3:
        ops = ops.with(at, other);
        break;
      default: {
        const [op] = ops[at]!;
        const isNumber = op === 0x4b || op === 0x4d || op === 0x4a;
        const numbers = SMALL.filter(([it]) =>
          it === 0x4b || it === 0x47 || it === 0x4a || it === 0x8a
        );
        ops = ops.with(at, random.pick(isNumber ? numbers : SMALL));
      }
    }
  }
  return joined(...ops);
}
