import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { againstBaselinesChart } from "../../../../src/analyses/significance/view/against_baselines_chart.ts";
import { HOSTILE_NAMES, type SampleOptions } from "../../../site/sample_results.ts";
import { evident, matchesSnapshot, titles } from "../../../site/snapshot.ts";

const OPTIONS = { layer: 18, variant: "raw", top: 24, width: 360 } as const;

/** The results with so many directions of each baseline. */
function few(n: number, options: SampleOptions = {}) {
  const results = evident({ layers: [17, 18], ...options });
  return { ...results, baseline: results.baseline.filter((row) => row.index < n) };
}

Deno.test("againstBaselinesChart() draws as before", () => {
  matchesSnapshot("against_baselines", againstBaselinesChart(few(3), OPTIONS));
});

Deno.test("againstBaselinesChart() draws one dot a direction, at the larger of its two signs", () => {
  const results = few(1);
  for (const row of results.baseline) {
    if (row.baseline === "roles" && row.layer === 18) {
      row.delta_angular = row.sign === 1 ? 0.01 : 0.0853;
    }
  }
  const svg = againstBaselinesChart(results, OPTIONS);
  ok(svg.includes("1 single, 1 mixtures, 1 random"));
  // 1 - cos 0.0853 is 23.8 degrees.
  deepStrictEqual(titles(svg), ["role poet: 23.8°"]);
});

Deno.test("againstBaselinesChart() writes the angles of PC1 and -PC1 in the variant", () => {
  const raw = againstBaselinesChart(few(3), OPTIONS);
  ok(raw.includes(">23.8°</text>") && raw.includes("PC1: 23.8°; −PC1: "));
  // 1 - cos 0.31 * 0.0853 is 13.2 degrees.
  ok(againstBaselinesChart(few(3), { ...OPTIONS, variant: "trimmed" }).includes(">13.2°</text>"));
});

Deno.test("againstBaselinesChart() leaves out rows of baselines that were not run", () => {
  const results = few(3);
  const baseline = results.baseline.filter((row) => row.baseline === "isotropic");
  const svg = againstBaselinesChart({ ...results, baseline }, OPTIONS);
  ok(svg.includes(">random</text>"));
  ok(!svg.includes(">roles</text>") && !svg.includes(">mixtures</text>"));
});

Deno.test("againstBaselinesChart() names no more than twenty roles, as text", () => {
  const results = few(100, { names: HOSTILE_NAMES });
  results.evidence.role_directions.forEach((role, i) => role.name = HOSTILE_NAMES[i % 11]!);
  const svg = againstBaselinesChart(results, OPTIONS);
  strictEqual(titles(svg).length, 20);
  for (const danger of ["<img", "<script", "</script", "<b>", "\u202e", "\u0000"]) {
    ok(!svg.includes(danger), danger);
  }
});

Deno.test("againstBaselinesChart() draws a run without any difference and unknown variants", () => {
  ok(!againstBaselinesChart(few(3, { isSelf: true }), { ...OPTIONS, top: 0 }).includes("NaN"));
  const results = few(3);
  for (const row of results.baseline) row.delta_angular_trimmed = null;
  results.evidence.robustness = results.evidence.robustness.map((row) => ({
    ...row,
    delta_angular: null,
  }));
  const svg = againstBaselinesChart(results, { ...OPTIONS, variant: "trimmed" });
  ok(!svg.includes("NaN") && !svg.includes(">roles</text>"));
});
