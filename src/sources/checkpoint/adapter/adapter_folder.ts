/**
 * A PEFT LoRA adapter: a folder with `adapter_config.json` and `adapter_model.safetensors`.
 *
 * @module
 */

import { ADAPTER_FILES, isAdapterFile, isAdapterWeights } from "../../folder/file_names.ts";
import { expectReadable, type Folder, type FolderListing, isPresent } from "../../folder/folder.ts";
import type { UnreadFile } from "../../folder/unread_files.ts";
import { type FileIdentity, sampledIdentities } from "../../folder/file_identities.ts";
import { readJsonFile } from "../../folder/json_file.ts";
import { steadyFolder } from "../../folder/steady_folder.ts";
import { openSafetensors, type SafetensorsFile } from "../../safetensors/safetensors.ts";
import { shownName } from "../../../text/quote.ts";
import { type AdapterConfig, readAdapterConfig } from "./adapter_config.ts";

const { config: CONFIG_FILE, weights: WEIGHTS_FILE, pickle: PICKLE_FILE } = ADAPTER_FILES;

/** An adapter whose header has been read; it owns its folder. */
export interface Adapter {
  /** Base name of the folder, or `id@commit`. */
  readonly label: string;
  /** What messages call the weights. */
  readonly where: string;
  readonly config: AdapterConfig;
  readonly file: SafetensorsFile;
  /** Weights beside those that are read. */
  readonly unread: readonly UnreadFile[];
  /** Of config and weights. */
  identities(): Promise<readonly FileIdentity[]>;
  close(): void;
}

/** Whether a folder holds an adapter and no weights of a whole model, beside which an adapter is not applied. */
export async function isAdapterFolder(folder: Folder): Promise<boolean> {
  const { files } = await folder.list("");
  const isAdapter = files.some(isAdapterFile);
  const isWhole = files.some((name) =>
    /\.safetensors(\.index\.json)?$/.test(name) && !isAdapterWeights(name)
  );
  return isAdapter && !isWhole;
}

/**
 * Opens an adapter, reading its config and the header of its weights.
 *
 * @throws {Error} in one line, if a file of it is missing, it is a pickle, or the config asks for what is not computed. The folder is
 * closed then.
 */
export async function openAdapter(given: Folder): Promise<Adapter> {
  const folder = steadyFolder(given);
  try {
    const listing = await folder.list("");
    const isRead = (name: string) => name === CONFIG_FILE || name === WEIGHTS_FILE;
    expectReadable(folder, { path: "", listing, isRead });
    expectFiles(folder, listing.files);
    const ofFolder = (name: string) => `${name} of ${shownName(folder.name)}`;
    const json = await readJsonFile(folder, { path: CONFIG_FILE, where: ofFolder(CONFIG_FILE) });
    const config = readAdapterConfig(json, ofFolder(CONFIG_FILE));
    const where = ofFolder(WEIGHTS_FILE);
    const file = await openSafetensors(await folder.open(WEIGHTS_FILE), where);
    return {
      label: folder.label,
      where,
      config,
      file,
      unread: [
        ...listing.files.includes(PICKLE_FILE)
          ? [{ path: PICKLE_FILE, reason: `${WEIGHTS_FILE} is read` }]
          : [],
        ...await otherAdapters(folder, listing),
      ],
      identities: () => sampledIdentities(folder, [CONFIG_FILE, WEIGHTS_FILE]),
      close() {
        file.close();
        folder.close();
      },
    };
  } catch (error) {
    folder.close();
    throw error;
  }
}

/** PEFT saves each further adapter of a model in a folder of its name; earlier steps of a training are none of these. */
async function otherAdapters(folder: Folder, { folders }: FolderListing): Promise<UnreadFile[]> {
  const others: UnreadFile[] = [];
  for (const name of folders.filter((name) => !/^checkpoint-\d+$/.test(name))) {
    if (!await isPresent(folder, `${name}/${CONFIG_FILE}`)) continue;
    others.push({ path: `${name}/`, reason: "an adapter of its own; give its folder to read it" });
  }
  return others;
}

function expectFiles(folder: Folder, files: readonly string[]): void {
  const [hasConfig, hasWeights] = [CONFIG_FILE, WEIGHTS_FILE].map((name) => files.includes(name));
  if (hasConfig && hasWeights) return;
  const other = files.find(isAdapterWeights);
  const finding = !hasConfig
    ? `expected ${CONFIG_FILE} beside ${other}, found none; fetch it from where the adapter came`
    : other === undefined
    ? `expected ${WEIGHTS_FILE} beside ${CONFIG_FILE}, found none; fetch it from where the adapter came`
    : `expected ${WEIGHTS_FILE}, found ${shownName(other)}, ${describeOther(other)}`;
  throw new Error(`Cannot open adapter ${shownName(folder.name)}: ${finding}`);
}

/** What weights of an adapter under another name are, and what to do with them. */
function describeOther(name: string): string {
  if (/adapters\./.test(name)) {
    return "as MLX saves adapters; fuse it into its base (mlx_lm.fuse) and give the folder of the result";
  }
  return /safetensors/.test(name)
    ? "a part of an adapter; load it with peft and save it again (save_pretrained writes one file)"
    : "a pickle; load it with peft and save it again (save_pretrained writes safetensors)";
}
