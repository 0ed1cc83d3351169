/** Reports on adapters of tests/testdata/adapters, set against those on the checkpoints that merging them gave. */

import assert from "node:assert/strict";
import { memoryFolder, report, type Results } from "../../mod.ts";
import { openLocalCheckpoint } from "../sources/local_inputs.ts";
import { layerTensors, type WeightTensor } from "../../src/sources/checkpoint/weights.ts";
import { readTensorValues } from "../../src/sources/safetensors/safetensors.ts";
import { safetensorsBytes } from "../../src/sources/safetensors/safetensors_writer.ts";
import { assertReport, FLOAT32_BOUNDS, readExpectedReports } from "../expected_report.ts";
import { STORIES, testOnStories } from "../stories.ts";
import { withRuns } from "./adapter_runs.ts";
import { runMain } from "./run_main.ts";

/** Asserts that numbers of two runs are the same but for roundings of the last digits of a float32 weight. */
function assertSameNumbers(found: Results, expected: Results): void {
  assert.equal(found.mlp.length, expected.mlp.length);
  for (const [i, row] of expected.mlp.entries()) {
    for (const column of ["base_output_norm", "instruct_output_norm", "delta_norm"] as const) {
      const [a, b] = [Number(found.mlp[i]![column]), Number(row[column])];
      assert.ok(Math.abs(a - b) <= 1e-6 * Math.abs(b), `${row.layer} ${column}: ${a}, ${b}`);
    }
  }
}

Deno.test("report on an adapter gives what it gives of the merged checkpoint, and says what was added", () =>
  withRuns(async (run) => {
    const merged = await run("--base", "llama/base", "--instruct", "llama/merged-patterns");
    assert.equal(merged.code, 0, merged.stderr);
    const { results, stderr, code } = await run(
      ...["--base", "llama/base", "--instruct", "llama/patterns"],
    );
    assert.equal(code, 0, stderr);
    assertSameNumbers(results, merged.results);
    assert.match(
      stderr,
      /The instruct model is the checkpoint base with the adapter patterns added: post_attention_layernorm and mlp\.up_proj of layer 0; mlp\.gate_proj and mlp\.down_proj of layers 0-1 \(W \+ s B A, rank 2, 3, 4 and 5, s = 1, 2, 2\.667, 4 and 8; summed/,
    );
    assert.match(stderr, /The adapter patterns names synthetic\/llama as its base, and base was/);
    assert.doesNotMatch(stderr, /part of a small difference can be the rounding/);
    const { adapter, dtypes } = results.inputs.instruct;
    assert.deepEqual(
      { ...adapter, scales: adapter!.scales.map((scale) => Number(scale.toFixed(6))) },
      {
        name: "patterns",
        base: "base",
        named_base: "synthetic/llama",
        is_dora: false,
        ranks: [2, 3, 4, 5],
        scales: [1, 2, 2.666667, 4, 8],
        tensors: ["post_attention_layernorm", "mlp.gate_proj", "mlp.up_proj", "mlp.down_proj"],
        layers: [0, 1],
        others: ["input_layernorm", "q_proj"],
      },
    );
    assert.deepEqual(dtypes, ["F32"]);
    assert.equal(results.inputs.base.adapter, null);
    assert.match(results.findings.map(({ text }) => text).join("\n"), /with the adapter patterns/);
  }));

Deno.test("report on two adapters of one base gives what it gives of the two merged checkpoints", () =>
  withRuns(async (run) => {
    const merged = await run(
      ...["--base", "llama/merged-patterns", "--instruct", "llama/merged-dora"],
    );
    assert.equal(merged.code, 0, merged.stderr);
    const { results, stderr, code } = await run(
      ...["--base", "llama/base", "--base-adapter", "llama/patterns", "--instruct", "llama/dora"],
    );
    assert.equal(code, 0, stderr);
    assertSameNumbers(results, merged.results);
    assert.match(results.run.command, / --base-adapter patterns /);
    assert.equal(results.inputs.base.adapter?.name, "patterns");
    assert.equal(results.inputs.instruct.adapter?.is_dora, true);
    assert.match(stderr, /\(m \(W \+ s B A\) \/ \|W \+ s B A\|, rank 3, s = 1; summed/);
    // A whole checkpoint may stand on the other side.
    const mixed = await run(
      ...["--base", "llama/base", "--base-adapter", "llama/patterns"],
      ...["--instruct", "llama/merged-dora"],
    );
    assert.equal(mixed.code, 0, mixed.stderr);
    assertSameNumbers(mixed.results, merged.results);
  }));

Deno.test("report says in the plan what is read of base and adapter", () =>
  withRuns(async (run) => {
    const pair = ["--base", "phi3/base", "--instruct", "phi3/fused"];
    const { results, stderr, code } = await run(...pair);
    assert.equal(code, 0, stderr);
    const ofBase = 2 * 2 * (3 * 26 * 18 + 18); // L layers of BF16
    const ofAdapter = 2 * 2 * 4 * ((18 + 52) + (26 + 18));
    const { stdout } = await run(...pair, "--plan");
    assert.match(stdout, new RegExp(`bytes: +base: ${(ofBase / 1000).toPrecision(3)} kB,`));
    assert.match(stdout, new RegExp(`bytes: +fused: ${(ofAdapter / 1000).toPrecision(3)} kB,`));
    assert.match(
      stdout,
      /fused .*mlp\.gate_up_proj\.weight\[26:52\] +F32 .*model\.safetensors \+ ad/,
    );
    assert.match(
      stdout,
      /adapter: instruct is base with fused, which changes mlp\.gate_up_proj and/,
    );
    assert.match(stdout, /what both sides read of base is read once/);
    // `down` of the base twice, with its factors.
    const again = 2 * 2 * 26 * 18 + 2 * 4 * (26 + 18);
    assert.match(stdout, new RegExp(`layer ${(again / 1000).toPrecision(3)} kB again`));
    assert.ok(results.run.weight_bytes_read >= ofBase + ofAdapter);
  }));

Deno.test("report ends at once where an adapter changes no MLP, or none of the layers asked for", () =>
  withRuns(async (run) => {
    const base = ["--base", "llama/base"];
    for (
      const [args, message] of [
        [
          ["--instruct", "llama/attention"],
          "Cannot compare base with attention: the adapter changes no MLP (it trains q_proj and v_proj): " +
          "both sides compute the same in all of them, and there is no difference to measure; " +
          "deno task weights --tensors layer compares what it trains",
        ],
        [
          ["--instruct", "llama/attention", "--base-adapter", "llama/attention"],
          "Cannot compare attention with attention: the adapter changes no MLP (it trains q_proj and v_proj): " +
          "both sides compute the same in all of them, and there is no difference to measure; " +
          "deno task weights --tensors layer compares what it trains",
        ],
      ] as const
    ) {
      const { code, stderr, stdout } = await run(...base, ...args);
      assert.equal(code, 1);
      assert.equal(stdout, "");
      assert.equal(stderr.trimEnd().split("\n").at(-1), `deltascope: ${message}`);
    }
    const { code, stderr } = await run(
      ...["--base", "gemma3/base", "--instruct", "gemma3/nested", "--layers", "0"],
    );
    assert.equal(code, 0, stderr);
    // Against another adapter there is a difference all the same.
    const other = await run(
      ...[...base, "--instruct", "llama/attention", "--base-adapter", "llama/dora"],
    );
    assert.equal(other.code, 0, other.stderr);
    assert.match(other.stderr, /adapter attention added: it changes no MLP of the layers analysed/);
  }));

Deno.test("report refuses an adapter in the place of the base, and a checkpoint in that of an adapter", () =>
  withRuns(async (run) => {
    for (
      const [args, code, message] of [
        [
          ["--base", "llama/dora", "--instruct", "llama/base"],
          1,
          /^Cannot open checkpoint \S+llama\/dora: it is a PEFT adapter; give the model that it was trained on as --base/,
        ],
        [
          ["--base", "llama/base", "--instruct", "llama/dora", "--base-adapter", "llama/base"],
          1,
          /^Cannot use --base-adapter \S+llama\/base: expected a PEFT adapter \(.*\), found config\.json, model\.safetensors$/,
        ],
        [
          ["--base", "gemma2/base", "--instruct", "phi3/fused"],
          1,
          /gate_up_proj\.lora_A\.weight" in .*the base has no such tensor in its MLP, expected one of/,
        ],
        [["--base-adapter", "llama/dora", "--vectors", ""], 2, /--vectors/],
      ] as const
    ) {
      const outcome = await run(...args);
      assert.equal(outcome.code, code, outcome.stderr);
      const last = outcome.stderr.trimEnd().split("\n").at(-1) ?? "";
      assert.match(last.replace("deltascope: ", ""), message);
    }
    const alone = await runMain("report", "--base-adapter", "somewhere");
    assert.equal(alone.code, 2);
    assert.match(alone.stderr, /Cannot use --base-adapter without --base/);
  }));

Deno.test("report takes either file of an adapter for its folder", () =>
  withRuns(async (run) => {
    const { code, stderr, results } = await run(
      ...["--base", "llama/base", "--instruct", "llama/dora/adapter_model.safetensors"],
    );
    assert.equal(code, 0, stderr);
    assert.equal(results.inputs.instruct.name, "dora");
  }));

Deno.test("records of one adapter are not taken for those of another", () =>
  withRuns(async (run, folder) => {
    const taken = async (adapter: string) => {
      const { code, stderr, results } = await run(
        ...["--base", "llama/base", "--instruct", adapter, "--records", `${folder}/records`],
      );
      assert.equal(code, 0, stderr);
      return results.run.layers_from_records;
    };
    assert.deepEqual(await taken("llama/dora"), []);
    assert.deepEqual(await taken("llama/patterns"), []);
    assert.deepEqual(await taken("llama/dora"), [0, 1]);
  }));

testOnStories(
  "report() on the real change of stories260k as an adapter says what the oracle says of the two checkpoints",
  async () => {
    const [base, tuned] = [
      await openLocalCheckpoint(STORIES.base),
      await openLocalCheckpoint(STORIES.instruct),
    ];
    const tensors: Parameters<typeof safetensorsBytes>[0][number][] = [];
    const add = (name: string, shape: readonly number[], values: Float32Array) =>
      tensors.push({
        name: `base_model.model.${name}`,
        dtype: "F32",
        shape,
        chunks: [new Uint8Array(values.slice().buffer)],
      });
    for (let layer = 0; layer < base.recipe.nLayers; layer++) {
      const [from, to] = [base, tuned].map((it) => layerTensors(it.layerWeights(layer))) as [
        WeightTensor[],
        WeightTensor[],
      ];
      for (const [ix, { name, shape }] of from.entries()) {
        const [w, v] = [await readTensorValues(from[ix]!), await readTensorValues(to[ix]!)];
        const [rows = 0, columns] = shape;
        if (columns === undefined) {
          add(name, shape, v);
          continue;
        }
        // B is the whole change, and A takes it as it is.
        const module = name.replace(/\.weight$/, "");
        const identity = new Float32Array(columns * columns);
        for (let k = 0; k < columns; k++) identity[k * columns + k] = 1;
        add(`${module}.lora_A.weight`, [columns, columns], identity);
        add(`${module}.lora_B.weight`, [rows, columns], v.map((value, k) => value - w[k]!));
      }
    }
    base.close();
    tuned.close();
    const config = { peft_type: "LORA", r: 64, lora_alpha: 64, rank_pattern: { down_proj: 172 } };
    const alphas = { alpha_pattern: { down_proj: 172 } };
    const adapter = memoryFolder(
      "change",
      new Map([
        [
          "adapter_config.json",
          new TextEncoder().encode(JSON.stringify({ ...config, ...alphas })),
        ],
        ["adapter_model.safetensors", safetensorsBytes(tensors)],
      ]),
    );
    const { results } = await report({
      base: STORIES.base,
      instruct: adapter,
      vectors: STORIES.vectors,
      pcaLayer: 2,
      random: 0,
      device: "cpu",
    });
    const expected = await readExpectedReports("stories260k");
    assertReport(results, expected.report!, FLOAT32_BOUNDS);
  },
);
