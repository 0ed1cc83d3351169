/** Weights and vectors in safetensors. */

import { memoryBytes } from "../../../src/sources/folder/memory_folder.ts";
import { openSafetensors } from "../../../src/sources/safetensors/safetensors.ts";
import { type Format, hex, judged } from "../format.ts";
import { joined, mutateBytes } from "../mutations/bytes.ts";
import { mutateJson } from "../mutations/json.ts";
import type { Random } from "../random.ts";
import { readSafetensors } from "../readers/safetensors.ts";

/** Headers with their number of bytes of data. */
const SEEDS: readonly (readonly [string, number])[] = [
  [
    '{"a":{"dtype":"BF16","shape":[2,3],"data_offsets":[0,12]},"b":{"dtype":"F32","shape":[2],"data_offsets":[12,20]}}',
    20,
  ],
  [
    '{"__metadata__":{"format":"pt","k":"v"},"model.layers.0.mlp.up_proj.weight":{"dtype":"F16","shape":[4,2],"data_offsets":[8,24]},"n":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}   ',
    24,
  ],
  [
    '{"e":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"s":{"dtype":"I64","shape":[],"data_offsets":[0,8]},"q":{"dtype":"F4","shape":[2,2],"data_offsets":[8,10]}}',
    10,
  ],
];

/** A file, from a header with its data. */
function fileOf(header: string, data: Uint8Array): Uint8Array<ArrayBuffer> {
  const json = new TextEncoder().encode(header);
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(json.length), true);
  return joined(length, json, data);
}

/** The header with a tensor elsewhere, of the same length, or in the place of another. */
function moveTensor(random: Random, header: string): string {
  const places = [...header.matchAll(/"data_offsets":\[(\d+),(\d+)\]/g)];
  const [whole, begin, end] = random.pick(places);
  const delta = random.pick([-8, -4, -1, 1, 4, 8, 12]);
  const moved = `"data_offsets":[${Number(begin) + delta},${Number(end) + delta}]`;
  return header.replace(whole, random.oneIn(3) ? random.pick(places)[0] : moved);
}

/** A file near a valid one. */
export function makeSafetensors(random: Random): Uint8Array<ArrayBuffer> {
  let [header, nBytes] = random.pick(SEEDS);
  if (random.oneIn(6)) header = moveTensor(random, header);
  for (let n = random.below(4); n > 0; n--) header = mutateJson(random, header);
  if (random.oneIn(6)) nBytes += random.pick([-4, -1, 1, 4]);
  const file = fileOf(header, Uint8Array.from({ length: nBytes }, (_, i) => 7 * i + 1));
  return random.oneIn(3) ? mutateBytes(random, file) : file;
}

export const SAFETENSORS: Format = {
  name: "safetensors",
  fileName: "mutated.safetensors",
  make: makeSafetensors,
  judge: (bytes) => judged(() => ({ value: readSafetensors(bytes) })),
  async read(bytes) {
    const file = await openSafetensors(memoryBytes("mutated.safetensors", bytes));
    const tensors = [];
    for (const tensor of file.tensors.values()) {
      const data = new Uint8Array(tensor.sizeBytes);
      await tensor.read(0, data);
      tensors.push({
        name: tensor.name,
        dtype: tensor.dtype,
        shape: tensor.shape,
        data: hex(data),
      });
    }
    return {
      metadata: [...file.metadata].sort(),
      tensors: tensors.sort((a, b) => a.name < b.name ? -1 : 1),
    };
  },
};
