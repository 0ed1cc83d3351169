import assert from "node:assert/strict";
import { calibration } from "../../../../src/analyses/significance/settle/calibration.ts";
import { familyWise } from "../../../../src/math/significance.ts";
import { seededNormals } from "../../../../src/math/random.ts";

/** 33 draws at 12 layers of unlike scale. */
function draws() {
  const draw = seededNormals("calibration");
  return Array.from(
    { length: 33 },
    () => Array.from({ length: 12 }, (_, ix) => Math.exp(draw()) * (ix + 1)),
  );
}

Deno.test("calibration() is what familyWise() gives with each draw in the observed's place", () => {
  const all = draws();
  const smallest = all.map((draw, k) => Math.min(...familyWise(draw, all.toSpliced(k, 1)).pfw));
  for (const { alpha, share } of calibration(all, [0.01, 0.05, 0.1, 0.2, 0.5, 1])) {
    assert.equal(share, smallest.filter((p) => p <= alpha).length / all.length, `at ${alpha}`);
  }
});

Deno.test("calibration() without ties never passes the level and lies within one draw of it", () => {
  for (const { alpha, share } of calibration(draws(), [0.05, 0.1, 0.3, 1])) {
    assert.equal(share, Math.floor(alpha * 33) / 33);
  }
});

Deno.test("calibration() of draws that are all alike calls none a finding", () => {
  assert.deepEqual(calibration([[1], [1], [1], [1]], [0.25, 0.5]), [
    { alpha: 0.25, share: 0 },
    { alpha: 0.5, share: 0 },
  ]);
});

Deno.test("calibration() of no draws has no points", () => {
  assert.deepEqual(calibration([], [0.05]), []);
});
