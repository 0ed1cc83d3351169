/** `config.json` of Llama and Gemma 2 as transformers' configuration classes have it, and the index of sharded weights. */

import { rule } from "../format.ts";
import { type Json, NumberText, readJson } from "./json.ts";

/** Keys that change what the sizes mean, or whether the weights can be read. */
const FURTHER = [
  "text_config",
  "llm_config",
  "quantization_config",
  "quantization",
  "compression_config",
  "num_experts",
  "num_local_experts",
  "n_routed_experts",
  "enable_moe_block",
  "moe",
  "mlp_bias",
];
const NAMES: Readonly<Record<string, string>> = {
  __proto__: null!,
  llama: "LlamaForCausalLM",
  gemma2: "Gemma2ForCausalLM",
};
const EPS: Readonly<Record<string, number>> = { LlamaForCausalLM: 1e-6, Gemma2ForCausalLM: 1e-6 };

/** Sizes and eps; `odd` where a key has a say that is not followed here. */
export function readConfig(bytes: Uint8Array): { value: unknown; odd?: string | undefined } {
  const config = readJson(bytes, { isPython: true });
  rule(config instanceof Map, "no object");
  const list = config.get("architectures") ?? [];
  rule(Array.isArray(list), "no list of architectures");
  const type = config.get("model_type");
  // Without a name transformers goes by the type.
  const name = list.length > 0 ? list[0] : NAMES[typeof type === "string" ? type : ""];
  rule(typeof name === "string", "no architecture");
  if (!Object.hasOwn(EPS, name)) return { value: undefined, odd: "another architecture" };
  const isSet = (key: string) => ![undefined, null, false].includes(config.get(key) as undefined);
  const sizes = ["hidden_size", "intermediate_size", "num_hidden_layers"].map((key) =>
    size(config.get(key))
  );
  rule(sizes[2]! <= 10_000, "more layers than any model has");
  const eps = config.has("rms_norm_eps") ? positive(config.get("rms_norm_eps")) : EPS[name]!;
  const isOdd = FURTHER.some((key) => isSet(key)) || !config.has("rms_norm_eps") ||
    (name.startsWith("G")
      ? config.get("hidden_activation") !== "gelu_pytorch_tanh"
      : config.get("hidden_act") !== "silu");
  return { value: { name, sizes, eps }, odd: isOdd ? "a key with a say" : undefined };
}

function size(value: Json | undefined): number {
  const integer = value instanceof NumberText ? value.integer : null;
  rule(integer !== null && integer > 0n && integer <= BigInt(Number.MAX_SAFE_INTEGER), "no size");
  return Number(integer);
}

function positive(value: Json | undefined): number {
  const number = value instanceof NumberText
    ? Number(value.text.replace(/^Infinity$/, "1e999"))
    : NaN;
  rule(number > 0 && Number.isFinite(number), "no positive number");
  return number;
}

/** Which shard holds which tensor. */
export function readIndex(bytes: Uint8Array): [string, string][] {
  const index = readJson(bytes, {
    isPython: true,
    mayRepeat: (path) => path.length > 0 && path[0] !== "weight_map",
  });
  rule(index instanceof Map, "no object");
  const map = index.get("weight_map");
  rule(map instanceof Map, "no weight_map");
  return [...map].map(([name, file]): [string, string] => {
    rule(
      typeof file === "string" && /^[^/\\:\p{Cc}]+\.safetensors$/u.test(file),
      "no name of a shard",
    );
    return [name, file];
  });
}
