import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { sampleResults } from "../site/sample_results.ts";
import { runMain } from "./run_main.ts";

/** Hands on a folder with results in it, and a call of `deno task site --single-file` on them. */
async function withResults(
  use: (
    folder: string,
    write: (out: string) => ReturnType<typeof runMain>,
  ) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "deltascope-test-" });
  try {
    const from = `${folder}/results.json`;
    await Deno.writeTextFile(from, JSON.stringify(sampleResults({ layers: [18] })));
    await use(folder, (out) => runMain("site", "--from", from, "--single-file", "--out", out));
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

Deno.test("site --single-file writes over nothing that is not its own", async () => {
  await withResults(async (folder, write) => {
    const mine = `${folder}/mine.html`;
    await Deno.writeTextFile(mine, "<!DOCTYPE html><title>mine</title>");
    const { code, stderr } = await write(mine);
    strictEqual(code, 2);
    match(
      stderr,
      /^deltascope: Cannot use --out .*mine\.html: it is not a file of deltascope's[^\n]*\n$/,
    );
    strictEqual(await Deno.readTextFile(mine), "<!DOCTYPE html><title>mine</title>");
    deepStrictEqual(await names(folder), ["mine.html", "results.json"]);
  });
});

Deno.test("site --single-file refuses a folder, another kind of file and a missing --out, in a line", async () => {
  await withResults(async (folder, write) => {
    await Deno.mkdir(`${folder}/site.html`);
    for (
      const [out, why] of [
        [`${folder}/site.html`, /it is a folder/],
        [
          `${folder}/${"x".repeat(300)}.html`,
          /a name in it is longer than the system allows; give/,
        ],
        [`${folder}/site`, /expected the name of one file that ends in \.html/],
        [`${folder}/results.json/report.html`, /a file is where its folder would be/],
      ] as const
    ) {
      const { code, stdout, stderr } = await write(out);
      deepStrictEqual([code, stdout, stderr.trimEnd().split("\n").length], [2, "", 1], stderr);
      match(stderr, why);
    }
    deepStrictEqual(await names(folder), ["results.json", "site.html"]);
  });
  const { code, stderr } = await runMain("site", "--single-file", "--from", "x.json");
  strictEqual(code, 2);
  match(stderr, /--out FILE\.html/);
});
