import { ok, strictEqual } from "node:assert/strict";
import { layerSharesChart } from "../../../../src/analyses/attribution/view/layer_shares_chart.ts";
import { tensorSharesChart } from "../../../../src/analyses/attribution/view/tensor_shares_chart.ts";
import { peakAttribution } from "../../../../src/site/kit/cause_rows.ts";
import { causesOf, matchesSnapshot, titles } from "../../../site/snapshot.ts";

const layers = [17, 18];
const width = 360;
const causes = causesOf({ layers });

Deno.test("tensorSharesChart() draws as before", () => {
  const options = { layers, variant: "raw", domain: [-0.1, 1], width } as const;
  matchesSnapshot("tensor_shares", tensorSharesChart(causes, options));
});

Deno.test("layerSharesChart() draws as before, and gives share, first in and last in of each tensor", () => {
  const options = { layer: 18, variant: "raw", domain: [-0.1, 1.1], width } as const;
  const svg = layerSharesChart(peakAttribution(causes, 18), options);
  matchesSnapshot("layer_shares", svg);
  const ofDown = titles(svg).filter((title) => title.startsWith("down"));
  strictEqual(ofDown.join("; "), "down: 90.0 %; down, first in: 92.0 %; down, last in: 87.0 %");
});

Deno.test("tensorSharesChart() copes with one layer, and with a checkpoint against itself", () => {
  for (const options of [{ layers: [18] }, { layers, isSelf: true }]) {
    const own = causesOf(options);
    const charts = [
      tensorSharesChart(own, { layers: options.layers, variant: "raw", domain: [0, 1], width }),
    ];
    for (const svg of charts) ok(svg.startsWith("<svg") && !/NaN|undefined|Infinity/.test(svg));
  }
});
