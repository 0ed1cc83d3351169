import {
  deepStrictEqual as deepEqual,
  ok,
  rejects,
  strictEqual as equal,
} from "node:assert/strict";
import { Buffer } from "node:buffer";
import { openCheckpoint } from "../../../src/sources/checkpoint/checkpoint.ts";
import { checkpointFingerprint } from "../../../src/sources/checkpoint/fingerprint.ts";
import { layerTensors } from "../../../src/sources/checkpoint/weights.ts";
import { hubFolder } from "../../../src/sources/hub/hub_folder.ts";
import { parseHubId } from "../../../src/sources/hub/hub_id.ts";
import { openRepository } from "../../../src/sources/hub/hub_repository.ts";
import { ByteRanges } from "../../../src/sources/hub/ranges.ts";
import { withFolder } from "../temporary_folder.ts";
import { type FakeHub, type FaultKind, startFakeHub } from "./fake_hub.ts";
import { random, SHARDS, tensorsIn } from "./hub_inputs.ts";
import { settingsOf } from "./hub_model.ts";
import { openFolder, readInTiles } from "./hub_reader.ts";
import {
  bytesOf,
  CHECKPOINT,
  fileOf,
  FIRST_BYTES,
  isContent,
  read,
  withHub,
} from "./hub_opening.ts";

/** What the content host was asked of a file. */
function servedOf(hub: FakeHub, name: string): { totalBytes: number; ranges: ByteRanges } {
  const ranges = new ByteRanges();
  let totalBytes = 0;
  for (const { path, range } of hub.requests.filter(isContent)) {
    if (!path.endsWith(`/${name}`)) continue;
    const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(range ?? "") ?? [];
    const [start, end] = [Number(first), Number(last) + 1];
    ranges.add({ start, end });
    totalBytes += end - start;
  }
  return { totalBytes, ranges };
}

for (const tileBytes of [64 * 2 ** 10, 2 ** 20]) {
  Deno.test(`layers read in tiles of ${tileBytes} bytes cost their own bytes, once`, () =>
    withHub(async ({ hub, open }) => {
      const layers = [1, 4]; // one in each shard
      const first = await open();
      const checkpoint = await openCheckpoint(first.folder, { layers: () => layers });
      for (const layer of layers) {
        for (const tensor of layerTensors(checkpoint.layerWeights(layer))) {
          deepEqual(await readInTiles(tensor, tileBytes), bytesOf(tensor));
        }
      }
      checkpoint.close();
      await first.settled();
      for (const [i, name] of SHARDS.entries()) {
        const needed = new ByteRanges();
        needed.add({ start: 0, end: FIRST_BYTES });
        for (const [tensor, { offsetBytes, sizeBytes }] of tensorsIn(fileOf(name))) {
          if (!tensor.startsWith(`model.layers.${layers[i]}.`)) continue;
          needed.add({ start: offsetBytes, end: offsetBytes + sizeBytes });
        }
        const { totalBytes, ranges } = servedOf(hub, name);
        deepEqual([...ranges], [...needed]);
        equal(totalBytes, needed.totalBytes);
      }
      for (const name of CHECKPOINT.files.keys()) {
        const nResolved = hub.requests.filter(({ path }) =>
          path.endsWith(`/resolve/${CHECKPOINT.commit}/${name}`)
        );
        equal(nResolved.length, 1, name);
      }
    }));
}

Deno.test("what was read once is read from the disk, samples and parts of it too", () =>
  withHub(async ({ hub, open }) => {
    const layers = [0, 5];
    const first = await open();
    const checkpoint = await openCheckpoint(first.folder, { layers: () => layers });
    const sampled = await checkpointFingerprint(checkpoint, layers);
    const nSampled = hub.requests.filter(isContent).length;
    equal(await checkpointFingerprint(checkpoint, layers), sampled);
    equal(hub.requests.filter(isContent).length, nSampled);
    for (const layer of layers) {
      const { gate, up, down } = checkpoint.layerWeights(layer);
      for (const tensor of [gate, up, down]) await readInTiles(tensor, 256 * 2 ** 10);
    }
    const nContent = hub.requests.filter(isContent).length;
    deepEqual(
      await readInTiles(checkpoint.layerWeights(0).down, 100_000),
      bytesOf(checkpoint.layerWeights(0).down),
    );
    equal(hub.requests.filter(isContent).length, nContent);
    for (const name of SHARDS) {
      const { totalBytes, ranges } = servedOf(hub, name);
      equal(totalBytes, ranges.totalBytes); // nothing twice
    }
    checkpoint.close();
    await first.settled();

    hub.requests.length = 0;
    const second = await open();
    const again = await openCheckpoint(second.folder, { layers: () => layers });
    equal(await checkpointFingerprint(again, layers), sampled);
    for (const layer of layers) {
      for (const tensor of layerTensors(again.layerWeights(layer))) {
        deepEqual(await readInTiles(tensor, 300_000), bytesOf(tensor));
      }
    }
    again.close();
    equal(second.nFetched(), 0);
    deepEqual(hub.requests.filter(({ path }) => !path.startsWith("/api/models/")), []);
    await second.settled();
  }));

Deno.test("reads at once that overlap give the right bytes, and fetch none of them twice", () =>
  withHub(async ({ hub }) => {
    const shard = fileOf(SHARDS[0]!);
    for (const seed of [1, 2, 3]) {
      await withFolder({}, async (cacheFolder) => {
        hub.requests.length = 0;
        const opened = await openFolder({ endpoint: hub.endpoint, cacheFolder, id: "org/model" });
        const source = await opened.folder.open(SHARDS[0]!);
        const next = random(seed);
        await Promise.all(Array.from({ length: 8 }, async () => {
          for (let n = 0; n < 12; n++) {
            const start = Math.floor(next() * next() * shard.byteLength);
            const end = Math.min(start + Math.floor(next() * 600_000), shard.byteLength);
            const bytes = await read(source, start, end);
            ok(isSame(bytes, shard.subarray(start, end)), `seed ${seed}, bytes ${start} to ${end}`);
          }
        }));
        const { totalBytes, ranges } = servedOf(hub, SHARDS[0]!);
        equal(totalBytes, ranges.totalBytes);
        equal(opened.nFetched(), totalBytes);
        source.close();
        await opened.settled();
      });
    }
  }));

Deno.test("a read that fails is refused to those who wait for it only if it fails for them too", () =>
  withHub(async ({ hub, open }) => {
    const opened = await open();
    const source = await opened.folder.open(SHARDS[0]!);
    const does: FaultKind = { is: "status", status: 503 };
    hub.faults.push({ where: isContent, times: 3, does }); // as often as is tried
    const [first, second] = await Promise.allSettled([
      read(source, 100_000, 300_000),
      read(source, 200_000, 400_000),
    ]);
    equal(first.status, "rejected");
    equal(second.status, "fulfilled");
    ok(
      second.status === "fulfilled" &&
        isSame(second.value, fileOf(SHARDS[0]!).subarray(200_000, 400_000)),
    );
    source.close();
    await opened.settled();
  }));

Deno.test("of a range that breaks off, what came is kept", () =>
  withHub(async ({ hub, open }) => {
    const [start, end] = [100_000, 1_100_000];
    const opened = await open();
    const source = await opened.folder.open(SHARDS[0]!);
    const short: FaultKind = { is: "short body", missingBytes: 400_000 };
    const refused: FaultKind = { is: "status", status: 503 };
    hub.faults.push({ where: isContent, times: 1, does: short });
    hub.faults.push({ where: isContent, times: Infinity, does: refused });
    await rejects(read(source, start, end), /what came is kept, run it again to go on/);
    source.close();
    await opened.settled();

    hub.faults.length = hub.requests.length = 0;
    const second = await open();
    const again = await second.folder.open(SHARDS[0]!);
    ok(isSame(await read(again, start, end), fileOf(SHARDS[0]!).subarray(start, end)));
    const { totalBytes } = servedOf(hub, SHARDS[0]!);
    ok(0 < totalBytes && totalBytes < 500_000, `${totalBytes}`);
    again.close();
    await second.settled();
  }));

Deno.test("a listener that throws leaves no write of a buffer that is used again", () =>
  withFolder({}, async (cacheFolder) => {
    await using hub = await startFakeHub([CHECKPOINT]);
    const settings = settingsOf(hub.endpoint);
    const repository = await openRepository(parseHubId("org/model", "models")!, { settings });
    const closing: Promise<void>[] = [];
    let nHeard = 0;
    const folder = hubFolder(repository, {
      cacheFolder,
      onFetched: () => {
        // Once a piece was handed to the disk.
        if (++nHeard > 20) throw new Error("the log is full");
      },
      onClosing: (closed) => void closing.push(closed),
    });
    const source = await folder.open(SHARDS[0]!);
    const end = source.sizeBytes;
    const buffer = new Uint8Array(end);
    await rejects(source.read(0, buffer), /the log is full/);
    buffer.fill(7);
    source.close();
    await Promise.all(closing);
    const again = await hubFolder(repository, { cacheFolder }).open(SHARDS[0]!);
    ok((again.missingBytes?.(0, end) ?? end) < end, "nothing was kept");
    ok(isSame(await read(again, 0, end), fileOf(SHARDS[0]!)));
    again.close();
  }));

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
