/**
 * Reads all MLP tensors of a checkpoint in blocks, several at once, as a process of its own: of a folder, or of an id on a Hub.
 *
 * Usage: hub_read.ts WHERE LAYERS N_AT_ONCE. It prints the seconds from the first request to the last byte written down.
 *
 * @module
 */

import { openCheckpoint } from "../../src/sources/checkpoint/checkpoint.ts";
import { layerTensors } from "../../src/sources/checkpoint/weights.ts";
import { localFolder } from "../../src/sources/folder/local_folder.ts";
import { parseHubId } from "../../src/sources/hub/hub_id.ts";
import { type HubOrigin, openHubFolder } from "../../src/sources/hub/open_hub_folder.ts";
import { BLOCK_BYTES, blocksIn } from "./hub_blocks.ts";

const [where = "", nLayers = "", nAtOnce = ""] = Deno.args;
const started = performance.now();
const layers = Array.from({ length: Number(nLayers) }, (_, layer) => layer);
const origins: HubOrigin[] = [];
const folder = where.startsWith("/")
  ? localFolder(where)
  : await openHubFolder(parseHubId(where, "models")!, {
    isOffline: false,
    say: () => {},
    onOrigin: (origin) => void origins.push(origin),
  });
const checkpoint = await openCheckpoint(folder, { layers: () => layers });
const blocks = layers.flatMap((layer) => layerTensors(checkpoint.layerWeights(layer)))
  .flatMap((tensor) => blocksIn(tensor.sizeBytes).map((block) => ({ tensor, ...block })))
  .values();
const readBlocks = async () => {
  const buffer = new Uint8Array(BLOCK_BYTES);
  for (const { tensor, start, end } of blocks) {
    await tensor.read(start, buffer.subarray(0, end - start));
  }
};
await Promise.all(Array.from({ length: Number(nAtOnce) }, readBlocks));
checkpoint.close();
for (const origin of origins) await origin.settled();
const seconds = (performance.now() - started) / 1000;
Deno.stdout.writeSync(new TextEncoder().encode(`${seconds}\n`));
