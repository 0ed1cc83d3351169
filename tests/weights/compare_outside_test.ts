import assert from "node:assert/strict";
import { join } from "node:path";
import { compareWeights } from "../../src/library/compare_weights.ts";
import { otherWeightColumns } from "../../src/results/weight_columns.ts";
import { mlpShare } from "../../src/text/weight_beside.ts";
import { numbers } from "../cli/small_pair.ts";
import { withFolder } from "../sources/temporary_folder.ts";
import { C, Q, writeAdapter, writeHybrid } from "./attention_files.ts";
import { assertRows, at } from "./expected_rows.ts";

for (const name of ["gemma2", "llama", "phi3"]) {
  for (const weights of ["bf16", "stored"] as const) {
    Deno.test(`compareWeights() of all tensors gives the numbers of the oracle: ${name}, ${weights}`, async () => {
      const expected = JSON.parse(await Deno.readTextFile(at(`${name}/expected.json`)));
      const { rows, others, remarks } = await compareWeights({
        ...{ base: at(`${name}/base`), instruct: at(`${name}/instruct`), weights },
        tensors: "all",
      });
      const [outside, inLayers] = [expected.outside[weights], expected.others[weights]];
      assertRows(others!, [...outside, ...inLayers], otherWeightColumns);
      assert.deepEqual(remarks.filter((remark) => remark.includes("not compared")), []);
      const all = [...expected[weights], ...outside, ...inLayers];
      const elements = (of: { n_elements: number }[]) =>
        of.reduce((sum, { n_elements }) => sum + n_elements, 0);
      assert.equal(
        mlpShare(rows, others!).ofElements,
        elements(expected[weights]) / elements(all),
      );
    });
  }
}

Deno.test("compareWeights() of all tensors names those in no layer that the two have not alike, and takes norms of what sees as stored", () =>
  withFolder({}, async (folder) => {
    const [base, instruct] = [join(folder, "base"), join(folder, "instruct")];
    const f32 = (...shape: number[]) => ({ dtype: "F32", shape } as const);
    const both = {
      "module.model.norm.weight": f32(C),
      "model.multi_modal_projector.mm_soft_emb_norm.weight": f32(C),
      "model.visual.merger.norm.weight": f32(C),
      "mtp.pre_fc_norm_hidden.weight": f32(C),
      "model.visual.pos_ids": { dtype: "BOOL", shape: [3] },
      "model.rotary_emb.inv_freq": f32(4),
    } as const;
    const withRows = (n: number) => ({
      "model.embed_tokens.weight": f32(n, C),
      // Its first dimension is not that of its rows.
      "model.visual.pos_embed": f32(1, n, C),
    });
    await writeHybrid(base, 0, {}, { ...both, ...withRows(40) });
    await writeHybrid(instruct, 1, {}, {
      ...both,
      ...withRows(42),
      ...Object.fromEntries(
        ["lm_head.weight", "constructor", ..."abcde"].map((name) => [name, f32(4, C)]),
      ),
    });
    const heard: string[] = [];
    const { others, remarks } = await compareWeights({
      ...{ base, instruct, weights: "stored", tensors: "all" } as const,
      onRemark: (text) => heard.push(text),
      onLayer: (layer) => heard.push(`layer ${layer}`),
    });
    const [lastRemark, firstLayer] = [heard.indexOf(remarks.at(-1)!), heard.indexOf("layer 0")];
    assert.ok(0 <= lastRemark && lastRemark < firstLayer, "told before anything is compared");
    assert.deepEqual(remarks, [
      '"a", "b", "c", "constructor", "d" and 2 more are in the instruct checkpoint alone: they are not compared.',
      '"model.embed_tokens.weight" is [40, 18] in the base and [42, 18] in the instruct checkpoint: it is compared by the first 40 rows, as where the others were added behind them.',
      '"model.visual.pos_embed" is [40, 18] in the base and [42, 18] in the instruct checkpoint: it is not compared.',
      '"model.visual.pos_ids" is of dtype BOOL: it is not compared.',
    ]);
    const outside = others!.filter(({ layer }) => layer === null);
    const [embeddings, ...norms] = outside;
    assert.deepEqual([embeddings?.tensor, embeddings?.shape], ["model.embed_tokens", "[40, 18]"]);
    const [ofBase, ofInstruct] = [numbers(40 * C, 0), numbers(42 * C, 1)];
    const delta = Math.hypot(...ofBase.map((w, i) => ofInstruct[i]! - w));
    assert.ok(Math.abs(embeddings!.delta_norm / delta - 1) < 1e-6, `${embeddings?.delta_norm}`);
    assert.deepEqual(norms.map(({ tensor }) => tensor), [
      "model.multi_modal_projector.mm_soft_emb_norm",
      "model.norm",
      "model.visual.merger.norm",
      "mtp.pre_fc_norm_hidden",
    ]);
    for (const [i, offset] of [1, 1, 0, 1].entries()) {
      const expected = Math.hypot(...Array.from(numbers(C, 0), (w) => offset + w));
      assert.ok(Math.abs(norms[i]!.base_norm / expected - 1) < 1e-12, norms[i]!.tensor);
    }
    const { others: inLayers } = await compareWeights({ base, instruct, tensors: "layer" });
    assert.ok(inLayers!.every(({ layer }) => layer !== null));
  }));

Deno.test("compareWeights() of all tensors refuses an adapter, which may change what is in no layer", () =>
  withFolder({}, async (folder) => {
    await writeAdapter(folder, [["0.self_attn.q_proj", Q]]);
    const base = at("llama/base");
    const adapted = { base, baseAdapter: folder, instruct: at("llama/instruct") };
    for (const sides of [{ base, instruct: folder }, adapted]) {
      await assert.rejects(compareWeights({ ...sides, tensors: "all" }), {
        message: /^Cannot use --tensors all with the adapter \S+: expected two whole checkpoints; /,
      });
    }
  }));
