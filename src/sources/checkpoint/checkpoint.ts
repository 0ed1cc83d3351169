/**
 * A checkpoint: a folder with `config.json` and its weights in one safetensors file or in shards.
 *
 * @module
 */

import type { TensorScope } from "../../results/weight_comparison.ts";
import { findWeightFiles } from "./checkpoint_files.ts";
import { type Folder, isPresent } from "../folder/folder.ts";
import { describeFolder } from "../folder/folder_description.ts";
import { readJsonFile } from "../folder/json_file.ts";
import { steadyFolder } from "../folder/steady_folder.ts";
import { sampledIdentities } from "../folder/file_identities.ts";
import { layerWeights } from "./checkpoint_shards.ts";
import { type OpenedCheckpoint, openShards } from "./open_shards.ts";
import { outsideWeights } from "./other_weights.ts";
import type { UnreadFile } from "../folder/unread_files.ts";
import { shownName } from "../../text/quote.ts";
import { type Quantised, recipeOf } from "./recipe.ts";
import type { JsonValue } from "../folder/strict_json.ts";
import type { Architecture } from "./architectures/architecture.ts";
import type { Checkpoint, MlpRecipe, OutputHook } from "./weights.ts";

/** What {@link openCheckpoint} may be told beside the source. */
export interface OpenCheckpointOptions {
  /** The layers that will be asked for, so that no other shard is touched; default: all. */
  readonly layers?: (recipe: MlpRecipe) => readonly number[];
  /** Left out: `mlp`. */
  readonly scope?: TensorScope | undefined;
}

/**
 * Opens a checkpoint, reading `config.json` and the headers of the weight files and nothing else; it owns its folder.
 *
 * A shard that is missing or broken is an error of `layerWeights()`, for the layers that need it.
 *
 * @throws {Error} if the folder holds no checkpoint, or its architecture is not supported. The folder is closed then.
 *
 * @example
 * ```ts
 * import { openCheckpoint } from "./checkpoint.ts";
 * import { localFolder } from "../folder/local_folder.ts";
 * async function gateShape(path: string): Promise<readonly number[]> {
 *   const checkpoint = await openCheckpoint(localFolder(path), { layers: () => [18] });
 *   const { gate } = checkpoint.layerWeights(18);
 *   checkpoint.close();
 *   return gate.shape; // [F, C]
 * }
 * ```
 */
export async function openCheckpoint(
  folder: Folder,
  options: OpenCheckpointOptions = {},
): Promise<Checkpoint> {
  try {
    return await openFolder(steadyFolder(folder), options);
  } catch (error) {
    folder.close();
    throw error;
  }
}

async function openFolder(folder: Folder, options: OpenCheckpointOptions): Promise<Checkpoint> {
  await expectConfig(folder);
  const where = `config.json of ${shownName(folder.name)}`;
  const config = await readJsonFile(folder, { path: "config.json", where });
  const { recipe, architecture, quantised } = recipeOf(config, where);
  const files = await findWeightFiles(folder);
  const layers = options.layers?.(recipe) ?? Array.from({ length: recipe.nLayers }, (_, l) => l);
  const located = { folder, recipe, architecture, files, scope: options.scope ?? "mlp" } as const;
  const opened = { ...located, ...await openShards(layers, located) };
  const { shards } = opened;
  if (quantised !== null) expectPlain(quantised, { layers, opened });
  return {
    label: folder.label,
    isParallel: isParallel(architecture),
    hook: hookOf(architecture),
    recipe,
    syntheticNote: syntheticNoteOf(config.value),
    unread: [
      ...files.unread,
      ...unreadLayers(opened),
      ...quantised === null ? [] : [{
        path: `${quantised.key} in config.json`,
        reason: "the weights are numbers as they stand, and are read as such",
      }],
    ],
    identities: () => sampledIdentities(folder, files.fileNames),
    files: () =>
      [...shards.values()].flatMap((shard) => shard instanceof Error ? [] : [shard.bytes]),
    layerWeights: (layer) => layerWeights(layer, opened),
    ...opened.scope === "all" && { outsideWeights: () => outsideWeights(opened) },
    close() {
      for (const shard of shards.values()) if (!(shard instanceof Error)) shard.close();
      folder.close();
    },
  };
}

/** The norm of attention has one name in all families, and one that the MLP reads under that name is shared. */
function isParallel({ tensors }: Architecture): boolean {
  return tensors.preNorm?.name === "input_layernorm";
}

/** Quantised weights are of another dtype or shape, or have scales beside them. @throws {Error} the refusal of these. */
function expectPlain(
  { refusal }: Quantised,
  { layers, opened }: { layers: readonly number[]; opened: OpenedCheckpoint },
): void {
  try {
    for (const layer of layers) layerWeights(layer, opened);
  } catch (cause) {
    // Files that are missing or broken tell nothing of the others.
    const isBroken = [...opened.shards.values()].some((shard) => shard instanceof Error);
    if (isBroken || opened.files.missing.length > 0) throw cause;
    refusal.cause = cause;
    throw refusal;
  }
}

/** Layers that the config does not count, as heads that predict further tokens, and those of another model in the file: no report is of them. */
function unreadLayers(
  { names, recipe: { nLayers }, scope }: OpenedCheckpoint,
): UnreadFile[] {
  const reason = `config.json counts ${nLayers} ${nLayers === 1 ? "layer" : "layers"}`;
  return [
    ...names.beyond(nLayers).map((path) => ({ path, reason })),
    // Where all is compared, they are compared with what is in no layer.
    ...scope === "all" ? [] : names.otherPrefixes.map((path) => ({
      path,
      reason: `the layers of ${names.prefix} are read`,
    })),
  ];
}

function hookOf({ tensors: { down, postNorm }, layerPrefixes }: Architecture): OutputHook {
  return {
    layers: (layerPrefixes[0] ?? "").replace(/\.$/, ""),
    module: postNorm?.name ?? down.name.replace(/\.[^.]*$/, ""),
  };
}

async function expectConfig(folder: Folder): Promise<void> {
  if (await isPresent(folder, "config.json")) return;
  throw new Error(
    `Cannot open checkpoint ${
      shownName(folder.name)
    }: expected config.json in it, found ${await describeFolder(
      folder,
      "checkpoint",
    )}`,
  );
}

function syntheticNoteOf(config: JsonValue): string | null {
  const note = config instanceof Map ? config.get("deltascope_synthetic") : undefined;
  return typeof note === "string" ? note : null;
}
