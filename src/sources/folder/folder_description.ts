/**
 * What a folder or file is that was given in the place of another: one describer for every message.
 *
 * @module
 */

import {
  ADAPTER_ADVICE,
  EXPORT_ADVICE,
  GATHER_ADVICE,
  GGUF_ADVICE,
  RENAME_ADVICE,
  SAVE_ADVICE,
  TRANSFORMERS_ADVICE,
  VECTORS_ADVICE,
} from "./advice.ts";
import {
  ADAPTER_FILES,
  INDEX_FILE,
  isAdapterFile,
  isCheckpointFile,
  isVectorFile,
  isVectorFolder,
  SINGLE_FILE,
  VECTOR_EXTENSIONS,
} from "./file_names.ts";
import { describeOwn } from "./own_files.ts";
import type { Folder, FolderListing } from "./folder.ts";
import { readJsonFile } from "./json_file.ts";
import { firstOf } from "../../text/first_of_many.ts";
import { quote, shownName } from "../../text/quote.ts";

/** What was to be there. */
export type Wanted = "checkpoint" | "vectors";

/** Names that a description lists at most. */
const MAX_NAMES_SHOWN = 8;
const SHARD = /-(\d+)-of-(\d+)\.safetensors$/;
/** Where DeepSpeed, FSDP and Megatron keep the parts of each process. */
const PARTS = /^(global_step\d+|pytorch_model_fsdp(_\d+)?|iter_\d{7})$|\.distcp$/;
/** What browsers and other tools call a file until they have all of it. */
const UNFINISHED = /\.(part|partial|crdownload|download|incomplete|aria2)$/i;
/** What lies beside weights in every checkpoint and tells nothing of where they are. */
const TEXT = /\.(json|txt|md|py|model|jinja|ya?ml|jsonl)$/i;
/** Files of vectors in forms that are not read. */
const OTHER_VECTORS =
  /\.(pkl|pickle|joblib|pth|parquet|feather|arrow|bin|ckpt|json|jsonl|tsv|xlsx?|ods|h5|hdf5|mat)$/i;
/** Other endings under which files of torch.save go about. */
const TORCH_ENDING = /\.(pth|bin|ckpt)$/i;
const ARCHIVE = /\.(zip|tar|tgz|gz|xz|zst|7z)$/i;

/**
 * Says in one line what a folder is and what to give instead, as it reads after "found".
 *
 * @throws {Error} if the folder cannot be listed.
 */
export async function describeFolder(folder: Folder, wanted: Wanted): Promise<string> {
  const listing = await folder.list("");
  return await describeAdapter(folder, listing) ??
    await describeOwn(folder, listing) ??
    (wanted === "vectors" ? describeVectors(folder, listing) : null) ??
    await describeWeights(folder, listing) ??
    await describeInner(folder, listing) ??
    describeConfigAlone(listing) ??
    listNames(listing);
}

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
  if (folders.some(isVectorFolder)) {
    return "persona vectors; give them with --vectors";
  }
  if (files.includes("params.json") && named(/^consolidated\b/).length > 0) {
    return `weights in the form of Meta's or Mistral's own code (consolidated, params.json); ${TRANSFORMERS_ADVICE}`;
  }
  const safetensors = named(/\.safetensors$/);
  const shards = describeShards(safetensors, files);
  if (shards !== null) return shards;
  if (safetensors.length > 0 && !files.includes("config.json")) {
    const [other] = named(/^config\b.*\.json$/i);
    return `weights (${someNames(safetensors)}) without config.json; ${
      other === undefined ? "fetch it from where they came" : `rename ${shownName(other)} to that`
    }`;
  }
  const gguf = named(/\.gguf$/i);
  if (gguf.length > 0) return `GGUF files (${someNames(gguf)}); ${GGUF_ADVICE}`;
  const torch = named(/\.(bin|bin\.index\.json|pt|pth|ckpt)$/i)
    .filter((name) => !/^(training_args|optimizer|scheduler|rng_state)/.test(name));
  if (torch.length > 0) return `PyTorch files (${someNames(torch)}); ${SAVE_ADVICE}`;
  const other = named(/\.(h5|msgpack|onnx|npz|tflite|keras)$/i);
  if (other.length > 0) {
    return `weights in a form that is not read (${someNames(other)}); ${SAVE_ADVICE}`;
  }
  const parts = [...folders, ...files].filter((name) => PARTS.test(name));
  if (parts.length > 0) return describeParts(parts);
  if (folders.includes("weights") && folders.includes("context")) {
    return `a checkpoint of NeMo (context, weights); ${EXPORT_ADVICE}`;
  }
  const unfinished = named(UNFINISHED);
  if (unfinished.length > 0) {
    return `a download that was not finished (${
      someNames(unfinished)
    }); let it finish, or fetch the files again`;
  }
  return null;
}

function describeParts(names: readonly string[]): string {
  return `weights in parts, as DeepSpeed, FSDP and Megatron save them (${
    someNames(names)
  }); ${GATHER_ADVICE}`;
}

/** Several files of weights and no index that says which of them holds what; null where there is one, or are none. */
function describeShards(
  safetensors: readonly string[],
  files: readonly string[],
): string | null {
  const shard = SHARD.exec(safetensors[0] ?? "");
  if (files.includes(INDEX_FILE) || shard === null && safetensors.length < 2) return null;
  const index = files.find((name) => /\.safetensors\.index\b.*\.json$/.test(name));
  const advice = index === undefined ? null : `copy ${shownName(index)} to that name`;
  const names = someNames(safetensors);
  if (shard === null) {
    return `${safetensors.length} safetensors files (${names}) and no ${INDEX_FILE} that says which holds what; ${
      advice ??
        "fetch it from where they came, or give a folder of config.json and the one that holds all"
    }`;
  }
  const nShards = Number(shard[2]);
  const missing = safetensors.length < nShards ? "what is missing" : "it";
  return `${safetensors.length} of ${nShards} shards (${names}) and no ${INDEX_FILE}; ${
    advice ?? `fetch ${missing} from where the shards came`
  }`;
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
  if (isVectorFolder(folder.label) && folders.includes("vectors")) {
    return `a part of the persona layout; give the folder that holds ${folder.label}`;
  }
  const isTorch = (name: string) => name.endsWith(".pt");
  const torch = files.filter(isTorch);
  if (torch.length > 0 && !folders.some(isVectorFolder)) {
    const [parent] = [folder.label].filter(isVectorFolder);
    return `${torch.length} .pt files (${someNames(torch)}); ${
      parent === undefined
        ? "files of one tensor [L, C] each are read with --kind role or --kind trait"
        : `give the folder that holds ${parent}`
    }`;
  }
  const archives = files.filter((name) => ARCHIVE.test(name));
  if (archives.length > 0) return `an archive (${someNames(archives)}); unpack it`;
  const renamed = files.filter((name) => lowerEnding(name) !== null);
  if (renamed.length > 0) {
    return `${someNames(renamed)}; give the names the ending ${
      lowerEnding(renamed[0]!)
    }, by which their form is told`;
  }
  const other = files.filter((name) => OTHER_VECTORS.test(name));
  if (other.length === 0) return null;
  const advice = other.every((name) => TORCH_ENDING.test(name)) ? RENAME_ADVICE : VECTORS_ADVICE;
  return `files of a form that is not read (${someNames(other)}); ${advice}`;
}

/** The ending of a form that is read which a name has in other letters; null where it has none. */
function lowerEnding(name: string): string | null {
  return isVectorFile(name)
    ? null
    : VECTOR_EXTENSIONS.find((ending) => name.toLowerCase().endsWith(ending)) ?? null;
}

/** What a file is, by its name, that was given for vectors and is of no form that is read; null where the name tells nothing. */
export function describeVectorFile(name: string): string | null {
  const ending = lowerEnding(name);
  if (ending !== null) {
    return `another ending; give the name the ending ${ending}, by which the form is told`;
  }
  if (!OTHER_VECTORS.test(name)) return null;
  return `a file of a form that is not read; ${
    TORCH_ENDING.test(name) ? RENAME_ADVICE : VECTORS_ADVICE
  }`;
}

/** A checkpoint of which the weights are not there, nor one level down. */
function describeConfigAlone({ files, folders }: FolderListing): string | null {
  if (!files.includes("config.json")) return null;
  const besides = [...folders.map((name) => `${name}/`), ...files.filter((it) => !TEXT.test(it))];
  return `config.json and no weights${
    besides.length === 0 ? "" : ` but ${someNames(besides)}`
  }; fetch them from where it came, as ${SINGLE_FILE} or with ${INDEX_FILE}`;
}

/** What was wanted may lie one level down. */
async function describeInner(
  folder: Folder,
  { files: outer, folders }: FolderListing,
): Promise<string | null> {
  const repositories = folders.filter((name) => /^(models|datasets)--/.test(name));
  if (repositories.length > 0) {
    return `the Hub's cache (${
      someNames(repositories)
    }); give the id org/name, or a folder of its snapshots`;
  }
  const inner = await Promise.all(
    folders.slice(0, MAX_INNER).map(async (name) => ({
      name,
      files: (await folder.list(name).catch(() => null))?.files ?? [], // only a hint
    })),
  );
  // A trainer writes config.json at once and weights step by step; other folders beside it may hold configs of components.
  const isBegun = outer.includes("config.json");
  const hasWeights = (files: readonly string[]) => files.some((it) => it.endsWith(".safetensors"));
  for (const file of ["config.json", ADAPTER_FILES.config]) {
    const found = inner
      .filter(({ files }) => files.includes(file) && (!isBegun || hasWeights(files)))
      .map(({ name }) => name);
    if (found.length > 0) {
      return `${
        isBegun ? "config.json and no weights but those" : file
      } in folders within it; give one of them: ${someNames(found)}`;
    }
  }
  const parts = inner.filter(({ files }) => files.some((name) => PARTS.test(name)));
  return parts.length === 0 ? null : describeParts(parts.map(({ name }) => name));
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
  return firstOf(names.map(shownName), MAX_NAMES_SHOWN);
}
