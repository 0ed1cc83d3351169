/**
 * The synthetic pair as checkpoint folders: the base in four F32 shards, the instruct model in three BF16 shards.
 *
 * @module
 */

import { join } from "node:path";
import { bytesPerElement, encodeBf16 } from "../math/dtypes.ts";
import { writeSafetensors } from "../sources/safetensors/safetensors_writer.ts";
import { SIZES, SYNTHETIC_NOTE } from "./parameters.ts";
import {
  type PairModel,
  pairTensors,
  type SyntheticTensor,
  type WeightDirections,
} from "./weights.ts";

/** Shards cut through layers, and at other places in the two models, as those of real pairs do. */
const FORMS = {
  base: { dtype: "F32", nShards: 4, torchDtype: "float32" },
  instruct: { dtype: "BF16", nShards: 3, torchDtype: "bfloat16" },
} as const;

/** What {@link writeCheckpoint} makes its weights from. */
export interface CheckpointOptions {
  readonly model: PairModel;
  readonly directions: WeightDirections;
}

/** Writes the checkpoint of one model into `folder`, which must exist and be empty. */
export async function writeCheckpoint(folder: string, options: CheckpointOptions): Promise<void> {
  const { dtype, nShards, torchDtype } = FORMS[options.model];
  const tensors = pairTensors(options.model, options.directions);
  const nPerShard = Math.ceil(tensors.length / nShards);
  const weightMap: Record<string, string> = {};
  for (let shard = 0; shard < nShards; shard++) {
    const number = (n: number) => String(n).padStart(5, "0");
    const fileName = `model-${number(shard + 1)}-of-${number(nShards)}.safetensors`;
    const inShard = tensors.slice(shard * nPerShard, (shard + 1) * nPerShard);
    for (const { name } of inShard) weightMap[name] = fileName;
    await writeSafetensors(
      join(folder, fileName),
      inShard.map((tensor) => ({ ...tensor, dtype, chunks: chunks(tensor, dtype) })),
      { metadata: { format: "pt", deltascope_synthetic: SYNTHETIC_NOTE } },
    );
  }
  await writeJson(join(folder, "model.safetensors.index.json"), {
    metadata: {
      total_size: tensors.reduce(
        (sum, { shape }) => sum + bytesPerElement(dtype) * product(shape),
        0,
      ),
    },
    weight_map: weightMap,
  });
  await writeJson(join(folder, "config.json"), config(torchDtype));
}

function* chunks(tensor: SyntheticTensor, dtype: "F32" | "BF16"): Generator<Uint8Array> {
  const values = tensor.values();
  yield dtype === "BF16" ? encodeBf16(values) : new Uint8Array(values.buffer);
}

function product(shape: readonly number[]): number {
  return shape.reduce((a, b) => a * b, 1);
}

function config(torchDtype: string) {
  return {
    architectures: ["Gemma2ForCausalLM"],
    deltascope_synthetic: SYNTHETIC_NOTE,
    hidden_act: "gelu_pytorch_tanh",
    hidden_activation: "gelu_pytorch_tanh",
    hidden_size: SIZES.hiddenSize,
    intermediate_size: SIZES.intermediateSize,
    model_type: "gemma2",
    num_hidden_layers: SIZES.nLayers,
    rms_norm_eps: 1e-6,
    torch_dtype: torchDtype,
  };
}

async function writeJson(path: string, value: unknown): Promise<void> {
  await Deno.writeTextFile(path, `${JSON.stringify(value, null, 2)}\n`);
}
