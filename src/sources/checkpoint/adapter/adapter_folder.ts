/**
 * A PEFT LoRA adapter: a folder with `adapter_config.json` and `adapter_model.safetensors`.
 *
 * @module
 */

import { ADAPTER_FILES, isAdapterFile } from "../../folder/file_names.ts";
import { expectReadable, type Folder } from "../../folder/folder.ts";
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
    name.endsWith(".safetensors.index.json") ||
    name.endsWith(".safetensors") && name !== WEIGHTS_FILE
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
    if (!listing.files.includes(WEIGHTS_FILE)) refusePickle(folder);
    const where = ofFolder(WEIGHTS_FILE);
    const file = await openSafetensors(await folder.open(WEIGHTS_FILE), where);
    return {
      label: folder.label,
      where,
      config,
      file,
      unread: listing.files.includes(PICKLE_FILE)
        ? [{ path: PICKLE_FILE, reason: `${WEIGHTS_FILE} is read` }]
        : [],
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

function expectFiles(folder: Folder, files: readonly string[]): void {
  const weights = [WEIGHTS_FILE, PICKLE_FILE].find((name) => files.includes(name));
  if (files.includes(CONFIG_FILE) && weights !== undefined) return;
  const [missing, found] = weights === undefined
    ? [WEIGHTS_FILE, CONFIG_FILE]
    : [CONFIG_FILE, weights];
  throw new Error(
    `Cannot open adapter ${
      shownName(folder.name)
    }: expected ${missing} beside ${found}, found none; fetch it from where the adapter came`,
  );
}

function refusePickle(folder: Folder): never {
  throw new Error(
    `Cannot open adapter ${
      shownName(folder.name)
    }: expected ${WEIGHTS_FILE}, found ${PICKLE_FILE}, a pickle; ` +
      "load it with peft and save it again (save_pretrained writes safetensors)",
  );
}
