import {
  deepStrictEqual as deepEqual,
  doesNotMatch,
  match,
  strictEqual as equal,
} from "node:assert/strict";
import { parseHTML } from "linkedom";
import { textOf } from "../site/html.ts";
import { runMain } from "./run_main.ts";
import { readBody, withChecksum } from "../../src/measure/record_body.ts";
import { withPair, writeCheckpoint } from "./small_pair.ts";
import { type Weights, withWeights } from "./weights_command.ts";

/** A pair, and the command on it with one folder of records. */
interface Kept extends Pick<Weights, "at" | "run"> {
  /** Every number of the file last written, and its facts. */
  written(): Promise<{ csv: string; facts: string }>;
}

const withKept = (use: (kept: Kept) => Promise<void>): Promise<void> =>
  withWeights(({ at, run }) =>
    use({
      at,
      run: (...options) =>
        run(...options.includes("--records") ? [] : ["--records", at("records")], ...options),
      async written() {
        const { document } = parseHTML(await Deno.readTextFile(at("w.html")));
        const links = [...document.querySelectorAll("a[download]")] as Element[];
        return {
          csv: links.map((link) => decodeURIComponent(link.getAttribute("href")!)).join("\n"),
          facts: textOf(document.querySelector("dl")).replaceAll("\u00a0", " "),
        };
      },
    })
  );

const TAKEN = /taken from its records/;

Deno.test("weights goes on from the layers of a run that was cut, to the same numbers, and says which it did not read", () =>
  withKept(async ({ at, run, written }) => {
    const whole = await run("--fresh");
    equal(whole.code, 0, whole.stderr);
    doesNotMatch(whole.stderr, TAKEN);
    const { csv, facts } = await written();
    doesNotMatch(facts, /from records/);
    // Both layers are there by now: a run of one of them, and then one of both, in a folder of their own.
    const other = ["--records", at("other")];
    equal((await run("--layers", "1", ...other)).code, 0);
    const { code, stderr } = await run(...other);
    equal(code, 0, stderr);
    match(stderr, /^1 layer \(0\) has no record in .*: computed now$/m);
    match(stderr, /^1 layer \(1\) was computed by another run of the same inputs and options /m);
    const resumed = await written();
    equal(resumed.csv, csv);
    match(resumed.facts, /from records ?layer 1, compared by another run/);
    match(resumed.facts, /weights read ?4\.\d+ kB, matrices several times/);
    const again = await run();
    match(again.stderr, /^Layer 0 done: 1 of 2 layers, from records/m);
    match(again.stderr, /^2 layers \(0-1\) were computed by another run/m);
    const known = await written();
    equal(known.csv, csv);
    match(known.facts, /weights read ?0 bytes/);
    const fresh = await run("--fresh");
    doesNotMatch(fresh.stderr, TAKEN);
  }));

Deno.test("weights takes no layer that was compared under other options, or of other weights", () =>
  withKept(async ({ at, run }) => {
    equal((await run()).code, 0);
    const isTaken = async (...options: string[]) => TAKEN.test((await run(...options)).stderr);
    const others = [["--spectrum", "off"], ["--weights", "stored"], ["--tensors", "layer"]];
    for (const options of others) equal(await isTaken(...options), false, options.join(" "));
    for (const options of [[], ...others, ["--threads", "1"], ["--instruct-name", "new"]]) {
      equal(await isTaken(...options), true, options.join(" "));
    }
    await writeCheckpoint(at("instruct"), { seed: 3 });
    equal(await isTaken(), false);
    deepEqual([await isTaken(), await isTaken("--base-adapter", at("nowhere"))], [true, false]);
  }));

Deno.test("weights says which layers another build of the kernels compared, on the page too", () =>
  withKept(async ({ at, run }) => {
    equal((await run()).code, 0);
    const [{ name: key }] = await Array.fromAsync(Deno.readDir(at("records"))) as [Deno.DirEntry];
    const path = at(`records/${key}/layer-001.json`);
    const engine = { kind: "cpu", name: "WebAssembly (another)" };
    await Deno.writeFile(path, withChecksum(JSON.stringify({ ...await readBody(path), engine })));
    const said = "Layers computed elsewhere, from records: 1 on WebAssembly (another)";
    const { code, stderr } = await run();
    equal(code, 0, stderr);
    equal(stderr.split("\n").filter((line) => line === said).length, 1, stderr);
    const page = textOf(parseHTML(await Deno.readTextFile(at("w.html"))).document.body);
    equal(page.includes(`${said}.`), true);
  }));

Deno.test("weights and a report in one folder of records take nothing of each other, and tell the other as another command", () =>
  withPair(async ({ at, report }) => {
    const records = ["--records", at("records")];
    const compare = () =>
      runMain(
        "weights",
        "--base",
        at("base"),
        "--instruct",
        at("instruct"),
        "--out",
        at("w.html"),
        ...records,
      );
    equal((await compare()).code, 0);
    const other =
      /are not taken and left where they are: [0-9a-f]{8} \(layers 0-1\), of another command$/m;
    const options = ["--layers", "0,1", "--random", "20", "--resamples", "0", ...records];
    for (const [work, isAgain] of [[() => report(...options), false], [compare, true]] as const) {
      const { code, stderr } = await work();
      equal(code, 0, stderr);
      match(stderr, other);
      equal(TAKEN.test(stderr), isAgain);
    }
  }));

Deno.test("weights refuses records in the folder of a checkpoint, and keeps none of a plan", () =>
  withKept(async ({ at, run }) => {
    const { code, stderr } = await run("--records", at("base/records"));
    equal(code, 2);
    match(stderr, /Cannot use --records .*: expected a folder of its own, found it within --base /);
    equal((await run("--plan")).code, 0);
    deepEqual(
      (await Array.fromAsync(Deno.readDir(at("")), ({ name }) => name)).sort(),
      ["base", "instruct"],
    );
  }));
