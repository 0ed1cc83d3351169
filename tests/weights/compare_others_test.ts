import assert from "node:assert/strict";
import { join } from "node:path";
import { compareWeights } from "../../src/library/compare_weights.ts";
import { otherWeightColumns, weightColumns } from "../../src/results/weight_columns.ts";
import { writeSafetensors } from "../../src/sources/safetensors/safetensors_writer.ts";
import { mlpShare } from "../../src/text/weight_beside.ts";
import { numbers } from "../cli/small_pair.ts";
import { withFolder } from "../sources/temporary_folder.ts";
import { C } from "./attention_files.ts";
import { assertRows, at } from "./expected_rows.ts";

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
