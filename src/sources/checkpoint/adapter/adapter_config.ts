/**
 * `adapter_config.json` of a PEFT LoRA adapter: what scales its products, and what would make them mean something else.
 *
 * Source: peft 0.21, `tuners/lora/config.py`, `tuners/lora/model.py` (`_create_and_replace`) and `utils/other.py` (`get_pattern_key`).
 *
 * @module
 */

import { at, type Config, configOf, flag, found, positiveNumber, refusal } from "../config.ts";
import { MERGE_ADVICE } from "../../folder/advice.ts";
import { namedPlace } from "../../folder/place_name.ts";
import { quote } from "../../../text/quote.ts";
import type { JsonValue, PythonJson } from "../../folder/strict_json.ts";

/** What is read of the file. */
export interface AdapterConfig {
  /** `base_model_name_or_path`: the model that it was trained on, of a place its last part; null where it names none. */
  readonly baseName: string | null;
  /** Scale by `lora_alpha / sqrt(r)` in the place of `lora_alpha / r`. */
  readonly isRankStabilised: boolean;
  /** Whether rows are scaled to a trained length (DoRA). */
  readonly isDora: boolean;
  /** `lora_alpha` of a module, by its path in the model, for instance `model.layers.0.mlp.down_proj`. */
  alphaOf(modulePath: string): number;
  /** `r` of a module; null where the file names none. */
  rankOf(modulePath: string): number | null;
  /** `target_modules` as a list of endings; null where they are a pattern or not named. */
  readonly targets: readonly string[] | null;
  /** `exclude_modules` as a list of endings: what is not changed though it is a target; null where they are a pattern. */
  readonly excluded: readonly string[] | null;
  /** `modules_to_save` as a list of endings: what is replaced whole. */
  readonly saved: readonly string[];
  /** `layers_to_transform`; null where it is not set, which is all layers. */
  readonly layers: ReadonlySet<number> | null;
}

/** Keys that, once set, make the change another one than W + s B A, and what they ask for. */
const REFUSED: readonly (readonly [key: string, asksFor: string])[] = [
  ["lora_bias", "a bias of its own beside B"],
  ["target_parameters", "parameters of experts rather than modules"],
  ["layer_replication", "layers used more than once"],
  ["use_qalora", "a pooled A (QA-LoRA)"],
  ["use_bdlora", "block-diagonal factors (BD-LoRA)"],
  ["kasa_config", "a base cut to its largest singular values (KaSA)"],
  ["arrow_config", "a choice among adapters by the input (Arrow)"],
  ["alora_invocation_tokens", "a change from some tokens on (aLoRA)"],
];

/** Ways to begin training that take the first B A off the weights of the base. */
const OFF_THE_BASE = /^(pissa|olora|corda|loftq|lora_ga)/i;

/** Kinds of PEFT that put trained vectors before the text, or into attention, and leave every weight as it is. */
const PROMPT_KINDS: readonly unknown[] = [
  "PROMPT_TUNING",
  "MULTITASK_PROMPT_TUNING",
  "PREFIX_TUNING",
  "P_TUNING",
  "CPT",
  "ADAPTION_PROMPT",
];

/**
 * Reads a parsed `adapter_config.json`; `where` names it in messages.
 *
 * @throws {Error} naming the key, if the adapter is none of LoRA, asks for more than W + s B A or m (W + s B A) / |W + s B A|, or
 * a value is of the wrong type.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { readAdapterConfig } from "./adapter_config.ts";
 * import { parsePythonJson } from "../../folder/strict_json.ts";
 * const json = parsePythonJson(`{"peft_type": "LORA", "r": 8, "lora_alpha": 16, "alpha_pattern": {"layers.1.mlp.up_proj": 4}}`);
 * const config = readAdapterConfig(json, "adapter_config.json");
 * assert(config.alphaOf("model.layers.0.mlp.up_proj") === 16);
 * assert(config.alphaOf("model.layers.1.mlp.up_proj") === 4);
 * ```
 */
export function readAdapterConfig(json: PythonJson, where: string): AdapterConfig {
  const config = configOf(json, where);
  const kind = config.values.get("peft_type");
  if (kind !== "LORA") {
    const advice = PROMPT_KINDS.includes(kind)
      ? "it changes no weight of the model, so that there is nothing to compare: give a LoRA adapter or a full checkpoint"
      : MERGE_ADVICE;
    throw refusal(
      config,
      `expected peft_type "LORA", found ${found(config, "peft_type")}; ${advice}`,
    );
  }
  const bias = config.values.get("bias") ?? "none";
  if (bias !== "none") {
    throw refusal(config, `expected bias "none", found ${found(config, "bias")}; ${MERGE_ADVICE}`);
  }
  for (const [key, asksFor] of REFUSED) {
    if (!asks(config.values.get(key))) continue;
    throw refusal(
      config,
      `${at(config, key)} asks for ${asksFor}, which is not computed; ${MERGE_ADVICE}`,
    );
  }
  expectWholeBase(config);
  const alpha = positiveNumber(config, "lora_alpha");
  const rank = numberOf(config, "r");
  const alphas = patternsOf(config, "alpha_pattern");
  const ranks = patternsOf(config, "rank_pattern");
  const targets = config.values.get("target_modules");
  const saved = config.values.get("modules_to_save");
  const excluded = config.values.get("exclude_modules");
  const baseName = textOf(config, "base_model_name_or_path");
  const texts = (values: readonly unknown[]) =>
    values.filter((value): value is string => typeof value === "string");
  return {
    baseName: baseName === null ? null : namedPlace(baseName),
    isRankStabilised: flag(config, "use_rslora"),
    isDora: flag(config, "use_dora"),
    alphaOf: (path) => alphas(path) ?? alpha,
    rankOf: (path) => ranks(path) ?? rank,
    targets: Array.isArray(targets) ? texts(targets) : null,
    excluded: excluded === null || excluded === undefined
      ? []
      : Array.isArray(excluded)
      ? texts(excluded)
      : null,
    saved: Array.isArray(saved) ? texts(saved) : [],
    layers: layersOf(config, "layers_to_transform"),
  };
}

/** PEFT writes out what is not asked for as null, false, or an empty list or object. */
function asks(value: JsonValue | undefined): boolean {
  if (value === undefined || value === null || value === false) return false;
  if (Array.isArray(value)) return value.length > 0;
  return !(value instanceof Map) || value.size > 0;
}

function expectWholeBase(config: Config): void {
  const key = "init_lora_weights";
  const value = config.values.get(key);
  if (typeof value !== "string" || !OFF_THE_BASE.test(value)) return;
  throw refusal(
    config,
    `${at(config, key)} is ${
      quote(value)
    }: it was trained beside a base from which its first product had been taken ` +
      `off, so that W + s B A is not that model; ${MERGE_ADVICE}`,
  );
}

function textOf(config: Config, key: string): string | null {
  const value = config.values.get(key) ?? null;
  if (value === null || typeof value === "string") return value;
  throw refusal(config, `expected ${key} to be text, found ${found(config, key)}`);
}

function numberOf(config: Config, key: string): number | null {
  return (config.values.get(key) ?? null) === null ? null : positiveNumber(config, key);
}

/** The layers of one number or a list of them; null where there are none: to PEFT an empty list is as good as no list. */
function layersOf(config: Config, key: string): Set<number> | null {
  const value = config.values.get(key) ?? null;
  const layers = value === null ? [] : Array.isArray(value) ? value : [value];
  if (!layers.every((layer) => typeof layer === "bigint")) {
    throw refusal(
      config,
      `expected ${key} to be an integer or a list of integers, found ${found(config, key)}`,
    );
  }
  return layers.length === 0 ? null : new Set(layers.map(Number));
}

/** The values of `{pattern: value}`: a pattern counts where it ends a module's path, and of several the first. */
function patternsOf(config: Config, key: string): (modulePath: string) => number | null {
  const value = config.values.get(key) ?? null;
  if (value === null) return () => null;
  if (!(value instanceof Map)) {
    throw refusal(config, `expected ${key} to be an object, found ${found(config, key)}`);
  }
  const patterns = [...value].map(([pattern, number]) => {
    const isNumber = typeof number === "bigint" || typeof number === "number";
    if (!isNumber || !(number > 0) || !Number.isFinite(Number(number))) {
      throw refusal(config, `expected ${key} of ${quote(pattern)} to be a positive number`);
    }
    return { pattern, ends: endingOf(config, { key, pattern }), number: Number(number) };
  });
  return (path) =>
    patterns.find(({ pattern, ends }) => path === pattern || ends.test(path))?.number ?? null;
}

/** More repetitions in one pattern than any list of modules needs, and few enough to be tried in no time. */
const MAX_REPETITIONS = 3;

/** Python's `(.*\.)?(pattern)$`, matched from the start. */
function endingOf(config: Config, { key, pattern }: { key: string; pattern: string }): RegExp {
  const nRepetitions = pattern.match(/[*+{]/g)?.length ?? 0;
  // A file from anywhere may hold one that is tried for years.
  if (nRepetitions > MAX_REPETITIONS || /\)[*+{]/.test(pattern)) {
    throw refusal(
      config,
      `expected the keys of ${key} to be names of modules or simple patterns, found ${
        quote(pattern)
      }`,
    );
  }
  try {
    return new RegExp(`^(?:.*\\.)?(?:${pattern})$`);
  } catch (cause) {
    throw new Error(
      `Cannot use ${config.where}: expected the keys of ${key} to be patterns, found ${
        quote(pattern)
      }`,
      { cause },
    );
  }
}
