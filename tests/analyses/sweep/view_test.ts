import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { samplePages, textOf } from "../../site/html.ts";
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
