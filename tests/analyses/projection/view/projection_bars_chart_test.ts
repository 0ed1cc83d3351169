import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import type { ProjectionRow } from "../../../../src/results.ts";
import { projectionBarsChart } from "../../../../src/analyses/projection/view/projection_bars_chart.ts";
import { HOSTILE_NAMES } from "../../../site/sample_results.ts";
import { matchesSnapshot, titles } from "../../../site/snapshot.ts";

const ROWS: ProjectionRow[] = [
  { name: "poet", kind: "role", projection: -374.8465, cosine: -0.77 },
  { name: "poetic", kind: "trait", projection: 120.5, cosine: 0.25 },
  { name: "stoic", kind: "role", projection: -20, cosine: -0.04 },
  { name: "stoic", kind: "trait", projection: 0, cosine: 0 },
];
const OPTIONS = { className: "chart-top", label: "Projections", width: 360 };

Deno.test("projectionBarsChart() draws as before", () => {
  matchesSnapshot("projection_bars", projectionBarsChart(ROWS, OPTIONS));
});

Deno.test("projectionBarsChart() keeps a role and a trait of one name apart", () => {
  const svg = projectionBarsChart(ROWS, OPTIONS);
  deepStrictEqual(titles(svg), [
    "role poet: −374.8",
    "trait poetic: 120.5",
    "role stoic: −20.0",
    "trait stoic: 0",
  ]);
});

Deno.test("projectionBarsChart() tells kinds apart by outline as well as by colour", () => {
  const svg = projectionBarsChart(ROWS, OPTIONS);
  strictEqual(svg.split('fill-opacity="0.25"').length - 1, 2);
});

Deno.test("projectionBarsChart() draws long and hostile names as text", () => {
  const rows = HOSTILE_NAMES.map((name): ProjectionRow => ({ ...ROWS[0]!, name }));
  const svg = projectionBarsChart(rows, OPTIONS);
  for (const danger of ["<img", "<script", "</script", "<b>", "\u202e", "\u0000"]) {
    ok(!svg.includes(danger), danger);
  }
  ok(svg.includes(">xxxxxxxxxxxxxxxxx…</text>"));
});

Deno.test("projectionBarsChart() draws bars that are all zero", () => {
  const rows = ROWS.map((row) => ({ ...row, projection: 0 }));
  ok(!projectionBarsChart(rows, OPTIONS).includes("NaN"));
});
