import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { cosineTicks, layerScale, valueScale } from "../../../../src/site/kit/charts/axes.ts";

Deno.test("layerScale() has a tick at each layer, or at every fifth or tenth of many", () => {
  deepStrictEqual(layerScale([15, 16, 17], 800).ticks, [15, 16, 17]);
  deepStrictEqual(layerScale([3, 7, 24], 800).ticks, [3, 7, 24]);
  const all = Array.from({ length: 62 }, (_, layer) => layer);
  deepStrictEqual(layerScale(all, 360).ticks, [0, 10, 20, 30, 40, 50, 60]);
});

Deno.test("layerScale() puts a single layer in the middle", () => {
  deepStrictEqual(layerScale([18], 360).domain, [17, 19]);
});

Deno.test("valueScale() starts at zero and ends above the largest value, at 1 where all are zero", () => {
  const [low, high] = valueScale([3, 10], "x").domain;
  strictEqual(low, 0);
  ok(high > 10 && high < 12);
  deepStrictEqual(valueScale([0, 0], "x").domain, [0, 1]);
});

Deno.test("valueScale() writes tiny ticks with an exponent and large ones with separators", () => {
  strictEqual(valueScale([5e-6], "x").tickFormat(2e-6), "2e-6");
  strictEqual(valueScale([4000], "x").tickFormat(3000), "3,000");
  strictEqual(valueScale([5e-6], "x").tickFormat(0), "0");
});

Deno.test("cosineTicks() gives round values at their angles, from the largest down to zero", () => {
  const ticks = cosineTicks(27, 300);
  deepStrictEqual(ticks.map((tick) => tick.value), [0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0]);
  for (const { value, angle } of ticks) {
    ok(Math.abs(Math.cos(angle * Math.PI / 180) - (1 - value)) < 1e-12);
  }
});

Deno.test("cosineTicks() covers a scale of any size", () => {
  for (const top of [1e-4, 0.5, 1, 90, 208]) {
    const ticks = cosineTicks(top, 300);
    ok(ticks.length >= 3 && ticks.length <= 14, `${top}: ${ticks.length}`);
    strictEqual(ticks.at(-1)!.value, 0);
    ok(ticks.every((tick) => tick.angle <= top && tick.value <= 2));
  }
});
