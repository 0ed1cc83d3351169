import { deepStrictEqual, match, rejects, strictEqual } from "node:assert/strict";
import { join } from "node:path";
import { readResults, resultsPlace } from "../../src/cli/results_file.ts";
import { sampleResults } from "../site/sample_results.ts";
import { runMain } from "./run_main.ts";
import { withFolder } from "../sources/temporary_folder.ts";

const RESULTS = sampleResults({ layers: [18], names: ["a"] });
const TEXT = JSON.stringify(RESULTS, null, 1);
const LINES = TEXT.split("\n");
const ADVICE = "give the data/results.json of a report as it was written";

const encode = (text: string) => new TextEncoder().encode(text);
/** As PowerShell writes text: two bytes a unit, after a mark of their order. */
const utf16 = (text: string) =>
  new Uint8Array(Uint16Array.from(`\ufeff${text}`, (unit) => unit.charCodeAt(0)).buffer);

/** The file where `e` of its first `name` is one byte of Latin-1. */
function latin1(): Uint8Array {
  const bytes = encode(TEXT);
  bytes[TEXT.indexOf('"name"') + 4] = 0xe9;
  return bytes;
}

/** What may be found in the place of results, and how it is told. */
const BROKEN: readonly [what: string, bytes: Uint8Array, finding: string][] = [
  [
    "a truncated file",
    encode(LINES.slice(0, 3).join("\n")),
    `Expected a key in quotes at line 3, found end; ${ADVICE}`,
  ],
  [
    "an empty file",
    new Uint8Array(),
    "expected JSON, found an empty file; the download may have failed",
  ],
  [
    "a Git LFS pointer",
    encode("version https://git-lfs.github.com/spec/v1\noid sha256:00\n"),
    "expected JSON, found a Git LFS pointer of 57 bytes; fetch the file with `git lfs pull` or `hf download`",
  ],
  [
    "a web page",
    encode("<!DOCTYPE html><p>"),
    "expected JSON, found a web page, likely an error of the server; log in where the files are gated and download again",
  ],
  [
    "the marks of a merge",
    encode([...LINES.slice(0, 2), "<<<<<<< HEAD", ...LINES.slice(2)].join("\n")),
    `Expected a key in quotes at line 3, found "<"; ${ADVICE}`,
  ],
  [
    "a number of Python that JSON does not know",
    encode(JSON.stringify({ ...RESULTS, more: [{ p: 0.25 }] }).replace('"p":0.25', '"p": NaN')),
    `Expected a finite number at more[0].p, found NaN; ${ADVICE}`,
  ],
  ["UTF-16", utf16(TEXT), `it is not UTF-8; ${ADVICE}`],
  ["a byte that is not UTF-8", latin1(), `it is not UTF-8; ${ADVICE}`],
  [
    "a table",
    encode("layer,input_vector\n18,PC1\n"),
    `Expected a value at line 1, found "l"; ${ADVICE}`,
  ],
];

for (const [what, bytes, finding] of BROKEN) {
  Deno.test(`readResults() tells ${what} in the place of results`, () =>
    withFolder({ "a.json": bytes }, async (folder) => {
      await rejects(readResults(`${folder}/a.json`), {
        message: `Cannot read ${folder}/a.json: ${finding}`,
      });
    }));
}

Deno.test("readResults() tells a page of a report from results, and says which file to give", () =>
  withFolder({ "index.html": "<!DOCTYPE html><p>deno task weights --base A" }, async (folder) => {
    await rejects(readResults(`${folder}/index.html`), {
      message: `Cannot read ${folder}/index.html: expected results, found a page by its name; ` +
        "give the data/results.json of its report",
    });
    await rejects(
      readResults(`${folder}/absent.html`),
      /absent\.html: there is no such file; give/,
    );
  }));

Deno.test("readResults() passes over a byte order mark, as PowerShell writes it", () =>
  withFolder({ "a.json": TEXT, "b.json": `\ufeff${TEXT}` }, async (folder) => {
    const [plain, marked] = [await readResults(`${folder}/a.json`), `${folder}/b.json`];
    deepStrictEqual(await readResults(marked), plain);
  }));

Deno.test("readResults() refuses a file in which a row stands twice, by the file's name", () => {
  const [first] = RESULTS.mlp;
  const file = JSON.stringify({ ...RESULTS, mlp: [...RESULTS.mlp, first] });
  return withFolder({ "twice.json": file }, async (folder) => {
    await rejects(readResults(`${folder}/twice.json`), {
      name: "TypeError",
      message: /twice\.json at mlp: expected one row of layer 18, input_vector PC1, found two/,
    });
  });
});

Deno.test("resultsPlace() finds the results of a folder, and leaves what else is given as it is", () =>
  withFolder(
    { "a/data/results.json": TEXT, "b/results.json": TEXT, "c/x.json": TEXT },
    async (folder) => {
      const found = ["a", "a/", "a/data", "a/data/results.json", "b", "c", "none"];
      deepStrictEqual(
        await Promise.all(found.map((path) => resultsPlace(`${folder}/${path}`))),
        [
          "a/data/results.json",
          "a/data/results.json",
          "a/data/results.json",
          "a/data/results.json",
          "b/results.json",
          "c",
          "none",
        ].map((path) => `${folder}/${path}`),
      );
    },
  ));

Deno.test("compare, site, publish and verify take the folder of a report for the results in it", () =>
  withFolder({ "a/data/results.json": TEXT }, async (folder) => {
    const at = (path: string) => `${folder}/${path}`;
    for (
      const args of [
        ["compare", at("a"), at("a"), "--out", at("compared")],
        ["site", "--from", at("a"), "--out", at("site")],
        ["site", "--from", at("a"), "--single-file", at("r.html")],
        ["publish", "--from", at("a"), "--to", at("docs")],
      ]
    ) {
      const { code, stderr } = await runMain(...args);
      strictEqual(code, 0, stderr);
    }
    // The results were read: what stands in them is not in the inputs of the demonstration.
    const { stderr } = await runMain("verify", at("a"));
    match(stderr, /Cannot find the PCA file layer22_pos23\.pt of --pca/);
    const over = await runMain("compare", at("a"), at("a"), "--out", at("a"));
    match(
      over.stderr,
      /expected a folder without the results that are compared, found \S*results\.json in it/,
    );
  }));

Deno.test("readResults() tells a folder of records of layers, and how a report is made of them", () =>
  withFolder({
    [`report/defaults-${"0a".repeat(32)}.json`]: "{}",
    [`weights/${"0a".repeat(32)}/layer-000.json`]: "{}",
  }, async (folder) => {
    for (const name of ["report", "weights"]) {
      await rejects(readResults(join(folder, name)), {
        message: `Cannot read ${join(folder, name)}: it holds records of the layers of a run; ` +
          "the command that wrote them makes a report of them, or a page of weights, when it is typed again without --part",
      });
    }
  }));
