/**
 * A checkpoint with an adapter added, as a checkpoint of its own.
 *
 * @module
 */

import { type Checkpoint, layerTensors, type LayerWeights, type WeightTensor } from "../weights.ts";
import { mapTensors } from "./shared_reads.ts";
import { type AdapterChanges, adapterChanges, type Change } from "./adapter_changes.ts";
import { readTensorValues } from "../../safetensors/safetensors.ts";
import type { AdapterFacts } from "./adapter_facts.ts";
import type { Adapter } from "./adapter_folder.ts";
import { type LayerPlace, layerPlace } from "./adapter_names.ts";
import { AdaptedTensors } from "./adapted_tensor.ts";

type Product = Extract<Change, { kind: "product" }>;

/** What {@link adaptedCheckpoint} is made of. */
export interface AdaptedOptions {
  /** How the layers of the base are read: the two sides of a comparison may read the same one. */
  readonly layerWeights: (layer: number) => LayerWeights;
  /** The layers that will be asked for; at least one. */
  readonly layers: readonly number[];
  /** Is told of bytes that are read of the adapter. */
  readonly onRead: (nBytes: number) => void;
}

/**
 * Adds an adapter, which it owns, to a checkpoint, which stays its owner's to close.
 *
 * @throws {Error} in one line, if the adapter is not one of this checkpoint's architecture and size. The adapter is closed then.
 *
 * @example
 * ```ts ignore
 * import { adaptedCheckpoint } from "./adapted_checkpoint.ts";
 * import { openAdapter } from "./adapter_folder.ts";
 * const { layerWeights } = base;
 * const tuned = adaptedCheckpoint(base, await openAdapter(folder), { layerWeights, layers: [18], onRead() {} });
 * console.log(tuned.adapter?.ranks, tuned.layerWeights(18).gate.dtype);
 * ```
 */
export function adaptedCheckpoint(
  base: Checkpoint,
  adapter: Adapter,
  options: AdaptedOptions,
): Checkpoint {
  try {
    return withAdapter(base, adapter, options);
  } catch (error) {
    adapter.close();
    throw error;
  }
}

function withAdapter(
  base: Checkpoint,
  adapter: Adapter,
  { layerWeights, layers, onRead }: AdaptedOptions,
): Checkpoint {
  const { recipe } = base;
  // Of all of them: layers of a hybrid model have one kind of attention or another.
  const own = layers.flatMap((layer) =>
    placesOf(base.layerWeights(layer)).map(({ place }) => place)
  );
  const changes = adapterChanges(adapter, { own, nLayers: recipe.nLayers });
  const tensors = new AdaptedTensors({ where: adapter.where, onRead });
  const adaptedLayer = (layer: number) => changedLayer(layerWeights(layer), { changes, tensors });
  return {
    label: adapter.label,
    isParallel: base.isParallel,
    hook: base.hook,
    recipe,
    syntheticNote: base.syntheticNote,
    unread: adapter.unread,
    // Throws now what a shape has against it, rather than when a layer's turn comes.
    adapter: factsOf({ base, adapter, changes, layers: layers.map(adaptedLayer) }),
    identities: async () => [...await base.identities(), ...await adapter.identities()],
    files: () => [...base.files?.() ?? [], adapter.file.bytes],
    layerWeights: adaptedLayer,
    close: () => adapter.close(),
  };
}

/** The tensors of a layer with their places; one whose name tells of no layer stays as it is. */
function placesOf(weights: LayerWeights): { tensor: WeightTensor; place: LayerPlace }[] {
  return layerTensors(weights).flatMap((tensor) => {
    const place = layerPlace(tensor.name);
    return place === null ? [] : [{ tensor, place }];
  });
}

function changedLayer(
  weights: LayerWeights,
  { changes, tensors }: { changes: AdapterChanges; tensors: AdaptedTensors },
): LayerWeights {
  const places = placesOf(weights);
  return mapTensors(weights, (tensor) => {
    const place = layerPlace(tensor.name);
    const change = place === null ? undefined : changes.of(place.layer, place.inLayer);
    if (place === null || change === undefined) return tensor;
    // A fused tensor is as long as its parts together.
    const ends = places
      .filter((it) => it.place.inLayer === place.inLayer)
      .map((it) => it.place.rows?.[1] ?? it.tensor.shape[0] ?? 0);
    return tensors.adapted(tensor, change, { rows: place.rows, nRows: Math.max(...ends) });
  });
}

function factsOf(
  { base, adapter, changes, layers }: {
    base: Checkpoint;
    adapter: Adapter;
    changes: AdapterChanges;
    layers: readonly LayerWeights[];
  },
): AdapterFacts {
  const used = layers.flatMap(({ layer }) =>
    placesOf(base.layerWeights(layer)).map(({ tensor, place }) => ({
      layer,
      tensor,
      inLayer: place.inLayer,
      change: changes.of(place.layer, place.inLayer),
    }))
  );
  const changed = used.flatMap(({ change, ...rest }) =>
    change === undefined ? [] : [{ change, ...rest }]
  );
  const byTensor = Map.groupBy(changed, ({ inLayer }) => inLayer.replace(/\.weight$/, ""));
  const layersOf = new Map(
    Array.from(byTensor, ([name, of]) => [name, ascending(of.map(({ layer }) => layer))]),
  );
  const products = changed.flatMap(({ change }) => change.kind === "product" ? [change] : []);
  return {
    name: adapter.label,
    base: base.label,
    namedBase: adapter.config.baseName,
    isDora: products.some(({ magnitude }) => magnitude !== null),
    ranks: ascending(products.map(({ a }) => a.shape[0] ?? 0)),
    scales: ascending(products.map(({ scale }) => scale)),
    tensors: [...layersOf.keys()],
    layersOf,
    layers: ascending(changed.map(({ layer }) => layer)),
    allLayers: changes.layers,
    others: changes.others,
    dtypes: [
      ...new Set(used.flatMap(({ tensor, change }) => [tensor.dtype, ...dtypesOf(change)])),
    ].sort(),
    isZero: async () => products.length === changed.length && await areZero(products),
    remarks: changes.remarks,
  };
}

/** Whether products add nothing; the first number other than 0 ends the search. */
async function areZero(products: readonly Product[]): Promise<boolean> {
  for (const { b, magnitude } of products) {
    if (magnitude !== null || (b.missingBytes?.() ?? 0) > 0) return false;
    if ((await readTensorValues(b)).some((value) => value !== 0)) return false;
  }
  return products.length > 0;
}

function dtypesOf(change: Change | undefined): string[] {
  if (change === undefined) return [];
  if (change.kind === "whole") return [change.tensor.dtype];
  return [change.a, change.b, change.magnitude].flatMap((it) => it ? [it.dtype] : []);
}

function ascending(numbers: readonly number[]): number[] {
  return [...new Set(numbers)].sort((a, b) => a - b);
}
