import {
  deepStrictEqual as deepEqual,
  doesNotMatch,
  match,
  notDeepStrictEqual as notDeepEqual,
  strictEqual as equal,
} from "node:assert/strict";
import { homedir } from "node:os";
import { dirname } from "node:path";
import type { Results } from "../../src/results.ts";
import { withVariable } from "../environment.ts";
import { type Pair, withPair } from "./small_pair.ts";

/** Everything but when and with which words it was run. */
async function resultsOf({ at }: Pair): Promise<Omit<Results, "run">> {
  const { run: _, ...results } = await readJson(at("site/data/results.json"));
  return results;
}

async function readJson(path: string): Promise<Results> {
  return JSON.parse(await Deno.readTextFile(path));
}

async function bytesRead({ at }: Pair): Promise<number> {
  return (await readJson(at("site/data/results.json"))).run.weight_bytes_read;
}

/** The record files of the only run in a folder, by name. */
async function recordNames(folder: string): Promise<string[]> {
  const names: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (!isDirectory) continue;
    for await (const file of Deno.readDir(`${folder}/${name}`)) names.push(file.name);
  }
  return names.sort();
}

Deno.test("report goes on from the records of an earlier run, reads no weight for them, and says so", () =>
  withPair(async (pair) => {
    const records = ["--records", pair.at("records")];
    const first = await pair.report(...records);
    equal(first.code, 0, first.stderr);
    doesNotMatch(first.stderr, /taken from its records/);
    const whole = await resultsOf(pair);
    deepEqual(
      (await recordNames(pair.at("records"))).filter((name) => name.endsWith(".json")),
      [
        "focus-000.json",
        "focus-001.json",
        "layer-000.json",
        "layer-001.json",
        "run.json",
      ].filter((name) =>
        !name.startsWith("focus") || whole.options.focus.includes(+name.slice(6, 9))
      ),
    );

    const second = await pair.report(...records);
    match(second.stderr, /2 layers \(0-1\) were computed by another run of the same/);
    deepEqual(await resultsOf(pair), whole);
    equal(await bytesRead(pair), 0);
    const { run } = await readJson(pair.at("site/data/results.json"));
    deepEqual(run.layers_from_records, [0, 1]);
    const methods = await Deno.readTextFile(pair.at("site/methods.html"));
    match(methods, /layers 0-1, computed by another run of the same/);

    const fresh = await pair.report(...records, "--fresh");
    doesNotMatch(fresh.stderr, /taken from its records/);
    deepEqual(await resultsOf(pair), whole);
    equal(await bytesRead(pair) > 0, true);
  }));

Deno.test("report computes alone the layers that no record has, and ends as one run would", () =>
  withPair(async (pair) => {
    await pair.report("--layers", "all");
    const whole = await resultsOf(pair);
    const records = ["--records", pair.at("records")];
    await pair.report("--layers", "1", ...records);
    const last = await pair.report("--layers", "all", ...records);
    match(last.stderr, /1 layer \(1\) was computed by another run/);
    deepEqual(await resultsOf(pair), whole);
  }));

Deno.test("report computes again what one changed byte in the last row of a tensor concerns", () =>
  withPair(async (pair) => {
    const records = ["--records", pair.at("records")];
    await pair.report(...records);
    const before = await resultsOf(pair);
    const path = pair.at("instruct/model.safetensors");
    const bytes = await Deno.readFile(path);
    bytes[bytes.length - 1]! ^= 0x80; // the sign of the last weight of the last tensor
    await Deno.writeFile(path, bytes);
    const { stderr } = await pair.report(...records);
    doesNotMatch(stderr, /taken from its records/);
    const after = await resultsOf(pair);
    await pair.report();
    deepEqual(await resultsOf(pair), after);
    notDeepEqual(after.mlp, before.mlp);
  }));

Deno.test("report takes no record of other vectors or other options, and one of other layers", () =>
  withPair(async (pair) => {
    const records = ["--records", pair.at("records")];
    await pair.report(...records);
    const isTaken = async (...options: string[]) =>
      /taken from its records/.test((await pair.report(...records, ...options)).stderr);
    for (
      const options of [["--seed", "7"], ["--random", "3"], ["--pcs", "1"], ["--outliers", "1"]]
    ) {
      equal(await isTaken(...options), false, options.join(" "));
    }
    equal(await isTaken("--layers", "0", "--focus", "0"), true);
    const path = pair.at("vectors/trait_vectors/calm.pt");
    await Deno.writeFile(path, await Deno.readFile(path)); // the same bytes, written anew
    equal(await isTaken(), false);
  }));

Deno.test("the defaults of the first run into a folder of records hold for all that ask the same", () =>
  withPair(async (pair) => {
    const folder = pair.at("records");
    await pair.report("--records", folder);
    const [defaults] = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name)
      .then((names) => names.filter((name) => name.startsWith("defaults-")));
    const path = `${folder}/${defaults}`;
    deepEqual(JSON.parse(await Deno.readTextFile(path)), {
      random: 32,
      sweep: false,
      resamples: 20,
    });
    // As if a machine with a GPU had been the first.
    await Deno.writeTextFile(path, JSON.stringify({ random: 5, sweep: true, resamples: 3 }));
    await pair.report("--records", folder);
    const { options, sweep } = await resultsOf(pair);
    deepEqual([options.random, options.resamples, options.sweep], [5, 3, true]);
    equal(sweep === null, false);
    await pair.report("--records", folder, "--random", "4");
    equal((await resultsOf(pair)).options.random, 4);

    match(
      (await pair.report("--records", folder)).stderr,
      /Taking --random 5, --resamples 3 and --sweep on from the first run into /,
    );
    await Deno.writeTextFile(path, '{"random":-5,"resamples":1000000,"sweep":true}');
    const broken = await pair.report("--records", folder);
    equal(broken.code, 1);
    match(
      broken.stderr,
      /Cannot read .*defaults-.*: expected the defaults of the first run; remove the file/,
    );
  }));

Deno.test("report scatters no records over the root, the home folder or the working directory, nor does a part or a plan", () =>
  withPair(async (pair) => {
    await Deno.symlink(homedir(), pair.at("link"));
    for (
      const [place, found] of [
        ["/", "is the root of the disk"],
        [homedir(), "is the home folder"],
        [pair.at("link"), "is the home folder"],
        [Deno.cwd(), "is the working directory"],
        [dirname(Deno.cwd()), "holds the working directory"],
      ] as const
    ) {
      // The plan first: were it not refused, nothing is written.
      for (const more of [["--plan"], ["--part", "1/2"], []]) {
        const { code, stderr } = await pair.report("--records", place, ...more);
        equal(
          stderr,
          `deltascope: Cannot use --records ${place}: expected a folder of its own, found that it ${found}\n`,
        );
        equal(code, 2);
      }
    }
    // One within a clone is like any other.
    const own = await Deno.makeTempDir({ dir: Deno.cwd(), prefix: ".records-test-" });
    try {
      const { code, stderr } = await pair.report("--random", "0", "--records", own, "--plan");
      equal(code, 0, stderr);
    } finally {
      await Deno.remove(own, { recursive: true });
    }
  }));

Deno.test("report refuses records in the folder of the site or of an input, before any work", () =>
  withPair(async (pair) => {
    for (const place of ["site", "site/records", "vectors", "base/records"]) {
      const { code, stderr } = await pair.report("--records", pair.at(place));
      equal(code, 2);
      match(stderr, /Cannot use --records .*: expected a folder of its own, found it within --/);
    }
    const adapter = ["--base-adapter", pair.at("adapter"), "--records", pair.at("adapter/records")];
    match(
      (await pair.report(...adapter)).stderr,
      /expected a folder of its own, found it within --base-adapter /,
    );
    equal((await pair.report("--records", pair.at("site-records"))).code, 0);
    // Both as typed elsewhere, where neither is there yet.
    await withVariable("INIT_CWD", pair.at("."), async () => {
      const { code, stderr } = await pair.report("--out", "new", "--records", "new/records");
      match(stderr, /^deltascope: .*: expected a folder of its own, found it within --out /);
      equal(code, 2);
    });
  }));

Deno.test("report --plan writes no defaults, and takes those that are there", () =>
  withPair(async (pair) => {
    const folder = pair.at("records");
    await pair.report("--records", folder, "--plan");
    equal(await Deno.stat(folder).then(() => true, () => false), false);
    await pair.report("--records", folder);
    const defaults = await Array.fromAsync(Deno.readDir(folder))
      .then((all) => all.find(({ name }) => name.startsWith("defaults-"))!.name);
    const shared = { random: 5, sweep: false, resamples: 3 };
    await Deno.writeTextFile(`${folder}/${defaults}`, JSON.stringify(shared));
    const { stdout } = await pair.report("--records", folder, "--plan");
    match(stdout, /, 5 isotropic, 5 persona .* and 3 resamples/);
  }));

Deno.test("report says at once that a folder of records cannot be written to, and goes on where one layer cannot", () =>
  withPair(async (pair) => {
    await Deno.writeTextFile(pair.at("file"), "");
    const refused = await pair.report("--records", pair.at("file/records"));
    equal(refused.code, 1);
    match(
      refused.stderr,
      /^deltascope: Cannot use --records .*: expected a folder that can be read and written to, or a place for one; got a file in its way\n$/,
    );
    await Deno.symlink("gone", pair.at("dead"));
    match(
      (await pair.report("--records", pair.at("dead"))).stderr,
      /^deltascope: Cannot use --records .*dead: .*; got a link to gone, whose target is missing\n$/,
    );

    await pair.report("--records", pair.at("records"));
    const whole = await resultsOf(pair);
    const key = await Array.fromAsync(Deno.readDir(pair.at("records")))
      .then((all) => all.find(({ isDirectory }) => isDirectory)!.name);
    await Deno.remove(pair.at(`records/${key}`), { recursive: true });
    const goesOn = async (why: string) => {
      const { code, stderr } = await pair.report("--records", pair.at("records"));
      equal(code, 0, stderr);
      match(
        stderr,
        new RegExp(`Layers cannot be written down in .* \\(${why}\\): a run that is cut short has`),
      );
      deepEqual(await resultsOf(pair), whole);
    };
    await Deno.writeTextFile(pair.at(`records/${key}`), "in the way");
    await goesOn("a file in its way");
    await Deno.remove(pair.at(`records/${key}`));
    await Deno.symlink("gone", pair.at(`records/${key}`));
    await goesOn("a link to gone, whose target is missing");
  }));
