/** Adapters and their base as bytes, for tests to break. */

import { openAdapter } from "../../../../src/sources/checkpoint/adapter/adapter_folder.ts";
import { adaptedCheckpoint } from "../../../../src/sources/checkpoint/adapter/adapted_checkpoint.ts";
import { openCheckpoint } from "../../../../src/sources/checkpoint/checkpoint.ts";
import type { Checkpoint } from "../../../../src/sources/checkpoint/weights.ts";
import type { Folder } from "../../../../src/sources/folder/folder.ts";
import { memoryFolder } from "../../../../src/sources/folder/memory_folder.ts";
import {
  safetensorsBytes,
  type TensorToWrite,
} from "../../../../src/sources/safetensors/safetensors_writer.ts";

/** A tensor whose bytes are at hand. */
export type Tensor = TensorToWrite & { readonly chunks: Iterable<Uint8Array> };

export const [C, F, L] = [4, 6, 2];

/** A config that asks for nothing but W + s B A with s = 2. */
export const CONFIG = { peft_type: "LORA", r: 1, lora_alpha: 2, target_modules: ["up_proj"] };

/** A tensor whose every element is `value`. */
export function tensor(name: string, shape: readonly number[], value = 1): Tensor {
  const n = shape.reduce((product, size) => product * size, 1);
  return {
    name,
    dtype: "F32",
    shape,
    chunks: [new Uint8Array(new Float32Array(n).fill(value).buffer)],
  };
}

/** Both factors of a module of layer 1 of rank 1. */
export function pair(
  module = "model.layers.1.mlp.up_proj",
  [rows, columns]: readonly [number, number] = [F, C],
): Tensor[] {
  const start = `base_model.model.${module}`;
  return [
    tensor(`${start}.lora_A.weight`, [1, columns]),
    tensor(`${start}.lora_B.weight`, [rows, 1], 3),
  ];
}

/** The folder of an adapter. */
export function adapterFolder(
  tensors: readonly Tensor[] = pair(),
  config: Record<string, unknown> = {},
  name = "tuned",
): Folder {
  return memoryFolder(
    name,
    new Map([
      ["adapter_config.json", new TextEncoder().encode(JSON.stringify({ ...CONFIG, ...config }))],
      ["adapter_model.safetensors", safetensorsBytes(tensors)],
    ]),
  );
}

/** A base whose norms and matrices are filled with `value`. */
export async function openBase(value = 1): Promise<Checkpoint> {
  const tensors = [0, 1].flatMap((layer) => [
    tensor(`model.layers.${layer}.post_attention_layernorm.weight`, [C], value),
    tensor(`model.layers.${layer}.mlp.gate_proj.weight`, [F, C], value),
    tensor(`model.layers.${layer}.mlp.up_proj.weight`, [F, C], value),
    tensor(`model.layers.${layer}.mlp.down_proj.weight`, [C, F], value),
  ]);
  const config = {
    architectures: ["LlamaForCausalLM"],
    hidden_act: "silu",
    hidden_size: C,
    intermediate_size: F,
    num_hidden_layers: L,
    rms_norm_eps: 1e-5,
  };
  return await openCheckpoint(memoryFolder(
    "base",
    new Map([
      ["config.json", new TextEncoder().encode(JSON.stringify(config))],
      ["model.safetensors", safetensorsBytes(tensors)],
    ]),
  ));
}

/** The base with an adapter. */
export async function adapted(folder: Folder, { value = 1 } = {}): Promise<Checkpoint> {
  const base = await openBase(value);
  return adaptedCheckpoint(base, await openAdapter(folder), {
    layerWeights: base.layerWeights,
    layers: [0, 1],
    onRead() {},
  });
}
