import { ok, strictEqual } from "node:assert/strict";
import { calibrationChart } from "../../../../src/analyses/significance/view/calibration_chart.ts";
import { evident, matchesSnapshot, titles } from "../../../site/snapshot.ts";

const { evidence } = evident();
const points = [{ alpha: 0.5, share: 0.46875 }, { alpha: 0.05, share: 0.03125 }];

Deno.test("calibrationChart() draws as before", () => {
  matchesSnapshot("calibration", calibrationChart({ ...evidence, calibration: points }, 360));
});

Deno.test("calibrationChart() has a point for each alpha, and tells the share at 0.05", () => {
  const svg = calibrationChart({ ...evidence, calibration: points }, 360);
  strictEqual(titles(svg)[0], "α = 0.05: 0.0313 of the mixtures");
  ok(svg.includes('aria-description="At 0.05 the share is 0.031."'));
});

Deno.test("calibrationChart() says that no point lies at or below 0.05", () => {
  const svg = calibrationChart({ ...evidence, calibration: [points[0]!] }, 360);
  ok(svg.includes("No point lies at or below 0.05."));
});
