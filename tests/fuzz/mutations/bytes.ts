/** Mutations of bytes, whatever they mean. */

import type { Random } from "../random.ts";

const EDGES = [
  0n,
  1n,
  0x7fn,
  0x80n,
  0xffn,
  0x7fffn,
  0xffffn,
  0x7fffffffn,
  0xffffffffn,
  2n ** 53n,
  2n ** 63n - 1n,
  2n ** 64n - 1n,
];

/** The bytes with one change: of a bit, a byte, a number at the edge of its range, or of the length. */
export function mutateBytes(random: Random, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const changed = new Uint8Array(bytes);
  const at = random.below(bytes.length + 1);
  const end = Math.min(bytes.length, at + 1 + random.below(random.pick([1, 4, 16, 64])));
  switch (random.below(9)) {
    case 0:
    case 1:
      if (at < bytes.length) changed[at]! ^= 1 << random.below(8);
      return changed;
    case 2:
      if (at < bytes.length) changed[at] = random.below(256);
      return changed;
    case 3: {
      const value = random.pick(EDGES) + BigInt(random.below(3)) - 1n;
      const nBytes = random.pick([2, 4, 8]);
      if (at + nBytes > bytes.length) return changed;
      for (let i = 0; i < nBytes; i++) {
        changed[at + i] = Number(BigInt.asUintN(64, value) >> BigInt(8 * i) & 0xffn);
      }
      return changed;
    }
    case 4:
      return joined(bytes.subarray(0, at), bytes.subarray(end));
    case 5:
      return joined(bytes.subarray(0, end), bytes.subarray(at));
    case 6:
      return joined(bytes.subarray(0, at), someBytes(random), bytes.subarray(at));
    case 7:
      return changed.slice(0, at);
    default:
      return joined(bytes, someBytes(random));
  }
}

function someBytes(random: Random): Uint8Array {
  const fill = random.pick([0, 0x20, 0x0a, 0xff, random.below(256)]);
  return new Uint8Array(1 + random.below(random.pick([2, 9, 40]))).fill(fill);
}

/** All parts one after the other. */
export function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
