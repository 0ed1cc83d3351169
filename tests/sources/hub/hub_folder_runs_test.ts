import { deepStrictEqual as deepEqual, ok, strictEqual as equal } from "node:assert/strict";
import { openCheckpoint } from "../../../src/sources/checkpoint/checkpoint.ts";
import { withFolder } from "../temporary_folder.ts";
import { startFakeHub } from "./fake_hub.ts";
import { L } from "./hub_inputs.ts";
import { digestFromHub, openFolder, readInTiles } from "./hub_reader.ts";
import { killDrill } from "./kill_drill.ts";
import { digestInMemory, drilledReader, startReader } from "./reader_process.ts";
import { bytesOf, CHECKPOINT, isContent, withHub } from "./hub_opening.ts";

Deno.test("runs that are killed leave what they journaled, and nothing wrong", async () => {
  await using hub = await startFakeHub([CHECKPOINT]);
  const outcomes = await killDrill(hub, await drilledReader(hub.endpoint, CHECKPOINT), {
    nKills: 5,
    seed: 5,
  });
  ok(outcomes.some(({ nHeld }) => nHeld > 0), "none was killed after a journal told of anything");
});

Deno.test("two runs at once on one cache both end right, and leave all to a third", () =>
  withHub(async ({ hub, cacheFolder, open }) => {
    const outputs = await Promise.all(
      [1, 2].map(() => new Response(startReader(hub.endpoint, cacheFolder).stdout).text()),
    );
    const expected = await digestInMemory(CHECKPOINT);
    deepEqual(outputs, [expected, expected]);
    hub.requests.length = 0;
    equal(await digestFromHub(await open(), L), expected);
    deepEqual(hub.requests.filter(isContent), []);
  }));

Deno.test("a shard of a mirror that was cut is fetched again", async () => {
  await using hub = await startFakeHub([CHECKPOINT], { isMirror: true });
  await withFolder({}, async (cacheFolder) => {
    const opening = { endpoint: hub.endpoint, cacheFolder, id: "org/model", stallMs: 5000 };
    const read = async () => {
      const { folder, settled } = await openFolder(opening);
      const checkpoint = await openCheckpoint(folder, { layers: () => [0] });
      const { down } = checkpoint.layerWeights(0);
      const bytes = await readInTiles(down, 2 ** 20);
      deepEqual(bytes, bytesOf(down));
      checkpoint.close();
      await settled();
    };
    await read();
    const [shard] = await Array.fromAsync(shardsIn(cacheFolder));
    for (const nBytes of [0, 1000]) {
      await Deno.truncate(shard!, nBytes);
      await read();
    }
  });
});

/** The shards that are kept in a folder. */
async function* shardsIn(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) yield* shardsIn(`${folder}/${name}`);
    else if (name.endsWith(".safetensors")) yield `${folder}/${name}`;
  }
}
