import assert from "node:assert/strict";
import { STORIES_PAIR, testOnStories } from "../stories.ts";
import { runMain } from "./run_main.ts";

/** Rows of another length than the model's hidden size. */
const ACTIVATIONS = new URL("../testdata/npy/f4-version-1.npy", import.meta.url).pathname;

/** Arguments, exit code, and what the one line on standard error says. */
const CASES: [args: string[], code: number, message: RegExp][] = [
  [["--layers", "5"], 2, /Cannot analyse layer 5: expected layers 0 to 4/],
  [["--layers", "4-2"], 2, /the range 4-2 is reversed; write 2-4/],
  [["--focus", "3", "--layers", "1"], 2, /Cannot decompose layer 3 of --focus/],
  [["--vector-layer", "9"], 2, /Cannot use --vector-layer 9: expected a layer from 0 to 4/],
  [["--pca-layer", "5"], 2, /Cannot use --pca-layer 5: expected a layer from 0 to 4/],
  [
    ["--pca", "roles.pt"],
    2,
    /Cannot find the PCA file roles.pt of --pca in vectors: there are no PCA files; expected auto, computed or the name of one; a PCA file is read in roles_240\/pca\/ /,
  ],
  [
    ["--outliers", "64"],
    2,
    /Cannot leave out 64 --outliers: expected fewer than the 64 coordinates/,
  ],
  [["--outliers", "AUTO"], 2, /--outliers AUTO: expected auto or a whole number of at least 0/],
  [["--like-notebook"], 2, /Cannot analyse layer 24 of --like-notebook, which sets the layers: /],
  [["--sweep", "maybe"], 2, /Cannot use --sweep maybe: expected on or off/],
  [["--activations", "a.npy"], 2, /Cannot use --activations without --activations-layer/],
  [["--activations-layer", "1"], 2, /Cannot use --activations-layer without --activations/],
  [
    ["--activations", ACTIVATIONS, "--activations-layer", "1", "--layers", "3"],
    1,
    /Cannot use the activations in f4-version-1\.npy: expected at least one row of 64 entries/,
  ],
  [["--difference", "pos_1"], 2, /pos_1/],
  [["--out", "/"], 2, /./],
  [["--out", "."], 2, /./],
];

for (const [args, code, message] of CASES) {
  testOnStories(`report ${args.join(" ")} exits ${code} with one line`, async () => {
    const outcome = await runMain("report", ...STORIES_PAIR, ...args);
    assert.equal(outcome.code, code, outcome.stderr);
    assert.match(outcome.stderr, message);
    assert.equal(outcome.stdout, "");
    const lines = outcome.stderr.trimEnd().split("\n").filter((line) =>
      line.startsWith("deltascope: ")
    );
    assert.equal(lines.length, 1, outcome.stderr);
  });
}

/** What others call options of a report, and the option that each means. */
const OTHER_WORDS: Readonly<Record<string, readonly string[]>> = {
  instruct: ["adapter", "lora", "lora-path", "tuned", "finetuned", "fine-tuned", "chat", "model"],
  vectors: ["roles", "traits", "persona-vectors"],
  input: ["probe", "probes", "steering", "steering-vector"],
  out: ["output"],
};

/** Of each command, its arguments and what it says of them. */
const UNKNOWN: [args: string[], message: string][] = [
  [["report", "--knd", "role"], 'Cannot understand "--knd": did you mean --kind? deno task report'],
  [
    ["report", "--vector", "x"],
    'Cannot understand "--vector": did you mean --vectors? deno task report',
  ],
  [
    ["report", "--layer", "3"],
    'Cannot understand "--layer": did you mean --layers? deno task report',
  ],
  [["report", "--gpu"], 'Cannot understand "--gpu": there is no such option; deno task report'],
  [
    ["report", "a", "b"],
    'Cannot understand "a": expected an option before each path, --base BASE --instruct INSTRUCT --vectors VECTORS; deno task report',
  ],
  [
    ["weights", "--vectors", "x"],
    'Cannot understand "--vectors": report takes --vectors, and this command does not; deno task weights',
  ],
  [
    ["weights", "a", "b"],
    'Cannot understand "a": expected an option before each path, --base BASE --instruct INSTRUCT; deno task weights',
  ],
];

Deno.test("main() answers an unknown option with the one that was meant and where all are", async () => {
  for (const [args, message] of UNKNOWN) {
    const { code, stdout, stderr } = await runMain(...args);
    assert.equal(`${code} ${stdout}`, "2 ", stderr);
    assert.equal(stderr, `deltascope: ${message} --help lists all options\n`);
  }
});

Deno.test("main() answers what others call an option with the option, of this command or of another", async () => {
  for (const [option, words] of Object.entries(OTHER_WORDS)) {
    for (const typed of words) {
      const { code, stderr } = await runMain("report", `--${typed}`, "x");
      assert.equal(code, 2);
      assert.ok(
        stderr.includes(`Cannot understand "--${typed}": did you mean --${option}?`),
        stderr,
      );
    }
  }
  const { stderr } = await runMain("weights", "--probe", "x");
  assert.match(stderr, /"--probe": report takes --input, and this command does not;/);
});

Deno.test("report says of what is a list that commas set apart several, where it is given twice", async () => {
  for (const list of ["input", "controls", "layers"]) {
    const { code, stderr } = await runMain("report", `--${list}`, "3", `--${list}`, "4");
    assert.equal(code, 2);
    assert.equal(
      stderr,
      `deltascope: Cannot use --${list} 2 times: give it once, several set apart by commas\n`,
    );
  }
  const { stderr } = await runMain("report", "--seed", "3", "--seed", "4");
  assert.equal(stderr, "deltascope: Cannot use --seed 2 times: give it once\n");
});

Deno.test("report says of --input that it needs role vectors, where there are none", async () => {
  const pair = ["report", "--base", "a", "--instruct", "b"];
  const said = "; --input needs role vectors beside it\n";
  const { code, stderr } = await runMain(...pair, "--input", "probe.npy");
  assert.equal(code, 2);
  assert.match(stderr, /^deltascope: Cannot run without --vectors: /);
  assert.ok(stderr.endsWith(said), stderr);
  assert.ok(!(await runMain(...pair)).stderr.includes("--input"));
});

Deno.test("report names a missing folder in one line", async () => {
  const outcome = await runMain(..."report --base no/such/a --instruct b --vectors c".split(" "));
  assert.equal(outcome.code, 1);
  assert.match(
    outcome.stderr,
    /^deltascope: Cannot open checkpoint no\/such\/a: no such folder\n$/m,
  );
});

testOnStories(
  "report --plan prints tensors, bytes, tiles and device, and writes nothing",
  async () => {
    const out = `${await Deno.makeTempDir()}/site`;
    const { code, stdout, stderr } = await runMain(
      "report",
      ...STORIES_PAIR,
      "--plan",
      "--layers",
      "3",
      "--out",
      out,
    );
    assert.equal(code, 0, stderr);
    assert.match(
      stdout,
      /model\.layers\.3\.mlp\.down_proj\.weight\s+F32\s+\[64, 172\]\s+44032\s+1\s+model\.safetensors/,
    );
    assert.match(stdout, /to read: 8 tensors, 265 kB/);
    assert.match(stdout, /^device: /m);
    await assert.rejects(Deno.stat(out), Deno.errors.NotFound);
  },
);

Deno.test("main() prints help and version, and refuses an unknown command", async () => {
  const all = (await runMain("report", "--help")).stdout;
  assert.match(all, /--like-notebook/);
  assert.equal((await runMain("--help")).stdout, all);
  assert.equal((await runMain("-h")).stdout, all);
  assert.equal((await runMain("report", "--layers", "1", "-h")).stdout, all);
  for (
    const name of ["site", "compare", "publish", "serve", "vectors", "weights", "verify", "cache"]
  ) {
    const { code, stdout } = await runMain(name, "--help");
    assert.equal(code, 0);
    const [, usage = ""] = stdout.split("\n\n");
    assert.deepEqual(
      new Set(usage.match(/^ {2}deno task \w+/gm)),
      new Set([`  deno task ${name}`]),
      stdout,
    );
    assert.ok(all.includes(usage), stdout);
  }
  for (const args of [["--version"], ["report", "--version"]]) {
    const { code, stdout, stderr } = await runMain(...args);
    assert.match(stdout, /^deltascope \d+\.\d+\.\d+ \(Deno \d+\.\d+\.\d+, \w+ \w+\)\n$/);
    assert.equal(`${code} ${stderr}`, "0 ");
  }
  const unknown = await runMain("reprot");
  assert.equal(unknown.code, 2);
  assert.equal(
    unknown.stderr,
    'deltascope: Cannot run "reprot": expected report, site, compare, publish, serve, vectors, weights, verify, cache\n',
  );
});
