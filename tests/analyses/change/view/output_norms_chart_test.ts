import { deepStrictEqual } from "node:assert/strict";
import { outputNormsChart } from "../../../../src/analyses/change/view/output_norms_chart.ts";
import { matchesSnapshot, smallResults, titles } from "../../../site/snapshot.ts";

Deno.test("outputNormsChart() draws as before", () => {
  matchesSnapshot("output_norms", outputNormsChart(smallResults(), 360));
});

Deno.test("outputNormsChart() draws base and instruct for PC1 alone", () => {
  const words = titles(outputNormsChart(smallResults(), 360)).map((title) => title.split(":")[0]);
  deepStrictEqual(words, [
    "instruct, layer 17",
    "instruct, layer 18",
    "base, layer 17",
    "base, layer 18",
  ]);
});
