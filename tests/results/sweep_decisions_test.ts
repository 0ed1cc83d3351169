import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import { farthestOf, meansBeside, whyUntold } from "../../src/results/sweep_decisions.ts";

Deno.test("meansBeside() give the mean over layers of PC1 and -PC1, where an angle is known", () => {
  const row = (input_vector: string, delta_angular: number | null) => ({
    input_vector,
    delta_angular,
  });
  const mlp = [row("PC1", 0.25), row("-PC1", null), row("PC2", 9), row("PC1", 0.75)];
  deepEqual(meansBeside([...mlp, row("PC1", null)]), [
    { input_vector: "PC1", delta_angular_mean: 0.5 },
  ]);
  deepEqual(meansBeside([]), []);
});

const row = (name: string, delta_angular_mean: number | null, layers = 2) => ({
  kind: "role" as const,
  name,
  layers,
  delta_angular_mean,
});
const BESIDE = [
  { input_vector: "PC1", delta_angular_mean: 0.03 },
  { input_vector: "-PC1", delta_angular_mean: 0.9 },
];

Deno.test("farthestOf() compares the vectors that were run at every layer, with PC1 and not -PC1", () => {
  const rows = [row("a", 0.03), row("b", 0.05), row("c", 0.8, 1), row("d", null), row("e", 0.04)];
  deepEqual(farthestOf(rows, { beside: BESIDE, nLayers: 2 }), {
    kind: "role",
    name: "b",
    delta_angular_mean: 0.05,
    n: 3,
    n_beyond_pc1: 2,
  });
});

Deno.test("farthestOf() takes the first of equal means, and finds none without an angle of PC1 or of a vector", () => {
  const equals = [row("a", 0.02), row("b", 0.02)];
  equal(farthestOf(equals, { beside: BESIDE, nLayers: 2 })?.name, "a");
  equal(farthestOf(equals, { beside: BESIDE.slice(1), nLayers: 2 }), null);
  equal(farthestOf(equals, { beside: BESIDE, nLayers: 3 }), null);
  equal(farthestOf([row("a", null)], { beside: BESIDE, nLayers: 2 }), null);
});

Deno.test("whyUntold() names no difference before noise, and noise at any layer that the means are over", () => {
  const rows = [{ delta_norm_mean: 0 }, { delta_norm_mean: 3 }];
  equal(whyUntold(rows, { layers: [17, 18], withinNoise: [] }), null);
  equal(whyUntold(rows, { layers: [17, 18], withinNoise: [19] }), null);
  equal(whyUntold(rows, { layers: [17, 18], withinNoise: [18] }), "within_noise");
  const none = rows.slice(0, 1);
  equal(whyUntold(none, { layers: [17, 18], withinNoise: [18] }), "no_difference");
});
