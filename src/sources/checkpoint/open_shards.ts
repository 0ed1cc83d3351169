/**
 * The weight files of a checkpoint folder, open: a single one, or the shards that hold what is asked for.
 *
 * @module
 */

import type { TensorScope } from "../../results/weight_comparison.ts";
import { shownName } from "../../text/quote.ts";
import type { Folder } from "../folder/folder.ts";
import { someNames } from "../folder/folder_description.ts";
import { openSafetensors, type SafetensorsFile } from "../safetensors/safetensors.ts";
import type { Architecture } from "./architectures/architecture.ts";
import type { WeightFiles } from "./checkpoint_files.ts";
import { type LayerNames, layerNames } from "./layer_names.ts";
import { allNames } from "./part_names.ts";
import type { MlpRecipe } from "./weights.ts";

/** A checkpoint folder whose shards are to be opened. */
export interface LocatedCheckpoint {
  readonly folder: Folder;
  readonly recipe: MlpRecipe;
  readonly architecture: Architecture;
  readonly files: WeightFiles;
  readonly scope: TensorScope;
}

/** Opened shards by base name; one that cannot be opened stands as its error, to be thrown where it is needed. */
export type Shards = ReadonlyMap<string, SafetensorsFile | Error>;

/** Opens the files that hold what is asked for of `layers`, all at once. */
export async function openShards(
  layers: readonly number[],
  located: LocatedCheckpoint,
): Promise<Pick<OpenedCheckpoint, "shards" | "holders" | "names">> {
  const { folder, files, architecture, scope } = located;
  const where = `${files.listedIn} of ${shownName(folder.name)}`;
  if (!files.isIndexed) {
    // Headers list what no index does: those of all files.
    const all = await openFiles(files.fileNames, located);
    const holders = holdersIn(all);
    const names = layerNames(architecture, { names: holders.keys(), where });
    return { shards: all, holders, names };
  }
  const names = layerNames(architecture, { names: files.listedNames(), where });
  const asked = layers.flatMap((layer) => [
    ...allNames(names.of(layer)).map(({ name }) => name),
    ...scope === "mlp" ? [] : names.besideMlp(layer).values(),
  ]);
  if (scope === "all") asked.push(...names.outside().values());
  const fileNames = new Set(asked.flatMap((name) => files.fileOf(name) ?? []));
  const shards = await openFiles(fileNames, located);
  return { shards, holders: holdersIn(shards), names };
}

/** Shards by the tensors that they hold. */
function holdersIn(shards: Shards): Map<string, string[]> {
  const holders = new Map<string, string[]>();
  for (const [fileName, shard] of shards) {
    if (shard instanceof Error) continue;
    for (const name of shard.tensors.keys()) {
      const others = holders.get(name);
      if (others === undefined) holders.set(name, [fileName]);
      else others.push(fileName);
    }
  }
  return holders;
}

async function openFiles(
  fileNames: Iterable<string>,
  { folder, files }: Pick<LocatedCheckpoint, "folder" | "files">,
): Promise<Shards> {
  const opening = [...fileNames].map(async (name): Promise<[string, SafetensorsFile | Error]> => {
    try {
      const source = await folder.open(name);
      return [
        name,
        await openSafetensors(source, `${shownName(name)} of ${shownName(folder.name)}`),
      ];
    } catch (error) {
      if (files.missing.includes(name)) return [name, missingShard(name, { folder, files, error })];
      return [name, error instanceof Error ? error : new Error(String(error))];
    }
  });
  return new Map(await Promise.all(opening));
}

/** Of a download that was not finished, or of shards that were copied without the rest. */
function missingShard(
  name: string,
  { folder, files, error }: Pick<LocatedCheckpoint, "folder" | "files"> & { error: unknown },
): Error {
  const { fileNames: { length: nShards }, missing: { length: nMissing } } = files;
  const [are, them] = nMissing === 1 ? ["is", "it"] : ["are", "them"];
  const others = files.unread.map(({ path }) => path).filter((path) =>
    path.endsWith(".safetensors")
  );
  const advice = others.length === 0
    ? `fetch ${them} from where the index came`
    : `and the index names none of ${
      someNames(others)
    }: it is likely of another save of the model, fetch the index that came with these, or the shards that it names`;
  return new Error(
    `Cannot open ${
      shownName(folder.pathOf(name))
    }: expected a shard that ${files.listedIn} names, ` +
      `found no such file; ${nMissing} of ${nShards} shards ${are} missing, ${advice}`,
    { cause: error },
  );
}

/** A checkpoint folder whose shards are open. */
export interface OpenedCheckpoint extends LocatedCheckpoint {
  readonly shards: Shards;
  /** Shards by the tensors that they hold, of which each ought to be in one. */
  readonly holders: ReadonlyMap<string, readonly string[]>;
  /** What the tensors of a layer are called here. */
  readonly names: LayerNames;
}
