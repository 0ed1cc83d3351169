import { deepStrictEqual as deepEqual, match, ok, strictEqual as equal } from "node:assert/strict";
import { dirname } from "node:path";
import type { Results } from "../../src/results.ts";
import { withVariables } from "../environment.ts";
import { STORIES, STORIES_PAIR, testOnStories } from "../stories.ts";
import {
  type FakeHub,
  type FakeHubOptions,
  type FakeRepository,
  startFakeHub,
} from "../sources/hub/fake_hub.ts";
import { COMMITS, pairRepositories } from "../sources/hub/pair_repositories.ts";
import { readFiles, withFolder } from "../sources/temporary_folder.ts";
import { type Outcome, runMain } from "./run_main.ts";

const OPTIONS = ["--device", "cpu", "--random", "2"];
const LAYERS = ["--layers", "1,3"];
const FROM_HUB = ["--base", "org/base", "--instruct", "org/tuned@v1", "--vectors", "org/vectors"];

/** The trained pair and its vectors, as three repositories. */
function repositories(): Promise<FakeRepository[]> {
  return pairRepositories((part) => readFiles(STORIES[part]));
}

/** Commands in a fake Hub's surroundings. */
interface Asked {
  /** Where caches and the site lie. */
  folder: string;
  report(...args: string[]): Promise<Outcome & { results: Results }>;
  plan(...args: string[]): Promise<Outcome>;
  fetch(...args: string[]): Promise<Outcome>;
}

/** A fake Hub, with caches of its own. */
async function withHub(
  use: (hub: FakeHub, asked: Asked) => Promise<void>,
  served: Promise<FakeRepository[]> = repositories(),
  fakeOptions: FakeHubOptions = {},
): Promise<void> {
  await using hub = await startFakeHub(await served, fakeOptions);
  await withFolder({}, (folder) => {
    const options = (args: string[]) =>
      args.includes("--layers") ? OPTIONS : [...OPTIONS, ...LAYERS];
    const asked: Asked = {
      folder,
      async report(...args) {
        const outcome = await runMain(
          "report",
          ...args,
          ...options(args),
          "--out",
          `${folder}/site`,
        );
        const results = outcome.code === 0
          ? JSON.parse(await Deno.readTextFile(`${folder}/site/data/results.json`))
          : null;
        return { ...outcome, results };
      },
      plan: (...args) => runMain("report", "--plan", ...args, ...options(args)),
      fetch: (...args) => runMain("cache", "fetch", ...args, ...options(args)),
    };
    const surroundings = {
      HF_ENDPOINT: hub.endpoint,
      HF_HOME: `${folder}/hf`,
      XDG_CACHE_HOME: `${folder}/cache`,
    };
    return withVariables(surroundings, () => use(hub, asked));
  });
}

/** What the file of vectors of a decomposed layer says of itself. */
async function metadataOf(folder: string, layer: number): Promise<Record<string, string>> {
  const bytes = await Deno.readFile(`${folder}/site/data/vectors-layer-${layer}.safetensors`);
  const nBytes = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  return JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + nBytes))).__metadata__;
}

/** What does not depend on where the inputs came from. */
function numbers({ mlp, evidence, decompositions, causes }: Results) {
  return { mlp, evidence, decompositions, causes };
}

testOnStories(
  "report on ids tells the commits whatever the two are called",
  () =>
    withHub(async (_, { folder, report }) => {
      const { code, stderr } = await report(...FROM_HUB, "--base-name", "Small", "--focus", "3");
      equal(code, 0, stderr);
      const { base, base_commit, instruct_commit } = await metadataOf(folder, 3);
      deepEqual({ base, base_commit, instruct_commit }, {
        base: "Small",
        base_commit: COMMITS.base,
        instruct_commit: COMMITS.instruct,
      });
    }),
);

testOnStories(
  "report on ids gives what it gives of folders, and reads nothing twice",
  () =>
    withHub(async (hub, { report }) => {
      const local = await report(
        ...STORIES_PAIR,
      );
      equal(hub.requests.length, 0);
      const first = await report(...FROM_HUB);
      equal(first.code, 0, first.stderr);
      match(first.stderr, /org\/tuned@v1: commit 1{40} of 127\.0\.0\.1/);
      deepEqual(numbers(first.results), numbers(local.results));
      equal(
        first.results.run.command.split(" --layers")[0],
        `deno task report --base org/base@${COMMITS.base} --instruct org/tuned@${COMMITS.instruct} ` +
          `--vectors org/vectors@${COMMITS.vectors}`,
      );
      const content = hub.requests.filter(({ host }) => host === "content");
      ok(content.every(({ headers }) => headers.get("authorization") === null));
      hub.requests.length = 0;
      const second = await report(...FROM_HUB);
      deepEqual(numbers(second.results), numbers(local.results));
      deepEqual(hub.requests.filter(({ host }) => host === "content").map(({ path }) => path), []);
    }),
);

testOnStories(
  "report --plan on ids says what would come, and fetches no weight",
  () =>
    withHub(async (hub, { plan }) => {
      const { stdout, code } = await plan(...FROM_HUB);
      equal(code, 0);
      match(stdout, /hub: {5}base is org\/base@b{40}, [\d.]+ kB fetched for this plan/);
      // Two layers of 4 tensors; the norms are read to be held against each other.
      match(
        stdout,
        /bytes: {3}org\/base@b{40}: 265 kB, 132 kB a layer; 512 bytes at hand, 264 kB to come of layers 1,3/,
      );
      match(
        stdout,
        /fetch: {3}[\d.]+ kB of weights in \d+ tensors, by 12 requests and 2 to find where the files lie; the rest is at hand/,
      );
      const weights = hub.requests.filter(({ host, path }) =>
        host === "content" && path.endsWith(".safetensors")
      );
      // The headers, with the first 64 KB of each, and norms of 256 bytes, which are held against each other.
      const sizes = weights.map(({ range }) => {
        const [start = 0, last = 0] = /(\d+)-(\d+)/.exec(range ?? "")!.slice(1).map(Number);
        return last + 1 - start;
      });
      deepEqual([...new Set(sizes)].sort((a, b) => a - b), [256, 65_536]);
    }),
);

testOnStories(
  "cache fetch brings what report --offline then reads",
  () =>
    withHub(async (hub, { report, fetch }) => {
      const missing = await report("--offline", ...FROM_HUB);
      equal(missing.code, 1);
      match(
        missing.stderr,
        /org\/base: no folder of that name, it is neither in the Hub's cache .* --offline keeps/,
      );
      equal(hub.requests.length, 0);
      const { code, stderr, stdout } = await fetch(...FROM_HUB);
      equal(code, 0, stderr);
      match(stdout, /^Fetched [\d.]+ [kM]B; deno task report with the same options and --offline/);
      hub.requests.length = 0;
      const offline = await report("--offline", ...FROM_HUB);
      equal(offline.code, 0, offline.stderr);
      match(offline.stderr, /org\/base: commit b{40} as far as it was fetched/);
      equal(hub.requests.length, 0);
      const other = await report("--offline", ...FROM_HUB, "--layers", "1-3");
      match(
        other.stderr,
        /a part that is needed was not fetched, and --offline keeps the network out/,
      );
    }),
);

testOnStories(
  "report reads a snapshot in the Hub's own cache as it lies, and asks nothing",
  () =>
    withHub(async (hub, { report, folder }) => {
      const [base] = await repositories();
      const files = [...base!.files];
      const root = `${folder}/hf/hub/models--org--base`;
      for (const [path, bytes] of files) {
        await Deno.mkdir(`${root}/snapshots/${COMMITS.base}`, { recursive: true });
        await Deno.writeFile(`${root}/snapshots/${COMMITS.base}/${path}`, bytes);
      }
      await Deno.mkdir(`${root}/refs`);
      await Deno.writeTextFile(`${root}/refs/main`, COMMITS.base);
      await Deno.mkdir(`${root}/trees`);
      const rows = files.map((
        [path, { byteLength }],
      ) => [path, { size: byteLength, blob_id: "0" }]);
      await Deno.writeTextFile(
        `${root}/trees/${COMMITS.base}.json`,
        JSON.stringify({ format_version: 1, files: Object.fromEntries(rows) }),
      );
      const { code, stderr, results } = await report(...FROM_HUB);
      equal(code, 0, stderr);
      match(stderr, /org\/base: commit b{40} in the cache of the Hub's tools; nothing is fetched/);
      ok(hub.requests.every(({ path }) => !path.includes("org/base")));
      deepEqual(results.run.hub.map(({ input, bytes_fetched }) => [input, bytes_fetched > 0]), [
        ["base", false],
        ["instruct", true],
        ["vectors", true],
      ]);
      // Its address and token are in nothing that is written.
      for await (const { name, isFile } of Deno.readDir(`${folder}/site/data`)) {
        if (isFile) {
          ok(!(await Deno.readTextFile(`${folder}/site/data/${name}`)).includes("Signature"));
        }
      }
    }),
);

testOnStories(
  "report refuses a limit that the weights pass, before any of them moves",
  () =>
    withHub(async (hub, { report }) => {
      const { code, stderr } = await report(...FROM_HUB, "--cache-limit", "0.5MB");
      equal(code, 1);
      match(stderr, /limit/);
      // Headers and norms, as of a plan.
      const weights = hub.requests.filter(({ host, path }) =>
        host === "content" && path.endsWith(".safetensors")
      );
      equal(weights.length, 6);
      const wrong = await report(...FROM_HUB, "--cache-limit", "lots");
      equal(wrong.code, 2);
      match(wrong.stderr, /Cannot use --cache-limit lots: expected a size such as 20GB/);
    }),
);

testOnStories("report asks the gate of all three inputs before any weight moves", () =>
  withHub(
    async (hub, { report }) => {
      const { code, stderr } = await report(...FROM_HUB);
      equal(code, 1);
      match(
        stderr,
        /org\/vectors is gated: accept its terms on .*\/datasets\/org\/vectors, then give/,
      );
      const weights = hub.requests.filter(({ host, path }) =>
        host === "content" && path.endsWith(".safetensors")
      );
      // Headers alone, with the first 64 KB of each.
      deepEqual(weights.map(({ range }) => range), ["bytes=0-65535", "bytes=0-65535"]);
    },
    repositories().then((all) =>
      all.map((it) => it.id === "org/vectors" ? { ...it, gated: "manual" as const } : it)
    ),
  ));

/** Makes a snapshot in the cache of the Hub's own tools, without a listing of its own. */
async function makeSnapshot(
  folder: string,
  { name = "models--org--base", commit, files }: {
    name?: string;
    commit: string;
    files: Readonly<Record<string, Uint8Array>>;
  },
): Promise<void> {
  const root = `${folder}/hf/hub/${name}`;
  await Deno.mkdir(`${root}/snapshots/${commit}`, { recursive: true });
  for (const [path, bytes] of Object.entries(files)) {
    await Deno.mkdir(dirname(`${root}/snapshots/${commit}/${path}`), { recursive: true });
    await Deno.writeFile(`${root}/snapshots/${commit}/${path}`, bytes);
  }
  await Deno.mkdir(`${root}/refs`);
  await Deno.writeTextFile(`${root}/refs/main`, commit);
}

testOnStories(
  "what the Hub's own cache has in another size than the Hub is fetched instead, aloud",
  () =>
    withHub(async (_, { plan, folder }) => {
      const [base] = await repositories();
      const shard = base!.files.get("model.safetensors")!;
      const files = {
        "config.json": base!.files.get("config.json")!,
        "model.safetensors": shard.subarray(0, 1000),
      };
      await makeSnapshot(folder, { commit: COMMITS.base, files });
      const { code, stdout, stderr } = await plan(...FROM_HUB);
      equal(code, 0, stderr);
      match(
        stdout + stderr,
        /model\.safetensors: it has 1000 bytes in the cache of the Hub's tools and \d+ on the Hub; it is fetched instead/,
      );
    }),
);

testOnStories(
  "a snapshot of a commit that the Hub has no more is left alone, aloud",
  () =>
    withHub(async (_, { plan, folder }) => {
      const [base] = await repositories();
      const files = { "config.json": base!.files.get("config.json")! };
      await makeSnapshot(folder, { commit: "d".repeat(40), files });
      const { code, stdout, stderr } = await plan(...FROM_HUB);
      equal(code, 0, stderr);
      match(stdout + stderr, /a part of commit d{40}, which the Hub has no more; it is left alone/);
      match(stdout, /base is org\/base@b{40}/);
    }),
);

testOnStories(
  "a snapshot that may be a part is read as it lies where the Hub gives nothing",
  () =>
    withHub(
      async (hub, { plan, report, folder }) => {
        const [base] = await repositories();
        await makeSnapshot(folder, {
          commit: COMMITS.base,
          files: Object.fromEntries(base!.files),
        });
        hub.faults.push({
          where: ({ path }) => path.includes("org/base"),
          times: Infinity,
          does: { is: "status", status: 401, headers: { "X-Error-Code": "GatedRepo" } },
        });
        const { code, stderr } = await report(...FROM_HUB);
        equal(code, 0, stderr);
        match(stderr, /org\/base is gated: accept its terms/);
        match(
          stderr,
          /commit b{40} in the cache of the Hub's tools, which may be a part of it; nothing is fetched/,
        );
        // What is not there is named.
        const root = `${folder}/hf/hub/models--org--base/snapshots/${COMMITS.base}`;
        await Deno.remove(`${root}/model.safetensors`);
        const partial = await plan(...FROM_HUB);
        equal(partial.code, 1);
        match(partial.stderr, /org\/base is gated[^]*expected model\.safetensors/);
      },
    ),
);

testOnStories(
  "a part of the vectors is not taken for all of them where the Hub gives nothing",
  () =>
    withHub(async (hub, { plan, folder }) => {
      const [, , vectors] = await repositories();
      await makeSnapshot(folder, {
        name: "datasets--org--vectors",
        commit: COMMITS.vectors,
        files: Object.fromEntries([...vectors!.files].slice(0, 20)),
      });
      hub.faults.push({
        where: ({ path }) => path.includes("org/vectors"),
        times: Infinity,
        does: { is: "status", status: 401 },
      });
      const { code, stderr } = await plan(...FROM_HUB);
      equal(code, 1);
      match(stderr, /has no org\/vectors as a data set, or it is private/);
    }),
);

testOnStories("what a mirror without a listing gave is found again offline", () =>
  withHub(
    async (hub, { report, fetch }) => {
      const { code, stderr } = await fetch(...FROM_HUB);
      equal(code, 0, stderr);
      match(stderr, /it lists no sizes and hashes, so that less is checked/);
      hub.requests.length = 0;
      const offline = await report("--offline", ...FROM_HUB);
      equal(offline.code, 0, offline.stderr);
      match(offline.stderr, /as far as it was fetched; it lists no sizes and hashes/);
      equal(hub.requests.length, 0);
    },
    repositories(),
    { isMirror: true },
  ));

testOnStories(
  "layers that records give need no room, and no tensor is sampled before it is read",
  () =>
    withHub(async (hub, { report, folder }) => {
      const records = ["--records", `${folder}/records`];
      const first = await report(...FROM_HUB, ...records);
      equal(first.code, 0, first.stderr);
      const ranges = hub.requests.filter(({ host, path }) =>
        host === "content" && path.endsWith(".safetensors")
      ).map(({ range }) => range);
      // Of a tensor its own bytes alone: no sample of 4,096 bytes before it.
      ok(
        !ranges.some((range) => {
          const [start = 0, last = 0] = /(\d+)-(\d+)/.exec(range ?? "")!.slice(1).map(Number);
          return last + 1 - start === 4096;
        }),
      );
      await Deno.remove(`${folder}/cache/deltascope/hub`, { recursive: true });
      // Too little for the weights, enough for the rest.
      const again = await report(...FROM_HUB, ...records, "--cache-limit", "0.5MB");
      equal(again.code, 0, again.stderr);
      // Where a further layer is decomposed, down of both models is read again, and needs room.
      await Deno.remove(`${folder}/cache/deltascope/hub`, { recursive: true });
      for await (const { name, isDirectory } of Deno.readDir(`${folder}/records`)) {
        if (!isDirectory) continue;
        for await (const file of Deno.readDir(`${folder}/records/${name}`)) {
          if (file.name.startsWith("focus-")) {
            await Deno.remove(`${folder}/records/${name}/${file.name}`);
          }
        }
      }
      const further = await report(...FROM_HUB, ...records, "--cache-limit", "0.3MB");
      match(further.stderr, /Cannot fetch 1\d\d kB: the limit of the cache/);
    }),
);

testOnStories(
  "a folder that a repository has not is named with those that it has",
  () =>
    withHub(async (_, { plan, fetch }) => {
      const args = ["--base", "org/base", "--instruct", "org/tuned"];
      const { code, stderr } = await plan(...args, "--vectors", "org/vectors:role_vector");
      equal(code, 1);
      match(
        stderr,
        /Cannot open org\/vectors:role_vector: org\/vectors has no folder role_vector; it has role_vectors/,
      );
      const nothing = await fetch(...STORIES_PAIR);
      equal(nothing.code, 2);
      match(nothing.stderr, /Cannot fetch anything: none of --base/);
    }),
);
