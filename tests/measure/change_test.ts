import assert from "node:assert/strict";
import { difference, measureDelta } from "../../src/measure/change.ts";
import { degrees } from "../../src/math/angle.ts";

function measure(base: Float32Array, instruct: Float32Array) {
  return measureDelta(base, instruct, difference(base, instruct, { isRounded: false }));
}

Deno.test("measureDelta() of a 3-4-5 triangle and its quarter turn", () => {
  const delta = measure(Float32Array.of(3, 4), Float32Array.of(-4, 3));
  assert.deepEqual([delta.base_output_norm, delta.instruct_output_norm], [5, 5]);
  assert.equal(delta.delta_norm, Math.sqrt(50));
  assert.ok(Math.abs(delta.delta_angular! - 1) < 1e-15);
});

Deno.test("measureDelta() keeps an angle at which 1 - cos cancels in float64", () => {
  // tan(angle) = 1e-9, so 1 - cos = 5e-19, while Math.cos(1e-9) is exactly 1.
  const base = Float64Array.of(1, 0), instruct = Float64Array.of(1, 1e-9);
  const d = difference(base, instruct, { isRounded: false });
  const { delta_angular } = measureDelta(base, instruct, d);
  assert.ok(Math.abs(delta_angular! / 5e-19 - 1) < 1e-6, `${delta_angular}`);
});

Deno.test("measureDelta() of equal outputs is zero and finite", () => {
  const y = Float32Array.of(0.1, -0.7, 3);
  const delta = measure(y, y.slice());
  assert.equal(delta.delta_norm, 0);
  assert.equal(delta.delta_angular, 0);
});

Deno.test("measureDelta() agrees with |d|^2 = (|y_i| - |y_b|)^2 + 2 |y_b| |y_i| (1 - cos)", () => {
  const base = Float32Array.of(1, 2, -3, 0.5), instruct = Float32Array.of(1.1, 1.7, -3.3, 0.2);
  const { base_output_norm: b, instruct_output_norm: i, delta_norm, delta_angular } = measure(
    base,
    instruct,
  );
  const identity = (i - b) ** 2 + 2 * b * i * delta_angular!;
  assert.ok(Math.abs(delta_norm ** 2 - identity) < 1e-12 * identity);
});

Deno.test("difference() rounds each entry to bfloat16 under notebook rounding", () => {
  // 1 + 2^-8 lies half-way between 1 and 1 + 2^-7: to even is 1. 1 + 3 * 2^-8 goes up to 1 + 2^-6.
  const d = difference(Float64Array.of(0, 0), Float64Array.of(1 + 2 ** -8, 1 + 3 * 2 ** -8), {
    isRounded: true,
  });
  assert.deepEqual([...d], [1, 1 + 2 ** -6]);
});

Deno.test("degrees() gives the published 23.8, 5.7 and 6.4 degrees", () => {
  assert.deepEqual([0.0853, 0.005, 0.0063].map((x) => degrees(x).toFixed(1)), [
    "23.8",
    "5.7",
    "6.4",
  ]);
  assert.equal(degrees(2), 180);
});

Deno.test("measureDelta() leaves the angle unknown where one output alone is zero, and 0 where both are", () => {
  const zero = new Float32Array(2), y = Float32Array.of(3, 4);
  const pruned = measure(zero, y);
  assert.deepEqual(pruned, {
    base_output_norm: 0,
    instruct_output_norm: 5,
    delta_norm: 5,
    delta_angular: null,
  });
  assert.equal(measure(y, zero).delta_angular, null);
  assert.deepEqual([measure(zero, zero).delta_norm, measure(zero, zero).delta_angular], [0, 0]);
});
