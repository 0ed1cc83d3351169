/**
 * What the tensors of a checkpoint are called: the family gives their names within a layer, what stands before them is found among
 * the names that are there.
 *
 * @module
 */

import type { Architecture } from "./architectures/architecture.ts";
import { allNames, type PartNames, partNames, renamed } from "./part_names.ts";
import { quote } from "../../text/quote.ts";

/** Parts of names that trainers put in (torch.compile, DistributedDataParallel, FSDP, TRL's value head): they tell nothing. */
export const TRAINER_WRAPPERS = [
  "_orig_mod",
  "module",
  "_fsdp_wrapped_module",
  "_checkpoint_wrapped_module",
  "pretrained_model",
] as const;

/** A name without the parts that tell nothing. */
export function unwrapped(name: string, wrappers: ReadonlySet<string>): string {
  return name.split(".").filter((part) => !wrappers.has(part)).join(".");
}

/** What the tensors of the layers of a checkpoint are called. */
export interface LayerNames {
  /** Of the parts of a layer's MLP. */
  of(layer: number): PartNames;
  /** All others of the layer that belong to its MLP by their names, as they are stored. */
  othersOf(layer: number): readonly string[];
  /** Of all tensors of the layer that do not belong to its MLP, by their names within the layer, in the order of these. */
  besideMlp(layer: number): ReadonlyMap<string, string>;
  /**
   * Of all tensors that are in no layer, by their names without what tells nothing, in the order of these.
   *
   * @throws {Error} if one name stands for two tensors.
   */
  outside(): ReadonlyMap<string, string>;
  /** What the names of the layers from this one on begin with; none where there are none. */
  beyond(nLayers: number): readonly string[];
  /** What those of the layers begin with, and those of others that end alike behind a name of their own: a moving average of the model. */
  readonly prefix: string;
  readonly otherPrefixes: readonly string[];
}

/** Norms of no other use than to stand before or after an MLP. */
const MLP_NORM = /^(?:pre|post)_(?:feedforward|mlp)_layernorm\./;

/** What libraries keep of a module beside its weights (Transformer Engine, and angles that older versions of transformers stored). */
const NO_WEIGHT = /\._extra_state$|\.rotary_emb\.inv_freq$/;

/**
 * Gives the names of a layer's tensors as they are in this checkpoint. Where none of the prefixes of the family is there, the first
 * of them stands in every name, to be missed by whoever reads it.
 *
 * @param names Of all tensors that are listed.
 * @throws {Error} if the layers are there under two prefixes, or one name stands for two tensors; `where` names the list.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { ARCHITECTURES } from "./architectures/index.ts";
 * import { layerNames } from "./layer_names.ts";
 * const names = ["module.layers.0.mlp.down_proj.weight"];
 * const namesOf = layerNames(ARCHITECTURES[0]!, { names, where: "the index" });
 * assert(namesOf.of(0).weights.down.name === "module.layers.0.mlp.down_proj.weight");
 * ```
 */
export function layerNames(
  architecture: Architecture,
  { names, where }: { names: Iterable<string>; where: string },
): LayerNames {
  const inLayers = partNames(architecture);
  const { layerPrefixes, wrapper } = architecture;
  const wrappers = new Set([...TRAINER_WRAPPERS, ...wrapper === null ? [] : [wrapper]]);
  const storedBy = new Map<string, string>();
  const found = new Set<string>();
  const [module = ""] = inLayers.weights.down.name.split(".", 1);
  const isOfMlp = (inLayer: string) =>
    (inLayer.startsWith(`${module}.`) || MLP_NORM.test(inLayer)) &&
    !NO_WEIGHT.test(inLayer) && architecture.beside?.test(inLayer) !== true;
  /** By prefix and number of the layer. */
  const ofMlp = new Map<string, string[]>();
  const ofLayer = new Map<string, (readonly [inLayer: string, name: string])[]>();
  const ofNoLayer: (readonly [unwrapped: string, name: string])[] = [];
  for (const name of names) {
    const [, prefix, number, inLayer = ""] =
      /^(.*?layers\.|.*?\bh\.)(\d+)\.(.*)$/.exec(unwrapped(name, wrappers)) ?? [];
    if (prefix === undefined || !layerPrefixes.includes(prefix)) {
      if (!NO_WEIGHT.test(name)) ofNoLayer.push([unwrapped(name, wrappers), name]);
      continue;
    }
    const layer = `${prefix}${number}`;
    if (isOfMlp(inLayer)) added(ofMlp, layer, name);
    else if (!NO_WEIGHT.test(inLayer)) added(ofLayer, layer, [inLayer, name] as const);
    const other = storedBy.get(unwrapped(name, wrappers));
    if (other !== undefined) throw twice([other, name], where);
    storedBy.set(unwrapped(name, wrappers), name);
    if (inLayer === inLayers.weights.down.name) found.add(prefix);
  }
  if (found.size > 1) {
    throw new Error(
      `Cannot use ${where}: expected the layers of one model, found names that begin with ${
        [...found].map((prefix) => quote(prefix)).join(" and ")
      }`,
    );
  }
  const prefix = [...found][0] ?? layerPrefixes[0] ?? "";
  const of = (layer: number) =>
    renamed(inLayers, (name) => {
      const whole = `${prefix}${layer}.${name}`;
      return storedBy.get(whole) ?? whole;
    });
  const firstDown = `${prefix}0.${inLayers.weights.down.name}`;
  return {
    of,
    prefix,
    otherPrefixes: ofNoLayer.flatMap(([unwrapped]) => {
      const start = unwrapped.slice(0, -firstDown.length);
      return /^[^.]+\.$/.test(start) && unwrapped === start + firstDown ? [start + prefix] : [];
    }).sort(),
    othersOf(layer) {
      const known = new Set(allNames(of(layer)).map(({ name }) => name));
      return (ofMlp.get(`${prefix}${layer}`) ?? []).filter((name) => !known.has(name)).sort();
    },
    besideMlp(layer) {
      const known = new Set(allNames(of(layer)).map(({ name }) => name));
      const others = ofLayer.get(`${prefix}${layer}`) ?? [];
      return new Map(
        others.filter(([, name]) => !known.has(name)).sort(([a], [b]) => a < b ? -1 : 1),
      );
    },
    outside() {
      const byName = new Map<string, string>();
      for (const [unwrapped, name] of ofNoLayer.sort(([a], [b]) => a < b ? -1 : 1)) {
        const other = byName.get(unwrapped);
        if (other !== undefined) throw twice([other, name], where);
        byName.set(unwrapped, name);
      }
      return byName;
    },
    beyond: (nLayers) =>
      [...ofMlp.keys()].filter((layer) =>
        layer.startsWith(prefix) && Number(layer.slice(prefix.length)) >= nLayers
      ).sort((a, b) => Number(a.slice(prefix.length)) - Number(b.slice(prefix.length))),
  };
}

function twice([one, other]: readonly [string, string], where: string): Error {
  return new Error(
    `Cannot use ${where}: expected every tensor once, found ${quote(one)} and ${quote(other)}`,
  );
}

function added<T>(lists: Map<string, T[]>, key: string, value: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
