/**
 * The tensors of an adapter by the tensor of the model that they change: names matched, factors paired, nothing of an MLP left over.
 *
 * @module
 */

import { isFloatDtype, type StoredTensor } from "../../safetensors/safetensors.ts";
import { BASE_ADVICE, MERGE_ADVICE, UNGATHERED_ADVICE } from "../../folder/advice.ts";
import { quote, shownName, shownShape } from "../../../text/quote.ts";
import { layersText } from "../../../text/layers.ts";
import { list } from "../../../text/words.ts";
import type { Adapter } from "./adapter_folder.ts";
import { adapterName, type AdapterPart, type LayerPlace, layerPlace } from "./adapter_names.ts";

/** What an adapter makes of one tensor. */
export type Change =
  | { readonly kind: "whole"; readonly tensor: StoredTensor }
  | {
    readonly kind: "product";
    readonly a: StoredTensor; // [r, K]
    readonly b: StoredTensor; // [R, r]
    /** Null where rows are not scaled. */
    readonly magnitude: StoredTensor | null; // [R]
    /** s. */
    readonly scale: number;
  };

/** What an adapter changes of the MLPs of a model. */
export interface AdapterChanges {
  /** By layer and name within the layer, for instance 18 and `mlp.up_proj.weight`. */
  of(layer: number, inLayer: string): Change | undefined;
  /** Layers of which it changes a tensor of the MLP, ascending. */
  readonly layers: readonly number[];
  /** Names of what else it changes, each once, for instance `q_proj`. */
  readonly others: readonly string[];
  /** What its config says and its tensors do not, in whole sentences. */
  readonly remarks: readonly string[];
}

/** Modules of a layer that are an MLP, or a part of one. */
const MLP_MODULE =
  /(^|\.)(mlp|shared_mlp|feed_forward|ffn|experts|moe|block_sparse_moe|shared_expert)\./;

/** Tensors of the adapter that belong to one tensor of the model. */
type Parts = Map<AdapterPart, { tensor: StoredTensor; modulePath: string }>;

/**
 * Matches an adapter's tensors with the MLP of a model.
 *
 * @param own Places of the tensors of the layers that are asked for: no other has other names.
 * @throws {Error} naming the tensor, if one belongs to an MLP and not to a tensor of `own`, is of a kind that is not computed, has
 * a twin, or lacks its other half.
 */
export function adapterChanges(
  adapter: Adapter,
  { own, nLayers }: { own: readonly LayerPlace[]; nLayers: number },
): AdapterChanges {
  const { where, file } = adapter;
  const lists = new Set(own.map(({ list }) => list));
  const names = new Set(own.map(({ inLayer }) => inLayer));
  const changed = new Map<string, Parts>();
  const others = new Set<string>();
  let foreign: string | null = null;
  for (const [name, tensor] of file.tensors) {
    const { modulePath, tensor: target, part } = adapterName(name);
    const place = layerPlace(target);
    const refuse = (finding: string) =>
      new Error(`Cannot use tensor ${quote(name)} in ${where}: ${finding}`);
    if (place === null || !lists.has(place.list)) {
      if (place !== null && names.has(place.inLayer)) foreign ??= name;
      others.add(lastWord(modulePath));
      continue;
    }
    if (!names.has(place.inLayer)) {
      if (MLP_MODULE.test(place.inLayer)) {
        throw refuse(`the base has no such tensor in its MLP, expected one of ${list([...names])}`);
      }
      others.add(lastWord(modulePath));
      continue;
    }
    if (part === null) {
      throw refuse(`a kind of change that is not computed; ${MERGE_ADVICE}`);
    }
    if (place.layer >= nLayers) {
      throw refuse(
        `expected a layer from 0 to ${
          nLayers - 1
        }, as the base has ${nLayers} layers; ${BASE_ADVICE}`,
      );
    }
    const parts = entry(changed, keyOf(place.layer, place.inLayer));
    const twin = parts.get(part);
    if (twin !== undefined) {
      throw refuse(`it belongs to the same tensor of the model as ${quote(twin.tensor.name)}`);
    }
    parts.set(part, { tensor, modulePath });
  }
  if (changed.size === 0 && foreign !== null) {
    throw new Error(
      `Cannot use tensor ${
        quote(foreign)
      } in ${where}: its layers are not those of the base, whose names begin with ${
        [...lists].map(quote).join(" or ")
      }; ${BASE_ADVICE}, or ${MERGE_ADVICE}`,
    );
  }
  const changes = new Map(
    [...changed].map(([key, parts]) => [key, changeOf(parts, adapter)]),
  );
  return {
    of: (layer, inLayer) => changes.get(keyOf(layer, inLayer)),
    layers: ascending(new Set([...changes.keys()].map(layerOf))),
    others: [...others].sort(),
    remarks: [...configRemarks(changed, adapter), ...absentRemarks(changed, adapter, own)],
  };
}

function changeOf(parts: Parts, { where, config }: Adapter): Change {
  const [{ tensor, modulePath }] = [...parts.values()] as [{
    tensor: StoredTensor;
    modulePath: string;
  }];
  const refuse = (finding: string) =>
    new Error(`Cannot use tensor ${quote(tensor.name)} in ${where}: ${finding}`);
  for (const { tensor: { name, dtype } } of parts.values()) {
    if (isFloatDtype(dtype)) continue;
    throw new Error(
      `Cannot use tensor ${quote(name)} in ${where}: expected BF16, F16 or F32, found ${dtype}`,
    );
  }
  const [whole, a, b, magnitude] = (["whole", "A", "B", "magnitude"] as const)
    .map((part) => parts.get(part)?.tensor);
  if (whole !== undefined) {
    if (parts.size > 1) throw refuse("the same tensor is replaced whole and changed by a product");
    return { kind: "whole", tensor: whole };
  }
  if (a === undefined || b === undefined) {
    throw refuse(`expected both lora_A and lora_B of ${quote(modulePath)}, found one of them`);
  }
  const [rank] = a.shape;
  const empty = [a, b].find(({ shape }) => shape.includes(0));
  if (empty !== undefined) {
    throw new Error(
      `Cannot use tensor ${quote(empty.name)} in ${where}: expected numbers, found shape ${
        shownShape(empty.shape)
      }; ${UNGATHERED_ADVICE}`,
    );
  }
  if (a.shape.length !== 2 || b.shape.length !== 2 || !rank || b.shape[1] !== rank) {
    throw refuse(
      `expected lora_A [r, in] and lora_B [out, r], found ${shownShape(a.shape)} and ${
        shownShape(b.shape)
      }`,
    );
  }
  if (config.isDora !== (magnitude !== undefined)) {
    throw refuse(
      config.isDora
        ? `use_dora is set, and ${quote(modulePath)} has no lora_magnitude_vector`
        : `${quote(modulePath)} has a lora_magnitude_vector, and use_dora is not set`,
    );
  }
  const alpha = config.alphaOf(modulePath);
  const scale = alpha / (config.isRankStabilised ? Math.sqrt(rank) : rank);
  return { kind: "product", a, b, magnitude: magnitude ?? null, scale };
}

/** Where config and tensors disagree the tensors count, and it is said. */
function configRemarks(
  changed: ReadonlyMap<string, Parts>,
  { label, config }: Adapter,
): string[] {
  const said = `adapter_config.json of ${shownName(label)}`;
  const [ranks, targets] = [new Map<string, string>(), new Map<string, string>()];
  const layers = new Set<number>();
  for (const [key, parts] of changed) {
    const a = parts.get("A");
    if (a === undefined) continue;
    const { modulePath, tensor: { shape: [found] } } = a;
    const expected = config.rankOf(modulePath);
    const name = lastWord(modulePath);
    if (expected !== null && expected !== found) ranks.set(name, `${expected} and not ${found}`);
    const isTarget = config.targets === null || isAmong(modulePath, config.targets);
    if (!isTarget) targets.set(name, name);
    const layer = layerOf(key);
    if (config.layers !== null && !config.layers.has(layer)) layers.add(layer);
  }
  return [
    ...Array.from(
      ranks,
      ([name, sizes]) =>
        `${said} gives ${name} rank ${sizes}: the tensors of the adapter count, whose scale is taken from their own rank.`,
    ),
    ...targets.size === 0 ? [] : [
      `${said} does not name ${
        list([...targets.keys()])
      } among its target_modules: the tensors of the adapter count.`,
    ],
    ...layers.size === 0 ? [] : [
      `${said} does not name ${
        layersText(ascending(layers))
      } in its layers_to_transform: the tensors of the adapter count.`,
    ],
  ];
}

/** Modules of an MLP that the config names and that none of the tensors is of. */
function absentRemarks(
  changed: ReadonlyMap<string, Parts>,
  { label, config }: Adapter,
  own: readonly LayerPlace[],
): string[] {
  const of = (part: AdapterPart) =>
    new Set(
      [...changed].flatMap(([key, parts]) => parts.has(part) ? [moduleOf(inLayerOf(key))] : []),
    );
  const modules = [...new Set(own.map(({ inLayer }) => moduleOf(inLayer)))];
  const absent = (named: readonly string[], there: ReadonlySet<string>) =>
    modules.filter((module) => !there.has(module) && isAmong(module, named));
  const isExcluded = (module: string) =>
    config.excluded === null || isAmong(module, config.excluded);
  const lists = [
    [
      "target_modules",
      absent(config.targets ?? [], of("A")).filter((module) => !isExcluded(module)),
    ],
    ["modules_to_save", absent(config.saved, of("whole"))],
  ] as const;
  return lists.flatMap(([key, missing]) =>
    missing.length === 0 ? [] : [
      `adapter_config.json of ${shownName(label)} names ${
        list(missing)
      } among its ${key}, and the adapter has no tensors of ${
        missing.length === 1 ? "it" : "them"
      }: there the model is the base.`,
    ]
  );
}

/** Whether one of the names is the module, or the end of its path. */
function isAmong(module: string, names: readonly string[]): boolean {
  return names.some((name) => module === name || module.endsWith(`.${name}`));
}

/** `mlp.up_proj` of `mlp.up_proj.weight`. */
function moduleOf(inLayer: string): string {
  return inLayer.replace(/\.(?:weight|bias)$/, "");
}

function keyOf(layer: number, inLayer: string): string {
  return `${layer} ${inLayer}`;
}

/** The name that is in a key. */
function inLayerOf(key: string): string {
  return key.slice(key.indexOf(" ") + 1);
}

/** The layer that is in a key. */
function layerOf(key: string): number {
  return parseInt(key);
}

function ascending(layers: ReadonlySet<number>): number[] {
  return [...layers].sort((a, b) => a - b);
}

function entry(changed: Map<string, Parts>, key: string): Parts {
  const parts: Parts = changed.get(key) ?? new Map();
  changed.set(key, parts);
  return parts;
}

function lastWord(path: string): string {
  return path.slice(path.lastIndexOf(".") + 1);
}
