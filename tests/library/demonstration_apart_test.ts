import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import { report } from "../../src/library/report.ts";
import { readFiles } from "../sources/temporary_folder.ts";
import { runMain } from "../cli/run_main.ts";
import { withPair } from "../cli/small_pair.ts";

const DEMONSTRATION = ["report", ..."--device cpu --layers 18 --random 0 --out".split(" ")];

Deno.test("report without inputs leaves the site of a run on real weights alone, before any work", () =>
  withPair(async (pair) => {
    const out = pair.at("site");
    const made = await pair.report("--random", "0");
    equal(made.code, 0, made.stderr);
    const before = await readFiles(out);
    const message =
      `Cannot write the demonstration to ${out}: it holds the site of a run on real weights, base against instruct; ` +
      "give another folder with --out DIR, or the inputs of a run";
    deepEqual(await runMain(...DEMONSTRATION, out), {
      code: 2,
      stdout: "",
      stderr: `deltascope: ${message}\n`,
    });
    const asked = await report({ out }).catch((error) => error);
    deepEqual([asked.name, asked.message], ["UsageError", message]);
    deepEqual(await readFiles(out), before);
    // Neither is a lock left beside it.
    deepEqual(
      [...Deno.readDirSync(pair.at("."))].map(({ name }) => name).sort(),
      ["base", "instruct", "site", "vectors"],
    );
    equal((await pair.report("--random", "0")).code, 0);
    const plan = await runMain(...DEMONSTRATION, out, "--plan");
    equal(plan.code, 0, plan.stderr);
  }));

Deno.test("a demonstration may be written over another, and a run on real weights over it", () =>
  withPair(async (pair) => {
    const out = pair.at("site");
    for (const _ of ["new", "over"]) {
      const { code, stderr } = await runMain(...DEMONSTRATION, out);
      equal(code, 0, stderr);
    }
    const { code, stderr } = await pair.report("--random", "0");
    equal(code, 0, stderr);
    const { run } = JSON.parse(await Deno.readTextFile(pair.at("site/data/results.json")));
    equal(run.is_synthetic, false);
  }));
