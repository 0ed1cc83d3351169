/**
 * How a checkpoint's MLP is computed and what its tensors are called, from `config.json` and the entry of its architecture.
 *
 * Shape letters: C hidden size, F intermediate size, L layers.
 *
 * @module
 */

import type { Architecture } from "./architectures/architecture.ts";
import { ARCHITECTURES } from "./architectures/index.ts";
import { EXPERT_KEYS, refusedByName, WITH_EXPERTS } from "./architectures/refused.ts";
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
  const { name, architecture: family } = architectureOf({ whole, config }, architectures);
  expectNoExperts(config, { name, family });
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

/** @throws {Error} unless a family that may have experts says that it has none. */
function expectNoExperts(
  config: Config,
  { name, family: { expertsKey } }: { name: string; family: Architecture },
): void {
  if (expertsKey === null || config.values.get(expertsKey) === 0n) return;
  throw refusal(
    config,
    `architecture ${quote(name)} ${WITH_EXPERTS.reason} unless ${expertsKey} is 0, found ${
      found(config, expertsKey)
    }; needed would be ${WITH_EXPERTS.needed}`,
  );
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
  const modelType = config.values.get("model_type");
  const ofType = architectures.find(({ modelTypes }) =>
    typeof modelType === "string" && modelTypes.includes(modelType)
  );
  // Converters and trainers leave the name out, and then transformers goes by the type.
  const name = nameIn(whole) ?? (isListed(whole) ? null : ofType?.names[0] ?? null);
  if (name === null) {
    const finding = found(whole, "architectures");
    throw refusal(
      whole,
      `expected "architectures" to be a list that names one, found ${finding}; write in it what config.json of the model it was made from has`,
    );
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
  const architecture = config === whole
    ? architectures.find(({ names }) => names.includes(name)) ??
      architectures.find(({ names }) => names.includes(name.replace(OTHER_HEADS, "ForCausalLM")))
    : typeof modelType === "string"
    ? ofType
    : architectures.find(({ names }) => names.includes(inner ?? name));
  if (architecture !== undefined) {
    if (ofType !== undefined && !isSameMlp(config, ofType, architecture)) {
      throw refusal(
        whole,
        `"architectures" names ${quote(name)} and model_type is ${
          found(whole, "model_type")
        }, whose MLPs are not the same; correct the one that is not what the weights were made for`,
      );
    }
    return { name, architecture };
  }
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

/** Whether a file is read alike as one of either family; of the defaults of both only its own numbers stand where it gives them. */
function isSameMlp(config: Config, a: Architecture, b: Architecture): boolean {
  const [first, second] = [a, b].map((family) => {
    const { names: _, modelTypes: __, sizeDefaults: ___, ...mlp } = family;
    return JSON.stringify({ ...mlp, epsDefault: defaultsOf(config, family).eps });
  });
  return first === second;
}

/** Whether "architectures" is there and says anything. */
function isListed(config: Config): boolean {
  const list = config.values.get("architectures") ?? [];
  return !Array.isArray(list) || list.length > 0;
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
