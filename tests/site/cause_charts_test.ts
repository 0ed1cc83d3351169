import { ok, strictEqual } from "node:assert/strict";
import { evenShareChart } from "../../src/analyses/parity/view/even_share_chart.ts";
import { valueDomain } from "../../src/site/kit/charts/layer_lines.ts";
import { layerSharesChart } from "../../src/analyses/attribution/view/layer_shares_chart.ts";
import { neuronBarsChart } from "../../src/analyses/neurons/view/neuron_bars_chart.ts";
import { selfProjectionChart } from "../../src/analyses/self_projection/view/self_projection_chart.ts";
import { selfProjectionChangeChart } from "../../src/analyses/self_projection/view/self_projection_change_chart.ts";
import { stagesChart } from "../../src/analyses/stages/view/stages_chart.ts";
import { largestStageAngle } from "../../src/site/kit/cause_rows.ts";
import { tensorSharesChart } from "../../src/analyses/attribution/view/tensor_shares_chart.ts";
import { weightChangeChart } from "../../src/analyses/weight_change/view/weight_change_chart.ts";
import { peakAttribution } from "../../src/site/kit/cause_rows.ts";
import { type SampleOptions, sampleResults } from "./sample_results.ts";
import { matchesSnapshot, titles } from "./snapshot.ts";

const layers = [17, 18];
const width = 360;
const causes = causesOf({ layers });

function causesOf(options: SampleOptions) {
  const { causes } = sampleResults(options);
  if (causes === null) throw new Error("Cannot use this sample: it has no causes");
  return causes;
}

Deno.test("stagesChart() draws as before", () => {
  const top = largestStageAngle(causes, 18);
  matchesSnapshot("stages", stagesChart(causes, { layer: 18, variant: "raw", top, width }));
});

Deno.test("stagesChart() gives PC1 in degrees at every stage, without the outlier dimensions at the outputs alone", () => {
  // 1 - cos 0.0853 is 23.8 degrees, 0.31 of it 13.2; 0.05 of it 5.29.
  const raw = stagesChart(causes, { layer: 18, variant: "raw", top: 30, width });
  const trimmed = stagesChart(causes, { layer: 18, variant: "trimmed", top: 30, width });
  const own = (svg: string) => titles(svg).filter((title) => title.startsWith("PC1"));
  strictEqual(own(raw).length, 6);
  strictEqual(own(raw)[0], "PC1, gate: 5.29°");
  strictEqual(own(raw)[5], "PC1, output: 23.8°");
  strictEqual(own(trimmed).length, 3);
  strictEqual(own(trimmed)[2], "PC1, output: 13.2°");
  // The draws' 1 - cos of 0.001, 0.0035 and 0.006 are 2.56, 4.80 and 6.28 degrees.
  ok(titles(raw).includes("32 random role mixtures, gate: 5 % 2.56°, median 4.8°, 95 % 6.28°"));
});

Deno.test("stagesChart() leaves out the base's norm where no norm follows the MLP", () => {
  const plain = causesOf({ layers, hasPostNorm: false });
  const svg = stagesChart(plain, { layer: 18, variant: "raw", top: 30, width });
  strictEqual(titles(svg).filter((title) => title.startsWith("PC1")).length, 5);
  ok(!svg.includes("base_normed"));
});

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

Deno.test("weightChangeChart() draws both measures as before, the gain with a line at 1", () => {
  for (const measure of ["isotropic_change", "pc1_gain"] as const) {
    matchesSnapshot(`weight_${measure}`, weightChangeChart(causes, { layers, measure, width }));
  }
});

Deno.test("evenShareChart() draws as before", () => {
  matchesSnapshot("even_share", evenShareChart(causes, layers, width));
});

Deno.test("selfProjectionChart() and selfProjectionChangeChart() draw as before", () => {
  matchesSnapshot("self_projection", selfProjectionChart(causes, layers, width));
  matchesSnapshot("self_projection_change", selfProjectionChangeChart(causes, layers, width));
});

const NEURONS = [
  { neuron: 12, contribution: 5, fires: 1, writes: 4.5, rescaled: -0.5 },
  { neuron: 7, contribution: -2, fires: -2.5, writes: 0.5, rescaled: 0 },
];
const BARS = { className: "chart-neurons", label: "Contributions", width };

Deno.test("neuronBarsChart() draws as before", () => {
  matchesSnapshot("neuron_bars", neuronBarsChart(NEURONS, BARS));
});

Deno.test("neuronBarsChart() stacks parts to both sides of zero, and leaves out those that are nothing", () => {
  const svg = neuronBarsChart(NEURONS, BARS);
  strictEqual(titles(svg).length, 5);
  ok(titles(svg).includes("neuron 12, rescaled: −0.5"));
  ok(svg.includes(">5.00</text>") && svg.includes(">−2.00</text>"));
});

Deno.test("valueDomain() leaves room at the ends where values lie, and none beyond zero elsewhere", () => {
  strictEqual(valueDomain([0, 1]).join(), "0,1.08");
  strictEqual(valueDomain([-1, 1]).join(), "-1.16,1.16");
  strictEqual(valueDomain([]).join(), "0,1");
});

Deno.test("charts of causes cope with one layer, and with a checkpoint against itself", () => {
  for (const options of [{ layers: [18] }, { layers, isSelf: true }]) {
    const own = causesOf(options);
    const charts = [
      stagesChart(own, { layer: 18, variant: "raw", top: largestStageAngle(own, 18), width }),
      tensorSharesChart(own, { layers: options.layers, variant: "raw", domain: [0, 1], width }),
      weightChangeChart(own, { layers: options.layers, measure: "pc1_gain", width }),
      evenShareChart(own, options.layers, width),
      selfProjectionChart(own, options.layers, width),
      selfProjectionChangeChart(own, options.layers, width),
    ];
    for (const svg of charts) ok(svg.startsWith("<svg") && !/NaN|undefined|Infinity/.test(svg));
  }
});
