import {
  deepStrictEqual as deepEqual,
  match,
  ok,
  rejects,
  strictEqual as equal,
} from "node:assert/strict";
import { Buffer } from "node:buffer";
import { openCheckpoint } from "../../../src/sources/checkpoint/checkpoint.ts";
import { checkpointFingerprint } from "../../../src/sources/checkpoint/fingerprint.ts";
import { layerTensors } from "../../../src/sources/checkpoint/weights.ts";
import type { ByteSource } from "../../../src/sources/folder/bytes.ts";
import { openInputFolder } from "../../../src/sources/input_folder.ts";
import { hubFolder } from "../../../src/sources/hub/hub_folder.ts";
import { parseHubId } from "../../../src/sources/hub/hub_id.ts";
import { openRepository } from "../../../src/sources/hub/hub_repository.ts";
import { ByteRanges } from "../../../src/sources/hub/ranges.ts";
import { openVectorFolder } from "../../../src/sources/vectors/vector_folder.ts";
import { memoryFolder } from "../../../src/sources/folder/memory_folder.ts";
import { withVariables } from "../../environment.ts";
import { readFiles, withFolder } from "../temporary_folder.ts";
import { type FakeHub, type FakeRequest, type FaultKind, startFakeHub } from "./fake_hub.ts";
import {
  checkpointRepository,
  L,
  random,
  SHARDS,
  tensorsIn,
  vectorsRepository,
} from "./hub_inputs.ts";
import { digestFromHub, type OpenedFolder, openFolder, readInTiles } from "./hub_reader.ts";
import { killDrill } from "./kill_drill.ts";
import { digestInMemory, drilledReader, startReader } from "./reader_process.ts";

const CHECKPOINT = checkpointRepository();
const VECTORS = vectorsRepository();
/** The header of a shard comes with the first read, of so many bytes. */
const FIRST_BYTES = 64 * 2 ** 10;

interface Opening {
  readonly hub: FakeHub;
  readonly cacheFolder: string;
  open(id?: string, stallMs?: number): Promise<OpenedFolder>;
}

async function withHub(use: (opening: Opening) => Promise<void>): Promise<void> {
  await using hub = await startFakeHub([CHECKPOINT, VECTORS]);
  const { endpoint } = hub;
  await withFolder({}, (cacheFolder) =>
    use({
      hub,
      cacheFolder,
      open: (id = "org/model", stallMs = 5000) =>
        openFolder({ endpoint, cacheFolder, id, stallMs }),
    }));
}

const isContent = ({ host }: FakeRequest) => host === "content";

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

Deno.test("files of vectors come whole, eight side by side, each once", () =>
  withHub(async ({ hub, open }) => {
    const isVector = (request: FakeRequest) => isContent(request) && request.path.endsWith(".pt");
    const nAsked = () => new Set(hub.requests.filter(isVector).map(({ path }) => path)).size;
    const opened = await open("datasets/org/vectors", 500);
    const does: FaultKind = { is: "stalled body", afterBytes: 10 };
    hub.faults.push({ where: isVector, times: Infinity, does });
    const one = opened.folder.open("role_vectors/role00.pt");
    await until(() => nAsked() >= 8);
    const all = [...VECTORS.files.keys()].map((path) => opened.folder.open(path));
    await pause(100);
    equal(nAsked(), 8);
    hub.faults.splice(0);
    for (const source of await Promise.all([one, ...all])) source.close();
    const nBytes = [...VECTORS.files.values()].reduce((sum, it) => sum + it.byteLength, 0);
    equal(opened.nFetched(), nBytes);

    hub.requests.length = 0;
    const second = await open("datasets/org/vectors");
    const options = { roleKey: "pos_all", traitKey: "pos_neg_50", difference: "default" };
    const vectors = await openVectorFolder(second.folder, options);
    const local = await openVectorFolder(memoryFolder("vectors", VECTORS.files), options);
    equal(vectors.roleNames.length + vectors.traitNames.length + 1, 60);
    deepEqual(await vectors.readLayers([0, 2]), await local.readLayers([0, 2]));
    vectors.close();
    equal(second.nFetched(), 0);
  }));

for (
  const { path, id, isAsked, hash } of [
    {
      path: "role_vectors/role07.pt",
      id: "datasets/org/vectors",
      isAsked: isContent,
      hash: /^[0-9a-f]{64}$/,
    },
    {
      path: "config.json",
      id: "org/model",
      isAsked: ({ path, range }: FakeRequest) =>
        path.includes("/resolve-cache/") && range !== "bytes=0-0",
      hash: /^[0-9a-f]{40}$/,
    },
  ]
) {
  Deno.test(`${path} that was changed on the way is refused by its hash, and not kept`, () =>
    withHub(async ({ hub, cacheFolder, open }) => {
      const repository = id === "org/model" ? CHECKPOINT : VECTORS;
      const bytes = repository.files.get(path)!;
      const fault = {
        where: (request: FakeRequest) => isAsked(request) && request.path.endsWith(path),
        times: 1,
        does: {
          is: "status",
          status: 206,
          headers: { "content-range": `bytes 0-${bytes.byteLength - 1}/${bytes.byteLength}` },
          body: "x".repeat(bytes.byteLength),
        },
      } as const;
      hub.faults.push(fault);
      const files = [...repository.files.keys()].filter((file) => /\.(json|pt)$/.test(file));
      const { folder } = await open(id);
      await rejects(folder.open(path), (error: Error) => {
        ok(!error.message.includes("\n"));
        ok(error.message.startsWith(`Cannot read ${path} of org/`), error.message);
        const [, known = "", found = ""] =
          /the hash (\w+), found (\w+); it was changed on the way/.exec(error.message) ?? [];
        match(known, hash);
        match(found, hash);
        ok(known !== found);
        return true;
      });
      const { kind, commit } = repository;
      const place = `${cacheFolder}/${kind}--${repository.id.replace("/", "--")}/${commit}/${path}`;
      await rejects(Deno.stat(place), Deno.errors.NotFound);
      // The others come, and so does it when it is asked for again.
      for (const source of await Promise.all(files.map((file) => folder.open(file)))) {
        source.close();
      }
      equal((await readFiles(cacheFolder)).size, files.length);
      deepEqual(await Deno.readFile(place), bytes);
      const source = await (await open(id)).folder.open(path);
      deepEqual(await read(source, 0, bytes.byteLength), bytes);
      source.close();
    }));
}

Deno.test("opening a JSON file fetches no other", () =>
  withHub(async ({ hub, open }) => {
    const opened = await open("org/model");
    (await opened.folder.open("config.json")).close();
    await pause(50);
    const isOther = ({ path }: FakeRequest) => path.includes("index.json");
    deepEqual(hub.requests.filter(isOther), []);
  }));

Deno.test("a listener that throws leaves no write of a buffer that is used again", () =>
  withFolder({}, async (cacheFolder) => {
    await using hub = await startFakeHub([CHECKPOINT]);
    const settings = {
      endpoint: hub.endpoint,
      token: null,
      tokenNote: null,
      offlineBy: null,
      cacheRoot: "/absent",
    };
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

function fileOf(name: string): Uint8Array {
  return CHECKPOINT.files.get(name)!;
}

/** The bytes of a tensor as they were made. */
function bytesOf({ name, fileName }: { name: string; fileName: string }): Uint8Array {
  const { offsetBytes, sizeBytes } = tensorsIn(fileOf(fileName)).get(name)!;
  return fileOf(fileName).slice(offsetBytes, offsetBytes + sizeBytes);
}

async function read(source: ByteSource, start: number, end: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(end - start);
  await source.read(start, bytes);
  return bytes;
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

function pause(ms: number): Promise<void> {
  return new Promise((resume) => setTimeout(resume, ms));
}

async function until(isSo: () => boolean): Promise<void> {
  const last = Date.now() + 5000;
  while (!isSo()) {
    ok(Date.now() < last, "it did not come about");
    await pause(1);
  }
}

Deno.test("room is asked for all vectors of the folder once, before any of them moves", () =>
  withHub(async ({ hub, cacheFolder }) => {
    const id = parseHubId("org/vectors", "datasets")!;
    const settings = {
      endpoint: hub.endpoint,
      token: null,
      tokenNote: null,
      offlineBy: null,
      cacheRoot: "/absent",
    };
    const asked: number[] = [];
    let isFull = true;
    const folder = hubFolder(await openRepository(id, { settings }), {
      cacheFolder,
      makeRoom: (nBytes) => {
        asked.push(nBytes);
        return isFull ? Promise.reject(new Error("no room")) : Promise.resolve();
      },
    });
    await rejects(folder.open("default_vector.pt"), /no room/);
    equal(hub.requests.filter(({ path }) => path.endsWith(".pt")).length, 0);
    isFull = false;
    for (const path of VECTORS.files.keys()) (await folder.open(path)).close();
    const total = [...VECTORS.files.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);
    ok(asked.every((nBytes) => nBytes === total));
    equal(asked.length, 2);
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

Deno.test("a folder that is closed lets go of its commit, though nobody asked what became of it", async () => {
  await using hub = await startFakeHub([VECTORS]);
  await withFolder(
    {},
    (home) =>
      withVariables(
        { HF_ENDPOINT: hub.endpoint, XDG_CACHE_HOME: home, HF_HOME: home },
        async () => {
          const held = async () =>
            [...(await readFiles(home)).keys()].filter((path) => path.includes("/.held-")).length;
          const folder = await openInputFolder("org/vectors", "vectors", {
            isOffline: false,
            say() {},
          });
          equal(await held(), 1);
          folder.close();
          await new Promise((resolve) => setTimeout(resolve, 0));
          equal(await held(), 0);
        },
      ),
  );
});
