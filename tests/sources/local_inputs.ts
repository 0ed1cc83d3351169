/** Inputs of the local disk, by path. */

import {
  type ActivationRows,
  readActivations,
} from "../../src/sources/vectors/activations_file.ts";
import {
  openCheckpoint,
  type OpenCheckpointOptions,
} from "../../src/sources/checkpoint/checkpoint.ts";
import { openActivationsFile, openInputFolder } from "../../src/sources/input_folder.ts";
import type { HubAccess } from "../../src/sources/hub/open_hub_folder.ts";
import { openVectorFolder } from "../../src/sources/vectors/vector_folder.ts";
import type { VectorFolderOptions } from "../../src/sources/vectors/vector_layout.ts";
import type { VectorFolder } from "../../src/sources/vectors/vectors.ts";
import type { Checkpoint } from "../../src/sources/checkpoint/weights.ts";

/** What is no folder of the disk is asked of no network. */
export const NO_NETWORK: HubAccess = { isOffline: true, say: () => {} };

/** Opens the checkpoint in a folder. */
export async function openLocalCheckpoint(
  path: string,
  options: OpenCheckpointOptions = {},
): Promise<Checkpoint> {
  return await openCheckpoint(await openInputFolder(path, "checkpoint", NO_NETWORK), options);
}

/** Opens a folder of vectors. */
export async function openLocalVectors(
  path: string,
  options: VectorFolderOptions,
): Promise<VectorFolder> {
  return await openVectorFolder(await openInputFolder(path, "vectors", NO_NETWORK), options);
}

/** Reads a file of activations. */
export async function readLocalActivations(
  path: string,
  options: Omit<Parameters<typeof readActivations>[1], "label">,
): Promise<ActivationRows> {
  const source = await openActivationsFile(path);
  try {
    return await readActivations(source, { label: path, ...options });
  } finally {
    source.close();
  }
}
