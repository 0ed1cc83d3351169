/**
 * What the tensors of an adapter are called, and which tensor of the model each belongs to.
 *
 * PEFT writes `base_model.model.` + the module's path in the model + `.lora_A.weight`, and a module of `modules_to_save` under its own
 * path; a model that was wrapped twice has the start twice, and a state that was not saved by PEFT the adapter's name behind the
 * factor. What stands before the number of the layer follows the version that trained it and need not be that of the base's files.
 *
 * @module
 */

import { TRAINER_WRAPPERS, unwrapped } from "../layer_names.ts";

/** What a tensor of an adapter is to the tensor that it belongs to: a factor, row lengths (DoRA), or its replacement. */
export type AdapterPart = "A" | "B" | "magnitude" | "whole";

/** A tensor's name taken apart. */
export interface AdapterName {
  /** Path of the module in the model, as patterns of the config are matched against it. */
  readonly modulePath: string;
  /** The tensor of the model, without what trainers put into names, for instance `model.layers.0.mlp.up_proj.weight`. */
  readonly tensor: string;
  /** Null where it is something of another kind. */
  readonly part: AdapterPart | null;
}

/** A tensor's place in a model. */
export interface LayerPlace {
  /** What stands before the layer's number, without the words that differ between savings of one model: `layers`. */
  readonly list: string;
  readonly layer: number;
  /** Name within the layer, for instance `mlp.up_proj.weight`. */
  readonly inLayer: string;
  /** The rows that are a part of a fused tensor, the end exclusive; null where it is whole. */
  readonly rows: readonly [first: number, end: number] | null;
}

/** Parts of names that trainers put in, and the one of a module that an adapter stands around: they tell nothing. */
const WRAPPERS: ReadonlySet<string> = new Set([
  ...TRAINER_WRAPPERS,
  "base_layer",
  "modules_to_save",
]);

/** Words that stand before a text model's list of layers, in an order that has changed between versions of transformers. */
const TEXT_WORDS: ReadonlySet<string> = new Set([
  "model",
  "language_model",
  "text_model",
  "transformer",
]);

/**
 * Takes the name of a tensor of an adapter apart.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { adapterName } from "./adapter_names.ts";
 * const { tensor, part } = adapterName("base_model.model.model.layers.0.mlp.up_proj.lora_A.weight");
 * assert(tensor === "model.layers.0.mlp.up_proj.weight" && part === "A");
 * ```
 */
export function adapterName(name: string): AdapterName {
  const path = name.replace(/^(?:base_model\.model\.)+/, "");
  const [, module, factor] = /^(.*)\.lora_([AB])(?:\.[^.]+)?\.weight$/.exec(path) ?? [];
  if (module !== undefined) {
    return { modulePath: module, tensor: weightOf(module), part: factor === "A" ? "A" : "B" };
  }
  const [, scaled] = /^(.*)\.lora_magnitude_vector(?:\.[^.]+)?(?:\.weight)?$/.exec(path) ?? [];
  if (scaled !== undefined) {
    return { modulePath: scaled, tensor: weightOf(scaled), part: "magnitude" };
  }
  const [, other] = /^(.*?)\.lora_/.exec(path) ?? [];
  if (other !== undefined) return { modulePath: other, tensor: weightOf(other), part: null };
  const whole = path.replace(".modules_to_save.default.", ".modules_to_save.");
  return {
    modulePath: whole.replace(/\.[^.]*$/, "").replace(/\.modules_to_save$/, ""),
    tensor: unwrapped(whole, WRAPPERS),
    part: whole.includes(".original_module.") ? null : "whole",
  };
}

/** Where a tensor of a model stands, by its name; null where it is in no list of layers. */
export function layerPlace(name: string): LayerPlace | null {
  const [whole = name, first, end] = /^(.*)\[(\d+):(\d+)\]$/.exec(name)?.slice(1) ?? [];
  const [, list, layer, inLayer] =
    /^(.*?\b(?:layers|layer|h|blocks))\.(\d+)\.(.+)$/.exec(unwrapped(whole, WRAPPERS)) ?? [];
  if (list === undefined || layer === undefined || inLayer === undefined) return null;
  return {
    list: list.split(".").filter((word) => !TEXT_WORDS.has(word)).join("."),
    layer: Number(layer),
    inLayer,
    rows: first === undefined || end === undefined ? null : [Number(first), Number(end)],
  };
}

function weightOf(module: string): string {
  return `${unwrapped(module, WRAPPERS)}.weight`;
}
