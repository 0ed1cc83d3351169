/**
 * The files of a checkpoint folder: JSON files, and which weight file holds which tensor.
 *
 * @module
 */

import { describeFolder } from "../folder/folder_description.ts";
import { INDEX_FILE, SINGLE_FILE } from "../folder/file_names.ts";
import { expectReadable, type Folder, type FolderListing } from "../folder/folder.ts";
import { type JsonLimits, readJsonFile } from "../folder/json_file.ts";
import { quote, shownName } from "../../text/quote.ts";
import type { JsonValue } from "../folder/strict_json.ts";
import { MAX_TENSORS } from "../safetensors/safetensors_header.ts";
import type { UnreadFile } from "../folder/unread_files.ts";

/** What a single file without an index may not be called: it holds a part of the tensors, or others. */
const NO_WHOLE = /-\d+-of-0*([2-9]|[1-9]\d+)\.safetensors$|^adapter_model\.safetensors$/;

/** Weights in forms that are not read, by names that tell of nothing else. */
const OTHER_WEIGHTS =
  /^pytorch_model\b.*\.bin$|^(tf_model\.h5|flax_model\.msgpack|consolidated\b.*\.pth)$|\.gguf$/i;

/** 16 MB, and the map alone: what else an index tells is not looked at. */
const INDEX_LIMITS: JsonLimits = {
  maxBytes: 16_000_000,
  wanted: {
    most: { n: 1_000, of: "keys" },
    under: (key) =>
      key === "weight_map" ? { most: { n: MAX_TENSORS, of: "tensors in weight_map" } } : undefined,
  },
};

/** Which file of the folder holds which tensor. */
export interface WeightFiles {
  /** What speaks for where a tensor lies: the index, the single weight file itself, or the headers of all shards, in words. */
  readonly listedIn: string;
  /** Whether that is an index. */
  readonly isIndexed: boolean;
  /** Names of all tensors in the index; none where there is none, as headers list them. */
  listedNames(): Iterable<string>;
  /** Base name of the file that holds a tensor; undefined where the index does not list it, and of shards without one. */
  fileOf(tensorName: string): string | undefined;
  /** Base names of all files of weights. */
  readonly fileNames: readonly string[];
  /** Those of them that the index names and that are not there. */
  readonly missing: readonly string[];
  /** Weights in the folder that are not read. */
  readonly unread: readonly UnreadFile[];
}

/**
 * Finds the weights of a checkpoint folder: `model.safetensors`, else the shards of `model.safetensors.index.json`, else the only
 * safetensors file there is, or all shards of one model by their names, as their headers tell what an index would. Where both of
 * the first exist the single file counts, as in transformers.
 *
 * @throws {Error} if none exists, or the index is no index or names a file outside the folder.
 */
export async function findWeightFiles(folder: Folder): Promise<WeightFiles> {
  const listing = await folder.list("");
  const isWeight = (name: string) => name.endsWith(".safetensors");
  expectReadable(folder, { path: "", listing, isRead: (name) => name === SINGLE_FILE });
  const { files } = listing;
  const weights = files.filter(isWeight);
  const hasSingle = files.includes(SINGLE_FILE);
  if (!hasSingle) {
    expectReadable(folder, {
      path: "",
      listing,
      isRead: (name) => name === INDEX_FILE,
    });
  }
  if (!hasSingle && files.includes(INDEX_FILE)) return await indexedFiles(folder, listing);
  if (!hasSingle) expectReadable(folder, { path: "", listing, isRead: isWeight });
  const only = weights.length === 1 && !NO_WHOLE.test(weights[0] ?? "") ? weights[0] : undefined;
  const single = hasSingle ? SINGLE_FILE : only;
  if (single === undefined && isWholeSet(weights)) {
    expectDownloaded(folder, files, weights);
    return {
      listedIn: `the ${weights.length} shards`,
      isIndexed: false,
      listedNames: () => [],
      fileOf: () => undefined,
      fileNames: weights,
      missing: [],
      unread: unreadWeights(files, {
        isRead: (name) => weights.includes(name),
        because: "the shards are",
      }),
    };
  }
  if (single === undefined) {
    throw new Error(
      `Cannot open checkpoint ${
        shownName(folder.name)
      }: expected ${SINGLE_FILE} or ${INDEX_FILE} in it, found ${await describeFolder(
        folder,
        "checkpoint",
      )}`,
    );
  }
  expectDownloaded(folder, files, [single]);
  return {
    listedIn: single,
    isIndexed: false,
    listedNames: () => [],
    fileOf: () => single,
    fileNames: [single],
    missing: [],
    unread: unreadWeights(files, { isRead: (name) => name === single, because: `${single} is` }),
  };
}

/** Whether files are all shards of one set, by names such as `model-00001-of-00002.safetensors`. */
function isWholeSet(names: readonly string[]): boolean {
  const shards = names.map((name) => /^(.*-)(\d+)(-of-(\d+)\.safetensors)$/s.exec(name));
  const [start, end, n] = [shards[0]?.[1], shards[0]?.[3], Number(shards[0]?.[4])];
  const isOfSet = shards.every((shard) => shard?.[1] === start && shard?.[3] === end);
  const numbers = new Set(shards.map((shard) => Number(shard?.[2])));
  return isOfSet && names.length === n && names.every((_, i) => numbers.has(i + 1));
}

async function indexedFiles(folder: Folder, listing: FolderListing): Promise<WeightFiles> {
  const where = `${INDEX_FILE} of ${shownName(folder.name)}`;
  const { value } = await readJsonFile(folder, { path: INDEX_FILE, where, limits: INDEX_LIMITS });
  const weightMap = readWeightMap(value, where);
  const fileNames = [...new Set(weightMap.values())];
  expectDownloaded(folder, listing.files, fileNames);
  const listed = new Set([...listing.files, ...listing.unreadable.map(({ name }) => name)]);
  return {
    listedIn: INDEX_FILE,
    isIndexed: true,
    listedNames: () => weightMap.keys(),
    fileOf: (tensorName) => weightMap.get(tensorName),
    fileNames,
    // A hidden shard is in no listing, and is opened all the same.
    missing: fileNames.filter((name) => !listed.has(name) && !name.startsWith(".")),
    unread: unreadWeights(listing.files, {
      isRead: (name) => name === INDEX_FILE || fileNames.includes(name),
      because: `what ${INDEX_FILE} names is`,
    }),
  };
}

/** aria2 gives a file its whole size at once, and keeps beside it what is still to come until it has all of it. */
function expectDownloaded(
  folder: Folder,
  files: readonly string[],
  weights: readonly string[],
): void {
  const unfinished = weights.find((name) => files.includes(`${name}.aria2`));
  if (unfinished === undefined) return;
  throw new Error(
    `Cannot use ${shownName(folder.pathOf(unfinished))}: expected a whole file, found ${
      shownName(`${unfinished}.aria2`)
    } beside it, as of a download that was not finished; let it finish, or remove that file if the weights are known to be whole`,
  );
}

/** Other weights beside those that are read; what else a checkpoint folder holds is not asked for. */
function unreadWeights(
  files: readonly string[],
  { isRead, because }: { isRead: (name: string) => boolean; because: string },
): UnreadFile[] {
  const isAdapter = (name: string) => /^adapter_(config\.json|model\.)/.test(name);
  return files
    .filter((name) => !isRead(name))
    .filter((name) =>
      name.endsWith(".safetensors") || name === INDEX_FILE || isAdapter(name) ||
      OTHER_WEIGHTS.test(name)
    )
    .map((name) => ({
      path: name,
      reason: isAdapter(name) ? "an adapter beside the weights is not applied" : `${because} read`,
    }));
}

function readWeightMap(index: JsonValue, where: string): Map<string, string> {
  const weightMap = index instanceof Map ? index.get("weight_map") : undefined;
  if (!(weightMap instanceof Map)) {
    throw new SyntaxError(`Cannot read ${where}: expected an object "weight_map"`);
  }
  const files = new Map<string, string>();
  for (const [tensorName, fileName] of weightMap) {
    if (typeof fileName !== "string" || !isPlainShardName(fileName)) {
      const finding = typeof fileName === "string" ? quote(fileName) : "no text";
      throw new SyntaxError(
        `Cannot read ${where}: expected the file of ${
          quote(tensorName)
        } to be a name ending in .safetensors without a folder, found ${finding}`,
      );
    }
    files.set(tensorName, fileName);
  }
  return files;
}

/** Shards lie beside their index: anything that could lead out of the folder, on any system, is no shard name. */
function isPlainShardName(fileName: string): boolean {
  return /^[^/\\:\p{Cc}]+\.safetensors$/u.test(fileName);
}
