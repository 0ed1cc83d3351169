import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { sampleResults } from "../site/sample_results.ts";
import { runMain } from "./run_main.ts";
import { withPair } from "./small_pair.ts";

const RESULTS = sampleResults({ layers: [18] });

/** Hands on a folder with results in it, and a call of `deno task site --single-file` on them. */
async function withResults(
  use: (
    folder: string,
    write: (out: string, from?: string) => ReturnType<typeof runMain>,
  ) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "deltascope-test-" });
  try {
    await Deno.writeTextFile(`${folder}/results.json`, JSON.stringify(RESULTS));
    await use(
      folder,
      (out, from = "results.json") =>
        runMain("site", "--from", `${folder}/${from}`, "--single-file", out),
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function names(folder: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(folder), ({ name }) => name)).sort();
}

Deno.test("site --single-file writes one file and nothing beside it, and again over its own", async () => {
  await withResults(async (folder, write) => {
    const out = `${folder}/new/report.html`;
    for (let time = 0; time < 2; time++) {
      const { code, stdout, stderr } = await write(out);
      strictEqual(code, 0, stderr);
      strictEqual(stdout, `Wrote ${out}\n`);
      deepStrictEqual(await names(`${folder}/new`), ["report.html"]);
    }
    const text = await Deno.readTextFile(out);
    ok(
      text.startsWith("<!DOCTYPE html>") &&
        text.includes('<article class="page" id="layers-layer-18">'),
    );
    ok(!text.includes(folder), "it tells of a place on this disk");
  });
});

Deno.test("site --single-file says before it draws a page that it takes the place of another run's file", () =>
  withResults(async (folder, write) => {
    const another = { ...RESULTS, run: { ...RESULTS.run, started: "2026-05-05T09:30:00.000Z" } };
    await Deno.writeTextFile(`${folder}/another.json`, JSON.stringify(another));
    const out = `${folder}/new/r.html`;
    const said =
      `These results replace the file of another run, ${out}: to keep it, give another --single-file\n`;
    for (
      const [from, isSaid] of [
        ["results.json", false],
        ["another.json", true],
        ["another.json", false],
      ] as const
    ) {
      const { code, stderr } = await write(out, from);
      strictEqual(code, 0, stderr);
      const at = stderr.indexOf(said);
      strictEqual(at !== -1 && at < stderr.indexOf("Rendering"), isSaid, stderr);
    }
    // One that is kept needs no word of that.
    await Deno.writeTextFile(out, `${await Deno.readTextFile(out)}<!-- mine -->`);
    const { stderr } = await write(out);
    deepStrictEqual([stderr.includes("kept in"), stderr.includes("replace the")], [true, false]);
  }));

Deno.test("site --single-file sees through a link to its file, and refuses one that leads nowhere", () =>
  withResults(async (folder, write) => {
    const [link, file] = [`${folder}/link.html`, `${folder}/new/r.html`];
    await write(file);
    await Deno.symlink(file, link);
    const edited = `${await Deno.readTextFile(file)}<!-- mine -->`;
    await Deno.writeTextFile(file, edited);
    const { code, stderr } = await write(link);
    strictEqual(code, 0, stderr);
    deepStrictEqual([await Deno.readLink(link), (await names(folder)).length], [file, 3]);
    strictEqual((await Deno.readTextFile(file)).includes("<!-- mine -->"), false);
    const [kept] = (await names(`${folder}/new`)).filter((name) => name.includes("changed"));
    strictEqual(await Deno.readTextFile(`${folder}/new/${kept}`), edited);
    await Deno.remove(file);
    const refused = await write(link);
    strictEqual(refused.code, 2);
    strictEqual(
      refused.stderr,
      `deltascope: Cannot use --single-file ${link}: it is a symbolic link that leads nowhere; remove it\n`,
    );
    strictEqual(await Deno.readLink(link), file);
  }));

Deno.test("site --single-file keeps a file that its owner edited, or of an earlier version, beside the new one and says so", async () => {
  await withResults(async (folder, write) => {
    const out = `${folder}/new/r.html`;
    await write(out);
    const written = await Deno.readTextFile(out);
    const changed = "had been changed by hand: the changed file is kept in";
    const untold = "may hold changes of yours, as it is of an earlier version, without a digest: " +
      "it is kept in";
    const edits: [text: string, why: string | null][] = [
      [written.replace("</main>", "<p>A note of mine.</p></main>"), changed],
      [`\ufeff${written}`, changed],
      [written.replace("<title>", "<title>My "), changed],
      [written.replace(/, sha256 [0-9a-f]{64}/, ""), untold],
      // git may turn line ends: that is no change.
      [written.replaceAll("\n", "\r\n"), null],
    ];
    for (const [text, why] of edits) {
      await Deno.writeTextFile(out, text);
      const { code, stderr } = await write(out);
      strictEqual(code, 0, stderr);
      strictEqual(await Deno.readTextFile(out), written);
      const kept = (await names(`${folder}/new`)).filter((name) => name !== "r.html");
      const [line] = stderr.match(/^.* kept in .*$/m) ?? [null];
      if (why === null) {
        deepStrictEqual([kept, line], [[], null]);
        continue;
      }
      strictEqual(kept.length, 1);
      match(kept[0]!, /^r\.changed-[0-9a-f]{8}\.html$/);
      strictEqual(line, `${out} ${why} ${folder}/new/${kept[0]}`);
      strictEqual(await Deno.readTextFile(`${folder}/new/${kept[0]}`), text);
      await Deno.remove(`${folder}/new/${kept[0]}`);
    }
  });
});

Deno.test("site --single-file leaves an edited file in its place where the new one cannot be written", async () => {
  await withResults(async (folder, write) => {
    const out = `${folder}/new/r.html`;
    await write(out);
    const edited = `${await Deno.readTextFile(out)}<!-- mine -->`;
    await Deno.writeTextFile(out, edited);
    const { open } = Deno;
    let meanwhile: string | null = null;
    Deno.open = (path, options) => {
      if (!options?.createNew) return open(path, options);
      // Whoever interrupts the command now finds it there as well.
      meanwhile = Deno.readTextFileSync(out);
      return Promise.reject(new Error("No space left on device (os error 28)"));
    };
    try {
      const { code, stderr } = await write(out);
      strictEqual(code, 1, stderr);
    } finally {
      Deno.open = open;
    }
    deepStrictEqual([meanwhile, await Deno.readTextFile(out)], [edited, edited]);
    deepStrictEqual(await names(`${folder}/new`), ["r.html"]);
  });
});

Deno.test("site --single-file refuses a folder that this user may not write to before it reads results, and leaves no file there", () =>
  withResults(async (folder, write) => {
    const { mkdir } = Deno;
    Deno.mkdir = () => Promise.reject(new Deno.errors.PermissionDenied());
    try {
      const { code, stderr } = await write(`${folder}/r.html`, "absent.json");
      strictEqual(code, 2);
      strictEqual(
        stderr,
        `deltascope: Cannot use --single-file ${folder}/r.html: no file can be made in ${folder}: permission denied\n`,
      );
    } finally {
      Deno.mkdir = mkdir;
    }
    deepStrictEqual(await names(folder), ["results.json"]);
  }));

Deno.test("site --single-file writes over nothing that is not its own", async () => {
  await withResults(async (folder, write) => {
    const mine = `${folder}/mine.html`;
    await Deno.writeTextFile(mine, "<!DOCTYPE html><title>mine</title>");
    const { code, stderr } = await write(mine);
    strictEqual(code, 2);
    match(
      stderr,
      /^deltascope: Cannot use --single-file .*mine\.html: it is not a file of deltascope's[^\n]*\n$/,
    );
    strictEqual(await Deno.readTextFile(mine), "<!DOCTYPE html><title>mine</title>");
    deepStrictEqual(await names(folder), ["mine.html", "results.json"]);
  });
});

Deno.test("site --single-file refuses a folder, and another kind of file, in a line", async () => {
  await withResults(async (folder, write) => {
    await Deno.mkdir(`${folder}/site.html`);
    await Deno.symlink("gone", `${folder}/dead`);
    const pipes = Deno.build.os === "windows" ? [] : ["pipe.html"];
    for (const name of pipes) {
      await new Deno.Command("mkfifo", { args: [`${folder}/${name}`] }).output();
    }
    for (
      const [out, why] of [
        [`${folder}/site.html`, /: it is a folder; give it the name of a file in there$/m],
        ...pipes.map((name) => [`${folder}/${name}`, /: it is no file, or /] as const),
        [
          `${folder}/${"x".repeat(300)}.html`,
          /a name in it is longer than the system allows; give/,
        ],
        [`${folder}/site`, /ends in \.html, such as .*\/site\.html$/m],
        [`${folder}/site.pdf`, /such as .*\/site\.html$/m],
        [`${folder}/site/`, /such as .*\/site\.html$/m],
        [
          `${folder}/dead/report.html`,
          /: no file can be made in .*dead: a link to gone, whose target is missing$/m,
        ],
        [`${folder}/results.json/report.html`, /a file is where its folder would be/],
      ] as const
    ) {
      const { code, stdout, stderr } = await write(out);
      deepStrictEqual([code, stdout, stderr.trimEnd().split("\n").length], [2, "", 1], stderr);
      match(stderr, why);
    }
    deepStrictEqual(await names(folder), ["dead", ...pipes, "results.json", "site.html"]);
  });
});

Deno.test("site --out --single-file writes the folder and then the file, in which the file may not lie", () =>
  withResults(async (folder) => {
    const from = ["site", "--from", `${folder}/results.json`, "--out", `${folder}/site`];
    const file = `${folder}/new/r.html`;
    const { code, stdout, stderr } = await runMain(...from, "--single-file", file);
    strictEqual(code, 0, stderr);
    strictEqual(stdout, `Wrote ${folder}/site/index.html\nWrote ${file}\n`);
    deepStrictEqual(await names(`${folder}/new`), ["r.html"]);
    const alone = `${folder}/alone.html`;
    const made = await runMain("site", "--from", `${folder}/site`, "--single-file", alone);
    strictEqual(made.code, 0, made.stderr);
    strictEqual(await Deno.readTextFile(alone), await Deno.readTextFile(file));
    const within = await runMain(...from, "--single-file", `${folder}/site/r.html`);
    strictEqual(within.code, 2);
    match(within.stderr, /^deltascope: Cannot use --single-file .*: it lies in the folder of/);
    // Neither is written where the other cannot be.
    const others = await names(folder);
    for (
      const [option, place] of [["--out", file], ["--single-file", `${folder}/new`]] as const
    ) {
      const places = { "--out": `${folder}/other`, "--single-file": `${folder}/o.html` };
      const args = Object.entries({ ...places, [option]: place }).flat();
      const refused = await runMain("site", "--from", `${folder}/results.json`, ...args);
      strictEqual(refused.code, 2, refused.stderr);
      deepStrictEqual(await names(folder), others);
    }
  }));

Deno.test("site takes --single-file without a name, as pages of earlier versions have it, where --out names the file", () =>
  withResults(async (folder, write) => {
    const from = ["--from", `${folder}/results.json`];
    const [file, old] = [`${folder}/new/r.html`, `${folder}/old/r.html`];
    await write(file);
    for (
      const args of [
        [...from, "--single-file", "--out", old],
        ["--out", old, ...from, "--single-file"],
        ["--single-file", ...from, `--out=${old}`],
      ]
    ) {
      const { code, stdout, stderr } = await runMain("site", ...args);
      strictEqual(code, 0, stderr);
      strictEqual(stdout, `Wrote ${old}\n`);
      strictEqual(await Deno.readTextFile(old), await Deno.readTextFile(file));
      await Deno.remove(old);
    }
    const { code, stderr } = await runMain("site", ...from, "--single-file", "--out", folder);
    strictEqual(code, 2);
    match(stderr, /^deltascope: Cannot use --out .*: expected the name of one file that ends in/);
  }));

Deno.test("site says in a line what it lacks", async () => {
  const expected =
    "Cannot render: expected --from results.json and --out DIR, or --single-file FILE.html, found";
  for (
    const [args, line] of [
      [["--from", "x.json"], `${expected} neither --out nor --single-file`],
      [["--out", "x"], `${expected} no --from`],
      [["--single-file", "x.html"], `${expected} no --from`],
      [["--single-file", "--from", "x.json"], "Cannot use --single-file without a value"],
      [
        ["--from", "x.json", "--single-file", "--out", "x.html", "--single-file=y.html"],
        "Cannot use --single-file 2 times: give it once",
      ],
    ] as const
  ) {
    const { code, stderr } = await runMain("site", ...args);
    deepStrictEqual([code, stderr], [2, `deltascope: ${line}\n`]);
  }
});

Deno.test("report --single-file writes the same file as site makes of its results, and looks at the place before anything else", () =>
  withPair(async ({ at, report }) => {
    const [file, again] = [at("pages/report.html"), at("again.html")];
    const { code, stdout, stderr } = await report("--random", "2", "--single-file", file);
    strictEqual(code, 0, stderr);
    match(stdout, /\nWrote .*index\.html in \d+\.\d s\nWrote .*pages\/report\.html\n$/);
    const results = at("site/data/results.json");
    const made = await runMain("site", "--from", results, "--single-file", again);
    strictEqual(made.code, 0, made.stderr);
    strictEqual(await Deno.readTextFile(file), await Deno.readTextFile(again));
    const { command } = JSON.parse(await Deno.readTextFile(results)).run;
    strictEqual(command.includes("single-file"), false, command);

    // Another run makes the first one's file go, and says so; it is none of the files of a site.
    const other = await report("--random", "2", "--single-file", file, "--seed", "7");
    match(
      other.stderr,
      /^This report replaces the file of another, .*: to keep it, give another --single-file\n(?:.*\n)*Device: /m,
    );
    for (
      const [args, why] of [
        [["--single-file", at("base/config.json")], "expected the name of one file that ends in"],
        [["--single-file", at("site/index.html")], "it lies in the folder of the site"],
        [["--single-file", file, "--part", "1/2", "--records", at("r")], "a part has no pages"],
      ] as const
    ) {
      const refused = await report(...args);
      strictEqual(refused.code, 2);
      ok(refused.stderr.includes(why), refused.stderr);
      strictEqual(refused.stderr.split("\n").length, 2, refused.stderr);
    }
  }));
