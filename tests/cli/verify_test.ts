import assert from "node:assert/strict";
import { findings } from "../../src/run/findings.ts";
import { writeSafetensors } from "../../src/sources/safetensors/safetensors_writer.ts";
import { sharedReport } from "./shared_report.ts";
import { runMain } from "./run_main.ts";
import { C, L, numbers, type Pair, withPair, writeCheckpoint, writeVector } from "./small_pair.ts";

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
  // The file stands among the options, which is as good as before them.
  return await runMain(
    "verify",
    ...["base", "instruct", "vectors"].flatMap((name) => [`--${name}`, at(name)]),
    ...args,
    path,
    ...ON_CPU,
  );
}

Deno.test("verify computes layers of a report again and agrees with every number, or says so of all with --all", () =>
  withPair(async (pair) => {
    for (const args of [[], ["--layers", "1"], ["--all"]]) {
      const { code, stdout, stderr } = await verified(pair, { args });
      assert.equal(code, 0, stderr);
      assert.match(
        stdout,
        /^Verified layers? [\d, -]+ of base and instruct: [\d,]{3,} numbers agree with \S+results\.json to the last digit\. Its answer and its findings are what its numbers say\.\n$/,
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

Deno.test("verify --all compares what is of no single layer too, in numbers, names and answers", () =>
  withPair(async (pair) => {
    // deno-lint-ignore no-explicit-any -- parts are changed by hand
    const changes: [(results: any) => void, RegExp][] = [
      [
        ({ same_direction: { cosines } }) => cosines[0][1] = cosines[1][0] = -0.99,
        /expected same_direction\.cosines for '?0 1'? to be \S+ within \S+, as computed again, got -0\.99$/m,
      ],
      [
        ({ evidence }) => evidence.components[0].cosine_with_pc1 = 0.5,
        /expected evidence\.components\.cosine_with_pc1 for PC1 to be 1 within/,
      ],
      [
        ({ roles_by_layer: { vectors } }) => vectors.reverse(),
        /expected roles_by_layer\.vectors for .* to be \d+ within \S+, as computed again, got \d+$/m,
      ],
      [
        ({ evidence: { verdict } }) => verdict.answer = "yes" === verdict.answer ? "no" : "yes",
        /expected evidence\.verdict\.answer of layer \d to be '?[a-z ]+'?, as computed again, got (?:yes|no)$/m,
      ],
      [({ pcs }) => pcs[0].highest[0] = "nobody", /expected pcs\.highest .* got nobody$/m],
    ];
    for (const [change, expected] of changes) {
      const { code, stdout, stderr } = await verified(pair, { change, args: ["--all"] });
      assert.equal(`${code}${stdout}`, "1");
      assert.match(stderr, expected);
    }
  }));

Deno.test("verify passes a number of a layer that it was not asked for, and one that is off by less than engines are", () =>
  withPair(async (pair) => {
    const { code, stdout, stderr } = await verified(pair, {
      change: ({ mlp }) => {
        for (const row of mlp) {
          // A column that no finding tells.
          if (row.layer === 0) row.instruct_output_norm *= 2;
          else row.base_output_norm *= 1 + 1e-5;
        }
      },
      args: ["--layers", "1"],
    });
    assert.equal(code, 0, stderr);
    assert.match(
      stdout,
      / numbers agree with \S+ to (1\.0\d?e-5|0\.00001\d*), relative to the largest of a column at its layer\. Its answer and its findings are what its numbers say\.\n$/,
    );
  }));

/** Another answer than the numbers give: of four draws that is none. */
// deno-lint-ignore no-explicit-any
function turn({ evidence }: any): void {
  assert.notEqual(evidence.verdict.answer, "no");
  evidence.verdict.answer = "no";
}

Deno.test("verify holds every finding against the numbers of the file, and those of other code against nothing", () =>
  withPair(async (pair) => {
    // deno-lint-ignore no-explicit-any
    const changes: [(results: any) => void, RegExp][] = [
      // An answer that is turned, alone or with every sentence told of it, is not what the numbers give.
      [
        (results) => {
          turn(results);
        },
        /does not say what its own numbers do: expected "(.*) at layer \d+, by .*", got "no at layer \d+, by /,
      ],
      [
        (results) => {
          turn(results);
          results.findings = findings(results);
        },
        /does not say what its own numbers do: expected "(.*) at layer \d+, by .*", got "no at layer \d+, by /,
      ],
      [({ findings }) => {
        findings[0].text = `Yes: ${findings[0].text}`;
      }, /does not say what its own numbers do: expected "(.*)", got "Yes: \1"\n$/],
      [({ findings }) => {
        findings.at(-1).short = "Something else.";
      }, /does not say what its own numbers do: expected ".*", got ".*"\n$/],
      [({ findings }) => {
        findings.pop();
      }, /does not say what its own numbers do: expected ".*", got nothing\n$/],
      [({ findings }) => {
        findings.push({ topic: "chance", layer: null, text: "One more.", layers: [] });
      }, /does not say what its own numbers do: expected nothing, got "One more\."\n$/],
    ];
    for (const [change, refusal] of changes) {
      const { code, stdout, stderr } = await verified(pair, { change, args: ["--layers", "1"] });
      assert.deepEqual([code, stdout], [1, ""], stderr);
      assert.match(stderr, refusal);
      const told = await verified(pair, {
        change(results) {
          change(results);
          results.run.words = "0.0.0, other words";
        },
        args: ["--layers", "1"],
      });
      assert.equal(told.code, 0, told.stderr);
      assert.match(
        told.stdout,
        /Its sentences were not compared, as the code that told them is not known to be this\.\n$/,
      );
    }
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

Deno.test("verify reads inputs as the command of the report says, tells so, and lets what is typed go before", () =>
  withPair(async ({ at }) => {
    // Of L + 1 rows, and with names that do not say what they are: each needs an option.
    await writeSafetensors(
      at("vectors.safetensors"),
      ["bard", "poet", "judge"].map((name, i) => {
        const values = numbers((L + 1) * C, 80 + i);
        return { name, dtype: "F32", shape: [L + 1, C], chunks: [new Uint8Array(values.buffer)] };
      }),
    );
    const inputs = ["base", "instruct"].flatMap((name) => [`--${name}`, at(name)]);
    const given = [...inputs, "--vectors", at("vectors.safetensors"), ...ON_CPU];
    const made = await runMain(
      ...["report", ...given, "--out", at("site"), "--random", "4"],
      ...["--kind", "role", "--row-zero", "embedding", "--vectors-are", "difference"],
    );
    assert.equal(made.code, 0, made.stderr);
    const verify = (...args: string[]) =>
      runMain("verify", at("site/data/results.json"), ...given, ...args);
    const { code, stdout, stderr } = await verify();
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^Verified /);
    assert.match(
      stderr,
      /^Reading inputs as the report did: --row-zero embedding --vectors-are difference --kind role$/m,
    );
    const other = await verify("--kind", "trait");
    assert.equal(other.code, 2);
    assert.match(other.stderr, /did: --row-zero embedding --vectors-are difference$/m);
    assert.match(other.stderr, /expected role vectors, found 3 traits/);
  }));

Deno.test("verify says of vectors that are not read as the report's were which it had, and names no option as typed", () =>
  withPair(async ({ at }) => {
    const write = (name: string, names: readonly string[]) =>
      writeSafetensors(
        at(name),
        names.map((name, i) => {
          const values = numbers(L * C, 90 + i);
          return { name, dtype: "F32", shape: [L, C], chunks: [new Uint8Array(values.buffer)] };
        }),
      );
    await write("plain.safetensors", ["bard", "poet", "judge", "default"]);
    await write("said.safetensors", ["role.bard", "role.poet", "default"]);
    const given = (vectors: string) => [
      ...["base", "instruct"].flatMap((name) => [`--${name}`, at(name)]),
      ...["--vectors", at(vectors), ...ON_CPU],
    ];
    const report = (vectors: string, out: string, ...args: string[]) =>
      runMain("report", ...given(vectors), "--out", at(out), "--random", "4", ...args);
    const plain = await report(
      "plain.safetensors",
      "plain",
      "--kind",
      "role",
      "--row-zero",
      "block",
    );
    assert.equal(plain.code, 0, plain.stderr);
    const verify = (out: string, vectors: string, ...args: string[]) =>
      runMain("verify", at(`${out}/data/results.json`), ...given(vectors), ...args);
    const other = await verify("plain", "said.safetensors");
    assert.equal(other.code, 1);
    assert.equal(
      other.stderr.split("\n").at(-2),
      `deltascope: Cannot verify with --vectors ${
        at("said.safetensors")
      }: they cannot be read as the report read its own, ` +
        "with --row-zero block --kind role; it had plain.safetensors, of the safetensors layout, with 3 roles and 0 traits: give the same",
    );
    const typed = await verify("plain", "said.safetensors", "--kind", "role");
    assert.equal(typed.code, 2);
    assert.match(typed.stderr, /deltascope: Cannot use --kind role with .*; leave it out\n$/);
    // The report needed no option, so that vectors which need one are others.
    const said = await report("said.safetensors", "said");
    assert.equal(said.code, 0, said.stderr);
    const without = await verify("said", "plain.safetensors");
    assert.equal(without.code, 1);
    assert.equal(
      without.stderr.split("\n").at(-2),
      `deltascope: Cannot verify with --vectors ${
        at("plain.safetensors")
      }: they cannot be read as the report read its own, ` +
        "without an option of how; it had said.safetensors, of the safetensors layout, with 2 roles and 0 traits: give the same",
    );
    // Of a command of another program nothing is known: what the vectors need is said.
    const file = at("said/data/results.json");
    const results = JSON.parse(await Deno.readTextFile(file));
    results.run.command = "python run.py";
    await Deno.writeTextFile(file, JSON.stringify(results));
    const needed = await verify("said", "plain.safetensors");
    assert.equal(needed.code, 2);
    assert.match(
      needed.stderr,
      /deltascope: Cannot tell roles from traits in .*; give --kind role/,
    );
  }));

Deno.test("verify says of an --input under another name that names are compared, and of one too few what to give", () =>
  withPair(async (pair) => {
    for (const name of ["probe", "copy"]) {
      await writeVector(pair.at(`${name}.pt`), numbers(L * C, 95));
    }
    const report = await pair.report("--random", "4", "--input", pair.at("probe.pt"));
    assert.equal(report.code, 0, report.stderr);
    const inputs = ["base", "instruct", "vectors"].flatMap((name) => [`--${name}`, pair.at(name)]);
    const verify = (input: string) =>
      runMain("verify", pair.at("site/data/results.json"), ...inputs, "--input", input, ...ON_CPU);
    const refused = (found: string) =>
      `deltascope: Cannot verify with components ${found}: the file has PC1, PC2, probe; give --input and --pca as the report had them`;
    const renamed = await verify(pair.at("copy.pt"));
    assert.equal(renamed.code, 1);
    assert.equal(
      renamed.stderr.split("\n").at(-2),
      `${
        refused("PC1, PC2, copy")
      }, under the same names: a vector alone in a .npy or .pt file has that of the file, ` +
        "so that a copy has to be renamed",
    );
    const both = await verify(`${pair.at("probe.pt")},${pair.at("copy.pt")}`);
    assert.equal(both.stderr.split("\n").at(-2), refused("PC1, PC2, probe, copy"));
    assert.equal((await verify(pair.at("probe.pt"))).code, 0);
  }));

Deno.test("verify says of a checkpoint against itself that nothing tells the vectors, and of no version", () =>
  withPair(async ({ at }) => {
    const inputs = [["base", "base"], ["instruct", "base"], ["vectors", "vectors"]]
      .flatMap(([option, folder]) => [`--${option}`, at(folder!)]);
    const made = await runMain(
      "report",
      ...inputs,
      ...ON_CPU,
      "--random",
      "0",
      "--out",
      at("site"),
    );
    assert.equal(made.code, 0, made.stderr);
    assert.match(made.stderr, /^Base and instruct are the same files, /m);
    const { code, stderr } = await runMain(
      "verify",
      at("site/data/results.json"),
      ...inputs,
      ...ON_CPU,
    );
    assert.equal(code, 0, stderr);
    assert.match(
      stderr,
      /^The results hold no fingerprint of the vectors: the numbers alone can tell that another was given$/m,
    );
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
      ["--all", path, path],
      `Cannot use "${path}" beside "${path}": expected one results.json`,
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

/** Notes beside a checkpoint what `hf download --local-dir` would have: the SHA-256 of its weights. */
async function noteHash(folder: string): Promise<void> {
  const bytes = await Deno.readFile(`${folder}/model.safetensors`);
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
  const notes = `${folder}/.cache/huggingface/download`;
  await Deno.mkdir(notes, { recursive: true });
  await Deno.writeTextFile(
    `${notes}/model.safetensors.metadata`,
    `${"0".repeat(40)}\n${hash}\n1700000000.0\n`,
  );
}

Deno.test("--hash holds whole files against the hashes by which they are known; report states it, verify says it", () =>
  withPair(async (pair) => {
    const { at, report } = pair;
    await noteHash(at("base"));
    assert.equal((await report("--random", "0")).code, 0);
    const path = at("site/data/results.json");
    const known = async () => {
      const { inputs } = JSON.parse(await Deno.readTextFile(path));
      return [inputs.base.weight_files, inputs.instruct.weight_files];
    };
    const nothing = { files: 1, named: 0, verified: 0, are: "not" };
    assert.deepEqual(await known(), [{ ...nothing, named: 1 }, nothing]);

    const hashed = await report("--random", "0", "--hash");
    assert.match(hashed.stderr, /\nHashing model\.safetensors of base: /);
    assert.deepEqual(await known(), [
      { files: 1, named: 1, verified: 1, are: "verified" },
      nothing,
    ]);
    const methods = await Deno.readTextFile(at("site/methods.html"));
    assert.match(methods, /verified: 1 of 1 file was read whole and has the hash/);
    assert.match(methods, /not verified: no hash of its file is known/);

    const again = await verified(pair, { args: ["--hash"] });
    assert.equal(again.code, 0, again.stderr);
    assert.match(
      again.stdout,
      /; weights of base verified: 1 of 1 file was .*; of instruct not verified: no hash of its file is known\. Its answer and its findings are what its numbers say\.\n$/,
    );
  }));

Deno.test("--hash stops at a file whose content is another, before anything is computed", () =>
  withPair(async ({ at, report }) => {
    await noteHash(at("instruct"));
    const path = at("instruct/model.safetensors");
    const bytes = await Deno.readFile(path);
    bytes[bytes.length - 1]! ^= 1;
    await Deno.writeFile(path, bytes);
    const { code, stderr } = await report("--random", "0", "--hash");
    assert.equal(code, 1);
    assert.match(
      stderr,
      /\ndeltascope: Cannot trust model\.safetensors of instruct: expected content with the hash [0-9a-f]{64}, found [0-9a-f]{64}; remove the file and fetch it again\n$/,
    );
    assert.doesNotMatch(stderr, /Layer 0 done/);
  }));

Deno.test("report, its plan and verify call the reference what it is, and so do the pages", () =>
  withPair(async ({ at }) => {
    const name = "plain loops in TypeScript (reference)";
    const options = ["--random", "0", "--device", "reference"];
    const inputs = ["base", "instruct", "vectors"].flatMap((it) => [`--${it}`, at(it)]);
    const run = (...args: string[]) => runMain("report", ...inputs, ...options, ...args);
    const made = await run("--out", at("site"), "--threads", "2");
    assert.equal(made.code, 0, made.stderr);
    assert.match(made.stderr, new RegExp(`^Device: ${RegExp.escape(name)}$`, "m"));
    assert.ok(made.stderr.includes(`has no effect: ${name} computes, and only`), made.stderr);
    const plan = await run("--out", at("site"), "--plan");
    assert.ok(plan.stdout.includes(`\ndevice:  ${name}\n`), plan.stdout);
    const again = await runMain(
      ...["verify", at("site/data/results.json"), ...inputs, "--device", "reference"],
    );
    assert.match(again.stderr, new RegExp(`^Device: ${RegExp.escape(name)}$`, "m"));
    for (const page of ["index", "methods", "cite"]) {
      const html = await Deno.readTextFile(at(`site/${page}.html`));
      assert.ok(html.includes(name) && !html.includes("CPU twin"), page);
    }
  }));
