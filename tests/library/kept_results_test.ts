import assert from "node:assert/strict";
import { dirname } from "node:path";
import { withVariable } from "../environment.ts";
import { STORIES_PAIR, testOnStories } from "../stories.ts";
import { keepingResults } from "../../src/library/kept_results.ts";
import { sampleResults } from "../site/sample_results.ts";
import { runMain } from "../cli/run_main.ts";
import { withFolder } from "../sources/temporary_folder.ts";

/** The place that an error message names. */
function keptPath(message: string): string {
  const [, path] = /the results are kept in (\S+\/results\.json)/.exec(message) ?? [];
  assert.ok(path !== undefined, message);
  return path;
}

Deno.test("keepingResults() keeps results and vectors beside the site, and gives the command that renders them", async () => {
  await withFolder({}, async (folder) => {
    const results = sampleResults({ layers: [18] });
    const attachments = new Map([["data/directions.safetensors", Uint8Array.of(1, 2)]]);
    const work = () => Promise.reject(new RangeError("Cannot write Infinity to CSV"));
    await assert.rejects(
      keepingResults({ results, attachments }, { out: `${folder}/site`, work }),
      ({ message }: Error) => {
        const path = keptPath(message);
        assert.equal(dirname(dirname(path)), folder);
        assert.match(message, /^Cannot write Infinity to CSV; the results are kept in /);
        assert.ok(message.endsWith(`: finish with deno task site --from ${path} --out DIR`));
        assert.deepEqual(
          JSON.parse(Deno.readTextFileSync(path)),
          JSON.parse(JSON.stringify(results)),
        );
        const beside = `${dirname(path)}/directions.safetensors`;
        assert.deepEqual(Deno.readFileSync(beside), Uint8Array.of(1, 2));
        return true;
      },
    );
  });
});

Deno.test("keepingResults() takes another place where there is none beside the site", async () => {
  const results = sampleResults({ layers: [18] });
  const work = () => Promise.reject(new Error("No space left on device"));
  const out = "/proc/no/such/place";
  await withFolder({}, async (folder) => {
    await withVariable("INIT_CWD", folder, () =>
      assert.rejects(
        keepingResults({ results, attachments: new Map() }, { out, work }),
        ({ message }: Error) => dirname(dirname(keptPath(message))) === folder,
      ));
  });
});

testOnStories(
  "report keeps what it measured when a page cannot be made, and site renders it",
  async () => {
    const folder = await Deno.makeTempDir();
    const groupBy = Map.groupBy;
    // A page fails as soon as it is made; nothing before that is touched.
    Map.groupBy = ((...args: Parameters<typeof groupBy>) => {
      if (/\/src\/site\//.test(new Error().stack ?? "")) throw new RangeError("no such page");
      return groupBy(...args);
    }) as typeof Map.groupBy;
    let outcome;
    try {
      outcome = await runMain(
        "report",
        ...STORIES_PAIR,
        ..."--layers 2-3 --random 4 --device cpu --sweep off --out".split(" "),
        `${folder}/site`,
      );
    } finally {
      Map.groupBy = groupBy;
    }
    try {
      assert.equal(outcome.code, 1);
      assert.match(outcome.stderr, /^deltascope: no such page; the results are kept in /m);
      const from = keptPath(outcome.stderr);
      assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), [
        dirname(from).split("/").at(-1),
      ]);
      const again = await runMain("site", "--from", from, "--out", `${folder}/site`);
      assert.equal(again.code, 0, again.stderr);
      assert.ok(Deno.statSync(`${folder}/site/data/directions.safetensors`).size > 0);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
);
