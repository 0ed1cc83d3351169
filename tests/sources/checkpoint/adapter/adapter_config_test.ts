import assert from "node:assert/strict";
import { readAdapterConfig } from "../../../../src/sources/checkpoint/adapter/adapter_config.ts";
import { parsePythonJson } from "../../../../src/sources/folder/strict_json.ts";

const read = (config: Record<string, unknown>) =>
  readAdapterConfig(
    parsePythonJson(JSON.stringify({ peft_type: "LORA", r: 8, lora_alpha: 16, ...config })),
    "adapter_config.json of tuned",
  );

for (
  const [config, message] of [
    [{ peft_type: "IA3" }, /expected peft_type "LORA", found "IA3" at line 1; merge it/],
    ...["PROMPT_TUNING", "PREFIX_TUNING", "P_TUNING", "MULTITASK_PROMPT_TUNING", "CPT"].map((
      peft_type,
    ) =>
      [
        { peft_type },
        new RegExp(
          `expected peft_type "LORA", found "${peft_type}" at line 1; it changes no weight of the model, ` +
            "so that there is nothing to compare: give a LoRA adapter or a full checkpoint$",
        ),
      ] as const
    ),
    [{ peft_type: undefined }, /expected peft_type "LORA", found none/],
    [{ bias: "lora_only" }, /expected bias "none", found "lora_only"/],
    [{ bias: "all" }, /expected bias "none", found "all"/],
    [{ lora_bias: true }, /lora_bias \(line 1\) asks for a bias of its own beside B, which is not/],
    [{ target_parameters: ["mlp.experts.gate_up_proj"] }, /target_parameters .* parameters of exp/],
    [{ layer_replication: [[0, 4], [2, 5]] }, /layer_replication .* layers used more than once/],
    [{ use_qalora: true }, /use_qalora .* a pooled A/],
    [{ use_bdlora: { nblocks: 2 } }, /use_bdlora .* block-diagonal factors/],
    [{ kasa_config: { beta: 1 } }, /kasa_config .* largest singular values/],
    [{ arrow_config: { top_k: 3 } }, /arrow_config .* a choice among adapters/],
    [{ alora_invocation_tokens: [7] }, /alora_invocation_tokens .* a change from some tokens on/],
    [{ init_lora_weights: "pissa_niter_16" }, /init_lora_weights .* is "pissa_niter_16": it was/],
    [{ init_lora_weights: "OLoRA" }, /its first product had been taken off/],
    [{ init_lora_weights: "olora" }, /its first product had been taken off/],
    [{ lora_alpha: "16" }, /expected lora_alpha to be a positive number, found "16"/],
    [{ lora_alpha: undefined }, /expected lora_alpha to be a positive number, found none/],
    [{ alpha_pattern: [1] }, /expected alpha_pattern to be an object, found a list/],
    [{ alpha_pattern: { up_proj: "4" } }, /alpha_pattern of "up_proj" to be a positive number/],
    [
      { rank_pattern: { "(up": 4 } },
      /expected the keys of rank_pattern to be patterns, found "\(up"/,
    ],
    [
      { rank_pattern: { "(.*)*up": 4 } },
      /names of modules or simple patterns, found "\(\.\*\)\*up"/,
    ],
    [{ alpha_pattern: { ".*.*.*.*.*": 4 } }, /names of modules or simple patterns/],
    [{ use_rslora: 1 }, /expected use_rslora to be true or false, found 1/],
    [
      { layers_to_transform: "0" },
      /expected layers_to_transform to be an integer or a list of integers, found "0" at line 1/,
    ],
    [
      { layers_to_transform: [0, 1.5] },
      /expected layers_to_transform to be an integer or a list of integers, found a list/,
    ],
    [{ base_model_name_or_path: 7 }, /expected base_model_name_or_path to be text/],
  ] as const
) {
  Deno.test(`readAdapterConfig() refuses ${JSON.stringify(config)}`, () => {
    assert.throws(() => read(config), (error: Error) => {
      assert.match(error.message, /^Cannot use adapter_config\.json of tuned: [^\n]+$/);
      assert.match(error.message, message);
      return true;
    });
  });
}

Deno.test("readAdapterConfig() takes what asks for nothing as not asked", () => {
  const config = read({
    target_parameters: [],
    layer_replication: null,
    use_qalora: false,
    kasa_config: null,
    loftq_config: {},
    init_lora_weights: "gaussian",
    base_model_name_or_path: null,
  });
  assert.equal(config.baseName, null);
  assert.equal(config.isDora, false);
  assert.equal(config.targets, null);
});

Deno.test("readAdapterConfig() matches patterns at the end of a module's path, the first of several", () => {
  const { alphaOf, rankOf } = read({
    alpha_pattern: { "layers\\.[12]\\.mlp\\.up_proj": 3, up_proj: 5, "^model.layers.9.x": 7 },
    rank_pattern: { down_proj: 2 },
  });
  assert.equal(alphaOf("model.layers.1.mlp.up_proj"), 3);
  assert.equal(alphaOf("model.layers.3.mlp.up_proj"), 5);
  assert.equal(alphaOf("model.layers.3.mlp.my_up_proj"), 16);
  assert.equal(alphaOf("model.layers.9.x"), 7);
  assert.equal(rankOf("model.layers.0.mlp.down_proj"), 2);
  assert.equal(rankOf("model.layers.0.mlp.down_proj_2"), 8);
});

Deno.test("readAdapterConfig() takes layers_to_transform as one layer, as several, or as none that is named", () => {
  const layersOf = (layers_to_transform: unknown) => read({ layers_to_transform }).layers;
  assert.deepEqual(layersOf(3), new Set([3]));
  assert.deepEqual(layersOf([0, 2]), new Set([0, 2]));
  for (const all of [undefined, null, []]) assert.equal(layersOf(all), null);
});

Deno.test("readAdapterConfig() takes of a base that lies at a place its last part, as it is published", () => {
  const commit = "a".repeat(40);
  for (
    const [told, name] of [
      ["google/gemma-2-27b", "google/gemma-2-27b"],
      ["gpt2", "gpt2"],
      ["/home/ada/models/gemma/", "gemma"],
      ["./out/merged", "merged"],
      ["../gemma", "gemma"],
      ["~/gemma", "gemma"],
      ["C:\\Users\\ada\\gemma", "gemma"],
      ["D:/models/gemma", "gemma"],
      ["file:///home/ada/gemma", "gemma"],
      [`/root/hub/models--google--gemma-2-2b/snapshots/${commit}`, `google/gemma-2-2b@${commit}`],
      ["out/runs/merged", "merged"],
      [null, null],
    ] as const
  ) assert.equal(read({ base_model_name_or_path: told }).baseName, name);
});
