import { ok } from "node:assert/strict";
import { selfProjectionChangeChart } from "../../../../src/analyses/self_projection/view/self_projection_change_chart.ts";
import { selfProjectionChart } from "../../../../src/analyses/self_projection/view/self_projection_chart.ts";
import { causesOf, matchesSnapshot } from "../../../site/snapshot.ts";

const layers = [17, 18];
const width = 360;
const causes = causesOf({ layers });

Deno.test("selfProjectionChart() and selfProjectionChangeChart() draw as before", () => {
  matchesSnapshot("self_projection", selfProjectionChart(causes, layers, width));
  matchesSnapshot("self_projection_change", selfProjectionChangeChart(causes, layers, width));
});

Deno.test("selfProjectionChart() and selfProjectionChangeChart() cope with one layer, and with a checkpoint against itself", () => {
  for (const options of [{ layers: [18] }, { layers, isSelf: true }]) {
    const own = causesOf(options);
    const charts = [
      selfProjectionChart(own, options.layers, width),
      selfProjectionChangeChart(own, options.layers, width),
    ];
    for (const svg of charts) ok(svg.startsWith("<svg") && !/NaN|undefined|Infinity/.test(svg));
  }
});
