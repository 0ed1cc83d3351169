/**
 * A made-up pair of checkpoints and a folder of made-up vectors, of any size.
 *
 * Shape letters: C hidden size, F intermediate size, L layers.
 *
 * @module
 */

import { join } from "node:path";
import { seededUniforms } from "../../src/math/random.ts";
import { encodeBf16 } from "../../src/math/dtypes.ts";
import {
  type TensorToWrite,
  writeSafetensors,
} from "../../src/sources/safetensors/safetensors_writer.ts";
import { encodeTorchFile } from "../../src/demonstration/torch_writer.ts";
import { ELEMENT_BYTES, type PairShape } from "./shape.ts";

/** Random entries that all tensors take in turn, each from another place on: making billions anew would take minutes. */
const POOL_ELEMENTS = 4_194_301; // prime, so that no two rows are alike

/** Where the parts of a pair lie. */
export interface PairFolders {
  readonly base: string;
  readonly instruct: string;
  readonly vectors: string;
}

/** Where they lie in the folder of a pair. */
export function pairFolders(folder: string): PairFolders {
  return {
    base: join(folder, "bench-base"),
    instruct: join(folder, "bench-instruct"),
    vectors: join(folder, "bench-vectors"),
  };
}

/** Makes the pair of `shape` and `nRoles` role vectors in `folder`. Each model has two shards, cut within a layer. */
export async function makePair(
  folder: string,
  { nRoles, ...shape }: PairShape & { nRoles: number },
): Promise<PairFolders> {
  const folders = pairFolders(folder);
  await writeModel(folders.base, shape, { dtype: "F32", seed: "base" });
  await writeModel(folders.instruct, shape, { dtype: "BF16", seed: "instruct" });
  await writeVectors(folders.vectors, { ...shape, nRoles });
  return folders;
}

/** Makes a model of two shards, cut within a layer, in a new folder. */
export async function writeModel(
  folder: string,
  shape: PairShape,
  { dtype, seed }: { dtype: "F32" | "BF16"; seed: string },
): Promise<void> {
  await Deno.mkdir(folder);
  const pool = poolBytes(seed, dtype);
  const tensors = tensorsOf(shape).map((tensor, ix): TensorToWrite => ({
    ...tensor,
    dtype,
    chunks: cycled(pool, {
      nBytes: product(tensor.shape) * ELEMENT_BYTES[dtype === "F32" ? "base" : "instruct"],
      startByte: 4 * 100_003 * ix % pool.byteLength,
    }),
  }));
  const nInFirst = Math.ceil(tensors.length / 2) + 1;
  const shards = [tensors.slice(0, nInFirst), tensors.slice(nInFirst)];
  const weightMap: Record<string, string> = {};
  for (const [ix, shard] of shards.entries()) {
    const name = `model-0000${ix + 1}-of-00002.safetensors`;
    for (const tensor of shard) weightMap[tensor.name] = name;
    await writeSafetensors(join(folder, name), shard);
  }
  await writeJson(join(folder, "model.safetensors.index.json"), {
    metadata: {},
    weight_map: weightMap,
  });
  await writeJson(join(folder, "config.json"), {
    architectures: ["Gemma2ForCausalLM"],
    hidden_activation: "gelu_pytorch_tanh",
    hidden_size: shape.hiddenSize,
    intermediate_size: shape.intermediateSize,
    model_type: "gemma2",
    num_hidden_layers: shape.nLayers,
    rms_norm_eps: 1e-6,
  });
}

/** In the order of their names, as the Hub's files have them. */
function tensorsOf({ hiddenSize, intermediateSize, nLayers }: PairShape) {
  return Array.from({ length: nLayers }, (_, layer) =>
    [
      { name: "mlp.down_proj", shape: [hiddenSize, intermediateSize] },
      { name: "mlp.gate_proj", shape: [intermediateSize, hiddenSize] },
      { name: "mlp.up_proj", shape: [intermediateSize, hiddenSize] },
      { name: "post_feedforward_layernorm", shape: [hiddenSize] },
      { name: "pre_feedforward_layernorm", shape: [hiddenSize] },
    ].map(({ name, shape }) => ({ name: `model.layers.${layer}.${name}.weight`, shape }))).flat();
}

function poolBytes(seed: string, dtype: "F32" | "BF16"): Uint8Array<ArrayBuffer> {
  const uniform = seededUniforms(`bench ${seed}`);
  const values = Float32Array.from({ length: POOL_ELEMENTS }, () => 0.02 * uniform());
  return dtype === "BF16" ? encodeBf16(values) : new Uint8Array(values.buffer);
}

function* cycled(
  pool: Uint8Array,
  { nBytes, startByte }: { nBytes: number; startByte: number },
): Generator<Uint8Array> {
  for (let start = startByte, left = nBytes; left > 0; start = 0) {
    const chunk = pool.subarray(start, Math.min(pool.byteLength, start + left));
    left -= chunk.byteLength;
    yield chunk;
  }
}

/** Roles of independent random entries, in the layout of one tensor `[L, C]` a file. */
async function writeVectors(
  folder: string,
  { hiddenSize, nLayers, nRoles }: PairShape & { nRoles: number },
): Promise<void> {
  await Deno.mkdir(join(folder, "role_vectors"), { recursive: true });
  const write = (path: string) => {
    const uniform = seededUniforms(`bench ${path}`);
    const values = Float32Array.from({ length: nLayers * hiddenSize }, uniform);
    const tensor = { is: "tensor", shape: [nLayers, hiddenSize], values } as const;
    return Deno.writeFile(join(folder, path), encodeTorchFile(tensor));
  };
  await write("default_vector.pt");
  for (let role = 0; role < nRoles; role++) await write(join("role_vectors", `role_${role}.pt`));
}

function product(shape: readonly number[]): number {
  return shape.reduce((a, b) => a * b, 1);
}

async function writeJson(path: string, value: unknown): Promise<void> {
  await Deno.writeTextFile(path, `${JSON.stringify(value, null, 2)}\n`);
}
