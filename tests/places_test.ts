import { deepStrictEqual, match, rejects, strictEqual } from "node:assert/strict";
import { join } from "node:path";
import { inputPlaceOf, isWithin, placeOf } from "../src/places.ts";
import { expectPcaInside } from "../src/library/pca_place.ts";
import { sampleResults } from "./site/sample_results.ts";
import { runMain } from "./cli/run_main.ts";
import { withFolder } from "./sources/temporary_folder.ts";
import { withVariable } from "./environment.ts";

/** Runs `body` as if the command had been typed in a folder of its own. */
async function typedIn(body: (folder: string) => void | Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "deltascope-test-" });
  try {
    await withVariable("INIT_CWD", folder, () => body(folder));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("placeOf() takes relative paths as the caller's, and leaves what is none", () =>
  typedIn((folder) => {
    strictEqual(placeOf("pair/base"), join(folder, "pair/base"));
    strictEqual(placeOf("../x"), join(folder, "../x"));
    for (const typed of ["/data/x", "file:///data/x"]) strictEqual(placeOf(typed), typed);
  }));

Deno.test("inputPlaceOf() leaves an id on the Hub alone, unless such a folder is there", () =>
  typedIn(async (folder) => {
    strictEqual(inputPlaceOf("google/gemma-2-27b@main"), "google/gemma-2-27b@main");
    await Deno.mkdir(join(folder, "google/gemma-2-27b"), { recursive: true });
    strictEqual(inputPlaceOf("google/gemma-2-27b"), join(folder, "google/gemma-2-27b"));
    // A folder of the project's own is never taken for the caller's.
    strictEqual(inputPlaceOf("src/cli"), join(folder, "src/cli"));
  }));

Deno.test("inputPlaceOf() takes what cannot be read for a place, and sees through links that lead somewhere", () =>
  typedIn(async (folder) => {
    for (const [target, link] of [["gone", "dead"], ["loop", "loop"], ["real", "live"]] as const) {
      await Deno.symlink(target, join(folder, link));
    }
    await Deno.mkdir(join(folder, "real"));
    for (const typed of ["dead", "dead/below", "loop", "loop/below", "live"]) {
      strictEqual(inputPlaceOf(typed), join(folder, typed));
    }
    strictEqual(inputPlaceOf("live/absent"), "live/absent");
    const { statSync } = Deno;
    Deno.statSync = () => {
      throw new Deno.errors.PermissionDenied("Permission denied (os error 13)");
    };
    try {
      strictEqual(inputPlaceOf("closed/pair"), join(folder, "closed/pair"));
    } finally {
      Deno.statSync = statSync;
    }
  }));

Deno.test("a relative link that leads nowhere is refused as one, whichever option names it", () =>
  typedIn(async (folder) => {
    await Deno.mkdir(join(folder, "snapshot"));
    for (const link of ["dead", "snapshot/pca.safetensors"]) {
      await Deno.symlink("gone", join(folder, link));
    }
    await Deno.writeTextFile(join(folder, "results.json"), JSON.stringify(sampleResults({})));
    await Deno.symlink("gone", join(folder, "directions.safetensors"));
    const ADVICE = "; a snapshot of the Hub's cache is copied with its files by cp -rL, " +
      "or copy its whole models-- folder";
    const link = "a link to gone: its target is missing";
    const commands: [string[], string][] = [
      [
        ["report", "--base", "dead", "--instruct", "dead", "--vectors", "dead", "--out", "o"],
        `Cannot open checkpoint ${join(folder, "dead")}: ${link}${ADVICE}`,
      ],
      [
        ["vectors", "dead"],
        `Cannot open persona vectors ${join(folder, "dead")}: ${link}${ADVICE}`,
      ],
      [
        ["vectors", "snapshot/pca.safetensors"],
        `Cannot open persona vectors ${join(folder, "snapshot/pca.safetensors")}: ${link}${ADVICE}`,
      ],
      [
        ["site", "--from", "dead", "--out", "o"],
        `Cannot read dead: ${link}; give the data/results.json of a report`,
      ],
      [
        ["site", "--from", "results.json", "--out", "o"],
        `Cannot read ${
          join(folder, "directions.safetensors")
        }: ${link}; it lies beside the given results`,
      ],
    ];
    for (const [args, message] of commands) {
      const { code, stderr } = await runMain(...args);
      strictEqual(stderr.split("\n").at(-2), `deltascope: ${message}`);
      strictEqual(code, 1);
    }
  }));

Deno.test("a home folder that the shell left alone is refused in the same words, whichever option or argument names it, and nothing is made", () =>
  typedIn(async (folder) => {
    await Deno.writeTextFile(
      join(folder, "results.json"),
      JSON.stringify(sampleResults({ layers: [18] })),
    );
    await Deno.writeTextFile(join(folder, "a.pt"), "");
    const from = ["--from", "results.json"];
    const pair = ["--base", "b", "--instruct", "i", "--vectors", "v"];
    const other = (option: string, place: string) =>
      pair.map((arg, i) => pair[i - 1] === `--${option}` ? place : arg);
    const commands: ((place: string) => string[])[] = [
      (place) => ["site", ...from, `--out=${place}`],
      (place) => ["site", ...from, "--single-file", `--out=${place}.html`],
      (place) => ["site", ...from, `--single-file=${place}.html`],
      (place) => ["site", `--from=${place}`, "--out", "o"],
      (place) => ["publish", ...from, `--to=${place}`],
      (place) => ["publish", `--from=${place}`, "--to", "o"],
      (place) => ["compare", "results.json", "results.json", `--out=${place}`],
      (place) => ["compare", "results.json", place, "--out", "o"],
      (place) => ["serve", `--dir=${place}`],
      (place) => ["vectors", place],
      (place) => ["verify", place],
      (place) => ["verify", "results.json", ...other("base", place)],
      ...["base", "instruct", "vectors"].map((option) => (place: string) => [
        "report",
        ...other(option, place),
      ]),
      ...[
        ["base-adapter"],
        ["records"],
        ["out"],
        ["pca"],
        ["activations", "--activations-layer", "1"],
      ].map(([option, ...more]) => (place: string) => [
        "report",
        ...pair,
        `--${option}`,
        place,
        ...more,
      ]),
      (place) => ["report", ...pair, "--plan", "--out", place],
      ...["input", "controls"].map((option) => (place: string) => [
        "report",
        ...pair,
        `--${option}=a.pt,${place}.pt`,
      ]),
    ];
    for (const command of commands) {
      for (const place of ["~/x", "~ada/x"]) {
        const args = command(place);
        const { code, stdout, stderr } = await runMain(...args);
        // Before it no more is said than what is read.
        match(
          stderr,
          new RegExp(
            `^(?:Reading .*\\n)?deltascope: Cannot use "${place}(?:\\.\\w+)?": expected a path, found ~, which the shell leaves ` +
              "as it is within quotes, after = and after a comma; write the home folder out, " +
              "or \\./~ where that is its name\n$",
          ),
          args.join(" "),
        );
        deepStrictEqual([code, stdout], [2, ""], args.join(" "));
      }
    }
    const names = Array.from(Deno.readDirSync(folder), ({ name }) => name).sort();
    deepStrictEqual(names, ["a.pt", "results.json"]);
  }));

Deno.test("every command takes every place from where it was typed", () =>
  typedIn(async (folder) => {
    await Deno.mkdir(join(folder, "runs"));
    await Deno.writeTextFile(
      join(folder, "runs/results.json"),
      JSON.stringify(sampleResults({ layers: [18] })),
    );
    const from = ["--from", "runs/results.json"];
    const commands: [string[], string][] = [
      [["site", ...from, "--out", "a"], "a/index.html"],
      [["publish", ...from, "--to", "b"], "b/404.html"],
      [["compare", "runs/results.json", "a/data/results.json", "--out", "c"], "c/index.html"],
    ];
    for (const [args, written] of commands) {
      const { code, stderr } = await runMain(...args);
      strictEqual(code, 0, stderr);
      strictEqual((await Deno.stat(join(folder, written))).isFile, true);
    }
    const { code, stderr } = await runMain("serve", "--dir", "a", "--port", "99999");
    strictEqual(code, 2, stderr);
    const missing = await runMain("serve", "--dir", "nowhere");
    strictEqual(missing.stderr.includes(join(folder, "nowhere")), true, missing.stderr);
  }));

Deno.test({
  name: "a command typed in a folder whose name is not UTF-8 says so",
  ignore: Deno.build.os === "windows",
  async fn() {
    const { stderr, code } = await new Deno.Command("sh", {
      args: [
        "-c",
        'INIT_CWD="$(printf "/\\377")" exec "$0" run --quiet --frozen -A src/cli.ts site --from a.json --out b',
        Deno.execPath(),
      ],
      stdout: "null",
    }).output();
    deepStrictEqual([code, new TextDecoder().decode(stderr)], [
      2,
      "deltascope: Cannot read the name of the working directory: expected UTF-8, found other bytes; " +
      "work in another folder, or rename it\n",
    ]);
  },
});

Deno.test("expectPcaInside() refuses a path to another folder's file of the same name", () =>
  typedIn(async (folder) => {
    for (const path of ["mine/pca/a.pt", "theirs/pca/a.pt"]) {
      await Deno.mkdir(join(folder, path, ".."), { recursive: true });
      await Deno.writeTextFile(join(folder, path), "");
    }
    const vectors = join(folder, "mine");
    for (const file of ["a.pt", "mine/pca/a.pt", "pca/a.pt", join(vectors, "pca/a.pt")]) {
      await expectPcaInside(vectors, { file });
    }
    await rejects(expectPcaInside(vectors, { file: "theirs/pca/a.pt" }), {
      message:
        `Cannot use --pca theirs/pca/a.pt: expected a PCA file of the vectors folder ${vectors}, ` +
        "found one that lies elsewhere; a PCA file is read in roles_240/pca/ of the persona layout, " +
        "and components among vectors by their names, as pc.1, pc.2, ...",
    });
  }));

Deno.test("isWithin() follows links, to what is not there yet too", () =>
  withFolder({ "real/a.json": "" }, async (folder) => {
    await Deno.symlink(join(folder, "real"), join(folder, "link"));
    for (const [place, expected] of [["real", true], ["link", true], ["realm", false]] as const) {
      for (const name of ["a.json", "new/b.json"]) {
        strictEqual(isWithin(join(folder, "real"), join(folder, place, name)), expected, place);
        strictEqual(isWithin(join(folder, place), join(folder, "link", name)), expected, place);
      }
    }
    strictEqual(isWithin(join(folder, "real"), join(folder, "link")), true);
    strictEqual(isWithin(join(folder, "real"), folder), false);
  }));
