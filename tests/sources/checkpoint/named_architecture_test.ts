import assert from "node:assert/strict";
import type { Architecture } from "../../../src/sources/checkpoint/architectures/architecture.ts";
import { GEMMA_2_FAMILY } from "./recipes.ts";
import { assertRefused, GEMMA_3_27B_IT, LLAMA, LLAMA_ENTRY, read, recipe } from "./configs.ts";

const SUPPORTED =
  "docs/models.md lists those that are, alone or as the text model of a larger one, " +
  "and what it takes to add one";

Deno.test("recipeOf() reads a made-up architecture from its entry alone", () => {
  const made: Architecture = {
    ...LLAMA_ENTRY,
    names: ["MadeUp2ForCausalLM", "MadeUpForCausalLM"],
    norm: { form: "1+w", isScaled: true },
    epsKey: "norm_eps",
    activationKeys: ["act"],
  };
  const config = {
    ...LLAMA,
    architectures: ["MadeUpForCausalLM"],
    norm_eps: 1e-3,
    act: "gelu_pytorch_tanh",
  };
  const { architecture, eps, activation, normOffset } = recipe(config, [LLAMA_ENTRY, made]);
  assert.deepEqual([architecture, eps, activation, normOffset], [
    "MadeUpForCausalLM",
    1e-3,
    "gelu_tanh",
    1,
  ]);
});

Deno.test("recipeOf() takes what FSDP calls a class, and says of one's own class which family its type is of", () => {
  const config = { ...LLAMA, model_type: "llama" };
  const ofFsdp = { ...config, architectures: ["FSDPLlamaForCausalLM"] };
  assert.deepEqual(read(ofFsdp), read(config));
  for (const name of ["MyLlamaForCausalLM", "PeftModelForCausalLM", "FSDP", "FSDPfoo"]) {
    assertRefused(
      { ...config, architectures: [name] },
      `architecture "${name}" is not supported; by model_type it is of LlamaForCausalLM: if its MLP is the same, write ` +
        `that in "architectures"; ${SUPPORTED}`,
    );
  }
});

Deno.test("recipeOf() refuses any other architecture by name, and says where those are that are read", () => {
  for (const name of ["MadeUpForCausalLM", "constructor", ""]) {
    assertRefused(
      { ...LLAMA, architectures: [name] },
      `architecture "${name}" is not supported; ${SUPPORTED}`,
    );
  }
  assertRefused(
    { ...LLAMA, architectures: ["\u001b[2J"] },
    String.raw`architecture "\u001b[2J" is not supported; ${SUPPORTED}`,
  );
});

Deno.test("recipeOf() asks for an architecture", () => {
  const { architectures: _, ...rest } = LLAMA;
  const expected = (found: string) =>
    `expected "architectures" to be a list that names one, found ${found}; ` +
    "write in it what config.json of the model it was made from has";
  assertRefused(rest, expected("none"));
  assertRefused({ ...rest, model_type: "mixtral" }, expected("none"));
  assertRefused({ ...LLAMA, architectures: [] }, expected("an empty list"));
  assertRefused({ ...LLAMA, architectures: [7], model_type: "llama" }, expected("a list"));
  assertRefused(
    { ...LLAMA, architectures: "LlamaForCausalLM", model_type: "llama" },
    expected('"LlamaForCausalLM"'),
  );
  assertRefused([], "expected a JSON object");
});

Deno.test("recipeOf() goes by the type where no architecture is named, as transformers does", () => {
  const named = recipe(LLAMA);
  for (const architectures of [undefined, null, []]) {
    assert.deepEqual(recipe({ ...LLAMA, architectures, model_type: "llama" }), named);
  }
  assert.throws(
    () => recipe({ ...LLAMA, architectures: null, model_type: "llama", num_local_experts: 8 }),
    /has a mixture of experts/,
  );
});

Deno.test("recipeOf() takes another head, or none, for the same model", () => {
  for (const name of ["LlamaModel", "LlamaForSequenceClassification"]) {
    const { architecture, ...rest } = recipe({ ...LLAMA, architectures: [name] });
    assert.equal(architecture, name);
    assert.deepEqual({ ...rest, architecture: "LlamaForCausalLM" }, recipe(LLAMA));
  }
});

Deno.test("recipeOf() reads the text model of a larger one, by its own keys and type", () => {
  assert.deepEqual(recipe(GEMMA_3_27B_IT), {
    ...GEMMA_2_FAMILY,
    architecture: "Gemma3ForConditionalGeneration",
    hiddenSize: 5376,
    intermediateSize: 21504,
    nLayers: 62,
    defaults: ["eps", "activation"],
  });
  const wrapped = (model_type: string) =>
    recipe({
      architectures: ["LlavaForConditionalGeneration"],
      text_config: { ...LLAMA, model_type },
    });
  assert.equal(wrapped("gemma").activation, "silu");
  assert.equal(wrapped("gemma").normOffset, 1);
  assert.equal(wrapped("mistral").normOffset, 0);
  const { architectures: _, ...untyped } = LLAMA;
  assertRefused(
    { architectures: ["MadeUpVision"], text_config: { ...untyped, model_type: "made_up" } },
    `architecture "MadeUpVision" with the text model "made_up" is not supported; ${SUPPORTED}`,
  );
  // Some have no type, but the name of the architecture.
  const inner = { architectures: ["LlavaForConditionalGeneration"], llm_config: LLAMA };
  assert.equal(recipe(inner).eps, 1e-5);
});

Deno.test("recipeOf() refuses what no vector can be sent through, with the reason", () => {
  for (
    const [name, reason] of [
      ["MixtralForCausalLM", /has a mixture of experts, .* give a dense model/],
      ["Qwen3MoeForCausalLM", /mixture of experts/],
      ["Llama4ForConditionalGeneration", /mixture of experts/],
      ["Gemma3nForConditionalGeneration", /reads one of four streams/],
      ["DeepseekV4ForCausalLM", /hyper-connections/],
      ["GPT2LMHeadModel", /has an MLP without a gate/],
      ["PhiForCausalLM", /without a gate/],
      ["FalconMambaForCausalLM", /has no MLP/],
      ["BitNetForCausalLM", /norm between/],
      ["Zamba2ForCausalLM", /shares one MLP/],
    ] as const
  ) {
    assert.throws(() => recipe({ ...LLAMA, architectures: [name] }), (error: Error) => {
      assert.match(error.message, reason);
      assert.match(error.message, new RegExp(`architecture "${name}" `));
      return true;
    });
  }
  // Whatever it is called.
  assertRefusedFor(/mixture of experts/, { ...LLAMA, num_local_experts: 8 });
  assertRefusedFor(/mixture of experts/, {
    ...GEMMA_3_27B_IT,
    text_config: {
      ...GEMMA_3_27B_IT.text_config,
      model_type: "gemma4_text",
      enable_moe_block: true,
    },
  });
  assert.doesNotThrow(() => recipe({ ...LLAMA, num_local_experts: 0 }));
});

function assertRefusedFor(reason: RegExp, config: unknown): void {
  assert.throws(() => recipe(config), reason);
}

Deno.test("recipeOf() refuses architectures and model_type that name families of different MLPs, and no others", () => {
  assertRefused(
    { ...LLAMA, model_type: "gemma2" },
    '"architectures" names "LlamaForCausalLM" and model_type is "gemma2", ' +
      "whose MLPs are not the same; correct the one that is not what the weights were made for",
  );
  // Mistral's MLP is Llama's; of a type that is in no list nothing is known.
  for (const model_type of ["llama", "mistral", "made_up"]) {
    assert.equal(recipe({ ...LLAMA, model_type }).architecture, "LlamaForCausalLM");
  }
  // Ministral 3 has another epsilon where the file gives none.
  const { rms_norm_eps: _, ...untold } = LLAMA;
  assert.equal(recipe({ ...LLAMA, model_type: "ministral3" }).architecture, "LlamaForCausalLM");
  assertRefusedFor(/whose MLPs are not the same/, { ...untold, model_type: "ministral3" });
});
