import assert from "node:assert/strict";
import type { Architecture } from "../../../src/sources/checkpoint/architectures/architecture.ts";
import { recipeOf } from "../../../src/sources/checkpoint/recipe.ts";
import { parsePythonJson } from "../../../src/sources/folder/strict_json.ts";
import { GEMMA_2_FAMILY, LLAMA_FAMILY } from "./recipes.ts";
import {
  assertRefused,
  GEMMA_2_27B,
  GEMMA_3_27B_IT,
  LLAMA,
  LLAMA_ENTRY,
  QWEN_3_32B,
  read,
  recipe,
} from "./configs.ts";

const BF16_ADVICE = "give the checkpoint in BF16, F16 or F32 that it was made from";

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
