import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { deltaAngularChart } from "../../../../src/analyses/change/view/delta_angular_chart.ts";
import { matchesSnapshot, smallResults, titles } from "../../../site/snapshot.ts";

Deno.test("deltaAngularChart() draws as before", () => {
  matchesSnapshot("delta_angular", deltaAngularChart(smallResults(), 360));
});

Deno.test("deltaAngularChart() marks the angular peak with the angle beside 1 - cos", () => {
  // 1 - cos 0.0853 is 23.8 degrees.
  const svg = deltaAngularChart(smallResults(), 360);
  ok(svg.includes(">layer 18: 23.8° (0.0853)</text>"));
  ok(svg.includes("For PC1 the largest value is 23.8° (0.0853), at layer 18."));
});

Deno.test("deltaAngularChart() draws every input vector, PC1 on top, over the draws", () => {
  const svg = deltaAngularChart(smallResults(), 360);
  const words = titles(svg).map((title) => title.split(",")[0]);
  deepStrictEqual(words.filter((word, i) => word !== words[i - 1]), [
    "mean of 4 random inputs",
    "median of 32 random role mixtures",
    "−PC3",
    "PC3",
    "−PC2",
    "PC2",
    "−PC1",
    "PC1",
  ]);
  ok(svg.includes('fill="var(--band)"'));
  // The band of the draws is outlined, those of PC1 and -PC1 are not.
  strictEqual(svg.split('stroke-dasharray="2 3"').length - 1, 2);
  strictEqual(svg.split('fill-opacity="0.22"').length - 1, 2);
});

Deno.test("deltaAngularChart() shades the range of the random inputs where no others were run", () => {
  const svg = deltaAngularChart(smallResults({ hasEvidence: false }), 360);
  ok(svg.includes('fill="var(--band)"') && !svg.includes("mixtures"));
  ok(!svg.includes('fill-opacity="0.22"'));
});

Deno.test("deltaAngularChart() puts the angle of the mean, not the mean of the angles, on the line", () => {
  const results = smallResults({ layers: [18] });
  const values = results.baseline.filter((row) => row.baseline === "isotropic")
    .map((row) => Number(row.delta_angular));
  const mean = values.reduce((sum, value) => sum + value) / values.length;
  const angle = Math.acos(1 - mean) * 180 / Math.PI;
  strictEqual(titles(deltaAngularChart(results, 360))[0]!.includes(`${angle.toFixed(2)}°`), true);
});

Deno.test("deltaAngularChart() leaves the band out where no random directions were run", () => {
  const svg = deltaAngularChart(smallResults({ hasBaseline: false }), 360);
  ok(!svg.includes("var(--band)") && !svg.includes("random"));
});

Deno.test("deltaAngularChart() draws one layer, and a run without any difference", () => {
  const one = deltaAngularChart(smallResults({ layers: [18] }), 360);
  strictEqual(titles(one).length, 8);
  ok(one.includes('stroke="var(--band)"'));
  const self = deltaAngularChart(smallResults({ isSelf: true }), 360);
  ok(self.includes("Every value of PC1 is zero.") && !self.includes("NaN"));
});
