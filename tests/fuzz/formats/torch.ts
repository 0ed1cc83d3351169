/** Files of torch.save: tensors alone or in dicts, and the PCA files of persona code bases. */

import { memoryBytes } from "../../../src/sources/folder/memory_folder.ts";
import { readWholeTensor } from "../../../src/sources/torch/tensor_values.ts";
import { isKind, type PickleValue } from "../../../src/sources/torch/pickle_values.ts";
import { openTorchFile, type TorchFile } from "../../../src/sources/torch/torch_file.ts";
import { readPcaFile } from "../../../src/sources/vectors/pca_file.ts";
import { readFixture } from "../fixtures.ts";
import { type Format, judged, type Judgement } from "../format.ts";
import { mutateBytes } from "../mutations/bytes.ts";
import { mutatePickle } from "../mutations/pickle.ts";
import { makeZip } from "../mutations/zip.ts";
import type { Random } from "../random.ts";
import { MAX_SHOWN, readTorch } from "../readers/torch.ts";
import { readZip, Unusual } from "../readers/zip.ts";

const MAX_DEPTH = 4;

/** Files near these. */
function makerOf(paths: readonly string[]): Format["make"] {
  const seeds = paths.map((path) => readFixture(`torch/${path}`));
  const opened = seeds.map((seed) =>
    [...readZip(seed, { isDeflatable: false }).values()].map((it) => ({
      name: it.name,
      data: it.bytes(),
    }))
  );
  return (random: Random) => {
    if (random.oneIn(4)) {
      let file = random.pick(seeds);
      for (let n = random.below(3); n > 0; n--) file = mutateBytes(random, file);
      return file;
    }
    const members = random.pick(opened).map((member) => {
      if (member.name.endsWith("/data.pkl")) {
        return { ...member, data: mutatePickle(random, member.data, random.pick([0, 1, 1, 2, 3])) };
      }
      return random.oneIn(12) ? { ...member, data: mutateBytes(random, member.data) } : member;
    });
    const file = makeZip(random, {
      members,
      isDeflated: random.oneIn(40),
      nFaults: random.pick([0, 0, 0, 0, 1, 2]),
    });
    return random.oneIn(12) ? mutateBytes(random, file) : file;
  };
}

/** Null as a value: what is said of the file's kind alone. */
function judgeTorch(bytes: Uint8Array, isTold: boolean): Judgement {
  try {
    const judgement = judged(() => ({ value: readTorch(bytes) }));
    return judgement.is === "valid" && !isTold ? { is: "odd", why: "not looked into" } : judgement;
  } catch (error) {
    if (error instanceof Unusual) return { is: "odd", why: error.message };
    throw error;
  }
}

async function shown(file: TorchFile, value: PickleValue, depth: number): Promise<unknown> {
  if (value instanceof Map && depth < MAX_DEPTH) {
    const found = [];
    for (const [key, inner] of value) {
      if (typeof key === "string") found.push([key, await shown(file, inner, depth + 1)]);
    }
    return found;
  }
  if (!isKind(value, "tensor")) return "other";
  const { shape, storage: { dtype } } = value;
  const form = { dtype, shape };
  const nElements = shape.reduce((product, n) => product * n, 1);
  const isRead = /^B?F\d/.test(dtype) && [1, 2].includes(shape.length) && nElements <= MAX_SHOWN &&
    nElements > 0;
  return isRead
    ? { ...form, values: Array.from(await readWholeTensor(file, value), String) }
    : form;
}

export const TORCH: Format = {
  name: "pt",
  fileName: "mutated.pt",
  make: makerOf([
    "values/plain-protocol-2.pt",
    "values/torch-2.pt",
    "values/views.pt",
    "values/dtypes.pt",
    "persona/roles_120/vectors/poet.pt",
    "axis/tiny-model/assistant_axis.pt",
  ]),
  judge: (bytes) => judgeTorch(bytes, true),
  async read(bytes) {
    const file = await openTorchFile(memoryBytes("mutated.pt", bytes));
    return await shown(file, file.value, 0);
  },
};

export const PCA: Format = {
  name: "pca",
  fileName: "mutated.pt",
  make: makerOf([
    "pca/mean-scaler.pt",
    "pca/standard-scaler-protocol-2.pt",
    "pca/standard-scaler-protocol-4.pt",
    "pca/standard-scaler-protocol-5.pt",
    "pca/numpy-2.pt",
    "pca/first-component.pt",
  ]),
  judge: (bytes) => judgeTorch(bytes, false),
  read: async (bytes) =>
    await readPcaFile(await openTorchFile(memoryBytes("mutated.pt", bytes)), "mutated.pt"),
};
