import { ok, strictEqual } from "node:assert/strict";
import { variantsChart } from "../../../../src/analyses/robustness/view/variants_chart.ts";
import { evident, matchesSnapshot, titles } from "../../../site/snapshot.ts";

const { evidence } = evident({ layers: [17, 18] });

Deno.test("variantsChart() draws as before", () => {
  matchesSnapshot("variants", variantsChart(evidence, 360));
});

Deno.test("variantsChart() names the peak of each variant once a layer, in degrees", () => {
  // 1 - cos 0.0853 is 23.8 degrees, 0.31 of it 13.2, 0.24 of it 11.6.
  ok(
    variantsChart(evidence, 360).includes(
      ">layer 18: raw 23.8°, trimmed 13.2°, centred 11.6°</text>",
    ),
  );
  const peaks = evidence.peaks.map((peak) =>
    peak.variant === "raw" ? { ...peak, angular_layer: 17 } : peak
  );
  const svg = variantsChart({ ...evidence, peaks }, 360);
  ok(svg.includes(">layer 17: raw 5.13°</text>"));
  ok(svg.includes(">layer 18: trimmed 13.2°, centred 11.6°</text>"));
});

Deno.test("variantsChart() tells variants apart by dash and marker as well as by colour", () => {
  const svg = variantsChart(evidence, 360);
  ok(svg.includes('stroke-dasharray="6 3"') && svg.includes('stroke-dasharray="2 3"'));
  strictEqual(titles(svg).length, 6);
});

Deno.test("variantsChart() draws one layer, a run without any difference, and unknown angles", () => {
  ok(!variantsChart(evident({ layers: [18] }).evidence, 360).includes("NaN"));
  const self = variantsChart(evident({ layers: [17, 18], isSelf: true }).evidence, 360);
  ok(self.includes("Every value is zero.") && !self.includes("NaN"));
  const robustness = evidence.robustness.map((row) =>
    row.variant === "centred" ? { ...row, delta_angular: null } : row
  );
  const svg = variantsChart({ ...evidence, robustness }, 360);
  ok(!svg.includes("NaN") && !svg.includes("centred 11.6°"));
});
