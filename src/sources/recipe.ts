/**
 * How a checkpoint's MLP is computed and what its tensors are called, from `config.json`.
 *
 * Shape letters: C hidden size, F intermediate size, L layers.
 *
 * @module
 */

import { quote } from "./quote.ts";
import { QUANTISED_ADVICE } from "./folder_description.ts";
import type { JsonValue, PythonJson } from "./strict_json.ts";
import type { Activation, MlpRecipe } from "./weights.ts";

/** Far above any real model: lists of layers are made from it before a weight is seen. */
const MAX_LAYERS = 10_000;

/** What sets one architecture's MLP apart; all of them name their projections `mlp.{gate,up,down}_proj.weight`. */
interface Architecture {
  /** Keys of `config.json` that may name the activation; the first that is set counts. */
  readonly activationKeys: readonly string[];
  readonly normOffset: 0 | 1;
  /** Norm before the MLP, within a layer. */
  readonly preNorm: string;
  /** Norm after the MLP, within a layer. */
  readonly postNorm: string | null;
}

/**
 * By the entry of `architectures`; sources are `modeling_gemma2.py` and `modeling_llama.py` of transformers.
 *
 * To support another one whose MLP has this form, add its row.
 */
const ARCHITECTURES: ReadonlyMap<string, Architecture> = new Map([
  ["Gemma2ForCausalLM", {
    activationKeys: ["hidden_activation", "hidden_act"],
    normOffset: 1,
    preNorm: "pre_feedforward_layernorm",
    postNorm: "post_feedforward_layernorm",
  }],
  ["LlamaForCausalLM", {
    activationKeys: ["hidden_act"],
    normOffset: 0,
    preNorm: "post_attention_layernorm",
    postNorm: null,
  }],
]);

/** Activations by the name that transformers gives them (`ACT2FN`). */
const ACTIVATIONS: ReadonlyMap<string, Activation> = new Map([
  ["gelu_pytorch_tanh", "gelu_tanh"],
  ["silu", "silu"],
]);

/** Names of the tensors of one layer's MLP. */
export interface LayerTensorNames {
  readonly preNorm: string;
  readonly gate: string;
  readonly up: string;
  readonly down: string;
  /** Null where the architecture has no norm after the MLP. */
  readonly postNorm: string | null;
}

/**
 * The recipe that a parsed `config.json` gives; `where` names the file in messages, which give key and line.
 *
 * @throws {Error} if the architecture or activation is not supported, the weights are quantised, the projections have
 * biases, or a number is missing or of the wrong type.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { recipeOf } from "./recipe.ts";
 * import { parsePythonJson } from "./strict_json.ts";
 * const config = parsePythonJson(`{
 *   "architectures": ["LlamaForCausalLM"], "hidden_size": 64, "intermediate_size": 172,
 *   "num_hidden_layers": 5, "rms_norm_eps": 1e-05, "hidden_act": "silu"
 * }`);
 * assert(recipeOf(config, "config.json").activation === "silu");
 * ```
 */
export function recipeOf(json: PythonJson, where: string): MlpRecipe {
  if (!(json.value instanceof Map)) throw refusal(where, "expected a JSON object");
  const config: Config = { where, values: json.value, lineOf: json.lineOf };
  expectStored(config);
  const { architecture, traits } = architectureOf(config);
  if (flag(config, "mlp_bias")) {
    throw refusal(where, `expected projections without biases, found ${given(config, "mlp_bias")}`);
  }
  return {
    architecture,
    hiddenSize: positiveInteger(config, "hidden_size"),
    intermediateSize: positiveInteger(config, "intermediate_size"),
    nLayers: nLayersOf(config),
    eps: positiveNumber(config, "rms_norm_eps"),
    normOffset: traits.normOffset,
    activation: activationOf(config, traits.activationKeys),
    hasPostNorm: traits.postNorm !== null,
  };
}

/** A parsed `config.json`. */
interface Config extends Pick<PythonJson, "lineOf"> {
  /** Names the file in messages. */
  readonly where: string;
  readonly values: ReadonlyMap<string, JsonValue>;
}

/** Keys under which tools say that the weights are quantised; `quantization` is that of MLX. */
const QUANTISATION_KEYS = ["quantization_config", "quantization", "compression_config"];

/** Passes if the weights are numbers as they stand. */
function expectStored(config: Config): void {
  const key = QUANTISATION_KEYS.find((key) => isSet(config.values.get(key)));
  if (key === undefined) return;
  const value = config.values.get(key);
  const method = value instanceof Map ? value.get("quant_method") : undefined;
  const bits = value instanceof Map ? value.get("bits") : undefined;
  const details = [
    ...(typeof method === "string" ? [quote(method)] : key === "quantization" ? ["MLX"] : []),
    ...(typeof bits === "bigint" ? [`${bits} bits`] : []),
  ];
  throw refusal(
    config.where,
    `the weights are quantised${details.length > 0 ? ` (${details.join(", ")})` : ""}, ` +
      `expected BF16, F16 or F32 without ${at(config, key)}; ${QUANTISED_ADVICE}`,
  );
}

/** null and false ask for nothing. */
function isSet(value: JsonValue | undefined): boolean {
  return value !== undefined && value !== null && value !== false;
}

/** A key that is true or false, false where it is absent. @throws {Error} if it is anything else, as `1` or `"true"`. */
function flag(config: Config, key: string): boolean {
  const value = config.values.get(key) ?? false;
  if (typeof value === "boolean") return value;
  throw refusal(config.where, `expected ${key} to be true or false, found ${found(config, key)}`);
}

/**
 * The names of the tensors of a layer's MLP.
 *
 * @throws {RangeError} if the recipe's architecture is not one of those supported.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { layerTensorNames } from "./recipe.ts";
 * const { gate } = layerTensorNames("LlamaForCausalLM", 3);
 * assert(gate === "model.layers.3.mlp.gate_proj.weight");
 * ```
 */
export function layerTensorNames(architecture: string, layer: number): LayerTensorNames {
  const traits = ARCHITECTURES.get(architecture);
  if (traits === undefined) throw new RangeError(unsupported(architecture));
  const weight = (name: string) => `model.layers.${layer}.${name}.weight`;
  return {
    preNorm: weight(traits.preNorm),
    gate: weight("mlp.gate_proj"),
    up: weight("mlp.up_proj"),
    down: weight("mlp.down_proj"),
    postNorm: traits.postNorm === null ? null : weight(traits.postNorm),
  };
}

function architectureOf(config: Config) {
  const list = config.values.get("architectures");
  const architecture = Array.isArray(list) ? list[0] : undefined;
  if (typeof architecture !== "string") {
    const finding = found(config, "architectures");
    throw refusal(config.where, `expected "architectures" to name one, found ${finding}`);
  }
  const traits = ARCHITECTURES.get(architecture);
  if (traits === undefined) throw refusal(config.where, unsupported(architecture));
  return { architecture, traits };
}

function unsupported(architecture: string): string {
  const supported = [...ARCHITECTURES.keys()].join(", ");
  const whole = architecture.replace(/Model$/, "ForCausalLM");
  const headless = whole !== architecture && ARCHITECTURES.has(whole)
    ? `, a ${whole} saved without its head (AutoModel); save it with AutoModelForCausalLM`
    : "";
  return `architecture ${
    quote(architecture)
  } is not supported${headless}; supported are ${supported}`;
}

function activationOf(config: Config, keys: readonly string[]): Activation {
  const key = keys.find((key) => (config.values.get(key) ?? null) !== null) ?? keys[0] ?? "";
  const name = config.values.get(key);
  const activation = typeof name === "string" ? ACTIVATIONS.get(name) : undefined;
  if (activation === undefined) {
    const supported = [...ACTIVATIONS.keys()].join(" or ");
    throw refusal(config.where, `expected ${key} to be ${supported}, found ${found(config, key)}`);
  }
  return activation;
}

function nLayersOf(config: Config): number {
  const key = "num_hidden_layers";
  const nLayers = positiveInteger(config, key);
  if (nLayers <= MAX_LAYERS) return nLayers;
  throw refusal(
    config.where,
    `expected ${key} to be at most ${MAX_LAYERS}, found ${found(config, key)}`,
  );
}

function positiveInteger(config: Config, key: string): number {
  const value = config.values.get(key);
  if (typeof value === "bigint" && value > 0n && value <= Number.MAX_SAFE_INTEGER) {
    return Number(value);
  }
  throw refusal(
    config.where,
    `expected ${key} to be a positive integer, found ${found(config, key)}`,
  );
}

function positiveNumber(config: Config, key: string): number {
  const value = config.values.get(key);
  const isNumber = typeof value === "bigint" || typeof value === "number";
  if (isNumber && value > 0 && Number.isFinite(Number(value))) return Number(value);
  throw refusal(
    config.where,
    `expected ${key} to be a positive number, found ${found(config, key)}`,
  );
}

/** A key as a message gives it, with its line. */
function at(config: Config, key: string): string {
  const line = config.lineOf(key);
  return line === null ? key : `${key} (line ${line})`;
}

/** The value of a key in a few words, with its line. */
function found(config: Config, key: string): string {
  const line = config.lineOf(key);
  return `${shown(config.values.get(key))}${line === null ? "" : ` at line ${line}`}`;
}

/** A key and its value in a few words, with its line. */
function given(config: Config, key: string): string {
  return `${key} ${found(config, key)}`;
}

/** A JSON value in a few words. */
function shown(value: JsonValue | undefined): string {
  if (value === undefined) return "none";
  if (typeof value === "string") return quote(value);
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (value instanceof Map) return "an object";
  // 16.0 is no integer, and must not read like one.
  return Number.isInteger(value) && Math.abs(Number(value)) < 1e15
    ? Number(value).toFixed(1)
    : String(value);
}

function refusal(where: string, finding: string): Error {
  return new Error(`Cannot use ${where}: ${finding}`);
}
