import assert from "node:assert/strict";
import { ARCHITECTURES } from "../../../src/sources/checkpoint/architectures/index.ts";
import { layerNames } from "../../../src/sources/checkpoint/layer_names.ts";

const entry = (name: string) => ARCHITECTURES.find(({ names }) => names.includes(name))!;
const LLAMA = entry("LlamaForCausalLM");
const PARTS = {
  preNorm: "post_attention_layernorm",
  gate: "mlp.gate_proj",
  up: "mlp.up_proj",
  down: "mlp.down_proj",
};
const where = "the index";
const part = (name: string) => ({ name, rows: null });
const stored = (start: string, layer = 0) =>
  Object.values(PARTS).map((part) => `${start}${layer}.${part}.weight`);

Deno.test("layerNames() gives the names of transformers", () => {
  assert.deepEqual(layerNames(entry("Gemma2ForCausalLM"), { names: [], where }).of(18).weights, {
    preNorm: part("model.layers.18.pre_feedforward_layernorm.weight"),
    gate: part("model.layers.18.mlp.gate_proj.weight"),
    up: part("model.layers.18.mlp.up_proj.weight"),
    down: part("model.layers.18.mlp.down_proj.weight"),
    postNorm: part("model.layers.18.post_feedforward_layernorm.weight"),
  });
  assert.equal(layerNames(LLAMA, { names: [], where }).of(0).weights.postNorm, null);
});

for (
  const start of [
    "model.layers.",
    "language_model.model.layers.",
    "model.language_model.layers.",
    "model.text_model.layers.",
    "language_model.layers.",
    "layers.",
    "_orig_mod.model.layers.",
    "module.model.layers.",
    "module._orig_mod.language_model.model.layers.",
    "_fsdp_wrapped_module.model.layers.",
  ]
) {
  Deno.test(`layerNames() finds tensors behind ${start}`, () => {
    const names = [
      "vision_tower.encoder.layers.0.mlp.down_proj.weight",
      ...stored(start, 0),
      ...stored(start, 1),
      "lm_head.weight",
    ];
    assert.deepEqual(Object.values(layerNames(LLAMA, { names, where }).of(1).weights), [
      ...stored(start, 1).map(part),
      null,
    ]);
  });
}

Deno.test("layerNames() names the layers of another model in the file, and none of a part that sees", () => {
  for (const prefix of ["model.layers.", "layers."]) {
    const names = [
      ...[...stored(prefix), ...stored(prefix, 1)].flatMap((name) => [`ema.${name}`, name]),
      "vision_tower.encoder.layers.0.mlp.down_proj.weight",
    ];
    const { prefix: found, otherPrefixes } = layerNames(LLAMA, { names, where });
    assert.deepEqual([found, otherPrefixes], [prefix, [`ema.${prefix}`]]);
  }
});

Deno.test("layerNames() finds names that are wrapped within a layer", () => {
  const names = stored("model.layers.").map((name) => name.replace("mlp.", "mlp._orig_mod."));
  assert.equal(
    layerNames(LLAMA, { names, where }).of(0).weights.up.name,
    "model.layers.0.mlp._orig_mod.up_proj.weight",
  );
});

Deno.test("layerNames() passes over what only resembles a prefix", () => {
  const names = [...stored("vision_model.model.layers."), ...stored("my.layers.")];
  assert.equal(
    layerNames(LLAMA, { names, where }).of(0).weights.gate.name,
    "model.layers.0.mlp.gate_proj.weight",
  );
});

Deno.test("layerNames() refuses two sets of layers, and two tensors of one name", () => {
  const two = [...stored("model.layers."), ...stored("language_model.model.layers.")];
  assert.throws(() => layerNames(LLAMA, { names: two, where }), {
    message:
      "Cannot use the index: expected the layers of one model, found names that begin with " +
      '"model.layers." and "language_model.model.layers."',
  });
  const twice = [...stored("model.layers."), ...stored("_orig_mod.model.layers.")];
  assert.throws(() => layerNames(LLAMA, { names: twice, where }), {
    message: "Cannot use the index: expected every tensor once, found " +
      '"model.layers.0.post_attention_layernorm.weight" and "_orig_mod.model.layers.0.post_attention_layernorm.weight"',
  });
  // What is in no layer matters to whoever asks for it.
  const heads = [...stored("model.layers."), "lm_head.weight", "module.lm_head.weight"];
  const names = layerNames(LLAMA, { names: heads, where });
  assert.throws(() => names.outside(), {
    message: "Cannot use the index: expected every tensor once, found " +
      '"lm_head.weight" and "module.lm_head.weight"',
  });
});

Deno.test("layerNames() tells what else stands in the MLP of a layer, and layers that are not counted", () => {
  const gemma = [
    "mlp.gate_proj.weight",
    "mlp.up_proj.weight",
    "mlp.down_proj.weight",
    "pre_feedforward_layernorm.weight",
    "post_feedforward_layernorm.weight",
  ];
  const others = ["mlp.up_proj.lora_A.weight", "post_attention_layernorm.weight"];
  const names = [3, 10].flatMap((layer) =>
    [...gemma, ...others].map((name) => `model.layers.${layer}.${name}`)
  );
  const of = (architecture: string) => layerNames(entry(architecture), { names, where });
  assert.deepEqual(of("Gemma2ForCausalLM").othersOf(3), [
    "model.layers.3.mlp.up_proj.lora_A.weight",
  ]);
  assert.deepEqual(of("LlamaForCausalLM").othersOf(10), [
    "model.layers.10.mlp.up_proj.lora_A.weight",
    "model.layers.10.post_feedforward_layernorm.weight",
    "model.layers.10.pre_feedforward_layernorm.weight",
  ]);
  assert.deepEqual(of("Gemma2ForCausalLM").beyond(4), ["model.layers.10"]);
  assert.deepEqual(of("Gemma2ForCausalLM").beyond(11), []);
});

Deno.test("layerNames() passes over what text does not pass, and what is no weight", () => {
  const others = (architecture: string, name: string) =>
    layerNames(entry(architecture), { names: [`model.layers.0.mlp.${name}`], where }).othersOf(0);
  const speech = "down_proj.lora_A.speech.weight";
  assert.deepEqual(others("Phi4MMForCausalLM", speech), []);
  assert.deepEqual(others("Phi4MMForCausalLM", "down_proj.lora_B.vision.weight"), []);
  assert.equal(others("Phi3ForCausalLM", speech).length, 1);
  assert.deepEqual(others("LlamaForCausalLM", "gate_proj._extra_state"), []);
});
