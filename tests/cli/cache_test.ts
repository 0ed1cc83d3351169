import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import { join } from "node:path";
import { holdCommit } from "../../src/sources/hub/kept_marks.ts";
import { denoFolder, withVariables } from "../environment.ts";
import { readFiles, withFolder } from "../sources/temporary_folder.ts";
import { type Outcome, runMain } from "./run_main.ts";

const [A, B, C] = ["a", "b", "c"].map((digit) => digit.repeat(40)) as [string, string, string];
const KEY = "0".repeat(64);
const MODEL = "deltascope/hub/models--org--name";

const MODEL_A = `${MODEL}/${A}/config.json`;
const MODEL_B = `${MODEL}/${B}/config.json`;
const DATA_C = `deltascope/hub/datasets--org--vectors/${C}/bard.pt`;
const RECORD = `deltascope/records/${KEY}/layer-000.json`;
/** None of these is ours to remove. */
const OTHERS = [
  "deltascope/hub/models--org--name.txt",
  "deltascope/records/notes/layer-000.json",
  "deltascope/runtime/file",
  "other/file",
];
const ALL = [MODEL_A, MODEL_B, DATA_C, RECORD];

/** Runs `body` with a cache of two models, a data set, a record and other files. */
async function withCache(
  body: (cache: { run: typeof runMain; left: () => Promise<string[]>; home: string }) => Promise<
    void
  >,
): Promise<void> {
  const files = Object.fromEntries([...ALL, ...OTHERS].map((path) => [path, "0123456789"]));
  await withFolder(files, async (home) => {
    for (const path of ALL) {
      const then = new Date("2026-01-02T03:04:05Z");
      await Deno.utime(join(home, path), then, then);
    }
    const then = new Date("2026-01-03T12:00:00Z");
    await Deno.utime(join(home, `deltascope/records/${KEY}`), then, then);
    await body({
      home,
      run: (...args) => withVariables({ XDG_CACHE_HOME: home }, () => runMain("cache", ...args)),
      left: async () => {
        const files = [...(await readFiles(home)).keys()];
        deepEqual(OTHERS.filter((path) => !files.includes(path)), []);
        return ALL.filter((path) => files.includes(path));
      },
    });
  });
}

/** The cells of the lines of a table. */
function cells({ stdout }: Outcome): string[][] {
  return stdout.trimEnd().split("\n").map((line) => line.split(/ {2,}/));
}

Deno.test("cache lists repositories, records, their sum, and where they lie", () =>
  withCache(async ({ run, left, home }) => {
    for (const args of [[], ["list"]]) {
      const outcome = await run(...args);
      equal(outcome.code, 0, outcome.stderr);
      const rows = cells(outcome).map((row) => row.filter((cell) => !/ (kB|bytes)$/.test(cell)));
      deepEqual(rows, [
        ["kind", "id", "commit", "size", "last used"],
        ["datasets", "org/vectors", "cccccccc", "2026-01-02"],
        ["models", "org/name", "aaaaaaaa", "2026-01-02"],
        ["models", "org/name", "bbbbbbbb", "2026-01-02"],
        ["records", "1 run", "2026-01-03"],
        ["total"],
        [`in ${join(home, "deltascope")}`],
      ]);
      const sizes = cells(outcome).flatMap((row) => row.filter((it) => / (kB|bytes)$/.test(it)));
      equal(sizes.length, 5);
      equal(sizes[3], "10 bytes");
    }
    deepEqual(await left(), ALL);
  }));

Deno.test("cache list says what is in use, and that nothing is there", () =>
  withCache(async ({ run, home }) => {
    using _ = await holdCommit(join(home, MODEL, B));
    const lines = cells(await run()).filter((row) => row.at(-1) === "in use");
    deepEqual(lines.map(([kind, id, commit]) => [kind, id, commit]), [
      ["models", "org/name", "bbbbbbbb"],
    ]);
    const empty = join(home, "empty");
    const outcome = await withVariables({ XDG_CACHE_HOME: empty }, () => runMain("cache"));
    deepEqual(outcome, {
      code: 0,
      stdout: `The cache is empty: nothing is kept in ${join(empty, "deltascope")}\n`,
      stderr: "",
    });
  }));

/** Arguments of clear, and what stays of all. */
const CLEARED: [args: string[], left: string[]][] = [
  [["org/name"], [DATA_C, RECORD]],
  [["models/org/name"], [DATA_C, RECORD]],
  [["org/name@aaaaaaaa"], [MODEL_B, DATA_C, RECORD]],
  [[`org/name@${A}`, "org/name@bbbb"], [DATA_C, RECORD]],
  [["org/name@aaaa", "org/name"], [DATA_C, RECORD]],
  [["datasets/org/vectors", "--records"], [MODEL_A, MODEL_B]],
  [["--records", "datasets/org/vectors"], [MODEL_A, MODEL_B]],
  [["--records"], [MODEL_A, MODEL_B, DATA_C]],
  [["--all"], []],
];

for (const [args, stays] of CLEARED) {
  Deno.test(`cache clear ${args.join(" ")} removes that, and nothing else`, () =>
    withCache(async ({ run, left, home }) => {
      const { code, stdout, stderr } = await run("clear", ...args);
      equal(code, 0, stderr);
      deepEqual(await left(), stays);
      const lines = stdout.trimEnd().split("\n");
      equal(lines.filter((line) => line.startsWith("Removed")).length, ALL.length - stays.length);
      match(lines.at(-1)!, /^Freed [\d.]+ (?:kB|bytes) in /);
      equal(lines.at(-1)!.endsWith(` in ${join(home, "deltascope")}`), true);
    }));
}

/** Arguments of clear that are refused, the exit code, and the message. */
const REFUSED: [args: string[], code: number, message: RegExp][] = [
  [[], 2, /without being told of what: expected ids .*--records, or --all/],
  [["org/name", "--all"], 2, /Cannot clear org\/name and --all: give one of them/],
  [["--al"], 2, /did you mean --all\? deno task cache --help/],
  [["name"], 2, /Cannot clear name: expected ids/],
  [["org/name:folder"], 2, /found a folder of a repository/],
  [["org/name@main"], 2, /expected a commit after @.*found "main"/],
  [["org/name@cccc"], 1, /not kept in .*; there are @aaaaaaaa and @bbbbbbbb/],
  [["datasets/org/name"], 1, /there are datasets\/org\/vectors and models\/org\/name/],
  [["org/name", "org/nothing"], 1, /Cannot clear org\/nothing: it is not kept in/],
];

for (const [args, expected, message] of REFUSED) {
  Deno.test(`cache clear ${args.join(" ")} exits ${expected} and removes nothing`, () =>
    withCache(async ({ run, left }) => {
      const { code, stdout, stderr } = await run("clear", ...args);
      deepEqual([code, stdout], [expected, ""]);
      match(stderr, message);
      deepEqual(await left(), ALL);
    }));
}

Deno.test("cache clear may be typed twice at once: what the other one removed is gone as well", () =>
  withCache(async ({ left, home }) => {
    const records = join(home, "deltascope/records");
    for (let n = 1; n < 200; n++) await Deno.mkdir(join(records, String(n).padStart(64, "0")));
    // The variable is set until the last has ended.
    const outcomes = await withVariables(
      { XDG_CACHE_HOME: home },
      () => Promise.all([1, 2, 3].map(() => runMain("cache", "clear", "--all"))),
    );
    deepEqual(outcomes.map(({ code, stderr }) => [code, stderr]), Array(3).fill([0, ""]));
    deepEqual(await left(), []);
  }));

Deno.test("cache clear asks which of two is meant, by kind and by commit", () =>
  withCache(async ({ run, home }) => {
    const twin = `${"a".repeat(39)}0`;
    await Deno.mkdir(join(home, MODEL, twin));
    await Deno.mkdir(join(home, `deltascope/hub/datasets--org--name/${C}`), { recursive: true });
    const both = await run("clear", "org/name");
    equal(both.code, 2);
    match(both.stderr, /a model and a data set have that id; put models\/ or datasets\/ before it/);
    const several = await run("clear", "models/org/name@aaaa");
    equal(several.code, 2);
    match(several.stderr, new RegExp(`several commits begin so, .*${twin}.*; write more digits`));
  }));

Deno.test("cache clear leaves what a running command reads, and says so", () =>
  withCache(async ({ run, left, home }) => {
    using _ = await holdCommit(join(home, MODEL, B));
    const { code, stdout } = await run("clear", "--all");
    equal(code, 0);
    deepEqual(await left(), [MODEL_B]);
    match(
      stdout,
      new RegExp(
        `^Left models/org/name@bbbbbbbb: a running command reads it \\(process ${Deno.pid} on `,
        "m",
      ),
    );
  }));

Deno.test("cache refuses other sub-commands, and arguments of list", async () => {
  const unknown = await runMain("cache", "clean");
  equal(unknown.code, 2);
  match(unknown.stderr, /Cannot run cache "clean": expected cache list, clear/);
  const more = await runMain("cache", "list", "--all");
  equal(more.code, 2);
  match(more.stderr, /Cannot understand "--all": cache list takes nothing more/);
});

Deno.test("the task of the cache may do what it needs, and nothing else", () =>
  withCache(async ({ home, left }) => {
    const task = async (...args: string[]) => {
      const { code, stderr } = await new Deno.Command(Deno.execPath(), {
        args: ["task", "--quiet", "cache", ...args],
        cwd: new URL("../../", import.meta.url).pathname,
        env: { XDG_CACHE_HOME: home, DENO_DIR: denoFolder(), NO_COLOR: "1" },
      }).output();
      equal(code, 0, new TextDecoder().decode(stderr));
    };
    await Deno.writeTextFile(
      join(home, MODEL, A, ".held-1-00000000-0000-4000-8000-000000000000"),
      JSON.stringify({ pid: 1, host: "elsewhere", since: "" }),
    );
    await task();
    await task("clear", "--all");
    deepEqual(await left(), [MODEL_A]);
  }));

Deno.test("cache lists the demonstration's inputs, and clears them with all else", () =>
  withFolder({ "deltascope/demonstration/base/x": "0123456789" }, async (home) => {
    const run = (...args: string[]) =>
      withVariables({ XDG_CACHE_HOME: home }, () => runMain("cache", ...args));
    match((await run("list")).stdout, /^demonstration .* [kM]B/m);
    match((await run("clear", "--records")).stdout, /Freed 0 bytes/);
    match((await run("clear", "--all")).stdout, /Removed the demonstration's inputs, .*\nFreed /);
    match((await run("list")).stdout, /The cache is empty/);
  }));

Deno.test("cache fetch refuses what has no id before it makes or opens anything", () =>
  withFolder({ "folder/a": "" }, async (home) => {
    const fetch = (...args: string[]) =>
      withVariables({ XDG_CACHE_HOME: home }, () => runMain("cache", "fetch", ...args));
    const refusal = "deltascope: Cannot fetch anything: none of --base, --instruct and --vectors";
    deepEqual(await fetch(), {
      code: 2,
      stdout: "",
      stderr:
        `${refusal} is given; give them as to report (its demonstration is made here and needs no network)\n`,
    });
    // Folders in which there is nothing to open.
    const folder = join(home, "folder");
    deepEqual(await fetch("--base", folder, "--instruct", folder, "--vectors", folder), {
      code: 2,
      stdout: "",
      stderr:
        `${refusal} is an id on the Hugging Face Hub; give one of them as org/name, or run report, ` +
        "which needs no network for what is on the disk\n",
    });
    deepEqual([...(await readFiles(home)).keys()], ["folder/a"]);
  }));
