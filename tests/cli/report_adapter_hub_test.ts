/** Adapters as ids on a fake Hub. */

import assert from "node:assert/strict";
import type { Results } from "../../mod.ts";
import { withVariables } from "../environment.ts";
import { pathOf } from "../sources/checkpoint/adapter/adapted_pair.ts";
import { type FakeHub, startFakeHub } from "../sources/hub/fake_hub.ts";
import { readFiles } from "../sources/temporary_folder.ts";
import { OPTIONS, withRuns } from "./adapter_runs.ts";
import { runMain } from "./run_main.ts";

/** Folders of the fixtures of llama as repositories of one commit each, `org/NAME`, with caches in `folder`. */
async function withHub(
  { names, folder }: { names: readonly string[]; folder: string },
  use: (hub: FakeHub) => Promise<void>,
): Promise<void> {
  const repositories = names.map(async (name, i) => ({
    kind: "models" as const,
    id: `org/${name}`,
    commit: String(i + 1).repeat(40),
    files: await readFiles(pathOf(`llama/${name}`)),
  }));
  await using hub = await startFakeHub(await Promise.all(repositories));
  const surroundings = {
    HF_ENDPOINT: hub.endpoint,
    HF_HOME: `${folder}/hf`,
    XDG_CACHE_HOME: `${folder}/cache`,
  };
  await withVariables(surroundings, () => use(hub));
}

Deno.test("report on ids of a base and two adapters gives what it gives of folders, and fetches nothing twice", () =>
  withRuns(async (run, folder) => {
    const local = await run(
      ...["--base", "llama/base", "--base-adapter", "llama/patterns", "--instruct", "llama/dora"],
    );
    await withHub({ names: ["base", "patterns", "dora"], folder }, async (hub) => {
      const site = `${folder}/hub-site`;
      const { code, stderr } = await runMain(
        ...["report", "--base", "org/base", "--base-adapter", "org/patterns"],
        ...["--instruct", "org/dora", "--vectors", `${folder}/vectors`, ...OPTIONS, "--out", site],
      );
      assert.equal(code, 0, stderr);
      const results: Results = JSON.parse(await Deno.readTextFile(`${site}/data/results.json`));
      assert.deepEqual(results.mlp, local.results.mlp);
      assert.deepEqual(
        results.run.hub.map(({ input, repository }) => `${input} ${repository}`).sort(),
        ["base org/base", "base-adapter org/patterns", "instruct org/dora"],
      );
      assert.match(
        results.run.command,
        /--base org\/base@1{40} .*--base-adapter org\/patterns@2{40} /,
      );
      const ranges = hub.requests.filter(({ host }) => host === "content");
      assert.ok(ranges.length > 0);
      assert.equal(
        new Set(ranges.map(({ path, range }) => `${path} ${range}`)).size,
        ranges.length,
      );
    });
  }));

Deno.test("cache fetch brings what a run on an adapter reads, and nothing more is asked for then", () =>
  withRuns(async (_, folder) => {
    await withHub({ names: ["base", "dora"], folder }, async (hub) => {
      const args = ["--base", "org/base", "--instruct", "org/dora"];
      const others = ["--vectors", `${folder}/vectors`, ...OPTIONS];
      const fetched = await runMain("cache", "fetch", ...args, ...others);
      assert.equal(fetched.code, 0, fetched.stderr);
      const nAsked = hub.requests.length;
      const out = ["--out", `${folder}/hub-site`, "--offline"];
      const { code, stderr } = await runMain("report", ...args, ...others, ...out);
      assert.equal(code, 0, stderr);
      assert.equal(hub.requests.length, nAsked);
    });
  }));
