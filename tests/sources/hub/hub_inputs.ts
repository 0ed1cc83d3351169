/** What the tests of a folder on the Hub read: a checkpoint of two shards, and vectors, each bytes without a pattern. */

import { encodeTorchFile } from "../../../src/demonstration/torch_writer.ts";
import {
  headerLength,
  parseHeader,
  PREFIX_BYTES,
  type TensorEntry,
} from "../../../src/sources/safetensors/safetensors_header.ts";
import { safetensorsBytes } from "../../../src/sources/safetensors/safetensors_writer.ts";
import type { FakeRepository } from "./fake_hub.ts";

/** A layer has 2.4 MB. */
export const [C, F, L] = [256, 1536, 6];
export const SHARDS = ["model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"];
const CONFIG = {
  architectures: ["Gemma2ForCausalLM"],
  hidden_activation: "gelu_pytorch_tanh",
  hidden_size: C,
  intermediate_size: F,
  num_hidden_layers: L,
  rms_norm_eps: 1e-6,
};

/** Numbers from 0 to 1, exclusive, the same every time for a seed (mulberry32). */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Six layers, the first three in the first shard. */
export function checkpointRepository(): FakeRepository {
  const weightMap: Record<string, string> = {};
  const shards = SHARDS.map((name, i): [string, Uint8Array] => {
    const tensors = [0, 1, 2].flatMap((l) => tensorsOf(i * (L / 2) + l));
    for (const tensor of tensors) weightMap[tensor.name] = name;
    return [name, safetensorsBytes(tensors)];
  });
  const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
  return {
    kind: "models",
    id: "org/model",
    commit: "a".repeat(40),
    files: new Map([
      ["config.json", json(CONFIG)],
      ["model.safetensors.index.json", json({ weight_map: weightMap })],
      ...shards,
    ]),
  };
}

/** A default vector, 3 traits and 56 roles: 60 files. */
export function vectorsRepository(): FakeRepository {
  const names = [
    "default_vector.pt",
    ...Array.from({ length: 3 }, (_, i) => `trait_vectors/trait${i}.pt`),
    ...Array.from({ length: 56 }, (_, i) => `role_vectors/role${String(i).padStart(2, "0")}.pt`),
  ];
  const file = (seed: number) => {
    const next = random(seed);
    const values = Float32Array.from({ length: 3 * 64 }, () => next() - 0.5);
    return encodeTorchFile({ is: "tensor", shape: [3, 64], values });
  };
  return {
    kind: "datasets",
    id: "org/vectors",
    commit: "c".repeat(40),
    files: new Map(names.map((name, i) => [name, file(i)])),
  };
}

/** The tensors of a shard, with their places. */
export function tensorsIn(shard: Uint8Array): ReadonlyMap<string, TensorEntry> {
  const context = { where: "shard", fileSizeBytes: shard.byteLength };
  const nBytes = headerLength(shard.slice(0, PREFIX_BYTES), context);
  return parseHeader(shard.slice(PREFIX_BYTES, PREFIX_BYTES + nBytes), context).tensors;
}

function tensorsOf(layer: number) {
  const shapes = {
    pre_feedforward_layernorm: [C],
    post_feedforward_layernorm: [C],
    "mlp.gate_proj": [F, C],
    "mlp.up_proj": [F, C],
    "mlp.down_proj": [C, F],
  };
  return Object.entries(shapes).map(([name, shape], i) => {
    const next = random(100 * layer + i);
    const nBytes = 2 * shape.reduce((product, n) => product * n, 1);
    const words = Uint32Array.from({ length: nBytes / 4 }, () => next() * 2 ** 32);
    return {
      name: `model.layers.${layer}.${name}.weight`,
      dtype: "BF16",
      shape,
      chunks: [new Uint8Array(words.buffer)],
    };
  });
}
