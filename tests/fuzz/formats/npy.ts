/** Arrays in numpy's own files. */

import { memoryBytes } from "../../../src/sources/folder/memory_folder.ts";
import { openNpyArray, type StoredArray } from "../../../src/sources/npy/npy.ts";
import { bytesPerElement } from "../../../src/math/dtypes.ts";
import { type Format, hex, judged } from "../format.ts";
import { joined, mutateBytes } from "../mutations/bytes.ts";
import type { Random } from "../random.ts";
import { readNpy } from "../readers/npy.ts";

const SEEDS: readonly (readonly [string, number])[] = [
  ["{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }", 48],
  ["{'descr': '<f8', 'fortran_order': False, 'shape': (5,), }", 40],
  ["{'descr': '<f2', 'fortran_order': True, 'shape': (1, 6), }", 12],
  ["{'descr': '<f4', 'fortran_order': True, 'shape': (3, 4), }", 48],
  ["{'descr': '<f2', 'fortran_order': True, 'shape': (2, 3, 2), }", 24],
  ["{'descr': '<f4', 'fortran_order': False, 'shape': (), }", 4],
];
const TOKEN = /'[^']*'|\w+|\s+|./g;
const WORDS = [
  "020",
  "00",
  "0",
  "3L",
  "3",
  "12",
  "4",
  "1_2",
  "0x3",
  "-1",
  "3.0",
  "+3",
  "True",
  "None",
  "1e1",
  "99999999999999999999",
  "'<f4'",
  "'>f4'",
  "'|O'",
  '"shape"',
  "u'x'",
  "(3, 4)",
  "(12)",
  "(12,)",
  "()",
  "[3, 4]",
  "{}",
  "#",
  "\0",
  "\u00a0",
  "\v",
  "\f",
  "\\",
  "é",
  ",",
  "",
];

function mutateHeader(random: Random, text: string): string {
  const tokens = text.match(TOKEN)!;
  const at = random.below(tokens.length);
  const others = [tokens[random.below(tokens.length)]!, random.pick(WORDS), random.pick(WORDS)];
  const start = random.oneIn(3) ? tokens.slice(0, at + 1) : tokens.slice(0, at);
  return [...start, random.pick(others), ...tokens.slice(at + 1)].join("");
}

/** A file near a valid one. */
export function makeNpy(random: Random): Uint8Array<ArrayBuffer> {
  let [header, nBytes] = random.pick(SEEDS);
  for (let n = random.below(3); n > 0; n--) header = mutateHeader(random, header);
  const version = random.oneIn(20) ? random.below(5) : random.pick([1, 1, 2, 3]);
  const minor = random.oneIn(20) ? random.below(256) : 0;
  const start = version === 1 ? 10 : 12;
  const pad = random.oneIn(8)
    ? random.pick(["\0", " \0", "\n\n", "\t", "", "\n ", "\r", "\v", "\u00a0"])
    : "\n";
  const nBlank = random.oneIn(8) ? random.below(80) : (64 - (start + header.length + 1) % 64) % 64;
  const text = Uint8Array.from(header + " ".repeat(nBlank) + pad, (unit) => unit.charCodeAt(0));
  const prefix = new Uint8Array([
    0x93,
    ...new TextEncoder().encode("NUMPY"),
    version,
    minor,
    text.length & 0xff,
    text.length >> 8,
    ...version === 1 ? [] : [0, 0],
  ]);
  if (random.oneIn(8)) nBytes += random.pick([-4, -1, 1, 8]);
  const file = joined(prefix, text, Uint8Array.from({ length: nBytes }, (_, i) => 5 * i + 2));
  return random.oneIn(4) ? mutateBytes(random, file) : file;
}

/** All of an array, as the independent readers tell it. */
export async function valueOf({ shape, dtype, read }: StoredArray): Promise<unknown> {
  const data = new Uint8Array(shape.reduce((product, n) => product * n, bytesPerElement(dtype)));
  await read(0, data);
  return { shape, dtype, data: hex(data) };
}

export const NPY: Format = {
  name: "npy",
  fileName: "mutated.npy",
  make: makeNpy,
  judge: (bytes) => judged(() => readNpy(bytes)),
  read: async (bytes) => await valueOf(await openNpyArray(memoryBytes("mutated.npy", bytes))),
};
