/**
 * How a checkpoint's MLP is computed and what its tensors are called, from `config.json` and the entry of its architecture.
 *
 * Shape letters: C hidden size, F intermediate size, L layers.
 *
 * @module
 */

import type { Architecture } from "./architectures/architecture.ts";
import { ARCHITECTURES } from "./architectures/index.ts";
import {
  at,
  type Config,
  configOf,
  found,
  isSet,
  positiveInteger,
  positiveNumber,
  refusal,
} from "./config.ts";
import { quote } from "../../text/quote.ts";
import { QUANTISED_ADVICE } from "../folder/advice.ts";
import type { PythonJson } from "../folder/strict_json.ts";
import { namedArchitecture } from "./named_architecture.ts";
import { settled } from "./settled_architecture.ts";
import { sizesOf } from "./sizes.ts";
import { type Activation, type MlpRecipe, PARTS } from "./weights.ts";

/** Activations by the names that transformers gives them (`ACT2FN`); the first of each is the one to name. */
const ACTIVATIONS: ReadonlyMap<string, Activation> = new Map([
  ["gelu_pytorch_tanh", "gelu_tanh"],
  ["silu", "silu"],
  ["gelu", "gelu"],
  ["swish", "silu"],
  ["gelu_new", "gelu_tanh"],
  ["gelu_fast", "gelu_tanh"],
  ["gelu_python_tanh", "gelu_tanh"],
  ["gelu_python", "gelu"],
]);

/** Keys under which a larger model (text and images) keeps the config of its text model. */
const TEXT_KEYS = ["text_config", "llm_config"];

/** What a `config.json` tells. */
export interface ReadRecipe {
  readonly recipe: MlpRecipe;
  /** With what the flags of the file change. */
  readonly architecture: Architecture;
  /** What the file says of quantised weights, which it goes on saying of some that were made whole again; null where it says nothing. */
  readonly quantised: Quantised | null;
}

/** A key that says that the weights are quantised. */
export interface Quantised {
  readonly key: string;
  /** The refusal of weights that are. */
  readonly refusal: Error;
}

/** What {@link recipeOf} may be told beside the file. */
export interface RecipeOptions {
  /** Default: those supported. */
  readonly architectures?: readonly Architecture[];
}

/**
 * The recipe that a parsed `config.json` gives; `where` names the file in messages, which give key and line.
 *
 * @throws {Error} if the architecture or activation is not supported, or a number is of the wrong type, or missing where the
 * architecture has no default.
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
  const { name, architecture: family } = namedArchitecture({ whole, config }, architectures);
  const architecture = settled(family, config);
  const { tensors, norm } = architecture;
  const defaults = defaultsOf(config, architecture);
  const recipe: MlpRecipe = {
    architecture: name,
    ...sizesOf(config, architecture, config !== whole),
    eps: defaults.eps ?? positiveNumber(config, architecture.epsKey ?? "rms_norm_eps"),
    normOffset: norm.form === "1+w" ? 1 : 0,
    isCentred: norm.form === "layer",
    isNormScaled: norm.isScaled,
    activation: defaults.activation ?? activationOf(config, architecture),
    hasPreNorm: tensors.preNorm !== null,
    hasPostNorm: tensors.postNorm !== null,
    biased: PARTS.filter((part) => tensors[part]?.hasBias),
    multiplier: multiplierOf(config, architecture),
    defaults: (["eps", "activation"] as const).filter((value) =>
      defaults[value] !== null && isAsked(value, architecture)
    ),
  };
  return { recipe, architecture, quantised: quantisedOf(whole) ?? quantisedOf(config) };
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

/** The factor on the output, 1 where there is none. */
function multiplierOf(config: Config, { multiplier, layersKey }: Architecture): number {
  if (multiplier === null) return 1;
  const { key, byDefault, isOverRootLayers } = multiplier;
  if (config.values.get(key) === null) return 1;
  const told = config.values.has(key) || byDefault === null
    ? positiveNumber(config, key)
    : byDefault;
  return isOverRootLayers ? told / Math.sqrt(positiveInteger(config, layersKey)) : told;
}

/** Keys under which tools say that the weights are quantised; `quantization` is that of MLX. */
const QUANTISATION_KEYS = ["quantization_config", "quantization", "compression_config"];

function quantisedOf(config: Config): Quantised | null {
  const key = QUANTISATION_KEYS.find((key) => isSet(config, key));
  if (key === undefined) return null;
  const value = config.values.get(key);
  const method = value instanceof Map ? value.get("quant_method") : undefined;
  const bits = value instanceof Map ? value.get("bits") : undefined;
  const details = [
    ...(typeof method === "string" ? [quote(method)] : key === "quantization" ? ["MLX"] : []),
    ...(typeof bits === "bigint" ? [`${bits} bits`] : []),
  ];
  return {
    key,
    refusal: refusal(
      config,
      `the weights are quantised${details.length > 0 ? ` (${details.join(", ")})` : ""}, ` +
        `expected BF16, F16 or F32 without ${at(config, key)}; ${QUANTISED_ADVICE}`,
    ),
  };
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
    eps: epsKey !== null && values.has(epsKey) ? null : epsDefault,
    activation: activationKeys.some((key) => values.has(key)) ? null : activationDefault,
  };
}

/** Whether a file may tell the value at all: what the code alone has is no default. */
function isAsked(value: "eps" | "activation", { epsKey, activationKeys }: Architecture): boolean {
  return value === "eps" ? epsKey !== null : activationKeys.length > 0;
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
    const supported = [...ACTIVATIONS.keys()].slice(0, 3).join(", ");
    throw refusal(config, `expected ${key} to be one of ${supported}, found ${found(config, key)}`);
  }
  return activation;
}
