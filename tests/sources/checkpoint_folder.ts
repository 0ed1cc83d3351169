import assert from "node:assert/strict";
import { join } from "node:path";
import {
  type TensorToWrite,
  writeSafetensors,
} from "../../src/sources/safetensors/safetensors_writer.ts";
import { openLocalCheckpoint } from "./local_inputs.ts";
import { withFolder } from "./temporary_folder.ts";

/** A tensor by name, dtype and shape. */
export type TensorSpec = readonly [name: string, dtype: string, shape: readonly number[]];

/** What a checkpoint folder of a test holds. */
export interface CheckpointSpec {
  readonly config: unknown;
  /** Safetensors files by base name. */
  readonly files: Readonly<Record<string, readonly TensorSpec[]>>;
  /** `weight_map` of the index; no index without it. */
  readonly weightMap?: Readonly<Record<string, unknown>>;
}

/** Runs `body` with a folder that holds the checkpoint. */
export async function withCheckpoint(
  spec: CheckpointSpec,
  body: (folder: string) => Promise<void>,
): Promise<void> {
  await withFolder({}, async (folder) => {
    await Deno.writeTextFile(join(folder, "config.json"), JSON.stringify(spec.config));
    for (const [fileName, tensors] of Object.entries(spec.files)) {
      await writeSafetensors(join(folder, fileName), tensors.map(tensorToWrite));
    }
    if (spec.weightMap !== undefined) {
      const index = JSON.stringify({ metadata: { total_size: 0 }, weight_map: spec.weightMap });
      await Deno.writeTextFile(join(folder, "model.safetensors.index.json"), index);
    }
    await body(folder);
  });
}

/** Every byte of a tensor is the length of its name, so that one read for another shows. */
function tensorToWrite([name, dtype, shape]: TensorSpec): TensorToWrite {
  const bytes = dtype === "F32" ? 4 : dtype === "F64" ? 8 : 2;
  const nBytes = shape.reduce((product, n) => product * n, bytes);
  return { name, dtype, shape, chunks: [new Uint8Array(nBytes).fill(name.length)] };
}

export const LLAMA_CONFIG = {
  architectures: ["LlamaForCausalLM"],
  hidden_act: "silu",
  hidden_size: 4,
  intermediate_size: 6,
  num_hidden_layers: 2,
  rms_norm_eps: 1e-5,
};

export const GEMMA_CONFIG = {
  ...LLAMA_CONFIG,
  architectures: ["Gemma2ForCausalLM"],
  hidden_activation: "gelu_pytorch_tanh",
};

/** The tensors of a layer's MLP, C = 4, F = 6. */
export function layerTensors(
  layer: number,
  norms = ["post_attention_layernorm"],
  dtype = "F32",
): TensorSpec[] {
  const shapes = [
    ...norms.map((name) => [name, [4]] as const),
    ["mlp.gate_proj", [6, 4]],
    ["mlp.up_proj", [6, 4]],
    ["mlp.down_proj", [4, 6]],
  ] as const;
  return shapes.map(([name, shape]) => [`model.layers.${layer}.${name}.weight`, dtype, shape]);
}

export const mapTo = (fileName: string, tensors: readonly TensorSpec[]) =>
  Object.fromEntries(tensors.map(([name]) => [name, fileName]));

export const SHARDS = [
  "model-00001-of-00002.safetensors",
  "model-00002-of-00002.safetensors",
] as const;

/** What is said of the second of them where it is not there. */
export const missingShard = (folder: string) =>
  `Cannot open ${
    join(folder, SHARDS[1])
  }: expected a shard that model.safetensors.index.json names, ` +
  "found no such file; 1 of 2 shards is missing, fetch it from where the index came";

/** Layer 0 in the first shard and layer 1 in the second. */
export const TWO_SHARDS = {
  config: LLAMA_CONFIG,
  files: { [SHARDS[0]]: layerTensors(0), [SHARDS[1]]: layerTensors(1) },
  weightMap: { ...mapTo(SHARDS[0], layerTensors(0)), ...mapTo(SHARDS[1], layerTensors(1)) },
} satisfies CheckpointSpec;

export const GATE = "model.layers.1.mlp.gate_proj.weight";

/** Opens the checkpoint and asks for layer 1, which must fail. */
export async function assertRefused(
  spec: CheckpointSpec,
  message: (folder: string) => string | RegExp,
  change?: (folder: string) => Promise<void>,
): Promise<void> {
  await withCheckpoint(spec, async (folder) => {
    await change?.(folder);
    const ask = async () => {
      const checkpoint = await openLocalCheckpoint(folder);
      try {
        checkpoint.layerWeights(1);
      } finally {
        checkpoint.close();
      }
    };
    await assert.rejects(ask, { message: message(folder) });
  });
}
