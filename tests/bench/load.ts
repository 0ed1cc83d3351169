/**
 * `deno task bench --load`: the peak memory of what is larger than most, and how long a plan of the largest takes.
 *
 * Two runs have the widths of Llama 3.3 70B, of one layer and of two. All 80 layers of those widths would be 338 GB: they are simulated by
 * the hidden size alone, which is that of every vector and every difference that is kept, with a small intermediate size.
 *
 * @module
 */

import { join } from "node:path";
import { encodeTorchFile } from "../../src/demonstration/torch_writer.ts";
import { seededUniforms } from "../../src/math/random.ts";
import { makePair, type PairFolders } from "./checkpoint.ts";
import { medianRun, type ProcessCost } from "./run_process.ts";
import { runReport } from "./whole.ts";
import { say } from "../say.ts";

/** C and F. */
const LLAMA_70B = { hiddenSize: 8192, intermediateSize: 28672 };
const LLAMA_405B = { hiddenSize: 16384, intermediateSize: 53248, nLayers: 126, nShards: 191 };
const N_ROLES = 515, N_RANDOM = "512";
/** Roles of a plan that are files of their own. */
const N_DIFFERENT = 8;
/** Intermediate size of the simulation. */
const NARROW = 256;
const DEPTHS = [20, 40, 80];

/** Makes the files in a scratch folder of up to 9 GB, prints the figures and removes them. */
export async function benchLoad(): Promise<void> {
  await within("plan", async (folder) => {
    const pair = await sparsePair(folder);
    const plans = [];
    for (let i = 0; i < 3; i++) plans.push(await report(folder, pair, "--layers", "all", "--plan"));
    tell(
      `--plan of 126 layers at C = 16384, F = 53248, 191 shards a model, ${N_ROLES} roles`,
      medianRun(plans),
    );
  });
  await within("narrow", async (folder) => {
    const shape = { hiddenSize: LLAMA_70B.hiddenSize, intermediateSize: NARROW };
    const pair = await makePair(folder, {
      ...shape,
      nLayers: Math.max(...DEPTHS),
      nRoles: N_ROLES,
    });
    for (const depth of DEPTHS) {
      const run = await report(folder, pair, "--layers", `0-${depth - 1}`, "--focus", "0");
      tell(`${depth} layers at C = 8192, F = ${NARROW}`, run);
    }
  });
  await within("wide", async (folder) => {
    const pair = await makePair(folder, { ...LLAMA_70B, nLayers: 2, nRoles: N_ROLES });
    for (const depth of [1, 2]) {
      const run = await report(folder, pair, "--layers", `0-${depth - 1}`, "--focus", "0");
      tell(`${depth} of 80 layers at C = 8192, F = 28672`, run);
    }
  });
}

async function within(name: string, work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: `deltascope-bench-${name}-` });
  try {
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function report(folder: string, pair: PairFolders, ...options: string[]): Promise<ProcessCost> {
  return runReport([
    ...["--base", pair.base, "--instruct", pair.instruct, "--vectors", pair.vectors],
    ...["--random", N_RANDOM, "--fresh", "--out", join(folder, "site"), ...options],
  ]);
}

function tell(what: string, { seconds, peakBytes }: ProcessCost): void {
  const peak = peakBytes === null
    ? "memory not known here"
    : `${(peakBytes / 1e6).toFixed(0)} MB at most`;
  say(`${what}: ${peak}, ${seconds.toFixed(1)} s`);
}

/** A pair of which nothing but the headers is written: a plan reads no more of it. The roles are few files under many names. */
async function sparsePair(folder: string): Promise<PairFolders> {
  const pair = {
    base: join(folder, "base"),
    instruct: join(folder, "instruct"),
    vectors: join(folder, "vectors"),
  };
  await sparseModel(pair.base);
  await sparseModel(pair.instruct);
  const { hiddenSize, nLayers } = LLAMA_405B;
  await Deno.mkdir(join(pair.vectors, "role_vectors"), { recursive: true });
  const write = (path: string) => {
    const values = Float32Array.from({ length: nLayers * hiddenSize }, seededUniforms(path));
    const bytes = encodeTorchFile({ is: "tensor", shape: [nLayers, hiddenSize], values });
    return Deno.writeFile(join(pair.vectors, path), bytes);
  };
  const role = (index: number) => join("role_vectors", `role_${index}.pt`);
  await write("default_vector.pt");
  for (let index = 0; index < N_ROLES; index++) {
    if (index < N_DIFFERENT) await write(role(index));
    else {await Deno.link(
        join(pair.vectors, role(index % N_DIFFERENT)),
        join(pair.vectors, role(index)),
      );}
  }
  return pair;
}

async function sparseModel(folder: string): Promise<void> {
  const { hiddenSize: C, intermediateSize: F, nLayers, nShards } = LLAMA_405B;
  const shapes: Readonly<Record<string, readonly number[]>> = {
    "input_layernorm": [C],
    "mlp.down_proj": [C, F],
    "mlp.gate_proj": [F, C],
    "mlp.up_proj": [F, C],
    "post_attention_layernorm": [C],
    "self_attn.k_proj": [C / 16, C],
    "self_attn.o_proj": [C, C],
    "self_attn.q_proj": [C, C],
    "self_attn.v_proj": [C / 16, C],
  };
  const names = Array.from(
    { length: nLayers },
    (_, layer) => Object.keys(shapes).map((name) => ({ layer, name })),
  ).flat();
  const weightMap: Record<string, string> = {};
  await Deno.mkdir(folder);
  for (let shard = 0; shard < nShards; shard++) {
    const file = `model-${String(shard + 1).padStart(5, "0")}-of-00${nShards}.safetensors`;
    const header: Record<string, unknown> = {};
    let end = 0;
    for (
      const { layer, name } of names.filter((_, i) =>
        Math.floor(i * nShards / names.length) === shard
      )
    ) {
      const shape = shapes[name]!;
      const start = end;
      end += 2 * shape.reduce((a, b) => a * b, 1);
      const tensor = `model.layers.${layer}.${name}.weight`;
      header[tensor] = { dtype: "BF16", shape, data_offsets: [start, end] };
      weightMap[tensor] = file;
    }
    const text = new TextEncoder().encode(JSON.stringify(header));
    const length = new DataView(new ArrayBuffer(8));
    length.setBigUint64(0, BigInt(text.byteLength), true);
    await Deno.writeFile(join(folder, file), new Uint8Array(length.buffer));
    await Deno.writeFile(join(folder, file), text, { append: true });
    await Deno.truncate(join(folder, file), 8 + text.byteLength + end);
  }
  const write = (name: string, value: unknown) =>
    Deno.writeTextFile(join(folder, name), JSON.stringify(value));
  await write("model.safetensors.index.json", { metadata: {}, weight_map: weightMap });
  await write("config.json", {
    architectures: ["LlamaForCausalLM"],
    hidden_act: "silu",
    hidden_size: C,
    intermediate_size: F,
    model_type: "llama",
    num_hidden_layers: nLayers,
    rms_norm_eps: 1e-5,
  });
}
