import assert from "node:assert/strict";
import { type ModelLayer, runPass } from "../../src/compute/layer_pass.ts";
import { hybrids, type Mixture } from "../../src/compute/mixture.ts";
import { PARTS, storedParts } from "../../src/sources/checkpoint/weights.ts";
import { ENGINES, sameSumsEngine, sharedEngine, testOn } from "./gpu.ts";
import { type LayerCase, layerCase } from "./layer_fixtures.ts";
import { bothOutputs, everything, PLAIN, requestOf, value } from "./pass_requests.ts";
import { watch } from "./watched_engine.ts";

/** The base with the tensors that a mixture takes of instruct. */
function mixed({ inputs: { base, instruct } }: LayerCase, mixture: Mixture): ModelLayer {
  const taken = PARTS.filter((part) => mixture[part] === "instruct")
    .map((part) => [part, instruct.weights[part]]);
  return { ...base, weights: { ...base.weights, ...Object.fromEntries(taken) } };
}

for (const kind of ENGINES) {
  const test = testOn(kind);

  for (const name of ["gemma_like", "llama_like"] as const) {
    test(`runPass() on the ${kind} gives of every hybrid of ${name} what a model of its tensors gives`, async () => {
      const engine = await sameSumsEngine(kind);
      const layer = layerCase(name);
      const { recipe } = layer.inputs.base;
      const mixtures = hybrids(PLAIN, storedParts(recipe));
      assert.equal(mixtures.length, recipe.hasPostNorm ? 32 : 16);
      const found = await runPass(engine, {
        ...requestOf(layer.inputs),
        wanted: { y: mixtures.map((mixture) => value(mixture)) },
      });
      for (const [ix, mixture] of mixtures.entries()) {
        const { base } = await bothOutputs(engine, {
          ...layer.inputs,
          base: mixed(layer, mixture),
        });
        assert.deepEqual(found.y[ix], base, `hybrid ${ix}`);
      }
    });
  }
}

Deno.test("runPass() multiplies all hybrids by a weight at once", async () => {
  const { engine, log } = watch(await sharedEngine("cpu", { weights: "bf16" }));
  const layer = layerCase("gemma_like");
  const { hybrids } = everything(layer.inputs);
  await runPass(engine, { ...requestOf(layer.inputs), wanted: { hybrids } });
  const rowsOf = (part: RegExp) => log.filter(([what]) => part.test(what)).map(([, rows]) => rows);
  const V = layer.nVectors;
  // n of two models; h of eight mixtures, through either down; those products through either post-norm.
  assert.deepEqual(rowsOf(/gate_proj/), [[2 * V], [2 * V]]);
  assert.deepEqual(rowsOf(/down_proj/), [[8 * V], [8 * V]]);
  assert.deepEqual(rowsOf(/post_feedforward/), [[16 * V], [16 * V]]);
});
