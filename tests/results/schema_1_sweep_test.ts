import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import { fromSchema1 } from "../../src/results/schema_1.ts";

const ROW = { kind: "role", layers: 2, delta_norm_mean: 5 };
const OLD = {
  options: { layers: [3, 4] },
  mlp: [
    { layer: 3, input_vector: "PC1", delta_angular: 0.25, delta_over_floor: 40 },
    { layer: 4, input_vector: "PC1", delta_angular: 0.75, delta_over_floor: 40 },
  ],
  sweep: {
    rows: [
      { ...ROW, name: "poet", delta_angular_mean: 0.6 },
      { ...ROW, name: "bard", delta_angular_mean: 0.4 },
    ],
    layers: [],
    tests: [],
  },
};

Deno.test("fromSchema1() settles of a sweep what sentences decided of it", () => {
  const { sweep } = fromSchema1(OLD, "x");
  deepEqual(sweep, {
    ...OLD.sweep,
    beside: [{ input_vector: "PC1", delta_angular_mean: 0.5 }],
    farthest: { kind: "role", name: "poet", delta_angular_mean: 0.6, n: 2, n_beyond_pc1: 1 },
    untold: null,
  });
  const mlp = OLD.mlp.map((row) => ({ ...row, delta_over_floor: row.layer === 4 ? 2.9 : 40 }));
  equal((fromSchema1({ ...OLD, mlp }, "x").sweep as { untold: string }).untold, "within_noise");
  equal(fromSchema1({ ...OLD, sweep: null }, "x").sweep, null);
  equal(fromSchema1({ mlp: OLD.mlp }, "x").sweep, undefined);
});

Deno.test("fromSchema1() settles whether the interval of a slope leaves its sign open", () => {
  const variants = [{ slope_low: -1, slope_high: 2 }, { slope_low: 1, slope_high: 2 }];
  const { activations } = fromSchema1({ activations: { layer: 3, variants } }, "x");
  deepEqual(activations, {
    layer: 3,
    variants: [{ ...variants[0], is_sign_open: true }, { ...variants[1], is_sign_open: false }],
  });
  equal(fromSchema1({ activations: null }, "x").activations, null);
});
