import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import { fileURLToPath } from "node:url";
import type { Results } from "../../src/results.ts";
import { STORIES_PAIR, testOnStories } from "../stories.ts";
import { withReport } from "./run_main.ts";
import { withFolder } from "../sources/temporary_folder.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const PAIR = [...STORIES_PAIR, "--device", "cpu", "--random", "8"];

/** A report in a process of its own. */
function startReport(folder: string): Deno.ChildProcess {
  const places = ["--records", `${folder}/records`, "--out", `${folder}/site`];
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-prompt", "-A", "src/cli.ts", "report", ...PAIR, ...places],
    cwd: ROOT,
    stdout: "null",
    stderr: "piped",
  }).spawn();
}

/** Whether the record of a layer is there. */
async function hasRecord(folder: string, layer: number): Promise<boolean> {
  try {
    for await (const { name, isDirectory } of Deno.readDir(`${folder}/records`)) {
      if (!isDirectory) continue;
      for await (const file of Deno.readDir(`${folder}/records/${name}`)) {
        if (file.name === `layer-00${layer}.json`) return true;
      }
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return false;
}

async function resultsOf(folder: string): Promise<Omit<Results, "run">> {
  const text = await Deno.readTextFile(`${folder}/site/data/results.json`);
  const { run: _, ...results }: Results = JSON.parse(text);
  return results;
}

testOnStories(
  "report that is killed goes on from its last record and gives the same results",
  () =>
    withReport(PAIR, async ({ run: _, ...expected }) => {
      for (const layer of [0, 3]) {
        await withFolder({}, async (folder) => {
          const killed = startReport(folder);
          const errors = new Response(killed.stderr).text();
          while (!await hasRecord(folder, layer)) await new Promise((next) => setTimeout(next, 1));
          killed.kill("SIGKILL");
          equal((await killed.status).success, false);
          await errors;
          const { success, stderr } = await startReport(folder).output();
          equal(success, true);
          match(new TextDecoder().decode(stderr), /layers? \(0.*taken from its records/);
          deepEqual(await resultsOf(folder), expected);
        });
      }
    }),
);
