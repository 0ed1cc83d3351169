import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { readFiles } from "../sources/temporary_folder.ts";
import { runMain } from "./run_main.ts";
import { withPair } from "./small_pair.ts";

Deno.test("report --plan refuses a folder for the site as the run would, and touches nothing of one that is fit", () =>
  withPair(async (pair) => {
    await Deno.mkdir(pair.at("mine"));
    await Deno.writeTextFile(pair.at("mine/thesis.tex"), "");
    for (
      const [out, why] of [
        ["/", "it is the root of the disk"],
        [".", "it is the working directory"],
        [pair.at("mine"), "expected an absent or empty folder, .*, found thesis\\.tex"],
        [pair.at("base/config.json"), "expected a folder, found a file"],
      ] as const
    ) {
      for (const more of [["--plan"], []]) {
        const { code, stdout, stderr } = await pair.report("--out", out, ...more);
        match(
          stderr,
          new RegExp(
            `^deltascope: Cannot write the site to \\S+: ${why}; give --out a folder of its own\\n$`,
          ),
        );
        deepStrictEqual([code, stdout], [2, ""]);
      }
    }
    const before = await readFiles(pair.at("."));
    const fit = await pair.report("--random", "0", "--plan");
    strictEqual(fit.code, 0, fit.stderr);
    // A share of the layers is written down and no site made.
    const part = ["--part", "1/2", "--records", pair.at("records")];
    const out = ["--out", pair.at("mine")];
    const { code, stderr } = await pair.report("--random", "0", "--plan", ...out, ...part);
    strictEqual(code, 0, stderr);
    deepStrictEqual(await readFiles(pair.at(".")), before);
  }));

Deno.test("cache fetch looks at no folder for a site, as it writes none", async () => {
  const { stderr } = await runMain(
    ...["cache", "fetch", "--base", "org/a", "--instruct", "org/b", "--vectors", "org/c"],
    ...["--offline", "--out", "/"],
  );
  match(stderr, /^deltascope: .*org\/a/);
});
