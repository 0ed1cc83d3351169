import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { variantsChart } from "../../../../src/analyses/robustness/view/variants_chart.ts";
import { evident, matchesSnapshot, titles } from "../../../site/snapshot.ts";

const { evidence } = evident({ layers: [17, 18] });

Deno.test("variantsChart() draws as before", () => {
  matchesSnapshot("variants", variantsChart(evidence, 360));
});

/** Lines above the plot, the lowest first, and the number of lines between each and the plot. */
function lines(svg: string): [number, string][] {
  return [
    ...svg.matchAll(
      /font-weight="600" transform="translate\(-?\d+,-(\d+)\)"[^>]*>\s*<text[^>]*>([^<]*)</g,
    ),
  ].map(([, dy, text]) => [(Number(dy) - 12) / 17, text!]);
}

Deno.test("variantsChart() names the peak of each variant under its layer, in degrees", () => {
  // 1 - cos 0.0853 is 23.8 degrees, 0.31 of it 13.2, 0.24 of it 11.6.
  deepStrictEqual(lines(variantsChart(evidence, 360)), [
    [0, "mean direction removed 11.6°"],
    [1, "outlier dimensions removed 13.2°"],
    [2, "all coordinates 23.8°"],
    [3, "layer 18"],
  ]);
  const peaks = evidence.peaks.map((peak) =>
    peak.variant === "raw" ? { ...peak, angular_layer: 17 } : peak
  );
  const svg = variantsChart({ ...evidence, peaks }, 360);
  deepStrictEqual(lines(svg), [
    [0, "all coordinates 5.13°"],
    [1, "layer 17"],
    [2, "mean direction removed 11.6°"],
    [3, "outlier dimensions removed 13.2°"],
    [4, "layer 18"],
  ]);
  ok(svg.includes(
    "Peaks: layer 17: all coordinates 5.13°; layer 18: outlier dimensions removed 13.2°, mean direction removed 11.6°.",
  ));
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
  ok(!svg.includes("NaN") && !svg.includes("mean direction removed 11.6°"));
});
