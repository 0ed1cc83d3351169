import { ok } from "node:assert/strict";
import { outlierCurveChart } from "../../../../src/analyses/robustness/view/outlier_curve_chart.ts";
import { matchesSnapshot } from "../../../site/snapshot.ts";

const ROWS = [0, 1, 2, 4, 8, 16].map((removed, i) => ({
  layer: 18,
  removed,
  delta_angular: 0.08 / (1 + removed),
  q05: 0.002,
  q50: 0.004,
  q95: 0.006 + 0.0002 * i,
}));

Deno.test("outlierCurveChart() draws as before", () => {
  matchesSnapshot("outlier_curve", outlierCurveChart(ROWS, 360));
});

Deno.test("outlierCurveChart() leaves out what is unknown", () => {
  const svg = outlierCurveChart(
    ROWS.map((row) => ({ ...row, delta_angular: null, q05: null })),
    360,
  );
  ok(!svg.includes("NaN"));
  ok(!svg.includes("<title>"));
});
