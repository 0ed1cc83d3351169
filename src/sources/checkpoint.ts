/**
 * A checkpoint: a folder with `config.json` and its weights in one safetensors file or in shards.
 *
 * @module
 */

import { basename, join, resolve } from "node:path";
import { findWeightFiles } from "./checkpoint_files.ts";
import { expectFolder, isPresent } from "./input_folder.ts";
import { describeFolder } from "./folder_description.ts";
import { readJsonFile } from "./json_file.ts";
import { layerWeights, openShards } from "./checkpoint_shards.ts";
import { shownName } from "./quote.ts";
import { recipeOf } from "./recipe.ts";
import type { JsonValue } from "./strict_json.ts";
import type { Checkpoint, MlpRecipe } from "./weights.ts";

/** What {@link openCheckpoint} may be told beside the source. */
export interface OpenCheckpointOptions {
  /** The layers that will be asked for, so that no other shard is touched; default: all. */
  readonly layers?: (recipe: MlpRecipe) => readonly number[];
}

/** A snapshot in the cache of the Hugging Face Hub's own tools. */
const HUB_SNAPSHOT = /[/\\]models--([^/\\]+?)--([^/\\]+)[/\\]snapshots[/\\]([0-9a-f]{40})$/;

/**
 * Opens a checkpoint, reading `config.json` and the headers of the weight files and nothing else.
 *
 * A shard that is missing or broken is an error of `layerWeights()`, for the layers that need it.
 *
 * @throws {Error} if `src` is no folder of a checkpoint, or its architecture is not supported.
 *
 * @example
 * ```ts ignore
 * import { openCheckpoint } from "./checkpoint.ts";
 * const checkpoint = await openCheckpoint("models/gemma-2-27b", { layers: () => [18] });
 * const { gate } = checkpoint.layerWeights(18);
 * console.log(gate.name, gate.dtype, gate.shape);
 * checkpoint.close();
 * ```
 */
export async function openCheckpoint(
  src: string,
  options: OpenCheckpointOptions = {},
): Promise<Checkpoint> {
  await expectFolder(src, "checkpoint");
  return await openFolder(src, options);
}

async function openFolder(folder: string, options: OpenCheckpointOptions): Promise<Checkpoint> {
  await expectConfig(folder);
  const where = `config.json of ${shownName(folder)}`;
  const config = await readJsonFile(join(folder, "config.json"), where);
  const recipe = recipeOf(config, where);
  const files = await findWeightFiles(folder);
  const layers = options.layers?.(recipe) ?? Array.from({ length: recipe.nLayers }, (_, l) => l);
  const shards = await openShards(layers, { folder, recipe, files });
  return {
    label: labelOf(folder),
    recipe,
    syntheticNote: syntheticNoteOf(config.value),
    unread: files.unread,
    layerWeights: (layer) => layerWeights(layer, { folder, recipe, files, shards }),
    close() {
      for (const shard of shards.values()) if (!(shard instanceof Error)) shard.close();
    },
  };
}

async function expectConfig(folder: string): Promise<void> {
  if (await isPresent(join(folder, "config.json"))) return;
  throw new Error(
    `Cannot open checkpoint ${
      shownName(folder)
    }: expected config.json in it, found ${await describeFolder(
      folder,
      "checkpoint",
    )}`,
  );
}

/** Base name of the folder, or `org/name@commit` for a snapshot in the Hub's cache, whose base name is a bare commit. */
function labelOf(folder: string): string {
  const path = resolve(folder);
  const [, org, name, commit] = HUB_SNAPSHOT.exec(path) ?? [];
  return commit === undefined ? basename(path) : `${org}/${name}@${commit}`;
}

function syntheticNoteOf(config: JsonValue): string | null {
  const note = config instanceof Map ? config.get("deltascope_synthetic") : undefined;
  return typeof note === "string" ? note : null;
}
