/**
 * What a folder or file is that was given in the place of another: one describer for every message.
 *
 * @module
 */

import { ADAPTER_FILES, isAdapterFile, isCheckpointFile } from "./file_names.ts";
import type { Folder, FolderListing } from "./folder.ts";
import { readJsonFile } from "./json_file.ts";
import { quote, shownName } from "../../text/quote.ts";

/** What was to be there. */
export type Wanted = "checkpoint" | "vectors";

/** Names that a description lists at most. */
const MAX_NAMES_SHOWN = 8;
const SHARD = /-(\d+)-of-(\d+)\.safetensors$/;
const INDEX_FILE = "model.safetensors.index.json";
const VECTOR_FOLDER = /^(role_vectors|trait_vectors|roles_\d+|traits_\d+)$/;
/** Files of vectors in forms that are not read. */
const OTHER_VECTORS = /\.(pkl|pth|parquet|bin|ckpt)$/i;

/** How an adapter is given. */
const ADAPTER_ADVICE =
  "give it with --instruct, or with --base-adapter, and the model that it was trained on with --base";
/** How weights that hold an adapter beside them become a checkpoint. */
export const MERGE_ADVICE =
  "merge it into its base (merge_and_unload of peft, then save_pretrained) and give the folder of the result";
/** How quantised weights are got around. */
export const QUANTISED_ADVICE = "give the checkpoint in BF16, F16 or F32 that it was made from";
/** How weights become safetensors. */
export const SAVE_ADVICE = "save it with save_pretrained of transformers first";

/**
 * Says in one line what a folder is and what to give instead, as it reads after "found".
 *
 * @throws {Error} if the folder cannot be listed.
 */
export async function describeFolder(folder: Folder, wanted: Wanted): Promise<string> {
  const listing = await folder.list("");
  return await describeAdapter(folder, listing) ??
    (wanted === "vectors" ? describeVectors(folder, listing) : null) ??
    await describeWeights(folder, listing) ??
    await describeInner(folder, listing) ??
    listNames(listing);
}

/** Where weights in GGUF come from. */
export const GGUF_ADVICE = "give the safetensors checkpoint that it was converted from";

async function describeAdapter(
  folder: Folder,
  { files }: FolderListing,
): Promise<string | null> {
  if (!files.some(isAdapterFile)) return null;
  const config = files.includes(ADAPTER_FILES.config)
    ? await readJsonFile(folder, { path: ADAPTER_FILES.config, where: ADAPTER_FILES.config })
      .then(({ value }) => value, () => null) // what cannot be read adds nothing
    : null;
  const text = (key: string) => {
    const value = config instanceof Map ? config.get(key) : undefined;
    return typeof value === "string" ? value : null;
  };
  const type = text("peft_type");
  const base = text("base_model_name_or_path");
  return `a PEFT adapter${type === null ? "" : ` (${shownName(type)})`}${
    base === null ? "" : ` of ${quote(base)}`
  }; ${ADAPTER_ADVICE}`;
}

/** Weights in a form that is not read. */
async function describeWeights(folder: Folder, listing: FolderListing): Promise<string | null> {
  const { files, folders } = listing;
  const named = (pattern: RegExp) => files.filter((name) => pattern.test(name));
  if (folders.includes("snapshots")) {
    const snapshots = (await folder.list("snapshots")).folders;
    const advice = "give one of the folders in its snapshots folder";
    return `the Hub's cache of a model; ${advice}${
      snapshots.length === 0 ? "" : `: ${someNames(snapshots)}`
    }`;
  }
  if (folders.some((name) => VECTOR_FOLDER.test(name))) {
    return "persona vectors; give them with --vectors";
  }
  const safetensors = named(/\.safetensors$/);
  const shard = SHARD.exec(safetensors[0] ?? "");
  if (shard !== null && !files.includes(INDEX_FILE)) {
    return `${safetensors.length} of ${Number(shard[2])} shards (${
      someNames(safetensors)
    }) and no ${INDEX_FILE}; fetch what is missing from where the shards came`;
  }
  if (safetensors.length > 1 && !files.includes(INDEX_FILE)) {
    return `${safetensors.length} safetensors files (${
      someNames(safetensors)
    }) and no ${INDEX_FILE} that says which holds what; fetch it from where they came`;
  }
  if (safetensors.length > 0 && !files.includes("config.json")) {
    return `weights (${someNames(safetensors)}) without config.json; fetch it from where they came`;
  }
  const gguf = named(/\.gguf$/i);
  if (gguf.length > 0) return `GGUF files (${someNames(gguf)}); ${GGUF_ADVICE}`;
  const torch = named(/\.(bin|bin\.index\.json|pt|pth|ckpt)$/i)
    .filter((name) => !/^(training_args|optimizer|scheduler|rng_state)/.test(name));
  if (torch.length > 0) return `PyTorch files (${someNames(torch)}); ${SAVE_ADVICE}`;
  const other = named(/\.(h5|msgpack|onnx|npz|tflite|keras|distcp)$/i);
  if (other.length > 0) {
    return `weights in a form that is not read (${someNames(other)}); ${SAVE_ADVICE}`;
  }
  if (files.includes("config.json")) return "config.json and no weights";
  return null;
}

/** Vectors in a form that is not read, or a checkpoint. */
function describeVectors(folder: Folder, listing: FolderListing): string | null {
  const { files, folders } = listing;
  if (files.includes("config.json") || files.some((name) => SHARD.test(name))) {
    return "a checkpoint; give it with --base or --instruct, and the folder of vectors with --vectors";
  }
  const weights = files.filter(isCheckpointFile);
  if (weights.length > 0) {
    return `weights of a model, by the name (${
      someNames(weights)
    }); give their folder with --base or --instruct, or rename the file where it holds vectors`;
  }
  const isTorch = (name: string) => name.endsWith(".pt");
  const torch = files.filter(isTorch);
  if (torch.length > 0 && folders.every((name) => !VECTOR_FOLDER.test(name))) {
    const [parent] = [folder.label].filter((name) => VECTOR_FOLDER.test(name));
    return `${torch.length} .pt files (${someNames(torch)}); ${
      parent === undefined
        ? "files of one tensor [L, C] each are read with --kind role or --kind trait"
        : `give the folder that holds ${parent}`
    }`;
  }
  const other = files.filter((name) => OTHER_VECTORS.test(name));
  return other.length === 0
    ? null
    : `files of a form that is not read (${
      someNames(other)
    }); save each vector with torch.save as a .pt file`;
}

/** What was wanted may lie one level down. */
async function describeInner(folder: Folder, { folders }: FolderListing): Promise<string | null> {
  const found: string[] = [];
  for (const name of folders.slice(0, MAX_INNER)) {
    const inner = await folder.list(name).catch(() => null); // only a hint
    if (inner?.files.includes("config.json")) found.push(name);
  }
  return found.length === 0
    ? null
    : `config.json in folders within it; give one of them: ${someNames(found)}`;
}

/** Folders that are looked into for a hint. */
const MAX_INNER = 64;

/** Folders and files by name, the first of many. */
function listNames({ files, folders, unreadable }: FolderListing): string {
  const names = [
    ...folders.map((name) => `${name}/`),
    ...files,
    ...unreadable.map(({ name }) => name),
  ];
  return names.length === 0 ? "nothing" : someNames(names);
}

/** The first names of many, and how many there are. */
export function someNames(names: readonly string[]): string {
  const more = names.length > MAX_NAMES_SHOWN ? `, ... (${names.length} in all)` : "";
  return names.slice(0, MAX_NAMES_SHOWN).map(shownName).join(", ") + more;
}
