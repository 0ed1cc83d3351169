/** Reads a checkpoint of a Hub: what the tests do themselves, and what they have a process of its own do. */

import { createHash } from "node:crypto";
import { openCheckpoint } from "../../../src/sources/checkpoint/checkpoint.ts";
import {
  type Checkpoint,
  layerTensors,
  type WeightTensor,
} from "../../../src/sources/checkpoint/weights.ts";
import type { Folder } from "../../../src/sources/folder/folder.ts";
import { hubFolder } from "../../../src/sources/hub/hub_folder.ts";
import { parseHubId } from "../../../src/sources/hub/hub_id.ts";
import { openRepository } from "../../../src/sources/hub/hub_repository.ts";
import { settingsOf } from "./hub_model.ts";

/** A folder on a fake Hub. */
export interface OpenedFolder {
  readonly folder: Folder;
  /** Bytes that came over the network so far. */
  nFetched(): number;
  /** Until what was closed is written down. */
  settled(): Promise<void>;
}

/** Opens a folder; `stallMs` is how long silence is borne. */
export async function openFolder(
  { endpoint, cacheFolder, id, stallMs = 5000 }: {
    endpoint: string;
    cacheFolder: string;
    id: string;
    stallMs?: number;
  },
): Promise<OpenedFolder> {
  const settings = settingsOf(endpoint);
  const repository = await openRepository(parseHubId(id, "models")!, {
    settings,
    patience: { tries: 3, pauseMs: 1, stallMs },
  });
  let nFetched = 0;
  const closing: Promise<void>[] = [];
  const folder = hubFolder(repository, {
    cacheFolder,
    onFetched: (nBytes) => nFetched += nBytes,
    onClosing: (closed) => void closing.push(closed),
  });
  return {
    folder,
    nFetched: () => nFetched,
    settled: async () => void await Promise.all(closing),
  };
}

/** All bytes of a tensor, in tiles, four reads at once. */
export async function readInTiles(tensor: WeightTensor, tileBytes: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(tensor.sizeBytes);
  let next = 0;
  const reader = async () => {
    while (next < bytes.byteLength) {
      const offset = next;
      next += tileBytes;
      await tensor.read(offset, bytes.subarray(offset, offset + tileBytes));
    }
  };
  await Promise.all([reader(), reader(), reader(), reader()]);
  return bytes;
}

/** SHA-256 of all MLP tensors of a checkpoint; `withTensor` opens one for each. */
export async function digestOf(
  withLayer: <T>(layer: number, use: (checkpoint: Checkpoint) => Promise<T>) => Promise<T>,
  nLayers: number,
): Promise<string> {
  const hash = createHash("sha256");
  for (let layer = 0; layer < nLayers; layer++) {
    for (let i = 0; i < 5; i++) {
      await withLayer(layer, async (checkpoint) => {
        const tensor = layerTensors(checkpoint.layerWeights(layer))[i]!;
        hash.update(await readInTiles(tensor, 64 * 2 ** 10));
      });
    }
  }
  return hash.digest("hex");
}

/** The same of a checkpoint on a Hub, which is opened and closed for each tensor, so that much is journaled on the way. */
export async function digestFromHub(opened: OpenedFolder, nLayers: number): Promise<string> {
  return await digestOf(async (layer, use) => {
    const checkpoint = await openCheckpoint(opened.folder, { layers: () => [layer] });
    try {
      return await use(checkpoint);
    } finally {
      checkpoint.close();
      await opened.settled();
    }
  }, nLayers);
}

if (import.meta.main) {
  const [endpoint = "", cacheFolder = "", nLayers = ""] = Deno.args;
  const opened = await openFolder({ endpoint, cacheFolder, id: "org/model" });
  Deno.stdout.writeSync(
    new TextEncoder().encode(await digestFromHub(opened, Number(nLayers))),
  );
}
