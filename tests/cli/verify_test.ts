import assert from "node:assert/strict";
import { sharedReport } from "./shared_report.ts";
import { runMain } from "./run_main.ts";
import { type Pair, withPair, writeCheckpoint } from "./small_pair.ts";

const ON_CPU = ["--device", "cpu"];

/** A report of the small pair, and what `verify` with the same inputs says of its results after `change`. */
async function verified(
  { at, report }: Pair,
  { change, args = [] }: {
    // deno-lint-ignore no-explicit-any -- any number may be damaged
    change?: (results: any) => void;
    args?: readonly string[];
  } = {},
) {
  const path = at("site/data/results.json");
  const made = await report("--random", "4");
  assert.equal(made.code, 0, made.stderr);
  const results = JSON.parse(await Deno.readTextFile(path));
  change?.(results);
  await Deno.writeTextFile(path, JSON.stringify(results));
  return await runMain(
    "verify",
    path,
    ...["base", "instruct", "vectors"].flatMap((name) => [`--${name}`, at(name)]),
    ...ON_CPU,
    ...args,
  );
}

Deno.test("verify computes layers of a report again and agrees with every number, or says so of all with --all", () =>
  withPair(async (pair) => {
    for (const args of [[], ["--layers", "1"], ["--all"]]) {
      const { code, stdout, stderr } = await verified(pair, { args });
      assert.equal(code, 0, stderr);
      assert.match(
        stdout,
        /^Verified layers? [\d, -]+ of base and instruct: [\d,]{3,} numbers agree with \S+results\.json to the last digit\n$/,
      );
    }
  }));

Deno.test("verify names the first number that the file has otherwise: column, layer, input and both values", () =>
  withPair(async (pair) => {
    const { code, stdout, stderr } = await verified(pair, {
      change: ({ mlp }) => {
        const row = mlp.find((it: { layer: number; input_vector: string }) =>
          it.layer === 1 && it.input_vector === "-PC1"
        );
        row.delta_norm *= 1.01;
      },
      args: ["--layers", "1"],
    });
    assert.equal(code, 1);
    assert.equal(stdout, "");
    assert.match(
      stderr,
      /\ndeltascope: Cannot verify \S+results\.json: expected mlp\.delta_norm of layer 1 for -PC1 to be [\d.]+ within \S+, as computed again, got [\d.]+\n$/,
    );
  }));

Deno.test("verify passes a number of a layer that it was not asked for, and one that is off by less than engines are", () =>
  withPair(async (pair) => {
    const { code, stdout, stderr } = await verified(pair, {
      change: ({ mlp }) => {
        for (const row of mlp) {
          if (row.layer === 0) row.delta_norm *= 2;
          else row.base_output_norm *= 1 + 1e-5;
        }
      },
      args: ["--layers", "1"],
    });
    assert.equal(code, 0, stderr);
    assert.match(stdout, / numbers agree with \S+ to 1\.0\d?e-5|to 0\.00001\n$/);
  }));

Deno.test("verify sees a row that is not there, and a number that became unknown", () =>
  withPair(async (pair) => {
    const gone = await verified(pair, { change: ({ mlp }) => mlp.pop(), args: ["--all"] });
    assert.match(
      gone.stderr,
      /expected mlp\.\w+ of layer 1 for \S+ to be \S+ .*, got not there\n$/,
    );
    const unknown = await verified(pair, {
      change: ({ evidence }) => {
        if (evidence !== null) evidence.quantiles[0].mean = null;
      },
      args: ["--layers", "0"],
    });
    assert.match(
      unknown.stderr,
      /expected evidence\.quantiles\.mean of layer 0 for isotropic raw to be \S+ .*, got unknown\n$/,
    );
  }));

Deno.test("verify tells a checkpoint that is another by its fingerprint, before it computes", () =>
  withPair(async (pair) => {
    const { at, report } = pair;
    assert.equal((await report("--random", "4")).code, 0);
    await writeCheckpoint(at("instruct"), { seed: 99 });
    const { code, stdout, stderr } = await runMain(
      "verify",
      at("site/data/results.json"),
      ...["base", "instruct", "vectors"].flatMap((name) => [`--${name}`, at(name)]),
      ...ON_CPU,
    );
    assert.equal(code, 1);
    assert.equal(stdout, "");
    assert.equal(
      stderr.split("\n").at(-2),
      "deltascope: Cannot verify with --instruct instruct: its fingerprint is another than that in the file, " +
        "which was made of checkpoint instruct",
    );
    assert.doesNotMatch(stderr, /computed again/);
  }));

Deno.test("verify tells vectors that are read in another way by their fingerprint", () =>
  withPair(async (pair) => {
    const { code, stderr } = await verified(pair, { args: ["--difference", "none"] });
    assert.equal(code, 1);
    assert.match(stderr, /deltascope: Cannot verify with --vectors vectors: its fingerprint is /);
  }));

Deno.test("verify refuses in one line what it cannot compute again", () =>
  withPair(async (pair) => {
    assert.equal((await pair.report("--random", "4")).code, 0);
    const path = pair.at("site/data/results.json");
    const refused = async (args: string[], message: string) => {
      const { code, stdout, stderr } = await runMain("verify", ...args);
      assert.equal(code, 2);
      assert.equal(stdout, "");
      assert.equal(stderr, `deltascope: ${message}\n`);
    };
    await refused(
      [],
      "Cannot verify without results: expected verify _site/data/results.json and the inputs as report had them",
    );
    await refused(
      [path],
      "Cannot verify without --base, --instruct and --vectors: results.json names no places; give the inputs that the report had",
    );
    await refused(
      [path, "--layers", "5"],
      "Cannot verify layer 5: expected one of those in the file, 0-1",
    );
    await refused(
      [path, "--layers", "1", "--all"],
      "Cannot use --layers with --all, which takes every layer: leave one out",
    );
    await refused(
      [path, "--base", "a"],
      "Cannot run without --instruct and --vectors: give --base, --instruct and --vectors, or none of them for the demonstration",
    );
  }));

Deno.test("verify finds the inputs of the demonstration by itself, and the other engine within the bounds", async () => {
  const { site } = await sharedReport(["--device", "cpu", "--layers", "18", "--random", "4"]);
  const { code, stdout, stderr } = await runMain(
    "verify",
    `${site}/data/results.json`,
    "--device",
    "auto",
  );
  assert.equal(code, 0, stderr);
  assert.match(stdout, /^Verified layer 18 of synthetic-base and synthetic-instruct: /);
});
