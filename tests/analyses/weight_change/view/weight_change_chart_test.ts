import { ok } from "node:assert/strict";
import { weightChangeChart } from "../../../../src/analyses/weight_change/view/weight_change_chart.ts";
import { causesOf, matchesSnapshot } from "../../../site/snapshot.ts";

const layers = [17, 18];
const width = 360;
const causes = causesOf({ layers });

Deno.test("weightChangeChart() draws both measures as before, the gain with a line at 1", () => {
  for (const measure of ["isotropic_change", "pc1_gain"] as const) {
    matchesSnapshot(`weight_${measure}`, weightChangeChart(causes, { layers, measure, width }));
  }
});

Deno.test("weightChangeChart() copes with one layer, and with a checkpoint against itself", () => {
  for (const options of [{ layers: [18] }, { layers, isSelf: true }]) {
    const own = causesOf(options);
    const charts = [weightChangeChart(own, { layers: options.layers, measure: "pc1_gain", width })];
    for (const svg of charts) ok(svg.startsWith("<svg") && !/NaN|undefined|Infinity/.test(svg));
  }
});
