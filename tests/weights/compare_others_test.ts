import assert from "node:assert/strict";
import { join } from "node:path";
import { compareWeights } from "../../src/library/compare_weights.ts";
import { otherWeightColumns, weightColumns } from "../../src/results/weight_columns.ts";
import { writeSafetensors } from "../../src/sources/safetensors/safetensors_writer.ts";
import { mlpShare } from "../../src/text/weight_beside.ts";
import { numbers } from "../cli/small_pair.ts";
import { withFolder } from "../sources/temporary_folder.ts";
import { assertRows, at } from "./expected_rows.ts";

/** Of the fixture: hidden size, and rows of its attention. */
const [C, Q, V] = [18, 14, 7];

for (const name of ["gemma2", "llama", "phi3"]) {
  for (const weights of ["bf16", "stored"] as const) {
    Deno.test(`compareWeights() of all tensors of layers gives the numbers of the oracle: ${name}, ${weights}`, async () => {
      const expected = JSON.parse(await Deno.readTextFile(at(`${name}/expected.json`)));
      const [base, instruct] = [at(`${name}/base`), at(`${name}/instruct`)];
      const { rows, others, remarks } = await compareWeights({
        base,
        instruct,
        weights,
        tensors: "layer",
      });
      assertRows(rows, expected[weights], weightColumns);
      assertRows(others!, expected.others[weights], otherWeightColumns);
      assert.deepEqual(remarks.filter((remark) => remark.includes("not compared")), []);
      const { ofChange, ofElements } = mlpShare(rows, others!);
      const [share, ofAll] = expected.mlp_share[weights];
      assert.ok(Math.abs(ofChange! / share - 1) < 1e-12, `${ofChange}, expected ${share}`);
      assert.equal(ofElements, ofAll);
    });
  }
}

/** A low-rank adapter of attention: s = 2, rank 2, of both layers. */
async function writeAdapter(folder: string, tensors: readonly (readonly [string, number])[]) {
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
function lengthOf(i: number, nRows: number): number {
  const [a, b] = [numbers(2 * C, i), numbers(nRows * 2, 10 + i)];
  let sum = 0;
  for (let row = 0; row < nRows; row++) {
    for (let k = 0; k < C; k++) {
      sum += (2 * (b[2 * row]! * a[k]! + b[2 * row + 1]! * a[C + k]!)) ** 2;
    }
  }
  return Math.sqrt(sum);
}

Deno.test("compareWeights() of all tensors of layers takes an adapter of attention alone, which without them has nothing to compare", () =>
  withFolder({}, async (folder) => {
    await writeAdapter(folder, [
      ["0.self_attn.q_proj", Q],
      ["1.self_attn.q_proj", Q],
      ["1.self_attn.v_proj", V],
    ]);
    const request = { base: at("llama/base"), instruct: folder, weights: "stored" } as const;
    await assert.rejects(compareWeights(request), {
      message: /the adapter changes no MLP \(it trains q_proj and v_proj\)/,
    });
    const { rows, others, instruct } = await compareWeights({ ...request, tensors: "layer" });
    assert.notEqual(instruct.adapter, null);
    assert.ok(rows.every(({ delta_norm }) => delta_norm === 0));
    const changed = others!.filter(({ delta_norm }) => delta_norm > 0);
    assert.deepEqual(changed.map(({ layer, tensor }) => `${layer} ${tensor}`), [
      "0 self_attn.q_proj",
      "1 self_attn.q_proj",
      "1 self_attn.v_proj",
    ]);
    for (const [i, { delta_norm, delta_low_rank, shape }] of changed.entries()) {
      const nRows = i === 2 ? V : Q;
      const expected = lengthOf(i, nRows);
      // W + s B A is rounded to float32.
      assert.ok(Math.abs(delta_norm / expected - 1) < 1e-6, `${delta_norm}, expected ${expected}`);
      assert.equal(delta_low_rank, 2);
      assert.equal(shape, `[${nRows}, ${C}]`);
    }
    assert.deepEqual(mlpShare(rows, others!).ofChange, 0);
  }));

Deno.test("compareWeights() of all tensors of layers names those that the two have not alike, and compares the others", () =>
  withFolder({}, async (folder) => {
    const config = await Deno.readTextFile(at("phi3/base/config.json"));
    const f32 = (shape: number[], seed: number) => ({
      ...{ dtype: "F32", shape } as const,
      chunks: [new Uint8Array(numbers(shape.reduce((n, m) => n * m, 1), seed).buffer)],
    });
    const sides = {
      base: { "self_attn.qkv_proj.weight": [30, C], "self_attn.o_proj.weight": [C, 12] },
      instruct: { "self_attn.qkv_proj.weight": [36, C], "self_attn.q_norm.weight": [6] },
    };
    for (const [side, others] of Object.entries(sides)) {
      await Deno.mkdir(join(folder, side));
      await Deno.writeTextFile(join(folder, side, "config.json"), config);
      const seed = side === "base" ? 0 : 1;
      await writeSafetensors(
        join(folder, side, "model.safetensors"),
        [0, 1].flatMap((layer) =>
          Object.entries({
            "mlp.gate_up_proj.weight": [52, C],
            "mlp.down_proj.weight": [C, 26],
            "post_attention_layernorm.weight": [C],
            "input_layernorm.weight": [C],
            ...others,
          }).map(([name, shape]) => ({
            name: `model.layers.${layer}.${name}`,
            ...f32(shape as number[], seed),
          }))
        ),
      );
    }
    const said: string[] = [];
    const { others, remarks } = await compareWeights({
      base: join(folder, "base"),
      instruct: join(folder, "instruct"),
      tensors: "layer",
      onRemark: (text) => void said.push(text),
    });
    const expected = [
      '"self_attn.o_proj.weight" of layers 0-1 is in the base checkpoint alone: it is not compared.',
      '"self_attn.q_norm.weight" of layers 0-1 is in the instruct checkpoint alone: it is not compared.',
      '"self_attn.qkv_proj.weight" of layers 0-1 is [30, 18] in the base and [36, 18] in the instruct checkpoint: it is not compared.',
    ];
    assert.deepEqual(remarks, expected);
    assert.deepEqual(said.slice(-3), expected);
    assert.deepEqual(others!.map(({ tensor }) => tensor), ["input_layernorm", "input_layernorm"]);
  }));

/** A small hybrid of Qwen3.5, whose layers 0 and 1 have linear attention and attention; norms are stored about 0, but for the gated one. */
async function writeHybrid(
  folder: string,
  seed: number,
  more: Readonly<Record<string, { dtype: "F32" | "I8" | "BOOL"; shape: readonly number[] }>> = {},
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
    ...Object.entries(more).map(([name, { dtype, shape }]) => ({
      name: `model.layers.1.${name}`,
      ...{ dtype, shape },
      chunks: [
        dtype === "F32"
          ? new Uint8Array(numbers(elements(shape), seed).buffer)
          : new Uint8Array(elements(shape)),
      ],
    })),
  ]);
}

Deno.test("compareWeights() takes an adapter of every kind of attention of a hybrid, whichever layers have it", () =>
  withFolder({}, async (folder) => {
    const [base, adapter] = [join(folder, "base"), join(folder, "adapter")];
    await writeHybrid(base, 0);
    await Deno.mkdir(adapter);
    await writeAdapter(adapter, [["0.linear_attn.out_proj", Q], ["1.self_attn.q_proj", Q]]);
    for (const layers of ["all", [{ first: 1, last: 1 }]] as const) {
      const { others } = await compareWeights({
        ...{ base, instruct: adapter, weights: "stored", tensors: "layer", layers } as const,
      });
      const changed = others!.filter(({ delta_norm }) => delta_norm > 0);
      const expected = [["linear_attn.out_proj", 0], ["self_attn.q_proj", 1]]
        .slice(layers === "all" ? 0 : 1);
      assert.deepEqual(changed.map(({ tensor, layer }) => [tensor, layer]), expected);
      for (const { layer, delta_norm } of changed) {
        assert.ok(Math.abs(delta_norm / lengthOf(layer, Q) - 1) < 1e-6, `${delta_norm}`);
      }
    }
  }));

Deno.test("compareWeights() takes the norm of linear attention as it is stored where all others act as 1 + w", () =>
  withFolder({}, async (folder) => {
    const [base, instruct] = [join(folder, "base"), join(folder, "instruct")];
    await writeHybrid(base, 0);
    await writeHybrid(instruct, 1);
    const { others } = await compareWeights({
      ...{ base, instruct, weights: "stored", tensors: "layer" } as const,
    });
    const stored = numbers(4, 0);
    for (const [tensor, offset] of [["linear_attn.norm", 0], ["self_attn.q_norm", 1]] as const) {
      const { base_norm } = others!.find((row) => row.tensor === tensor)!;
      const expected = Math.hypot(...stored.map((w) => offset + w));
      assert.ok(Math.abs(base_norm / expected - 1) < 1e-12, `${tensor}: ${base_norm}, ${expected}`);
    }
  }));

Deno.test("compareWeights() of all tensors of layers takes those of more dimensions as vectors and matrices", () =>
  withFolder({}, async (folder) => {
    const more = Object.fromEntries(
      [[], [1, 1, 5], [1, 1, 3, 4], [3, 1, 4], [2, 3, 4], [1, 5], [1, 1, 1]].map((
        shape,
        i,
      ) => [`self_attn.of${i}`, { dtype: "F32", shape } as const]),
    );
    const [base, instruct] = [join(folder, "base"), join(folder, "instruct")];
    await writeHybrid(base, 0, more);
    await writeHybrid(instruct, 1, more);
    const { others } = await compareWeights({ base, instruct, tensors: "layer" });
    const shapes = others!.filter(({ tensor }) => tensor.includes(".of")).map(({ shape }) => shape);
    assert.deepEqual(shapes, ["[1]", "[5]", "[3, 4]", "[3, 4]", "[2, 12]", "[1, 5]", "[1]"]);
  }));

Deno.test("compareWeights() of all tensors of layers refuses what holds no weights, and says how MLPs are compared all the same", () =>
  withFolder({}, async (folder) => {
    const cases = [
      [{ dtype: "BOOL", shape: [2, 2] }, "found BOOL; save it in float32"],
      [{ dtype: "I8", shape: [2, 2] }, "found quantised weights of dtype I8; give the checkpoint "],
      [{ dtype: "F32", shape: [0] }, "expected numbers, found shape [0]; each process likely had "],
    ] as const;
    for (const [i, [tensor, finding]] of cases.entries()) {
      const base = join(folder, `${i}`);
      await writeHybrid(base, 0, { "self_attn.x": tensor });
      await assert.rejects(compareWeights({ base, instruct: base, tensors: "layer" }), (error) => {
        const { message } = error as Error;
        assert.ok(
          message.startsWith('Cannot use tensor "model.layers.1.self_attn.x" in '),
          message,
        );
        assert.ok(message.includes(finding), message);
        assert.ok(message.endsWith("; without --tensors layer MLPs alone are read"), message);
        return true;
      });
      const { rows } = await compareWeights({ base, instruct: base });
      assert.equal(rows.length, 8);
    }
  }));

Deno.test("compareWeights() of all tensors of layers refuses an adapter of none of them, and gives no advice that was taken", () =>
  withFolder({}, async (folder) => {
    await writeAdapter(folder, [["0.self_attn.wq", Q]]);
    const request = { base: at("llama/base"), instruct: folder, tensors: "layer" } as const;
    await assert.rejects(compareWeights(request), {
      message: /changes no tensor of layers 0-1 that the base has \(it trains wq\).* to measure$/,
    });
  }));
