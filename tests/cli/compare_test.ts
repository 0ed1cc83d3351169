import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { HtmlValidate, StaticConfigLoader } from "html-validate";
import { renderComparison } from "../../src/site/write/comparison.ts";
import { safetensorsBytes } from "../../src/sources/safetensors/safetensors_writer.ts";
import { HOSTILE_NAMES, sampleResults } from "../site/sample_results.ts";
import { readFiles, withFolder } from "../sources/temporary_folder.ts";
import { runMain } from "./run_main.ts";

const a = sampleResults({ layers: [17, 18] });
const b = sampleResults({ layers: [18, 24], names: HOSTILE_NAMES, isSynthetic: false });

Deno.test("renderComparison() gives valid HTML, the shared layers and the numbers of both runs", async () => {
  const html = renderComparison({ a, b }).get("index.html")!;
  const validator = new HtmlValidate(
    new StaticConfigLoader({
      extends: ["html-validate:recommended", "html-validate:a11y"],
      rules: { "no-inline-style": "off" },
    }),
  );
  const report = await validator.validateString(html);
  strictEqual(
    report.results.flatMap(({ messages }) => messages.map((m) => `${m.line} ${m.message}`)).join(),
    "",
  );
  ok(html.includes("Both runs have layer 18. Of the same name in both: base, instruct, vectors"));
  ok(html.includes("A is a synthetic demonstration, B is not."));
  // Both runs are in each chart, none beside another.
  strictEqual(html.match(/class="panel-title"/g), null);
  ok(html.includes("PC1 turns alike in both runs at every shared layer"));
});

Deno.test("renderComparison() says that two runs share no layer", () => {
  const html = renderComparison({ a: sampleResults({ layers: [17] }), b }).get("index.html")!;
  ok(html.includes("The runs share no layer."));
});

Deno.test("compare writes over its own folder, and refuses another schema by the file's name", async () => {
  const folder = await Deno.makeTempDir({ prefix: "deltascope-test-" });
  try {
    const [first, second, other] = ["a", "b", "c"].map((name) => `${folder}/${name}.json`);
    await Deno.writeTextFile(first!, JSON.stringify(a));
    await Deno.writeTextFile(second!, JSON.stringify(b));
    await Deno.writeTextFile(other!, JSON.stringify({ schema: "deltascope.results/3" }));
    const out = ["--out", `${folder}/out`];
    for (const args of [[first!, second!, ...out], [...out, first!, second!]]) {
      const { code, stdout, stderr } = await runMain("compare", ...args);
      strictEqual(code, 0, stderr);
      strictEqual(stdout, `Wrote ${folder}/out/index.html\n`);
    }
    const { code, stderr } = await runMain("compare", first!, other!, ...out);
    strictEqual(code, 1);
    match(stderr, /deltascope: Cannot read .*c\.json of another schema: expected /);
    for (
      const [args, found] of [
        [[first!, ...out], `1 report and --out ${folder}/out`],
        [[first!, second!], "2 reports and no --out"],
        [[], "0 reports and no --out"],
      ] as const
    ) {
      const refused = await runMain("compare", ...args);
      strictEqual(refused.code, 2);
      strictEqual(
        refused.stderr,
        `deltascope: Cannot compare: expected A B --out DIR, where A and B are the folders of two reports, found ${found}\n`,
      );
    }
    const { code: within, stderr: why } = await runMain(
      "compare",
      first!,
      second!,
      "--out",
      folder,
    );
    strictEqual(within, 2);
    match(why, /^deltascope: Cannot use --out .*found .*a\.json in it\n$/);
    strictEqual(await Deno.readTextFile(first!), JSON.stringify(a));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a comparison is told from a report where its folder or its file is given for one", () =>
  withFolder({ "a.json": JSON.stringify(a), "b.json": JSON.stringify(b) }, async (folder) => {
    const [first, second, out] = [`${folder}/a.json`, `${folder}/b.json`, `${folder}/out`];
    strictEqual((await runMain("compare", first, second, "--out", out)).code, 0);
    const advice = "give the results of one of them, data/a/results.json or data/b/results.json " +
      "of its folder";
    const file = `${out}/data/comparison.json`;
    const other = ["--out", `${folder}/other`];
    for (
      const [args, finding] of [
        [["publish", "--from", out, "--to", `${folder}/docs`], `${out}: it is the folder of a`],
        [
          ["publish", "--from", file, "--to", `${folder}/docs`],
          `${file}: expected results, found the`,
        ],
        [["site", "--from", file, ...other], `${file}: expected results, found the`],
        [["compare", first, file, ...other], `${file}: expected results, found the`],
        [["verify", file], `${file}: expected results, found the`],
      ] as const
    ) {
      const { code, stderr } = await runMain(...args);
      strictEqual(code, 1);
      ok(
        stderr.endsWith(
          `deltascope: Cannot read ${finding} comparison of two runs; ${advice}\n`,
        ),
        stderr,
      );
    }
    // What it says to do is taken.
    const { code, stderr } = await runMain(
      "site",
      "--from",
      `${out}/data/b/results.json`,
      ...other,
    );
    strictEqual(code, 0, stderr);
  }));

Deno.test("compare refuses the folder of a report, of either run or of neither, before it reads a file, and leaves it whole", () =>
  withFolder({
    "a.json": JSON.stringify(a),
    "b.json": JSON.stringify(b),
    "other.json": JSON.stringify({ ...a, run: { ...a.run, started: "2026-05-05T09:30:00.000Z" } }),
  }, async (folder) => {
    const site = `${folder}/site`;
    for (const run of ["a", "b", "other"]) {
      strictEqual(
        (await runMain("site", "--from", `${folder}/${run}.json`, "--out", site)).code,
        0,
      );
      const before = await readFiles(folder);
      const files = ["a", "b"].map((it) => `${folder}/${it}.json`);
      const { code, stdout, stderr } = await runMain("compare", ...files, "--out", site);
      deepStrictEqual([code, stdout], [2, ""], run);
      const { base, instruct } = (run === "b" ? b : a).inputs;
      strictEqual(
        stderr,
        `deltascope: Cannot write the site to ${site}: it holds the report of a run ` +
          `(${base.name} against ${instruct.name}); give --out a folder of its own\n`,
      );
      deepStrictEqual(await readFiles(folder), before);
    }
    // The manifest tells of a report whose results were moved away.
    await Deno.remove(`${site}/data/results.json`);
    const before = await readFiles(folder);
    const files = ["a", "b"].map((it) => `${folder}/${it}.json`);
    const { code, stderr } = await runMain("compare", ...files, "--out", site);
    strictEqual(code, 2);
    match(
      stderr,
      /: it holds the report of a run \(its data\/results\.json cannot be read\); give --out /,
    );
    deepStrictEqual(await readFiles(folder), before);
  }));

Deno.test("compare reads the random role mixtures that lie beside the results, and names a file that is none", async () => {
  const folder = await Deno.makeTempDir({ prefix: "deltascope-test-" });
  const names = a.decompositions["18"]!.filter((row) => row.input_vector === "PC1")
    .map(({ kind, name }) => [kind, name]);
  const { draws } = a.decomposition_info["18"]!.summary!;
  /** Draws of as many cosines as there are vectors, all different. */
  const mixtures = (factor: number, n = draws) =>
    safetensorsBytes([{
      name: "mixture_cosine",
      dtype: "F32",
      shape: [n, names.length],
      chunks: [
        new Uint8Array(
          Float32Array.from({ length: n * names.length }, (_, i) => factor * i).buffer,
        ),
      ],
    }], { metadata: { mixture_vectors: JSON.stringify(names), mixture_weighs: "[]" } });
  try {
    for (const [run, factor] of [["a", 0.001], ["b", -0.002]] as const) {
      await Deno.mkdir(`${folder}/${run}`);
      await Deno.writeTextFile(`${folder}/${run}/results.json`, JSON.stringify(a));
      await Deno.writeFile(`${folder}/${run}/vectors-layer-18.safetensors`, mixtures(factor));
    }
    const files = [`${folder}/a/results.json`, `${folder}/b/results.json`];
    const run = () => runMain("compare", ...files, "--out", `${folder}/out`);
    const compared = async () => {
      const { code, stderr } = await run();
      strictEqual(code, 0, stderr);
      const { decompositions } = JSON.parse(
        await Deno.readTextFile(`${folder}/out/data/comparison.json`),
      );
      return { decompositions, html: await Deno.readTextFile(`${folder}/out/index.html`) };
    };
    const { decompositions, html } = await compared();
    // The order of one is the other's reversed; PC1 is the same in both.
    const [raw] = decompositions;
    strictEqual(raw.rank_correlation, 1);
    deepStrictEqual(raw.mixtures, { n: draws, q05: -1, q50: -1, q95: -1 });
    match(
      html,
      /agree more than those of 95.{1,6}% of mixtures: rank correlation 1\.00, 90.{1,6}% of mixtures −1\.00/,
    );
    // Two draws tell no more from less.
    const info = a.decomposition_info["18"]!;
    const two = {
      ...a,
      decomposition_info: {
        ...a.decomposition_info,
        "18": { ...info, summary: { ...info.summary!, draws: 2 } },
      },
    };
    for (const [run, factor] of [["a", 0.001], ["b", -0.002]] as const) {
      await Deno.writeTextFile(`${folder}/${run}/results.json`, JSON.stringify(two));
      await Deno.writeFile(`${folder}/${run}/vectors-layer-18.safetensors`, mixtures(factor, 2));
    }
    const few = await compared();
    strictEqual(few.decompositions[0].mixtures, null);
    match(few.decompositions[0].without_mixtures, /a rank correlation is known of 2, and/);
    ok(few.html.includes(few.decompositions[0].without_mixtures));
    ok(few.html.includes("have a rank correlation of 1.00<") && !few.html.includes("agree more"));
    await Deno.writeFile(`${folder}/b/vectors-layer-18.safetensors`, new Uint8Array(3));
    const broken = await run();
    strictEqual(broken.code, 1);
    match(broken.stderr, /Cannot read data\/vectors-layer-18\.safetensors of B: HeaderTooSmall/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("compare says before it draws that it takes the place of a comparison of other runs", () =>
  withFolder({
    "a.json": JSON.stringify(a),
    "b.json": JSON.stringify(b),
    "c.json": JSON.stringify({ ...b, run: { ...b.run, started: "2026-01-01T00:00:00.000Z" } }),
  }, async (folder) => {
    const compare = (first: string, second: string) =>
      runMain("compare", `${folder}/${first}`, `${folder}/${second}`, "--out", `${folder}/out`);
    const note =
      /^This comparison replaces that of two other runs in \S+out \(gemma-2-27b against gemma-2-27b-it, beside gemma-2-27b against gemma-2-27b-it\): to keep it, give another --out$/m;
    for (
      const [first, second, isNoted] of [
        ["a.json", "b.json", false],
        ["a.json", "b.json", false],
        ["a.json", "c.json", true],
        ["a.json", "c.json", false],
        ["c.json", "a.json", true],
      ] as const
    ) {
      const { code, stderr } = await compare(first, second);
      strictEqual(code, 0, stderr);
      strictEqual(note.test(stderr), isNoted, stderr);
      if (isNoted) ok(stderr.search(note) < stderr.indexOf("Drawing both"), stderr);
    }
  }));
