/** A sound pair of small checkpoints with vectors, made anew for every run, for tests to break. */

import { dirname, join } from "node:path";
import { encodeBf16 } from "../../src/math/dtypes.ts";
import {
  type TensorToWrite,
  writeSafetensors,
} from "../../src/sources/safetensors/safetensors_writer.ts";
import { encodeTorchFile } from "../../src/demonstration/torch_writer.ts";
import { type Outcome, runMain } from "./run_main.ts";
import { withFolder } from "../sources/temporary_folder.ts";

export const [C, F, L] = [16, 12, 2];
const CONFIG = {
  architectures: ["Gemma2ForCausalLM"],
  hidden_activation: "gelu_pytorch_tanh",
  hidden_size: C,
  intermediate_size: F,
  num_hidden_layers: L,
  rms_norm_eps: 1e-6,
};

/** Numbers without a pattern, the same every time. */
export function numbers(n: number, seed: number): Float32Array {
  return Float32Array.from({ length: n }, (_, i) => Math.sin(1 + 7 * seed + 13 * i));
}

/** Writes a checkpoint; tensors whose name `isZero` are zero. */
export async function writeCheckpoint(
  folder: string,
  { seed, config = {}, isZero = () => false }: {
    seed: number;
    config?: Record<string, unknown>;
    isZero?: (name: string) => boolean;
  },
): Promise<void> {
  const tensors: TensorToWrite[] = Array.from({ length: L }, (_, layer) =>
    ([
      ["pre_feedforward_layernorm", [C]],
      ["post_feedforward_layernorm", [C]],
      ["mlp.gate_proj", [F, C]],
      ["mlp.up_proj", [F, C]],
      ["mlp.down_proj", [C, F]],
    ] as const).map(([name, shape], i): TensorToWrite => ({
      name: `model.layers.${layer}.${name}.weight`,
      dtype: "BF16",
      shape,
      chunks: [
        encodeBf16(numbers(shape.reduce((a: number, b) => a * b, 1), seed + 10 * layer + i)),
      ],
    }))).flat().map((tensor) =>
      isZero(tensor.name)
        ? { ...tensor, chunks: [new Uint8Array(2 * tensor.shape.reduce((a, b) => a * b, 1))] }
        : tensor
    );
  await Deno.mkdir(folder, { recursive: true });
  await writeSafetensors(join(folder, "model.safetensors"), tensors);
  await Deno.writeTextFile(join(folder, "config.json"), JSON.stringify({ ...CONFIG, ...config }));
}

/** Writes a `.pt` file of one tensor. */
export async function writeVector(
  path: string,
  values: Float32Array,
  shape = [L, C],
): Promise<void> {
  await Deno.mkdir(dirname(path), { recursive: true });
  await Deno.writeFile(path, encodeTorchFile({ is: "tensor", shape, values }));
}

/** A sound pair with vectors on the disk. */
export interface Pair {
  /** Where a file of it lies. */
  at(path: string): string;
  /** Runs a report on it on the CPU, into the folder `site` unless `--out` is given. */
  report(...options: readonly string[]): Promise<Outcome>;
}

/** Writes a sound pair with vectors, hands it on and removes it. */
export async function withPair(use: (pair: Pair) => Promise<void>): Promise<void> {
  await withFolder({}, async (folder) => {
    const at = (path: string) => join(folder, path);
    await writeCheckpoint(at("base"), { seed: 1 });
    await writeCheckpoint(at("instruct"), { seed: 2 });
    for (const [i, name] of ["bard", "poet", "judge"].entries()) {
      await writeVector(at(`vectors/role_vectors/${name}.pt`), numbers(L * C, 50 + i));
    }
    await writeVector(at("vectors/trait_vectors/calm.pt"), numbers(L * C, 60));
    await writeVector(at("vectors/default_vector.pt"), numbers(L * C, 70));
    const inputs = ["base", "instruct", "vectors"].flatMap((it) => [`--${it}`, at(it)]);
    await use({
      at,
      report: (...options) => {
        const out = options.includes("--out") ? [] : ["--out", at("site")];
        return runMain("report", ...inputs, "--device", "cpu", ...out, ...options);
      },
    });
  });
}

/** Writes a sound pair with vectors, lets `change` break it and runs a report on it. */
export async function run(
  change: (at: (path: string) => string) => Promise<void>,
  use: (
    outcome: Outcome,
    site: string,
  ) => Promise<void> | void,
  { random = "2", options = [] }: { random?: string; options?: readonly string[] } = {},
): Promise<void> {
  await withPair(async ({ at, report }) => {
    await change(at);
    await use(await report("--random", random, ...options), at("site"));
  });
}
