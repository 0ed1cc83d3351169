/**
 * The folder that an input names: one of the disk, or a repository on the Hugging Face Hub.
 *
 * @module
 */

import { basename, dirname } from "node:path";
import { describeAbsent, nearPlace } from "./folder/absent_place.ts";
import { expectActivationsName } from "./vectors/activations_file.ts";
import type { ByteSource } from "./folder/bytes.ts";
import { openFileBytes } from "./folder/file_bytes.ts";
import { isAdapterFile, isVectorFile, VECTOR_EXTENSIONS } from "./folder/file_names.ts";
import { type Folder, unreadableError } from "./folder/folder.ts";
import { EXPORT_ADVICE, GGUF_ADVICE, SAVE_ADVICE } from "./folder/advice.ts";
import { describeVectorFile, type Wanted } from "./folder/folder_description.ts";
import { oneFileFolder } from "./folder/one_file_folder.ts";
import { localFolder } from "./folder/local_folder.ts";
import { lookAt, type PathState } from "./folder/path_state.ts";
import { fromCaller } from "../places.ts";
import { shownName } from "../text/quote.ts";
import { list } from "../text/words.ts";
import { type HubId, parseHubId } from "./hub/hub_id.ts";
import type { HubAccess } from "./hub/open_hub_folder.ts";

const WORDS: Readonly<Record<Wanted, string>> = {
  checkpoint: "checkpoint",
  vectors: "persona vectors",
};

/** On the Hub checkpoints are models, and persona vectors a data set. */
const KINDS: Readonly<Record<Wanted, HubId["kind"]>> = {
  checkpoint: "models",
  vectors: "datasets",
};

/**
 * The folder that `src` names: a folder of the disk, or a repository on the Hugging Face Hub by its id. A folder of the disk goes
 * before an id of the same name. A file of vectors is a folder of that file alone.
 *
 * @throws {UsageError} if it is an ill-formed id.
 * @throws {Error} if it is neither folder nor id, saying what it looks like instead.
 *
 * @example
 * ```ts
 * import { openInputFolder } from "./input_folder.ts";
 * async function fileNames(pathOrId: string): Promise<readonly string[]> {
 *   const access = { isOffline: false, say: console.error };
 *   const folder = await openInputFolder(pathOrId, "checkpoint", access);
 *   const { files } = await folder.list("");
 *   folder.close();
 *   return files;
 * }
 * ```
 */
export async function openInputFolder(
  src: string,
  wanted: Wanted,
  access: HubAccess,
): Promise<Folder> {
  const what = `${WORDS[wanted]} ${shownName(src)}`;
  const state = await stateOf(src);
  if (state.is === "folder") {
    const typed = fromCaller(src);
    if (isId(typed, wanted)) {
      access.say(
        `${shownName(typed)} is a folder here and is used, not what the Hub has of that name`,
      );
    }
    return localFolder(src);
  }
  if (state.is === "unreadable") throw unreadableError(what, state);
  // An adapter is often named by one of its two files.
  if (state.is === "file" && wanted === "checkpoint" && isAdapterFile(basename(src))) {
    return localFolder(dirname(src));
  }
  // Files that hold vectors by name are an input alone.
  if (state.is === "file" && wanted === "vectors" && isVectorFile(src)) {
    return oneFileFolder(localFolder(dirname(src)), { fileName: basename(src), name: src });
  }
  const id = idOf(src, { state, wanted });
  if (id !== null) {
    const near = await nearPlace(id.repository);
    if (near !== null) {
      access.say(
        `${shownName(src)} is no folder here, and is looked for on the Hub; did you mean ${
          shownName(near)
        }?`,
      );
    }
    // Loaded only where something is on the Hub: folders of the disk need none of it.
    const { openHubFolder } = await import("./hub/open_hub_folder.ts");
    return await openHubFolder(id, access);
  }
  const finding = state.is === "file"
    ? `expected a folder${
      wanted === "checkpoint" ? " with config.json" : `, or a file of ${list(VECTOR_EXTENSIONS)}`
    }, found ${describeFile(src, wanted)}`
    : await describeAbsent(src, isMissingFile(src, wanted) ? "file" : "folder");
  throw new Error(`Cannot open ${what}: ${finding}`);
}

/**
 * Whether an input would be opened on the Hub; nothing is asked of it.
 *
 * @throws {UsageError} if it is an ill-formed id.
 */
export async function isOnHub(src: string, wanted: Wanted): Promise<boolean> {
  return idOf(src, { state: await stateOf(src), wanted }) !== null;
}

async function stateOf(src: string): Promise<PathState> {
  return src === "" || await turnsBack(src) ? { is: "nothing" } : await lookAt(src);
}

/** The id that an input is where it is nothing on the disk; null where it is none. */
function idOf(
  src: string,
  { state, wanted }: { state: PathState; wanted: Wanted },
): HubId | null {
  if (state.is !== "nothing" || isMissingFile(src, wanted)) return null;
  return parseHubId(src, KINDS[wanted]);
}

/** Whether a path that is not there is one of a file, by its extension; what has a mark of an id is none. */
function isMissingFile(src: string, wanted: Wanted): boolean {
  return wanted === "vectors" && isVectorFile(src) && !/[@:]/.test(src);
}

/**
 * Opens the file of activations that an input names.
 *
 * @throws {Error} if its name is that of another kind of file, or it is missing or cannot be read.
 */
export async function openActivationsFile(path: string): Promise<ByteSource> {
  expectActivationsName(path);
  return await openFileBytes(path);
}

/** Says in one line what a file is that was given in the place of a folder, as it reads after "found". */
export function describeFile(path: string, wanted: Wanted): string {
  const name = basename(path);
  // First: an ending in other letters is that of no form, in its folder neither.
  const ofVectors = wanted === "vectors" ? describeVectorFile(name) : null;
  if (ofVectors !== null) return ofVectors;
  if (/\.gguf$/i.test(name)) return `a GGUF file; ${GGUF_ADVICE}`;
  if (/\.nemo$/i.test(name)) return `a checkpoint of NeMo; ${EXPORT_ADVICE}`;
  if (/\.pt2$/i.test(name)) {
    return "a program of torch.export (.pt2); torch.save its tensors as .pt";
  }
  const isInside = wanted === "checkpoint"
    ? /\.(safetensors|json)$/i.test(name)
    : /\.(pt|txt)$/i.test(name);
  if (isInside) return `a file; give its folder, ${shownName(dirname(path))}`;
  if (/\.(bin|pt|pth|ckpt)$/i.test(name) && wanted === "checkpoint") {
    return `a PyTorch file; ${SAVE_ADVICE} and give the folder`;
  }
  if (/\.(zip|tar|tgz|gz|xz|zst|7z)$/i.test(name)) {
    return "an archive; unpack it and give the folder";
  }
  return "a file";
}

/** Whether a `..` follows a folder that is not there, which Deno passes over: `org/..` would be where one stands. */
async function turnsBack(src: string): Promise<boolean> {
  for (const { index } of src.matchAll(/(?<=[^/\\])[/\\]\.\.(?=[/\\]|$)/g)) {
    if ((await lookAt(src.slice(0, index))).is !== "folder") return true;
  }
  return false;
}

/** Whether it could be an id; what is ill-formed as one is a folder's name like any other. */
function isId(typed: string, wanted: Wanted): boolean {
  try {
    return parseHubId(typed, KINDS[wanted]) !== null;
  } catch {
    return false;
  }
}
