import {
  deepStrictEqual as deepEqual,
  match,
  ok,
  rejects,
  strictEqual as equal,
} from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { openInputFolder } from "../../../src/sources/input_folder.ts";
import { hubFolder } from "../../../src/sources/hub/hub_folder.ts";
import { parseHubId } from "../../../src/sources/hub/hub_id.ts";
import { openRepository } from "../../../src/sources/hub/hub_repository.ts";
import { openVectorFolder } from "../../../src/sources/vectors/vector_folder.ts";
import { memoryFolder } from "../../../src/sources/folder/memory_folder.ts";
import { withVariables } from "../../environment.ts";
import { readFiles, withFolder } from "../temporary_folder.ts";
import { type FakeRequest, type FaultKind, startFakeHub } from "./fake_hub.ts";
import { settingsOf } from "./hub_model.ts";
import { CHECKPOINT, isContent, read, VECTORS, withHub } from "./hub_opening.ts";

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
    const settings = settingsOf(hub.endpoint);
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
