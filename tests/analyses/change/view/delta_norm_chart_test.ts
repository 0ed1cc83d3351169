import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { deltaNormChart } from "../../../../src/analyses/change/view/delta_norm_chart.ts";
import { matchesSnapshot, smallResults, titles } from "../../../site/snapshot.ts";

Deno.test("deltaNormChart() draws as before", () => {
  matchesSnapshot("delta_norm", deltaNormChart(smallResults(), 360));
});

Deno.test("deltaNormChart() marks the absolute peak and says so to screen readers", () => {
  const svg = deltaNormChart(smallResults(), 360);
  ok(svg.includes(">layer 18: 460.3</text>"));
  ok(svg.includes('role="img"'));
  ok(svg.includes('aria-label="Delta norm by layer for PC1 and −PC1"'));
  ok(svg.includes('aria-description="For PC1 the largest value is 460.3, at layer 18."'));
});

Deno.test("deltaNormChart() draws -PC1 below PC1, dashed and hollow", () => {
  const svg = deltaNormChart(smallResults(), 360);
  deepStrictEqual(titles(svg).map((title) => title.split(",")[0]), ["−PC1", "−PC1", "PC1", "PC1"]);
  strictEqual(svg.split('stroke-dasharray="5 3"').length, 2);
  ok(svg.includes('fill="var(--paper)"'));
});

Deno.test("deltaNormChart() draws one layer, and a run without any difference", () => {
  const one = deltaNormChart(smallResults({ layers: [18] }), 360);
  deepStrictEqual(titles(one).length, 2);
  const self = deltaNormChart(smallResults({ isSelf: true }), 360);
  ok(self.includes('aria-description="Every value is zero."') && !self.includes("NaN"));
  ok(titles(self).every((title) => title.endsWith(": 0")));
});
