import { deepStrictEqual as deepEqual, match, ok, strictEqual as equal } from "node:assert/strict";
import type { Results } from "../../src/results.ts";
import { withVariables } from "../environment.ts";
import { realPath, testOnRealData } from "../real_data.ts";
import { type FakeHub, type FakeRepository, startFakeHub } from "../sources/hub/fake_hub.ts";
import { readFiles, withFolder } from "../sources/temporary_folder.ts";
import { runMain } from "./run_main.ts";

const COMMITS = { base: "b".repeat(40), instruct: "1".repeat(40), vectors: "c".repeat(40) };
const OPTIONS = ["--device", "cpu", "--random", "2", "--layers", "1,3"];
const FROM_HUB = ["--base", "org/base", "--instruct", "org/tuned@v1", "--vectors", "org/vectors"];

/** The trained pair and its vectors, as three repositories. */
async function repositories(): Promise<FakeRepository[]> {
  const files = (part: string) => readFiles(realPath(`stories260k/${part}`));
  return [
    { kind: "models", id: "org/base", commit: COMMITS.base, files: await files("base") },
    {
      kind: "models",
      id: "org/tuned",
      commit: COMMITS.instruct,
      revisions: ["v1"],
      files: await files("finetuned"),
    },
    { kind: "datasets", id: "org/vectors", commit: COMMITS.vectors, files: await files("vectors") },
  ];
}

/** A fake Hub, with caches of its own; `report` gives what the command wrote and its results. */
async function withHub(
  use: (
    hub: FakeHub,
    report: (...args: string[]) => Promise<{ code: number; stderr: string; results: Results }>,
  ) => Promise<void>,
): Promise<void> {
  await using hub = await startFakeHub(await repositories());
  await withFolder({}, (folder) =>
    withVariables({
      HF_ENDPOINT: hub.endpoint,
      HF_HOME: `${folder}/hf`,
      XDG_CACHE_HOME: `${folder}/cache`,
    }, () =>
      use(hub, async (...args) => {
        const { code, stderr } = await runMain(
          "report",
          ...args,
          ...OPTIONS,
          "--out",
          `${folder}/site`,
        );
        const results = code === 0
          ? JSON.parse(await Deno.readTextFile(`${folder}/site/data/results.json`))
          : null;
        return { code, stderr, results };
      })));
}

/** What does not depend on where the inputs came from. */
function numbers({ mlp, evidence, decompositions, causes }: Results) {
  return { mlp, evidence, decompositions, causes };
}

testOnRealData(
  "report on ids gives what it gives of folders, and reads nothing twice",
  "stories260k/base",
  () =>
    withHub(async (hub, report) => {
      const local = await report(
        ...[
          "--base",
          realPath("stories260k/base"),
          "--instruct",
          realPath("stories260k/finetuned"),
        ],
        ...["--vectors", realPath("stories260k/vectors")],
      );
      equal(hub.requests.length, 0);
      const first = await report(...FROM_HUB);
      equal(first.code, 0, first.stderr);
      match(first.stderr, /org\/tuned@v1: commit 1{40} of 127\.0\.0\.1/);
      deepEqual(numbers(first.results), numbers(local.results));
      const content = hub.requests.filter(({ host }) => host === "content");
      ok(content.every(({ headers }) => headers.get("authorization") === null));
      hub.requests.length = 0;
      const second = await report(...FROM_HUB);
      deepEqual(numbers(second.results), numbers(local.results));
      deepEqual(hub.requests.filter(({ host }) => host === "content").map(({ path }) => path), []);
    }),
);
