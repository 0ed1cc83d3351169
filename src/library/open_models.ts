/**
 * The two models of a report, opened: whole checkpoints, or one checkpoint with adapters, which is then read once for both sides.
 *
 * @module
 */

import type { TensorScope } from "../results/weight_comparison.ts";
import { layersText } from "../text/layers.ts";
import { shownName } from "../text/quote.ts";
import { list } from "../text/words.ts";
import { adaptedCheckpoint } from "../sources/checkpoint/adapter/adapted_checkpoint.ts";
import { isAdapterFolder, openAdapter } from "../sources/checkpoint/adapter/adapter_folder.ts";
import { SharedReads } from "../sources/checkpoint/adapter/shared_reads.ts";
import { openCheckpoint } from "../sources/checkpoint/checkpoint.ts";
import type { Checkpoint, LayerWeights, MlpRecipe } from "../sources/checkpoint/weights.ts";
import type { Folder } from "../sources/folder/folder.ts";
import { someNames } from "../sources/folder/folder_description.ts";

/** The folders of the models as they were asked for. */
export interface ModelFolders {
  readonly base: () => Promise<Folder>;
  readonly instruct: () => Promise<Folder>;
  /** Null where nothing is added to the base. */
  readonly baseAdapter: (() => Promise<Folder>) | null;
}

/** What {@link openModels} is told beside the folders. */
export interface OpenModelsOptions {
  /** Closes what is opened. */
  readonly resources: AsyncDisposableStack;
  /** The layers that will be asked for. */
  readonly layers: (recipe: MlpRecipe) => readonly number[];
  /** Left out: `mlp`. */
  readonly scope?: TensorScope | undefined;
}

/** Both models. */
export interface OpenedModels {
  readonly base: Checkpoint;
  readonly instruct: Checkpoint;
  /** Bytes read of all files of weights so far; null where every byte that is computed with is one that was read. */
  readonly nReadBytes: (() => number) | null;
}

/**
 * Opens both models.
 *
 * @throws {Error} in one line, if one cannot be opened, an adapter stands where a checkpoint is expected or does not fit the base, or
 * an adapter changes no MLP of the layers, so that there is nothing to measure.
 */
export async function openModels(
  folders: ModelFolders,
  { resources, layers, scope = "mlp" }: OpenModelsOptions,
): Promise<OpenedModels> {
  const owned = (checkpoint: Checkpoint) => resources.adopt(checkpoint, (it) => it.close());
  const whole = async (folder: Folder) => owned(await openCheckpoint(folder, { layers, scope }));
  const base = await whole(await expectNoAdapter(await folders.base()));
  const given = await folders.instruct();
  const isAdapter = await orClosed(given, isAdapterFolder);
  if (!isAdapter && folders.baseAdapter === null) {
    return { base, instruct: await whole(given), nReadBytes: null };
  }
  const shared = new SharedReads();
  const withAdapter = async (folder: Folder, read: (weights: LayerWeights) => LayerWeights) =>
    owned(adaptedCheckpoint(base, await openAdapter(folder), {
      layerWeights: (layer) => read(base.layerWeights(layer)),
      layers: layers(base.recipe),
      onRead: (nBytes) => shared.count(nBytes),
    }));
  // Only what both sides read is kept for the second.
  const first = (weights: LayerWeights) =>
    isAdapter ? shared.first(weights) : shared.apart(weights);
  const instruct = isAdapter
    ? await withAdapter(given, (weights) => shared.second(weights))
    : reading(await whole(given), (weights) => shared.apart(weights));
  const ofBase = folders.baseAdapter === null
    ? reading(base, first)
    : await withAdapter(await expectAdapter(await folders.baseAdapter()), first);
  expectChange({ base: ofBase, instruct }, {
    layers: layers(base.recipe),
    hasOthers: scope !== "mlp",
  });
  // What was passed over beside the base is told once, whatever is added to it.
  const unread = ofBase.adapter === undefined ? base.unread : [...base.unread, ...ofBase.unread];
  return { base: { ...ofBase, unread }, instruct, nReadBytes: () => shared.nReadBytes };
}

/** The same checkpoint with its layers read in another way. */
function reading(
  checkpoint: Checkpoint,
  read: (weights: LayerWeights) => LayerWeights,
): Checkpoint {
  return { ...checkpoint, layerWeights: (layer) => read(checkpoint.layerWeights(layer)) };
}

async function expectNoAdapter(folder: Folder): Promise<Folder> {
  if (!await orClosed(folder, isAdapterFolder)) return folder;
  folder.close();
  throw new Error(
    `Cannot open checkpoint ${
      shownName(folder.name)
    }: it is a PEFT adapter; give the model that it was trained on as --base, ` +
      "and the adapter as --instruct, or as --base-adapter where --instruct is another one",
  );
}

async function expectAdapter(folder: Folder): Promise<Folder> {
  if (await orClosed(folder, isAdapterFolder)) return folder;
  const { files } = await orClosed(folder, (it) => it.list(""));
  folder.close();
  throw new Error(
    `Cannot use --base-adapter ${
      shownName(folder.name)
    }: expected a PEFT adapter (adapter_config.json and adapter_model.safetensors), found ${
      files.length === 0 ? "neither" : someNames(files)
    }`,
  );
}

/** What is asked of a folder that is closed if that fails. */
async function orClosed<T>(folder: Folder, ask: (folder: Folder) => Promise<T>): Promise<T> {
  try {
    return await ask(folder);
  } catch (error) {
    folder.close();
    throw error;
  }
}

/** Passes unless both sides are one model in all that is asked for. */
function expectChange(
  { base, instruct }: { base: Checkpoint; instruct: Checkpoint },
  { layers, hasOthers }: { layers: readonly number[]; hasOthers: boolean },
): void {
  const { adapter } = instruct;
  if (adapter === undefined || adapter.layers.length + (base.adapter?.layers.length ?? 0) > 0) {
    return;
  }
  const { allLayers, others } = adapter;
  const none = hasOthers ? "no tensor" : "no MLP";
  const finding = allLayers.length > 0
    ? `${none} of ${layersText(layers)}, but of ${
      layersText(allLayers)
    }: ask for some of them with --layers`
    : `${none}${hasOthers ? ` of ${layersText(layers)} that the base has` : ""}${
      others.length === 0 ? "" : ` (it trains ${list(others)})`
    }: both sides compute the same in all of them, and there is no difference to measure${
      others.length === 0 || hasOthers
        ? ""
        : "; deno task weights --tensors layer compares what it trains"
    }`;
  throw new Error(
    `Cannot compare ${shownName(base.label)} with ${
      shownName(instruct.label)
    }: the adapter changes ${finding}`,
  );
}
