/** Small files whose tensors beside MLPs are of use to tests: an adapter of attention, and a hybrid. */

import { join } from "node:path";
import { writeSafetensors } from "../../src/sources/safetensors/safetensors_writer.ts";
import { numbers } from "../cli/small_pair.ts";

/** Hidden size, and rows of the attention, of the fixture of Llama and of what is written here. */
export const [C, Q, V] = [18, 14, 7];

/** A low-rank adapter of attention: s = 2, rank 2, of both layers. */
export async function writeAdapter(
  folder: string,
  tensors: readonly (readonly [string, number])[],
) {
  await Deno.writeTextFile(
    join(folder, "adapter_config.json"),
    JSON.stringify({
      ...{ peft_type: "LORA", r: 2, lora_alpha: 4, target_modules: ["q_proj", "v_proj"] },
      base_model_name_or_path: "base",
    }),
  );
  const f32 = (values: Float32Array) => [new Uint8Array(values.buffer)];
  await writeSafetensors(
    join(folder, "adapter_model.safetensors"),
    tensors.flatMap(([name, nRows], i) => [
      {
        name: `base_model.model.model.layers.${name}.lora_A.weight`,
        ...{ dtype: "F32", shape: [2, C], chunks: f32(numbers(2 * C, i)) } as const,
      },
      {
        name: `base_model.model.model.layers.${name}.lora_B.weight`,
        ...{ dtype: "F32", shape: [nRows, 2], chunks: f32(numbers(nRows * 2, 10 + i)) } as const,
      },
    ]),
  );
}

/** |s B A| of the adapter's tensor number i. */
export function lengthOf(i: number, nRows: number): number {
  const [a, b] = [numbers(2 * C, i), numbers(nRows * 2, 10 + i)];
  let sum = 0;
  for (let row = 0; row < nRows; row++) {
    for (let k = 0; k < C; k++) {
      sum += (2 * (b[2 * row]! * a[k]! + b[2 * row + 1]! * a[C + k]!)) ** 2;
    }
  }
  return Math.sqrt(sum);
}

/** Tensors by name. */
type Tensors = Readonly<
  Record<string, { dtype: "F32" | "I8" | "BOOL"; shape: readonly number[] }>
>;

/** A small hybrid of Qwen3.5, whose layers 0 and 1 have linear attention and attention; norms are stored about 0, but for the gated one. */
export async function writeHybrid(
  folder: string,
  seed: number,
  /** Of layer 1. */
  more: Tensors = {},
  /** Of no layer. */
  outside: Tensors = {},
): Promise<void> {
  await Deno.mkdir(folder);
  await Deno.writeTextFile(
    join(folder, "config.json"),
    JSON.stringify({
      ...{ architectures: ["Qwen3_5ForCausalLM"], model_type: "qwen3_5_text" },
      ...{ hidden_size: C, intermediate_size: 26, num_hidden_layers: 2, rms_norm_eps: 1e-6 },
    }),
  );
  const everywhere = {
    "input_layernorm.weight": [C],
    "post_attention_layernorm.weight": [C],
    "mlp.gate_proj.weight": [26, C],
    "mlp.up_proj.weight": [26, C],
    "mlp.down_proj.weight": [C, 26],
  };
  const layers = [
    { "linear_attn.norm.weight": [4], "linear_attn.out_proj.weight": [Q, C] },
    { "self_attn.q_norm.weight": [4], "self_attn.q_proj.weight": [Q, C] },
  ];
  const elements = (shape: readonly number[]) => shape.reduce((n, m) => n * m, 1);
  await writeSafetensors(join(folder, "model.safetensors"), [
    ...layers.flatMap((ofLayer, layer) =>
      Object.entries({ ...everywhere, ...ofLayer }).map(([name, shape]) => ({
        name: `model.layers.${layer}.${name}`,
        ...{ dtype: "F32", shape } as const,
        chunks: [new Uint8Array(numbers(elements(shape), seed).buffer)],
      }))
    ),
    ...[
      ...Object.entries(more).map(([name, of]) => [`model.layers.1.${name}`, of] as const),
      ...Object.entries(outside),
    ].map(([name, { dtype, shape }]) => ({
      ...{ name, dtype, shape },
      chunks: [
        dtype === "F32"
          ? new Uint8Array(numbers(elements(shape), seed).buffer)
          : new Uint8Array(elements(shape)),
      ],
    })),
  ]);
}
