import assert from "node:assert/strict";
import { measureVariants } from "../../src/measure/measure_variants.ts";
import { agrees, readStatistics } from "../math/statistics_fixture.ts";

const VARIANTS = ["raw", "trimmed", "centred"] as const;
const f64 = (values: readonly number[]) => Float64Array.from(values);

Deno.test("measureVariants() agrees with NumPy in all three variants", () => {
  const { variants } = readStatistics();
  const measured = measureVariants(f64(variants.base), f64(variants.instruct), {
    d: f64(variants.d),
    outliers: variants.outliers,
    mu: f64(variants.mu),
  });
  for (const variant of VARIANTS) {
    for (
      const key of ["deltaNorm", "deltaAngular", "top1Share", "participationRatio"] as const
    ) {
      const [actual, expected] = [measured[variant][key], variants[variant][key]];
      assert.ok(agrees(actual, expected), `${variant} ${key}: ${actual} instead of ${expected}`);
    }
  }
});

Deno.test("measureVariants() leaves its arguments as they were", () => {
  const base = f64([1, 2]), instruct = f64([2, 1]), d = f64([1, -1]), mu = f64([1, 0]);
  measureVariants(base, instruct, { d, outliers: [0], mu });
  assert.deepEqual([base, instruct, d, mu], [f64([1, 2]), f64([2, 1]), f64([1, -1]), f64([1, 0])]);
});

Deno.test("measureVariants() of equal outputs has no length, no turn and no shares", () => {
  const y = f64([1, 2, 3]);
  const nothing = { deltaNorm: 0, deltaAngular: 0, top1Share: null, participationRatio: null };
  assert.deepEqual(
    measureVariants(y, y, { d: f64([0, 0, 0]), outliers: [0], mu: f64([1, 1, 0]) }),
    { raw: nothing, trimmed: nothing, centred: nothing },
  );
});

Deno.test("measureVariants() finds nothing left of a change in an outlier dimension, or along mu", () => {
  const { raw, trimmed, centred } = measureVariants(f64([3, 4, 1]), f64([3, 4, 3]), {
    d: f64([0, 0, 2]),
    outliers: [2],
    mu: f64([0, 0, 7]),
  });
  assert.equal(raw.deltaNorm, 2);
  for (const variant of [trimmed, centred]) {
    assert.deepEqual(variant, {
      deltaNorm: 0,
      deltaAngular: 0,
      top1Share: null,
      participationRatio: null,
    });
  }
});

Deno.test("measureVariants() takes the rounding of a change along a slanted mu for nothing", () => {
  const mu = f64([0.1, 0.7, -0.3, 1 / 3]);
  const base = f64([1, 2, 3, 4]);
  const d = mu.map((entry) => entry / 0.9);
  const instruct = base.map((entry, i) => entry + d[i]!);
  const { centred } = measureVariants(base, instruct, { d, outliers: [], mu });
  assert.deepEqual([centred.deltaNorm, centred.deltaAngular, centred.top1Share], [0, 0, null]);
});

Deno.test("measureVariants() does not know the angle of an output without length", () => {
  const { raw, trimmed, centred } = measureVariants(f64([5, 0]), f64([4, 3]), {
    d: f64([-1, 3]),
    outliers: [0],
    mu: f64([2, 0]),
  });
  assert.ok(Math.abs(raw.deltaAngular! - 0.2) < 1e-15, "cosine of 0.8");
  for (const variant of [trimmed, centred]) {
    assert.deepEqual([variant.deltaNorm, variant.deltaAngular], [3, null]);
    assert.deepEqual([variant.top1Share, variant.participationRatio], [1, 1]);
  }
});

Deno.test("measureVariants() centres nothing where mu is zero", () => {
  const { raw, centred } = measureVariants(f64([1, 0]), f64([0, 1]), {
    d: f64([-1, 1]),
    outliers: [],
    mu: f64([0, 0]),
  });
  assert.deepEqual(centred, raw);
  assert.equal(raw.participationRatio, 2);
});

Deno.test("measureVariants() measures float32 outputs in float64", () => {
  const base = Float32Array.from([1e-3, 1]), instruct = Float32Array.from([2e-3, 1]);
  const d = Float64Array.from(base, (entry, i) => instruct[i]! - entry);
  const { raw } = measureVariants(base, instruct, { d, outliers: [], mu: f64([1, 0]) });
  const between = Math.atan2(instruct[0]!, 1) - Math.atan2(base[0]!, 1);
  assert.ok(Math.abs(raw.deltaAngular! / (2 * Math.sin(between / 2) ** 2) - 1) < 1e-9);
});
