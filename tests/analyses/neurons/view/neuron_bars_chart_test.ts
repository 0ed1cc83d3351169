import { ok, strictEqual } from "node:assert/strict";
import { neuronBarsChart } from "../../../../src/analyses/neurons/view/neuron_bars_chart.ts";
import { matchesSnapshot, titles } from "../../../site/snapshot.ts";

const width = 360;
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
