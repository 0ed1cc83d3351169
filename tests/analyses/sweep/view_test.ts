import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { parseHTML } from "linkedom";
import { samplePages, siteTexts, textOf } from "../../site/html.ts";
import { type SampleOptions, sampleResults, THREE_LAYERS } from "../../site/sample_results.ts";

function sweep(options: SampleOptions = {}): Document | undefined {
  return samplePages({ layers: THREE_LAYERS, ...options }).get("sweep.html");
}

Deno.test("sweepPage() draws every vector and lists the farthest of each kind", () => {
  const page = sweep()!;
  const { rows } = sampleResults({ layers: THREE_LAYERS }).sweep!;
  const svg = page.querySelector("#swarm ~ figure svg")!;
  strictEqual(svg.querySelectorAll("circle").length, rows.length);
  const roles = rows.filter(({ kind }) => kind === "role")
    .toSorted((a, b) => b.delta_angular_mean! - a.delta_angular_mean!);
  const listed = [...page.querySelectorAll("#farthest ~ .pair table")][0]!;
  deepStrictEqual(
    [...listed.querySelectorAll("th[scope=row]")].map(textOf),
    roles.slice(0, 15).map(({ name }) => name),
  );
  strictEqual(page.querySelectorAll("#swarm ~ .behind tbody tr").length, rows.length);
});

Deno.test("sweepPage() marks t as assuming independence and never says significant", () => {
  const text = textOf(sweep()!.querySelector("main"));
  ok(text.includes("t and p assume independence"));
  ok(!/significant/i.test(text));
});

Deno.test("sweepPage() serves a single layer, and is absent where nothing was swept", () => {
  ok(textOf(sweep({ layers: [18] })!.querySelector("main")).includes("the one layer analysed"));
  const title = (layers: number[]) => textOf(sweep({ layers })!.getElementById("swarm"));
  ok(/ turns the output farthest: [\d.]+°$/.test(title([18])), title([18]));
  ok(/° by the mean 1 − cos over 3 layers$/.test(title(THREE_LAYERS)), title(THREE_LAYERS));
  strictEqual(sweep({ hasEvidence: false }), undefined);
});

Deno.test("sweepPage() has the vector in its title that was settled as the farthest, of those at every layer", () => {
  const results = sampleResults({ layers: THREE_LAYERS });
  const { rows, farthest } = results.sweep!;
  const title = () =>
    textOf(parseHTML(siteTexts(results).get("sweep.html")!).document.getElementById("swarm"));
  ok(title().includes(`\u2068${farthest!.name}\u2069 turns the output farthest: `), title());
  rows.push({ ...rows[0]!, name: "of two layers", layers: 2, delta_angular_mean: 1.5 });
  ok(
    title().includes(
      `\u2068${farthest!.name}\u2069 turns the output farthest of those at every layer: `,
    ),
    title(),
  );
  results.sweep!.farthest = null;
  strictEqual(title(), "Figure 1. How far each turns the output, over all layers");
});
