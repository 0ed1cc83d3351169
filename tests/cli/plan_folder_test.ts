import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { readFiles } from "../sources/temporary_folder.ts";
import { runMain } from "./run_main.ts";
import { withPair } from "./small_pair.ts";

/** What a folder holds; null where there is none. */
function namesIn(folder: string): string[] | null {
  try {
    return [...Deno.readDirSync(folder)].map(({ name }) => name);
  } catch {
    return null;
  }
}

Deno.test("report --plan refuses a folder for the site as the run would, and touches nothing of one that is fit", () =>
  withPair(async (pair) => {
    await Deno.mkdir(pair.at("mine"));
    await Deno.writeTextFile(pair.at("mine/thesis.tex"), "");
    await Deno.symlink("loop", pair.at("loop"));
    await Deno.symlink(pair.at("mine"), pair.at(".linked.deltascope"));
    const long = "x".repeat(250);
    for (
      const [out, why] of [
        ["/", "it is the root of the disk"],
        [".", "it is the working directory"],
        [pair.at("mine"), "expected an absent or empty folder, .*, found thesis\\.tex"],
        [pair.at("base/config.json"), "expected a folder, found a file"],
        [
          pair.at("base/config.json/new/site"),
          "no folder can be made in config\\.json: a file in its way",
        ],
        [pair.at(`new/${long}x${long}/site`), "a name in it is longer than the system allows"],
        [pair.at(`new/${long}`), "its name is too long for the folder beside it, .*"],
        [pair.at("loop/site"), "loop is a symbolic link that leads nowhere"],
        [
          pair.at("linked"),
          "\\S*\\.linked\\.deltascope, where a site is built, is a link; remove it",
        ],
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
    for (const link of ["loop", ".linked.deltascope"]) await Deno.remove(pair.at(link));
    deepStrictEqual(namesIn(pair.at("new")), null);
    const before = await readFiles(pair.at("."));
    const fit = await pair.report("--random", "0", "--plan", "--out", pair.at("new/site"));
    strictEqual(fit.code, 0, fit.stderr);
    // A share of the layers is written down and no site made.
    const part = ["--part", "1/2", "--records", pair.at("records")];
    const out = ["--out", pair.at("mine")];
    const { code, stderr } = await pair.report("--random", "0", "--plan", ...out, ...part);
    strictEqual(code, 0, stderr);
    deepStrictEqual(await readFiles(pair.at(".")), before);
    deepStrictEqual([namesIn(pair.at("new")), namesIn(pair.at("records"))], [null, null]);
  }));

Deno.test("report --plan refuses a folder for records as the run would, and leaves none", () =>
  withPair(async (pair) => {
    await Deno.symlink("gone", pair.at("dead"));
    await Deno.writeTextFile(pair.at("file"), "");
    for (
      const [records, why] of [
        [pair.at("dead"), "a link to gone, whose target is missing"],
        [pair.at("dead/records"), "a link to gone, whose target is missing"],
        [pair.at("file/records"), "a file in its way"],
        [pair.at(`new/${"x".repeat(300)}`), "a name in it is longer than the system allows"],
      ] as const
    ) {
      for (const more of [["--plan"], []]) {
        const asked = ["--random", "0", "--records", records];
        const { code, stdout, stderr } = await pair.report(...asked, ...more);
        match(stderr, /^deltascope: Cannot use --records .*$/m);
        strictEqual(stderr.split("; got ").at(-1), `${why}\n`);
        deepStrictEqual([code, stdout], [1, ""]);
      }
    }
    const { code, stderr } = await pair.report(
      "--random",
      "0",
      "--plan",
      "--records",
      pair.at("new/r"),
    );
    strictEqual(code, 0, stderr);
    deepStrictEqual(namesIn(pair.at("new")), null);
  }));

Deno.test("cache fetch looks at no folder for a site, as it writes none", async () => {
  const { stderr } = await runMain(
    ...["cache", "fetch", "--base", "org/a", "--instruct", "org/b", "--vectors", "org/c"],
    ...["--offline", "--out", "/"],
  );
  match(stderr, /^deltascope: .*org\/a/);
});
