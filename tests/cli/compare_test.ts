import { match, ok, strictEqual } from "node:assert/strict";
import { HtmlValidate, StaticConfigLoader } from "html-validate";
import { renderComparison } from "../../src/site/write/comparison.ts";
import { HOSTILE_NAMES, sampleResults } from "../site/sample_results.ts";
import { runMain } from "./run_main.ts";

const a = sampleResults({ layers: [17, 18] });
const b = sampleResults({ layers: [18, 24], names: HOSTILE_NAMES, isSynthetic: false });

Deno.test("renderComparison() gives valid HTML, the shared layers and the numbers of both runs", async () => {
  const html = renderComparison(a, b).get("index.html")!;
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
  ok(html.includes("Both runs have layers 18. Of the same name in both: base, instruct, vectors"));
  ok(html.includes("A is a synthetic demonstration, B is not."));
  strictEqual(html.match(/class="panel-title"/g)?.length, 6);
});

Deno.test("renderComparison() says that two runs share no layer", () => {
  const html = renderComparison(sampleResults({ layers: [17] }), b).get("index.html")!;
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
    for (const _ of ["new", "over"]) {
      const { code, stderr } = await runMain("compare", first!, second!, ...out);
      strictEqual(code, 0, stderr);
    }
    const { code, stderr } = await runMain("compare", first!, other!, ...out);
    strictEqual(code, 1);
    match(stderr, /Cannot compare .*c\.json: Cannot read results of another schema/);
    strictEqual((await runMain("compare", first!, ...out)).code, 2);
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
