import assert from "node:assert/strict";
import { isotropicDirection } from "../../src/prepare/isotropic_directions.ts";
import { dot, norm } from "../../src/math/vector_math.ts";
import { roundToBf16 } from "../../src/math/dtypes.ts";

const OPTIONS = { seed: 42, hiddenSize: 4608 };

Deno.test("isotropicDirection() depends on seed and index alone", () => {
  assert.deepEqual(isotropicDirection(3, OPTIONS), isotropicDirection(3, OPTIONS));
  assert.notDeepEqual(isotropicDirection(3, OPTIONS), isotropicDirection(4, OPTIONS));
  assert.notDeepEqual(
    isotropicDirection(3, OPTIONS),
    isotropicDirection(3, { ...OPTIONS, seed: 43 }),
  );
});

Deno.test("isotropicDirection() is a unit vector of bfloat16 values", () => {
  const direction = isotropicDirection(0, OPTIONS);
  assert.ok(direction.every((entry) => roundToBf16(entry) === entry));
  // Each entry is off by at most 2^-9 of itself.
  assert.ok(Math.abs(norm(direction) - 1) < 2 ** -9);
});

Deno.test("isotropicDirection() draws are normal and unrelated to each other", () => {
  const directions = Array.from({ length: 40 }, (_, k) => isotropicDirection(k, OPTIONS));
  const entries = directions.flatMap((direction) => [...direction]).map((x) => x * Math.sqrt(4608));
  const moment = (p: number) => entries.reduce((sum, x) => sum + x ** p, 0) / entries.length;
  // Standard errors of the moments of 184,320 normal draws: 0.0023, 0.0033 and 0.023; the bounds are five of them.
  assert.ok(Math.abs(moment(1)) < 0.012, `mean ${moment(1)}`);
  assert.ok(Math.abs(moment(2) - 1) < 0.017, `variance ${moment(2)}`);
  assert.ok(Math.abs(moment(4) - 3) < 0.12, `fourth moment ${moment(4)}`);
  // A cosine of two has standard deviation 1 / sqrt(4608) = 0.0147; of 780 pairs none should reach five.
  for (const [i, a] of directions.entries()) {
    for (const b of directions.slice(0, i)) assert.ok(Math.abs(dot(a, b)) < 0.074);
  }
});
