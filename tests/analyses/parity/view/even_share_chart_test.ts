import { ok } from "node:assert/strict";
import { evenShareChart } from "../../../../src/analyses/parity/view/even_share_chart.ts";
import { causesOf, matchesSnapshot } from "../../../site/snapshot.ts";

const layers = [17, 18];
const width = 360;
const causes = causesOf({ layers });

Deno.test("evenShareChart() draws as before", () => {
  matchesSnapshot("even_share", evenShareChart(causes, layers, width));
});

Deno.test("evenShareChart() copes with one layer, and with a checkpoint against itself", () => {
  for (const options of [{ layers: [18] }, { layers, isSelf: true }]) {
    const own = causesOf(options);
    const charts = [evenShareChart(own, options.layers, width)];
    for (const svg of charts) ok(svg.startsWith("<svg") && !/NaN|undefined|Infinity/.test(svg));
  }
});
