import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { HtmlValidate, StaticConfigLoader } from "html-validate";
import { DOMParser } from "linkedom";
import { renderComparison } from "../../../src/site/write/comparison.ts";
import { HOSTILE_NAMES, sampleResults } from "../sample_results.ts";

const a = sampleResults({ layers: [17, 18, 24] });
const b = sampleResults({ layers: [18, 19], names: HOSTILE_NAMES });

function page(files: Map<string, string>): Document {
  return new DOMParser().parseFromString(files.get("index.html")!, "text/html") as never;
}

Deno.test("renderComparison() writes valid HTML whose links all lead to a file", async () => {
  const files = renderComparison(a, b);
  const rules = { "no-inline-style": "off" } as const;
  const extended = ["html-validate:recommended", "html-validate:a11y"];
  const validator = new HtmlValidate(new StaticConfigLoader({ extends: extended, rules }));
  const { results } = await validator.validateString(files.get("index.html")!);
  deepStrictEqual(results.flatMap(({ messages }) => messages.map(({ message }) => message)), []);
  for (const element of page(files).querySelectorAll("[href], [src]")) {
    const href = (element.getAttribute("href") ?? element.getAttribute("src"))!;
    ok(href.startsWith("#") || files.has(href.split("#")[0]!), href);
  }
});

Deno.test("renderComparison() sets every layer of either run in one table, unknown where a run has none", () => {
  const table = page(renderComparison(a, b)).querySelector("#delta-norm ~ .behind table")!;
  const rows = [...table.querySelectorAll("tbody tr")].map((row) =>
    [...row.querySelectorAll("th, td")].map(({ textContent }) => textContent)
  );
  deepStrictEqual(rows.map(([layer]) => layer), ["17", "18", "19", "24"]);
  deepStrictEqual(rows[0]!.slice(3), ["–", "–"]);
  ok(rows[1]!.every((cell) => cell !== "–"));
});

Deno.test("renderComparison() gives the same bytes again, and hostile names as text", () => {
  const files = renderComparison(a, b);
  deepStrictEqual(renderComparison(a, b), files);
  strictEqual(page(files).querySelectorAll("main img, main script").length, 0);
});

Deno.test("renderComparison() says which side is synthetic, and of both that they are", () => {
  const banner = (isA: boolean, isB: boolean) =>
    page(renderComparison(
      sampleResults({ layers: [18], isSynthetic: isA }),
      sampleResults({ layers: [18], isSynthetic: isB }),
    )).querySelector(".banner strong")?.textContent;
  strictEqual(banner(true, false), "A is a synthetic demonstration, B is not.");
  strictEqual(banner(false, true), "B is a synthetic demonstration, A is not.");
  strictEqual(banner(true, true), "Synthetic demonstration.");
  strictEqual(banner(false, false), undefined);
});

Deno.test("renderComparison() calls two equal runs equal, whenever they ran, and no others", () => {
  const later = { ...a, run: { ...a.run, started: "2030-01-01T00:00:00.000Z", seconds: 1 } };
  const lead = (other: typeof a) =>
    page(renderComparison(a, other)).querySelector(".lead")!.textContent;
  strictEqual(
    lead(later),
    "The two runs are equal: inputs, options and every number are the same in both.",
  );
  const [first, ...rest] = a.mlp;
  const changed = { ...a, mlp: [{ ...first!, delta_norm: first!.delta_norm + 1e-9 }, ...rest] };
  ok(lead(changed)?.startsWith("Both runs have layers"));
});

Deno.test("renderComparison() draws the same series of both runs on the same axes", () => {
  const larger = {
    ...a,
    mlp: a.mlp.map((row) => ({ ...row, delta_norm: 7 * row.delta_norm })),
    evidence: null,
  };
  const panels = page(renderComparison({ ...a, evidence: null }, larger))
    .querySelectorAll("#delta-norm ~ figure .chart");
  const ticks = [...panels].map((panel) =>
    [...panel.querySelectorAll('g[text-anchor="end"] text')].map(({ textContent }) => textContent)
  );
  strictEqual(ticks.length, 2);
  ok(ticks[0]!.length > 2);
  deepStrictEqual(ticks[0], ticks[1]);
});
