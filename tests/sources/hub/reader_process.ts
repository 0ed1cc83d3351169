/** {@link hub_reader.ts} as a process of its own, and what it is to say. */

import { fileURLToPath } from "node:url";
import { openCheckpoint } from "../../../src/sources/checkpoint/checkpoint.ts";
import { memoryFolder } from "../../../src/sources/folder/memory_folder.ts";
import type { FakeRepository } from "./fake_hub.ts";
import { L } from "./hub_inputs.ts";
import { digestFromHub, digestOf, openFolder } from "./hub_reader.ts";
import type { Drilled } from "./kill_drill.ts";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

/** Reads all of `org/model` and prints its digest. */
export function startReader(endpoint: string, cacheFolder: string): Deno.ChildProcess {
  const script = fileURLToPath(new URL("hub_reader.ts", import.meta.url));
  return new Deno.Command(Deno.execPath(), {
    args: [
      ..."run --quiet --no-prompt --no-check -A".split(" "),
      script,
      endpoint,
      cacheFolder,
      String(L),
    ],
    cwd: ROOT,
    stdout: "piped",
  }).spawn();
}

/** The digest of a checkpoint that is read from memory. */
export async function digestInMemory({ files }: FakeRepository): Promise<string> {
  const checkpoint = await openCheckpoint(memoryFolder("model", files));
  return await digestOf((_, use) => use(checkpoint), L);
}

/** The reader for a drill. */
export async function drilledReader(
  endpoint: string,
  checkpoint: FakeRepository,
): Promise<Drilled> {
  return {
    start: (cacheFolder) => startReader(endpoint, cacheFolder),
    finish: async (cacheFolder) =>
      await digestFromHub(await openFolder({ endpoint, cacheFolder, id: "org/model" }), L),
    expected: await digestInMemory(checkpoint),
  };
}
