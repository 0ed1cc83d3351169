import assert from "node:assert/strict";
import type { Architecture } from "../../../src/sources/checkpoint/architectures/architecture.ts";
import { ARCHITECTURES } from "../../../src/sources/checkpoint/architectures/index.ts";
import { recipeOf } from "../../../src/sources/checkpoint/recipe.ts";
import { parsePythonJson } from "../../../src/sources/folder/strict_json.ts";
import { GEMMA_2_FAMILY, LLAMA_FAMILY } from "./recipes.ts";

const LLAMA_ENTRY = ARCHITECTURES.find(({ names }) => names.includes("LlamaForCausalLM"))!;

/** The fields of google/gemma-2-27b's `config.json` that count here, and some that do not. */
const GEMMA_2_27B = {
  architectures: ["Gemma2ForCausalLM"],
  attn_logit_softcapping: 50.0,
  hidden_act: "gelu_pytorch_tanh",
  hidden_activation: "gelu_pytorch_tanh",
  hidden_size: 4608,
  intermediate_size: 36864,
  num_hidden_layers: 46,
  rms_norm_eps: 1e-6,
  torch_dtype: "float32",
};

const LLAMA = {
  architectures: ["LlamaForCausalLM"],
  hidden_act: "silu",
  hidden_size: 64,
  intermediate_size: 172,
  mlp_bias: false,
  num_hidden_layers: 5,
  rms_norm_eps: 1e-5,
};

/** The fields of Qwen/Qwen3-32B's `config.json` that count here, and some that do not. */
const QWEN_3_32B = {
  architectures: ["Qwen3ForCausalLM"],
  attention_bias: false,
  head_dim: 128,
  hidden_act: "silu",
  hidden_size: 5120,
  intermediate_size: 25600,
  num_hidden_layers: 64,
  rms_norm_eps: 1e-6,
  rope_scaling: null,
  torch_dtype: "bfloat16",
};

const SUPPORTED = `supported are ${
  ARCHITECTURES.flatMap(({ names }) => names).join(", ")
}, alone or as the text model of a larger one`;
const BF16_ADVICE = "give the checkpoint in BF16, F16 or F32 that it was made from";

const read = (config: unknown, architectures?: readonly Architecture[]) =>
  recipeOf(
    { ...parsePythonJson(JSON.stringify(config)), lineOf: () => null },
    "config.json of base",
    architectures === undefined ? {} : { architectures },
  );
const recipe = (...given: Parameters<typeof read>) => read(...given).recipe;

function assertRefused(config: unknown, finding: string): void {
  assert.throws(() => recipe(config), { message: `Cannot use config.json of base: ${finding}` });
}

Deno.test("recipeOf() reads Gemma 2", () => {
  assert.deepEqual(recipe(GEMMA_2_27B), {
    ...GEMMA_2_FAMILY,
    hiddenSize: 4608,
    intermediateSize: 36864,
    nLayers: 46,
  });
});

Deno.test("recipeOf() reads Llama", () => {
  assert.deepEqual(recipe(LLAMA), {
    ...LLAMA_FAMILY,
    hiddenSize: 64,
    intermediateSize: 172,
    nLayers: 5,
  });
});

Deno.test("recipeOf() reads Qwen 3", () => {
  assert.deepEqual(recipe(QWEN_3_32B), {
    ...LLAMA_FAMILY,
    architecture: "Qwen3ForCausalLM",
    eps: 1e-6,
    hiddenSize: 5120,
    intermediateSize: 25600,
    nLayers: 64,
  });
});

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
      `architecture "${name}" is not supported; ${SUPPORTED}; by model_type it is of LlamaForCausalLM: if its MLP is ` +
        'the same, write that in "architectures"',
    );
  }
});

Deno.test("recipeOf() refuses any other architecture by name, with those supported", () => {
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

Deno.test("recipeOf() takes Gemma 2's activation from hidden_activation alone", () => {
  const { hidden_activation: _, ...old } = GEMMA_2_27B;
  for (const hidden_act of ["gelu_pytorch_tanh", "relu"]) {
    const { activation, defaults } = recipe({ ...old, hidden_act });
    assert.deepEqual([activation, defaults], ["gelu_tanh", ["activation"]]);
  }
  assert.equal(recipe({ ...GEMMA_2_27B, hidden_act: "relu" }).activation, "gelu_tanh");
  assert.equal(recipe({ ...GEMMA_2_27B, hidden_activation: "gelu" }).activation, "gelu");
});

Deno.test("recipeOf() takes the gelu of Gemma 1 for the tanh form, and other names of transformers for what they are", () => {
  const gemma = { ...LLAMA, architectures: ["GemmaForCausalLM"] };
  for (
    const [hidden_act, activation] of [
      ["gelu", "gelu_tanh"],
      ["gelu_new", "gelu_tanh"],
      ["swish", "silu"],
    ]
  ) assert.equal(recipe({ ...gemma, hidden_act }).activation, activation);
  for (const hidden_act of ["quick_gelu", "toString"]) {
    assertRefused(
      { ...gemma, hidden_act },
      `expected hidden_act to be one of gelu_pytorch_tanh, silu, gelu, found "${hidden_act}"`,
    );
  }
});

Deno.test("recipeOf() takes Llama's activation from hidden_act alone", () => {
  const { hidden_act: _, ...rest } = LLAMA;
  const { activation, defaults } = recipe({ ...rest, hidden_activation: "gelu_pytorch_tanh" });
  assert.equal(activation, "silu");
  assert.deepEqual(defaults, ["activation"]);
  assertRefused(
    { ...LLAMA, hidden_act: null },
    "expected hidden_act to be one of gelu_pytorch_tanh, silu, gelu, found null",
  );
  assertRefused(
    { ...LLAMA, hidden_act: ["silu"] },
    "expected hidden_act to be one of gelu_pytorch_tanh, silu, gelu, found a list",
  );
});

Deno.test("recipeOf() takes what config.json leaves out from the architecture, and says so", () => {
  const { rms_norm_eps: _, ...withoutEps } = GEMMA_2_27B;
  const { hidden_act: _act, hidden_activation: _activation, ...bare } = withoutEps;
  const pick = (config: unknown) => {
    const { eps, activation, defaults } = recipe(config);
    return { eps, activation, defaults };
  };
  assert.deepEqual(pick(bare), {
    eps: 1e-6,
    activation: "gelu_tanh",
    defaults: ["eps", "activation"],
  });
  assert.deepEqual(pick({ ...bare, rms_norm_eps: 1e-5 }).defaults, ["activation"]);
  assert.deepEqual(pick(withoutEps).defaults, ["eps"]);
  // LlamaConfig: published files say 1e-5, which is not what is left out.
  for (const config of [LLAMA, QWEN_3_32B]) {
    const { rms_norm_eps: _eps, hidden_act: _silu, ...rest } = config;
    assert.deepEqual(pick(rest), {
      eps: 1e-6,
      activation: "silu",
      defaults: ["eps", "activation"],
    });
  }
  assertRefused(
    { ...bare, rms_norm_eps: null },
    "expected rms_norm_eps to be a positive number, found null",
  );
  assertRefused(
    { ...bare, hidden_activation: null },
    "expected hidden_activation to be one of gelu_pytorch_tanh, silu, gelu, found null",
  );
});

Deno.test("recipeOf() refuses what is left out where the architecture has no default", () => {
  const made: Architecture = {
    ...LLAMA_ENTRY,
    names: ["MadeUpForCausalLM"],
    epsDefault: null,
    activationDefault: null,
  };
  const config = { ...LLAMA, architectures: ["MadeUpForCausalLM"] };
  for (
    const [key, expected] of [
      ["rms_norm_eps", "a positive number"],
      ["hidden_act", "one of gelu_pytorch_tanh, silu, gelu"],
    ] as const
  ) {
    const { [key]: _, ...rest } = config;
    assert.throws(() => recipe(rest, [made]), {
      message: `Cannot use config.json of base: expected ${key} to be ${expected}, found none`,
    });
  }
});

Deno.test("recipeOf() names a number that is missing or of the wrong type", () => {
  for (const key of ["hidden_size", "intermediate_size", "num_hidden_layers"] as const) {
    const { [key]: _, ...rest } = LLAMA;
    assertRefused(rest, `expected ${key} to be a positive integer, found none`);
    for (
      const [value, finding] of [["64", '"64"'], [6.5, "6.5"], [0, "0"], [-1, "-1"], [null, "null"]]
    ) {
      assertRefused(
        { ...LLAMA, [key]: value },
        `expected ${key} to be a positive integer, found ${finding}`,
      );
    }
  }
  assertRefused(
    { ...LLAMA, num_hidden_layers: 2 ** 52 },
    "expected num_hidden_layers to be at most 10000, found 4503599627370496",
  );
  for (
    const [value, finding] of [["1e-5", '"1e-5"'], [0, "0"], [-1e-5, "-0.00001"], [{}, "an object"]]
  ) {
    assertRefused(
      { ...LLAMA, rms_norm_eps: value },
      `expected rms_norm_eps to be a positive number, found ${finding}`,
    );
  }
});

Deno.test("recipeOf() tells what the file says of quantised weights", () => {
  const quantised = (quantization_config: unknown) =>
    read({ ...LLAMA, quantization_config }).quantised;
  const said = (details: string) =>
    `Cannot use config.json of base: the weights are quantised${details}, expected BF16, F16 or F32 without ` +
    `quantization_config; ${BF16_ADVICE}`;
  assert.equal(
    quantised({ quant_method: "gptq", bits: 4 })?.refusal.message,
    said(' ("gptq", 4 bits)'),
  );
  assert.equal(quantised({})?.refusal.message, said(""));
  assert.equal(quantised(null), null);
});

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

Deno.test("recipeOf() names the key under which other tools say that weights are quantised", () => {
  const said = (config: Record<string, unknown>) =>
    read({ ...LLAMA, ...config }).quantised?.refusal.message ?? "";
  assert.match(
    said({ quantization: { group_size: 64, bits: 4 } }),
    /the weights are quantised \(MLX, 4 bits\), expected BF16, F16 or F32 without quantization; give/,
  );
  assert.match(
    said({ compression_config: { format: "pack-quantized" } }),
    /the weights are quantised, expected BF16, F16 or F32 without compression_config; give/,
  );
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

Deno.test("recipeOf() names the line of a key in a file that Python wrote, and passes over what it does not use", () => {
  const text = (eps: string) =>
    `\ufeff{"architectures": ["LlamaForCausalLM"],\n"hidden_act": "silu", "hidden_size": 64,\n` +
    `"intermediate_size": 172, "num_hidden_layers": 5,\n"rope_limit": [0.0, Infinity, -Infinity, NaN],\n"rms_norm_eps": ${eps}}`;
  const read = (eps: string) => recipeOf(parsePythonJson(text(eps)), "config.json of base");
  assert.equal(read("1e-05").recipe.eps, 1e-5);
  for (const eps of ["Infinity", "NaN", "-Infinity"]) {
    assert.throws(() => read(eps), {
      message:
        `Cannot use config.json of base: expected rms_norm_eps to be a positive number, found ${eps} at line 5`,
    });
  }
});

Deno.test("recipeOf() tells a number with a fraction from an integer", () => {
  const json = parsePythonJson(
    JSON.stringify(LLAMA).replace('"hidden_size":64', '"hidden_size":64.0'),
  );
  assert.throws(() => recipeOf(json, "config.json of base"), /found 64\.0 at line 1$/);
});

Deno.test("recipeOf() takes another head, or none, for the same model", () => {
  for (const name of ["LlamaModel", "LlamaForSequenceClassification"]) {
    const { architecture, ...rest } = recipe({ ...LLAMA, architectures: [name] });
    assert.equal(architecture, name);
    assert.deepEqual({ ...rest, architecture: "LlamaForCausalLM" }, recipe(LLAMA));
  }
});

/** As published: of google/gemma-3-27b-it what counts here. Eps and activation are left to the family. */
const GEMMA_3_27B_IT = {
  architectures: ["Gemma3ForConditionalGeneration"],
  model_type: "gemma3",
  text_config: {
    head_dim: 128,
    hidden_size: 5376,
    intermediate_size: 21504,
    model_type: "gemma3_text",
    num_hidden_layers: 62,
  },
  vision_config: { hidden_size: 1152, intermediate_size: 4304, num_hidden_layers: 27 },
  // Of the outer model, which is not the text model's.
  hidden_size: 7,
  rms_norm_eps: 0.5,
};

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

Deno.test("recipeOf() looks for quantised weights in both configs, and names a key of the inner one", () => {
  const quantization_config = { quant_method: "awq", bits: 4 };
  const { text_config } = GEMMA_3_27B_IT;
  assert.match(
    read({ ...GEMMA_3_27B_IT, quantization_config }).quantised!.refusal.message,
    /quantised \("awq", 4 bits\)/,
  );
  const inner = { ...text_config, quantization_config };
  assert.match(
    read({ ...GEMMA_3_27B_IT, text_config: inner }).quantised!.refusal.message,
    /Cannot use text_config in config\.json of base: the weights are quantised/,
  );
  assert.throws(
    () => recipe({ ...GEMMA_3_27B_IT, text_config: { ...text_config, hidden_size: "64" } }),
    /Cannot use text_config in config\.json of base: expected hidden_size to be a positive integer, found "64"/,
  );
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
