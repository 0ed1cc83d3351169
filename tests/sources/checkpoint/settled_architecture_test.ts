import assert from "node:assert/strict";
import { assertRefused, LLAMA, recipe } from "./configs.ts";

Deno.test("recipeOf() tells biases by the flag that the family reads", () => {
  assert.deepEqual(recipe({ ...LLAMA, mlp_bias: true }).biased, ["gate", "up", "down"]);
  const ernie = { ...LLAMA, architectures: ["Ernie4_5ForCausalLM"] };
  assert.deepEqual(recipe({ ...ernie, use_bias: true }).biased, ["gate", "up", "down"]);
  assert.deepEqual(recipe({ ...ernie, mlp_bias: true }).biased, []);
});

Deno.test("recipeOf() tells the factor on the output", () => {
  const granite = { ...LLAMA, architectures: ["GraniteForCausalLM"] };
  assert.equal(recipe({ ...granite, residual_multiplier: 0.22 }).multiplier, 0.22);
  assert.equal(recipe(granite).multiplier, 1);
  const minicpm = { ...LLAMA, architectures: ["MiniCPMForCausalLM"], num_hidden_layers: 4 };
  assert.equal(recipe({ ...minicpm, scale_depth: 1.4 }).multiplier, 0.7);
  assert.equal(recipe({ ...minicpm, scale_depth: null }).multiplier, 1);
  assertRefused(minicpm, "expected scale_depth to be a positive number, found none");
});

Deno.test("recipeOf() wants Granite 4 to say that it has no experts", () => {
  const granite = {
    ...LLAMA,
    architectures: ["GraniteMoeHybridForCausalLM"],
    shared_intermediate_size: 96,
  };
  assert.equal(recipe({ ...granite, num_local_experts: 0 }).intermediateSize, 96);
  for (const config of [granite, { ...granite, num_local_experts: 1 }]) {
    assert.throws(
      () => recipe(config),
      /has a mixture of experts, .* unless num_local_experts is 0, found /,
    );
  }
});

Deno.test("recipeOf() takes what flags change and sizes that codes have", () => {
  const hyper = { ...LLAMA, architectures: ["HyperCLOVAXForCausalLM"] };
  assert.equal(recipe(hyper).hasPostNorm, true);
  assert.equal(recipe({ ...hyper, use_post_norm: false }).hasPostNorm, false);
  const gemma = { ...LLAMA, architectures: ["Gemma4ForCausalLM"], num_hidden_layers: 5 };
  assert.equal(recipe(gemma).doubledFrom, null);
  const wide = { ...gemma, use_double_wide_mlp: true, num_kv_shared_layers: 2 };
  assert.equal(recipe(wide).doubledFrom, 3);
  // As its code has it: none where all layers, or none, share.
  assert.equal(recipe({ ...wide, num_kv_shared_layers: 0 }).doubledFrom, null);
  assert.equal(recipe({ ...wide, num_kv_shared_layers: 5 }).doubledFrom, null);
  const lfm = { ...LLAMA, architectures: ["Lfm2ForCausalLM"], norm_eps: 1e-5 };
  // 2 / 3 of 12288 is 8192, a multiple of 256.
  assert.equal(recipe({ ...lfm, intermediate_size: 12288 }).intermediateSize, 8192);
  const asTold = { ...lfm, block_ff_dim: 4608, block_auto_adjust_ff_dim: false };
  assert.equal(recipe(asTold).intermediateSize, 4608);
  const llava = {
    architectures: ["LlavaForConditionalGeneration"],
    text_config: { model_type: "llama", rms_norm_eps: 1e-5 },
  };
  const { hiddenSize, intermediateSize, nLayers } = recipe(llava);
  assert.deepEqual([hiddenSize, intermediateSize, nLayers], [4096, 11008, 32]);
});

Deno.test("recipeOf() takes mlp_bias for true or false alone", () => {
  for (const [value, finding] of [[1, "1"], [0, "0"], ["true", '"true"'], [[], "an empty list"]]) {
    assertRefused(
      { ...LLAMA, mlp_bias: value },
      `expected mlp_bias to be true or false, found ${finding}`,
    );
  }
  assert.doesNotThrow(() => recipe({ ...LLAMA, mlp_bias: null }));
});
