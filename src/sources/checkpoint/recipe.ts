/**
 * How a checkpoint's MLP is computed and what its tensors are called, from `config.json` and the entry of its architecture.
 *
 * Shape letters: C hidden size, F intermediate size, L layers.
 *
 * @module
 */

import type { Architecture } from "./architectures/architecture.ts";
import { computedForm } from "./architectures/computed_form.ts";
import { ARCHITECTURES } from "./architectures/index.ts";
import { EXPERT_KEYS, refusedByName, WITH_EXPERTS } from "./architectures/refused.ts";
import {
  at,
  type Config,
  configOf,
  flag,
  found,
  isSet,
  positiveInteger,
  positiveNumber,
  refusal,
} from "./config.ts";
import { quote } from "../../text/quote.ts";
import { QUANTISED_ADVICE } from "../folder/folder_description.ts";
import type { PythonJson } from "../folder/strict_json.ts";
import type { Activation, MlpRecipe } from "./weights.ts";

/** Far above any real model: lists of layers are made from it before a weight is seen. */
const MAX_LAYERS = 10_000;

/** Activations by the names that transformers gives them (`ACT2FN`); the first of each is the one to name. */
const ACTIVATIONS: ReadonlyMap<string, Activation> = new Map([
  ["gelu_pytorch_tanh", "gelu_tanh"],
  ["silu", "silu"],
  ["swish", "silu"],
  ["gelu_new", "gelu_tanh"],
  ["gelu_fast", "gelu_tanh"],
  ["gelu_python_tanh", "gelu_tanh"],
]);

/** Keys under which a larger model (text and images) keeps the config of its text model. */
const TEXT_KEYS = ["text_config", "llm_config"];

/** What a `config.json` tells. */
export interface ReadRecipe {
  readonly recipe: MlpRecipe;
  readonly architecture: Architecture;
}

/** What {@link recipeOf} may be told beside the file. */
export interface RecipeOptions {
  /** Default: those supported. */
  readonly architectures?: readonly Architecture[];
}

/**
 * The recipe that a parsed `config.json` gives; `where` names the file in messages, which give key and line.
 *
 * @throws {Error} if the architecture or activation is not supported or not computed yet, the weights are quantised, the
 * projections have biases, or a number is of the wrong type, or missing where the architecture has no default.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { recipeOf } from "./recipe.ts";
 * import { parsePythonJson } from "../folder/strict_json.ts";
 * const config = parsePythonJson(`{
 *   "architectures": ["LlamaForCausalLM"], "hidden_size": 64, "intermediate_size": 172,
 *   "num_hidden_layers": 5, "rms_norm_eps": 1e-05, "hidden_act": "silu"
 * }`);
 * assert(recipeOf(config, "config.json").recipe.activation === "silu");
 * ```
 */
export function recipeOf(
  json: PythonJson,
  where: string,
  { architectures = ARCHITECTURES }: RecipeOptions = {},
): ReadRecipe {
  const whole = configOf(json, where);
  const config = textConfigOf(whole) ?? whole;
  for (const one of new Set([whole, config])) expectStored(one);
  const { name, architecture } = architectureOf({ whole, config }, architectures);
  const form = computedForm(architecture, where);
  expectNoBiases(config);
  const defaults = defaultsOf(config, architecture);
  const recipe: MlpRecipe = {
    architecture: name,
    hiddenSize: positiveInteger(config, "hidden_size"),
    intermediateSize: positiveInteger(config, "intermediate_size"),
    nLayers: nLayersOf(config),
    eps: defaults.eps ?? positiveNumber(config, architecture.epsKey),
    normOffset: form.normOffset,
    activation: defaults.activation ?? activationOf(config, architecture),
    hasPostNorm: form.tensors.postNorm !== null,
    defaults: (["eps", "activation"] as const).filter((value) => defaults[value] !== null),
  };
  return { recipe, architecture };
}

/** The config of the text model within a larger one; null where there is none. */
function textConfigOf(whole: Config): Config | null {
  for (const key of TEXT_KEYS) {
    const values = whole.values.get(key);
    if (values instanceof Map) {
      // Lines are told of the outer keys only.
      return { where: `${key} in ${whole.where}`, values, lineOf: () => null };
    }
  }
  return null;
}

function expectNoBiases(config: Config): void {
  for (const key of ["mlp_bias", "use_bias"]) {
    if (!flag(config, key)) continue;
    throw refusal(
      config,
      `expected projections without biases, found ${key} ${found(config, key)}`,
    );
  }
}

/** Keys under which tools say that the weights are quantised; `quantization` is that of MLX. */
const QUANTISATION_KEYS = ["quantization_config", "quantization", "compression_config"];

/** Passes if the weights are numbers as they stand. */
function expectStored(config: Config): void {
  const key = QUANTISATION_KEYS.find((key) => isSet(config, key));
  if (key === undefined) return;
  const value = config.values.get(key);
  const method = value instanceof Map ? value.get("quant_method") : undefined;
  const bits = value instanceof Map ? value.get("bits") : undefined;
  const details = [
    ...(typeof method === "string" ? [quote(method)] : key === "quantization" ? ["MLX"] : []),
    ...(typeof bits === "bigint" ? [`${bits} bits`] : []),
  ];
  throw refusal(
    config,
    `the weights are quantised${details.length > 0 ? ` (${details.join(", ")})` : ""}, ` +
      `expected BF16, F16 or F32 without ${at(config, key)}; ${QUANTISED_ADVICE}`,
  );
}

/** Saved for another task than to write, or without its head, an architecture is the same up to there. */
const OTHER_HEADS =
  /(ForSequenceClassification|ForTokenClassification|ForQuestionAnswering|Model)$/;

/**
 * The family, by the name of the architecture or, within a larger model, by the type of its text model.
 *
 * @throws {Error} with the reason, if it is none that is supported.
 */
function architectureOf(
  { whole, config }: { whole: Config; config: Config },
  architectures: readonly Architecture[],
): { name: string; architecture: Architecture } {
  const name = nameIn(whole);
  if (name === null) {
    const finding = found(whole, "architectures");
    throw refusal(whole, `expected "architectures" to name one, found ${finding}`);
  }
  const inner = config === whole ? null : nameIn(config);
  const refused = refusedByName(name) ?? refusedByName(inner ?? "") ??
    (hasExperts(config) ? WITH_EXPERTS : null);
  if (refused !== null) {
    throw refusal(
      whole,
      `architecture ${quote(name)} ${refused.reason}; needed would be ${refused.needed}`,
    );
  }
  const modelType = config.values.get("model_type");
  const architecture = config === whole
    ? architectures.find(({ names }) => names.includes(name)) ??
      architectures.find(({ names }) => names.includes(name.replace(OTHER_HEADS, "ForCausalLM")))
    : typeof modelType === "string"
    ? architectures.find(({ modelTypes }) => modelTypes.includes(modelType))
    : architectures.find(({ names }) => names.includes(inner ?? name));
  if (architecture !== undefined) return { name, architecture };
  const what = config === whole
    ? `architecture ${quote(name)}`
    : `architecture ${quote(name)} with the text model ${quote(String(modelType ?? inner))}`;
  throw refusal(
    whole,
    `${what} is not supported; supported are ${
      architectures.flatMap(({ names }) => names).join(", ")
    }, alone or as the text model of a larger one`,
  );
}

function nameIn(config: Config): string | null {
  const list = config.values.get("architectures");
  const name = Array.isArray(list) ? list[0] : undefined;
  return typeof name === "string" ? name : null;
}

function hasExperts(config: Config): boolean {
  const counts = EXPERT_KEYS.map((key) => config.values.get(key));
  return counts.some((count) => typeof count === "bigint" && count > 1n) ||
    isSet(config, "enable_moe_block");
}

/**
 * The defaults that apply: a key that is left out is one that the architecture's own code fills in, while one that is there and
 * null is not.
 */
function defaultsOf(
  { values }: Config,
  { epsKey, epsDefault, activationKeys, activationDefault }: Architecture,
): { eps: number | null; activation: Activation | null } {
  return {
    eps: values.has(epsKey) ? null : epsDefault,
    activation: activationKeys.some((key) => values.has(key)) ? null : activationDefault,
  };
}

function activationOf(
  config: Config,
  { activationKeys: keys, activationNames }: Architecture,
): Activation {
  const key = keys.find((key) => (config.values.get(key) ?? null) !== null) ?? keys[0] ?? "";
  const name = config.values.get(key);
  const activation = typeof name !== "string"
    ? undefined
    : Object.hasOwn(activationNames, name)
    ? activationNames[name]
    : ACTIVATIONS.get(name);
  if (activation === undefined) {
    const supported = [...ACTIVATIONS.keys()].slice(0, 2).join(" or ");
    throw refusal(config, `expected ${key} to be ${supported}, found ${found(config, key)}`);
  }
  return activation;
}

function nLayersOf(config: Config): number {
  const key = "num_hidden_layers";
  const nLayers = positiveInteger(config, key);
  if (nLayers <= MAX_LAYERS) return nLayers;
  throw refusal(
    config,
    `expected ${key} to be at most ${MAX_LAYERS}, found ${found(config, key)}`,
  );
}
