/**
 * How a checkpoint's MLP is computed and what its tensors are called, from `config.json` and the entry of its architecture.
 *
 * Shape letters: C hidden size, F intermediate size, L layers.
 *
 * @module
 */

import type { Architecture, Part } from "./architectures/architecture.ts";
import { computedForm } from "./architectures/computed_form.ts";
import { ARCHITECTURES } from "./architectures/index.ts";
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

/** Activations by the name that transformers gives them (`ACT2FN`). */
const ACTIVATIONS: ReadonlyMap<string, Activation> = new Map([
  ["gelu_pytorch_tanh", "gelu_tanh"],
  ["silu", "silu"],
]);

/** Names of the tensors of one layer's MLP; null where the architecture has no norm after the MLP. */
export type LayerTensorNames =
  & Readonly<Record<Exclude<Part, "postNorm">, string>>
  & { readonly postNorm: string | null };

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
 * assert(recipeOf(config, "config.json").activation === "silu");
 * ```
 */
export function recipeOf(
  json: PythonJson,
  where: string,
  { architectures = ARCHITECTURES }: RecipeOptions = {},
): MlpRecipe {
  const config = configOf(json, where);
  expectStored(config);
  const { name, architecture } = architectureOf(config, architectures);
  const form = computedForm(architecture, where);
  if (flag(config, "mlp_bias")) {
    throw refusal(
      config,
      `expected projections without biases, found mlp_bias ${found(config, "mlp_bias")}`,
    );
  }
  const defaults = defaultsOf(config, architecture);
  return {
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
export function layerTensorNames(name: string, layer: number): LayerTensorNames {
  const architecture = architectureNamed(name, ARCHITECTURES);
  if (architecture === undefined) throw new RangeError(unsupported(name, ARCHITECTURES));
  const { layerPrefix, tensors } = computedForm(architecture, quote(name));
  const { preNorm, gate, up, down, postNorm } = tensors;
  const inLayer = (name: string) => `${layerPrefix}${layer}.${name}`;
  return {
    preNorm: inLayer(preNorm),
    gate: inLayer(gate),
    up: inLayer(up),
    down: inLayer(down),
    postNorm: postNorm === null ? null : inLayer(postNorm),
  };
}

function architectureNamed(
  name: string,
  architectures: readonly Architecture[],
): Architecture | undefined {
  return architectures.find(({ names }) => names.includes(name));
}

function architectureOf(config: Config, architectures: readonly Architecture[]) {
  const list = config.values.get("architectures");
  const name = Array.isArray(list) ? list[0] : undefined;
  if (typeof name !== "string") {
    const finding = found(config, "architectures");
    throw refusal(config, `expected "architectures" to name one, found ${finding}`);
  }
  const architecture = architectureNamed(name, architectures);
  if (architecture === undefined) throw refusal(config, unsupported(name, architectures));
  return { name, architecture };
}

function unsupported(name: string, architectures: readonly Architecture[]): string {
  const supported = architectures.flatMap(({ names }) => names);
  const whole = name.replace(/Model$/, "ForCausalLM");
  const headless = whole !== name && supported.includes(whole)
    ? `, a ${whole} saved without its head (AutoModel); save it with AutoModelForCausalLM`
    : "";
  return `architecture ${quote(name)} is not supported${headless}; supported are ${
    supported.join(", ")
  }`;
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

function activationOf(config: Config, { activationKeys: keys }: Architecture): Activation {
  const key = keys.find((key) => (config.values.get(key) ?? null) !== null) ?? keys[0] ?? "";
  const name = config.values.get(key);
  const activation = typeof name === "string" ? ACTIVATIONS.get(name) : undefined;
  if (activation === undefined) {
    const supported = [...ACTIVATIONS.keys()].join(" or ");
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
