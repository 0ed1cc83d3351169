/**
 * The synthetic personas as files in the persona layout.
 *
 * @module
 */

import { join } from "node:path";
import { encodeTorchFile, type TorchTensor, type TorchValue } from "./torch_writer.ts";
import { PCA_LAYER, ROLE_WITHOUT_POS_ALL, SIZES, SYNTHETIC_NOTE } from "./parameters.ts";
import { fitRolePca, pcaFileContent, type RolePca } from "./pca.ts";
import { atLayer, type Personas } from "./personas.ts";
import { normals } from "./random.ts";

/** Standard deviation of each entry by which one key of a file differs from another. */
const KEY_NOISE = 0.03;

/** Writes the persona folder into `folder`, which must not hold one yet, and returns the PCA of its roles. */
export async function writePersonaFolder(folder: string, personas: Personas): Promise<RolePca> {
  const roles = join(folder, "roles_240");
  const traits = join(folder, "traits_240");
  for (const path of [join(roles, "vectors"), join(roles, "pca"), join(traits, "vectors")]) {
    await Deno.mkdir(path, { recursive: true });
  }
  for (const [name, mean] of personas.roles) {
    await write(join(roles, "vectors", `${name}.pt`), roleContent(name, mean));
  }
  for (const [name, contrast] of personas.traits) {
    await write(
      join(traits, "vectors", `${name}.pt`),
      traitContent(name, contrast, personas.default),
    );
  }
  const standard = new Map([["default_1", tensor(personas.default)]]);
  await write(
    join(roles, "default_vectors.pt"),
    new Map<string, TorchValue>([["activations", standard]]),
  );
  const pca = fitRolePca(
    new Map(
      [...personas.roles]
        .filter(([name]) => name !== ROLE_WITHOUT_POS_ALL)
        .map(([name, mean]) => [name, Float32Array.from(atLayer(mean, PCA_LAYER))]),
    ),
  );
  await write(join(roles, "pca", `layer${PCA_LAYER}_pos_all.pt`), pcaFileContent(pca));
  await Deno.writeTextFile(join(folder, "synthetic.txt"), `${SYNTHETIC_NOTE}\n`);
  return pca;
}

/** `pos_0` to `pos_3`: means of the answers by rating; `pos_all`: of all answers. */
function roleContent(name: string, mean: Float64Array): TorchValue {
  const ratings = ["pos_0", "pos_1", "pos_2", "pos_3"].map((key) =>
    [key, tensor(withNoise(mean, `role ${name} ${key}`))] as const
  );
  const all = name === ROLE_WITHOUT_POS_ALL ? [] : [["pos_all", tensor(mean)] as const];
  return new Map([...ratings, ...all]);
}

/** Contrasts under four keys, and raw means under two. */
function traitContent(name: string, contrast: Float64Array, standard: Float64Array): TorchValue {
  const noisy = (key: string, share: number) =>
    withNoise(contrast.map((entry) => share * entry), `trait ${name} ${key}`);
  const raw = (key: string, share: number) =>
    noisy(key, share).map((entry, i) => standard[i]! + entry);
  return new Map([
    ["pos_neg", tensor(noisy("pos_neg", 0.9))],
    ["pos_neg_50", tensor(contrast)],
    ["pos_default", tensor(noisy("pos_default", 0.5))],
    ["pos_default_50", tensor(noisy("pos_default_50", 0.55))],
    ["pos_70", tensor(raw("pos_70", 0.6))],
    ["pos_40_70", tensor(raw("pos_40_70", 0.3))],
  ]);
}

function withNoise(values: Float64Array, purpose: string): Float64Array {
  const normal = normals(`noise of ${purpose}`);
  return values.map((value) => value + KEY_NOISE * normal());
}

/** f32 `[L, C]` */
function tensor(values: Float64Array): TorchTensor {
  const { nLayers, hiddenSize } = SIZES;
  return { is: "tensor", shape: [nLayers, hiddenSize], values: Float32Array.from(values) };
}

async function write(path: string, content: TorchValue): Promise<void> {
  await Deno.writeFile(path, encodeTorchFile(content));
}
