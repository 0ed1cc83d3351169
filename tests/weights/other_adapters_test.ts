import assert from "node:assert/strict";
import { join } from "node:path";
import { compareWeights } from "../../src/library/compare_weights.ts";
import { mlpShare } from "../../src/text/weight_beside.ts";
import { withFolder } from "../sources/temporary_folder.ts";
import { C, lengthOf, Q, V, writeAdapter, writeHybrid } from "./attention_files.ts";
import { at } from "./expected_rows.ts";

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
        assert.ok(Math.abs(delta_norm / lengthOf(layer!, Q) - 1) < 1e-6, `${delta_norm}`);
      }
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
