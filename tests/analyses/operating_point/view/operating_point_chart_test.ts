import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { operatingPointChart } from "../../../../src/analyses/operating_point/view/operating_point_chart.ts";
import { evident, matchesSnapshot, titles } from "../../../site/snapshot.ts";

const { evidence } = evident({ layers: [17, 18] });
const OPTIONS = { layer: 18, measure: "angle", width: 360 } as const;

Deno.test("operatingPointChart() draws as before", () => {
  const operating_draws = evidence.operating_draws.map((draws) => ({
    ...draws,
    response_delta: draws.response_delta.slice(0, 2),
    response_angular: draws.response_angular.slice(0, 2),
  }));
  matchesSnapshot(
    "operating_point",
    operatingPointChart({ ...evidence, operating_draws }, OPTIONS),
  );
});

Deno.test("operatingPointChart() draws each step but none, which is no step", () => {
  const steps = titles(operatingPointChart(evidence, OPTIONS)).map((title) => title.split(":")[0]);
  deepStrictEqual(
    steps.slice(0, 6),
    ["−2", "−1", "−0.5", "0.5", "1", "2"].map((a) => `row same, α = ${a}`),
  );
  strictEqual(steps.length, 12);
});

Deno.test("operatingPointChart() writes angles in degrees and lengths as they are", () => {
  // 1 - cos 0.019 * 1.25 is 12.5 degrees.
  ok(titles(operatingPointChart(evidence, OPTIONS)).includes("row same, α = 1: 12.5°"));
  const lengths = titles(operatingPointChart(evidence, { ...OPTIONS, measure: "length" }));
  ok(lengths.includes("row same, α = 1: 50.8"));
});

Deno.test("operatingPointChart() draws one line where one row was run", () => {
  const operating_point = evidence.operating_point.filter((row) => row.row === "same");
  const svg = operatingPointChart({ ...evidence, operating_point }, OPTIONS);
  ok(titles(svg).every((title) => title.startsWith("row same")));
  ok(svg.includes("1 line and"));
});

Deno.test("operatingPointChart() draws unknown angles, no draws, and a run without any difference", () => {
  const operating_point = evidence.operating_point.map((row) => ({
    ...row,
    response_angular: null,
  }));
  ok(!operatingPointChart({ ...evidence, operating_point }, OPTIONS).includes("NaN"));
  ok(!operatingPointChart({ ...evidence, operating_draws: [] }, OPTIONS).includes("NaN"));
  ok(!operatingPointChart(evident({ isSelf: true }).evidence, OPTIONS).includes("NaN"));
});
