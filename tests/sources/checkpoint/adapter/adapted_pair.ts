/** The checkpoints and adapters of tests/testdata/adapters, made by tests/oracle/make_adapters.py. */

import { fileURLToPath } from "node:url";
import { adaptedCheckpoint } from "../../../../src/sources/checkpoint/adapter/adapted_checkpoint.ts";
import { openAdapter } from "../../../../src/sources/checkpoint/adapter/adapter_folder.ts";
import { SharedReads } from "../../../../src/sources/checkpoint/adapter/shared_reads.ts";
import type { Checkpoint } from "../../../../src/sources/checkpoint/weights.ts";
import { localFolder } from "../../../../src/sources/folder/local_folder.ts";
import { openLocalCheckpoint } from "../../local_inputs.ts";

const FIXTURES = new URL("../../../testdata/adapters/", import.meta.url);

/** By base, the adapters of it. */
export const ADAPTERS = [
  ["llama", "patterns"],
  ["llama", "dora"],
  ["gemma2", "rslora"],
  ["gemma2", "headless"],
  ["gemma3", "nested"],
  ["phi3", "fused"],
  ["phi3", "fused-dora"],
] as const;

/** The path of a folder or file of the fixtures. */
export function pathOf(name: string): string {
  return fileURLToPath(new URL(name, FIXTURES));
}

/** What `expected.json` of a base holds. */
export interface Expected {
  /** f64 [V, C], each a bfloat16 value. */
  readonly inputs: number[][];
  /** f64 [L, V, C] by rounding of the weights and by `base` or adapter. */
  readonly expected: Record<string, Record<"bf16" | "stored", number[][][]>>;
}

export function readExpected(base: string): Expected {
  return JSON.parse(Deno.readTextFileSync(pathOf(`${base}/expected.json`)));
}

/** A base, the same with an adapter, and the checkpoint that merging the two gave. */
export interface AdaptedPair {
  readonly base: Checkpoint;
  readonly adapted: Checkpoint;
  readonly merged: Checkpoint;
  readonly shared: SharedReads;
}

/** Runs `body` with a pair of the fixtures. */
export async function withAdapter(
  base: string,
  adapter: string,
  body: (pair: AdaptedPair) => Promise<void>,
): Promise<void> {
  await using resources = new AsyncDisposableStack();
  const open = async (path: string) => {
    const checkpoint = await openLocalCheckpoint(pathOf(path));
    resources.defer(() => checkpoint.close());
    return checkpoint;
  };
  const [opened, merged] = [await open(`${base}/base`), await open(`${base}/merged-${adapter}`)];
  const shared = new SharedReads();
  const adapted = adaptedCheckpoint(
    opened,
    await openAdapter(localFolder(pathOf(`${base}/${adapter}`))),
    {
      layerWeights: (layer) => shared.second(opened.layerWeights(layer)),
      layers: Array.from({ length: opened.recipe.nLayers }, (_, layer) => layer),
      onRead: (nBytes) => shared.count(nBytes),
    },
  );
  resources.defer(() => adapted.close());
  const asFirst = {
    ...opened,
    layerWeights: (layer: number) => shared.first(opened.layerWeights(layer)),
  };
  await body({ base: asFirst, adapted, merged, shared });
}
