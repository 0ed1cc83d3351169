import assert from "node:assert/strict";
import {
  adapterName,
  layerPlace,
} from "../../../../src/sources/checkpoint/adapter/adapter_names.ts";

const UP = "model.layers.3.mlp.up_proj";

for (
  const [name, tensor, part] of [
    [`base_model.model.${UP}.lora_A.weight`, `${UP}.weight`, "A"],
    [`base_model.model.${UP}.lora_B.default.weight`, `${UP}.weight`, "B"],
    [`base_model.model.${UP}.lora_A.sft.weight`, `${UP}.weight`, "A"],
    [`base_model.model.${UP}.lora_magnitude_vector.sft.weight`, `${UP}.weight`, "magnitude"],
    [`base_model.model.base_model.model.${UP}.lora_A.weight`, `${UP}.weight`, "A"],
    [`base_model.model._orig_mod.${UP}.lora_B.weight`, `${UP}.weight`, "B"],
    [`base_model.model.module.${UP}.lora_A.weight`, `${UP}.weight`, "A"],
    [`base_model.model.${UP}.lora_magnitude_vector`, `${UP}.weight`, "magnitude"],
    [`base_model.model.${UP}.lora_magnitude_vector.weight`, `${UP}.weight`, "magnitude"],
    [`base_model.model.${UP}.lora_B.bias`, `${UP}.weight`, null],
    [`base_model.model.${UP}.lora_embedding_A`, `${UP}.weight`, null],
    [`base_model.model.${UP}.weight`, `${UP}.weight`, "whole"],
    [`base_model.model.${UP}.base_layer.weight`, `${UP}.weight`, "whole"],
    [`base_model.model.${UP}.modules_to_save.weight`, `${UP}.weight`, "whole"],
    [`base_model.model.${UP}.modules_to_save.default.weight`, `${UP}.weight`, "whole"],
    ["base_model.model.lm_head.weight", "lm_head.weight", "whole"],
  ] as const
) {
  Deno.test(`adapterName() takes ${name} apart`, () => {
    const found = adapterName(name);
    assert.equal(found.tensor, tensor);
    assert.equal(found.part, part);
  });
}

Deno.test("adapterName() gives the path that patterns are matched against, as it is in the file", () => {
  const { modulePath } = adapterName(`base_model.model._orig_mod.${UP}.lora_A.weight`);
  assert.equal(modulePath, `_orig_mod.${UP}`);
  for (
    const name of [
      "lm_head.weight",
      "lm_head.modules_to_save.weight",
      "lm_head.modules_to_save.default.weight",
    ]
  ) {
    assert.equal(adapterName(`base_model.model.${name}`).modulePath, "lm_head", name);
  }
});

for (
  const [name, list] of [
    ["model.layers.3.mlp.up_proj.weight", "layers"],
    ["layers.3.mlp.up_proj.weight", "layers"],
    ["language_model.model.layers.3.mlp.up_proj.weight", "layers"],
    ["model.language_model.layers.3.mlp.up_proj.weight", "layers"],
    ["transformer.h.3.mlp.up_proj.weight", "h"],
    [
      "vision_tower.vision_model.encoder.layers.3.mlp.up_proj.weight",
      "vision_tower.vision_model.encoder.layers",
    ],
    ["model.vision_model.transformer.layers.3.mlp.up_proj.weight", "vision_model.layers"],
  ] as const
) {
  Deno.test(`layerPlace() finds ${name} in the layers of ${list}`, () => {
    const place = layerPlace(name);
    assert.deepEqual(place, { list, layer: 3, inLayer: "mlp.up_proj.weight", rows: null });
  });
}

Deno.test("layerPlace() tells the rows of a part of a fused tensor, and nothing of what is in no layer", () => {
  assert.deepEqual(layerPlace("model.layers.0.mlp.gate_up_proj.weight[26:52]"), {
    list: "layers",
    layer: 0,
    inLayer: "mlp.gate_up_proj.weight",
    rows: [26, 52],
  });
  assert.equal(layerPlace("model.embed_tokens.weight"), null);
});
