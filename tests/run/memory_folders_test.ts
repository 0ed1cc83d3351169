import assert from "node:assert/strict";
import type { AnalysisOptions } from "../../src/prepare/options.ts";
import type { Results } from "../../src/results.ts";
import { encodeBf16 } from "../../src/math/dtypes.ts";
import { safetensorsBytes } from "../../src/sources/safetensors/safetensors_writer.ts";
import { realPath, testOnRealData } from "../real_data.ts";
import { runAnalysis } from "../run_analysis.ts";
import { readLocalActivations } from "../sources/local_inputs.ts";
import { readFiles, withFolder } from "../sources/temporary_folder.ts";
import { fixtureFiles } from "../sources/torch_fixtures.ts";
import { packed, type PackedRun, printedWithoutPermission } from "./packed_run.ts";

const SCRIPT = new URL("run_in_memory.ts", import.meta.url);

/** Everything that reads inputs: both baselines, the sweep, the decomposition of all layers, the activations. */
const OPTIONS: Partial<AnalysisOptions> = { random: 4, sweep: true, focus: "all" };

/** The results of a run in a process that may touch nothing: no file, no variable, no network. */
async function runInMemory(run: PackedRun): Promise<Results> {
  return JSON.parse(await printedWithoutPermission(SCRIPT, run));
}

/** Compares a run whose files lie on the disk with one whose files are bytes, under the same base names. */
async function assertSame(
  parts: Readonly<Record<"base" | "instruct" | "vectors", ReadonlyMap<string, Uint8Array>>>,
  { hiddenSize, layer }: { hiddenSize: number; layer: number },
): Promise<Results> {
  const values = Float32Array.from({ length: 5 * hiddenSize }, (_, i) => Math.sin(3 + 7 * i));
  const activations = safetensorsBytes([
    { name: "x", dtype: "BF16", shape: [5, hiddenSize], chunks: [encodeBf16(values)] },
  ]);
  const files = Object.entries(parts).flatMap(([part, files]) =>
    Array.from(files, ([path, bytes]) => [`${part}/${path}`, bytes] as const)
  );
  const sample = { hiddenSize, maxRows: 3, seed: 1 };
  const inMemory = await runInMemory({
    folders: {
      base: packed("anywhere/base", parts.base),
      instruct: packed("anywhere/instruct", parts.instruct),
      vectors: packed("anywhere/vectors", parts.vectors),
    },
    activations: { name: "a.safetensors", base64: activations.toBase64(), layer, options: sample },
    options: OPTIONS,
  });
  await withFolder(
    { ...Object.fromEntries(files), "a.safetensors": activations },
    async (folder) => {
      const at = (part: string) => `${folder}/${part}`;
      const rows = await readLocalActivations(at("a.safetensors"), sample);
      const onDisk = await runAnalysis(
        { base: at("base"), instruct: at("instruct"), vectors: at("vectors") },
        { ...OPTIONS, activations: { ...rows, layer } },
      );
      // As results.json has them.
      assert.deepEqual(inMemory, JSON.parse(JSON.stringify(onDisk)));
    },
  );
  return inMemory;
}

const [C, F, L] = [6, 5, 4];

/** A checkpoint as bytes: one file, or a shard a layer. */
function checkpoint(seed: number, { isSharded }: { isSharded: boolean }) {
  const files = new Map<string, Uint8Array>();
  const config = {
    architectures: ["LlamaForCausalLM"],
    hidden_act: "silu",
    hidden_size: C,
    intermediate_size: F,
    num_hidden_layers: L,
    rms_norm_eps: 1e-5,
  };
  files.set("config.json", new TextEncoder().encode(JSON.stringify(config)));
  const layers = Array.from({ length: L }, (_, layer) =>
    ([
      ["post_attention_layernorm", [C]],
      ["mlp.gate_proj", [F, C]],
      ["mlp.up_proj", [F, C]],
      ["mlp.down_proj", [C, F]],
    ] as const).map(([name, shape], k) => {
      const n = shape.reduce((product: number, n) => product * n, 1);
      const values = Float32Array.from({ length: n }, (_, i) =>
        Math.sin(1 + seed + 11 * layer + 5 * k + 13 * i));
      return {
        name: `model.layers.${layer}.${name}.weight`,
        dtype: "BF16",
        shape,
        chunks: [encodeBf16(values)],
      };
    }));
  if (!isSharded) {
    files.set("model.safetensors", safetensorsBytes(layers.flat()));
    return files;
  }
  const weightMap: Record<string, string> = {};
  for (const [layer, tensors] of layers.entries()) {
    const fileName = `model-0000${layer + 1}-of-0000${L}.safetensors`;
    files.set(fileName, safetensorsBytes(tensors));
    for (const { name } of tensors) weightMap[name] = fileName;
  }
  const index = JSON.stringify({ metadata: {}, weight_map: weightMap });
  return files.set("model.safetensors.index.json", new TextEncoder().encode(index));
}

Deno.test("a run of folders in memory needs no disk, and gives what it gives of the disk", async () => {
  const vectors = new Map(Object.entries(fixtureFiles("persona")));
  const results = await assertSame({
    base: checkpoint(1, { isSharded: true }),
    instruct: checkpoint(2, { isSharded: false }),
    vectors,
  }, { hiddenSize: C, layer: 1 });
  assert.equal(results.mlp.length > 0, true);
});

testOnRealData(
  "a run of the real stories260k in memory needs no disk, and gives what it gives of the disk",
  "stories260k",
  async () => {
    const [base, instruct, vectors] = await Promise.all(
      ["base", "finetuned", "vectors"].map((it) => readFiles(realPath(`stories260k/${it}`))),
    );
    assert.ok(base && instruct && vectors);
    await assertSame({ base, instruct, vectors }, { hiddenSize: 64, layer: 3 });
  },
);
