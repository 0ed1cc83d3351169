import assert from "node:assert/strict";
import { summarise } from "../../src/math/quantiles.ts";
import { agrees, readStatistics } from "./statistics_fixture.ts";

Deno.test("summarise() agrees with SciPy's quantiles of type 7 and NumPy's moments", () => {
  for (const { larger, signed, ...expected } of readStatistics().summaries) {
    const summary = summarise(larger, signed);
    for (const key of ["mean", "sd", "q05", "q50", "q95"] as const) {
      assert.ok(agrees(summary[key], expected[key]), `${larger.length} draws, ${key}`);
    }
  }
});

Deno.test("summarise() takes quantiles of the larger sign and moments of both", () => {
  // By hand: positions 0.05 * 10 = 0.5 and 0.95 * 10 = 9.5 lie halfway between neighbours.
  const larger = [7, 0, 9, 10, 2, 3, 8, 1, 6, 5, 4];
  const { mean, sd, q05, q50, q95 } = summarise(larger, [1, 3]);
  assert.deepEqual([mean, sd, q05, q50, q95], [2, Math.SQRT2, 0.5, 5, 9.5]);
});

Deno.test("summarise() of no draws knows nothing, and of one draw no spread", () => {
  assert.deepEqual(summarise([], []), { mean: null, sd: null, q05: null, q50: null, q95: null });
  assert.deepEqual(summarise([4], [4]), { mean: 4, sd: null, q05: 4, q50: 4, q95: 4 });
});
