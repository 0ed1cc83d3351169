import { deepStrictEqual, match, strictEqual as equal } from "node:assert/strict";
import {
  replacedByInputsNote,
  replacedByResultsNote,
  replacedRunNote,
} from "../../src/library/replaced_run.ts";
import { sampleResults } from "../site/sample_results.ts";
import { withFolder } from "../sources/temporary_folder.ts";
import { runMain } from "../cli/run_main.ts";
import { withPair, writeCheckpoint } from "../cli/small_pair.ts";

const DEMONSTRATION = ["report", ..."--device cpu --layers 18 --random 0 --out".split(" ")];
const SAID =
  /^The demonstration replaces the site of real weights in [^\n]*site \(base against instruct\): to keep it, give another --out$/m;

Deno.test("a report says whose place it takes, before any work, where that is a run on other inputs", () =>
  withPair(async (pair) => {
    const said =
      /^This report replaces the site of another run in \S*site \(base against instruct, along the vectors of vectors\): to keep it, give another --out$/m;
    equal((await pair.report("--random", "0")).code, 0);
    // Other options of the same inputs are mostly meant.
    const again = await pair.report("--random", "0", "--seed", "7");
    equal(/replaces the site/.test(again.stderr), false, again.stderr);
    // Others of the same name are no less others.
    await Deno.mkdir(pair.at("two"));
    await writeCheckpoint(pair.at("two/base"), { seed: 5 });
    const two = await runMain(
      "report",
      ...["--base", pair.at("two/base"), "--instruct", pair.at("instruct")],
      ...["--vectors", pair.at("vectors"), "--random", "0", "--layers", "1"],
      ...["--device", "cpu", "--out", pair.at("site")],
    );
    match(two.stderr, said);
    equal((await pair.report("--random", "0")).code, 0);
    for (const input of ["base", "instruct", "vectors"]) {
      await Deno.rename(pair.at(input), pair.at(`other ${input}`));
      const other = await runMain(
        "report",
        ...["base", "instruct", "vectors"].flatMap((name) => [
          `--${name}`,
          pair.at(name === input ? `other ${name}` : name),
        ]),
        ...["--random", "0", "--device", "cpu", "--out", pair.at("site")],
      );
      equal(other.code, 0, other.stderr);
      match(other.stderr, said);
      equal(other.stderr.search(said) < other.stderr.indexOf("Device: "), true);
      await Deno.rename(pair.at(`other ${input}`), pair.at(input));
      equal((await pair.report("--random", "0")).code, 0);
    }
  }));

Deno.test("a demonstration says whose place it takes, before any work, where that is a run on real weights", () =>
  withPair(async (pair) => {
    const out = pair.at("site");
    equal((await pair.report("--random", "0")).code, 0);
    const replacing = await runMain(...DEMONSTRATION, out);
    equal(replacing.code, 0, replacing.stderr);
    match(replacing.stderr, SAID);
    equal(replacing.stderr.search(SAID) < replacing.stderr.indexOf("Device: "), true);
    await Deno.remove(`${out}/data/results.json`);
    match(
      (await runMain(...DEMONSTRATION, out)).stderr,
      /^The demonstration replaces the site of another run in \S*site \(its data\/results\.json cannot be read\): /m,
    );
    // Neither another demonstration nor the run itself has anything of that to say.
    const again = await runMain(...DEMONSTRATION, out);
    equal(SAID.test(again.stderr), false);
    const back = await pair.report("--random", "0");
    equal(back.code, 0, back.stderr);
    equal(/replaces the site/.test(back.stderr), false);
  }));

Deno.test("a report, a demonstration and a site of results say that they take the place of a comparison", () =>
  withFolder({ "site/data/comparison.json": "{}" }, async (folder) => {
    const at = { out: "site", folder: `${folder}/site` };
    const inputs = { base: "a", instruct: "b", vectors: "v" };
    const fingerprint = () => Promise.resolve(null);
    const said = [
      await replacedRunNote(at),
      await replacedByInputsNote({ ...at, inputs, fingerprint }),
      await replacedByResultsNote(sampleResults(), { ...at, earlier: null, option: "--to" }),
    ];
    const of = (what: string, option: string) =>
      `${what} the comparison of two runs in site: to keep it, give another ${option}`;
    deepStrictEqual(said, [
      of("The demonstration replaces", "--out"),
      of("This report replaces", "--out"),
      of("These results replace", "--to"),
    ]);
  }));

Deno.test("a report says that it takes the place of a run whose results cannot be read", () =>
  withFolder({ "site/data/results.json": "no JSON" }, async (folder) => {
    const note = await replacedByInputsNote({
      out: "site",
      folder: `${folder}/site`,
      inputs: { base: "a", instruct: "b", vectors: "v" },
      fingerprint: () => Promise.resolve(null),
    });
    equal(
      note,
      "This report replaces the site of another run in site (its data/results.json cannot be read): to keep it, give another --out",
    );
  }));
