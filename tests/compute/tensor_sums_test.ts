import assert from "node:assert/strict";
import { addedSums, NO_SUMS, tensorSums } from "../../src/compute/cpu/tensor_sums.ts";
import { storedSums } from "../../src/compute/tensor_sums.ts";
import { decodeToFloat32, encodeBf16 } from "../../src/math/dtypes.ts";
import type { WeightDtype } from "../../src/sources/checkpoint/weights.ts";
import { normals } from "./random.ts";

const DTYPES = ["BF16", "F16", "F32"] as const satisfies WeightDtype[];
/** Elements about the four that are taken at a time, and about those that meet at a time. */
const COUNTS = [1, 2, 3, 4, 5, 7, 8, 255, 2 ** 14, 2 ** 14 + 1, 3 * 2 ** 14 + 6];
const BLOCK = 2 ** 14;

function stored(values: Float32Array, dtype: WeightDtype) {
  const bytes = dtype === "BF16"
    ? encodeBf16(values)
    : new Uint8Array((dtype === "F16" ? new Float16Array(values) : values.slice()).buffer);
  return { bytes, dtype };
}

/** The twin, given what meets at a time. */
function twin(a: Float32Array, b: Float32Array, isRounded: boolean) {
  let all = NO_SUMS;
  for (let at = 0; at < a.length; at += BLOCK) {
    const part = (values: Float32Array) => values.subarray(at, at + BLOCK);
    all = addedSums(all, tensorSums(part(a), part(b), { isRounded }));
  }
  return all;
}

Deno.test("storedSums() gives what its twin does, to the bit, of all dtypes and nothing of what lay there before", () => {
  for (const [at, n] of [...COUNTS, ...COUNTS.toReversed()].entries()) {
    const ofA = normals(n, 0.1 + at / 100), ofB = ofA.map((x, i) => i % 5 === 0 ? x : x + 0.01);
    for (const [dtypeA, dtypeB] of DTYPES.flatMap((a) => DTYPES.map((b) => [a, b] as const))) {
      const [a, b] = [stored(ofA, dtypeA), stored(ofB, dtypeB)];
      for (const isRounded of [true, false]) {
        assert.deepEqual(
          storedSums(a, b, { isRounded }),
          twin(decodeToFloat32(a.bytes, dtypeA), decodeToFloat32(b.bytes, dtypeB), isRounded),
          `${n} elements, ${dtypeA} and ${dtypeB}, ${isRounded}`,
        );
      }
    }
  }
});

Deno.test("storedSums() and its twin sum whole numbers exactly, wherever a difference stands", () => {
  for (const n of [1, 4, 5, 8, 11]) {
    for (let k = 0; k < n; k++) {
      const a = Float32Array.from({ length: n }, (_, i) => i - 3);
      const b = a.map((x, i) => i === k ? x + 4 : x);
      const squares = (values: Float32Array) => values.reduce((sum, x) => sum + x * x, 0);
      const expected = {
        base: squares(a),
        instruct: squares(b),
        delta: 16,
        baseExcess: squares(a) - squares(b),
        baseRounding: 0,
        instructRounding: 0,
        nChanged: 1,
        largest: 4,
      };
      for (const dtype of DTYPES) {
        const sums = storedSums(stored(a, dtype), stored(b, dtype), { isRounded: true });
        assert.deepEqual(sums, expected, `${n} elements, ${k}, ${dtype}`);
      }
      assert.deepEqual(tensorSums(a, b, { isRounded: true }), expected);
      // What is added to both changes lengths and no difference.
      const { delta, base, largest } = tensorSums(a, b, { isRounded: true, offset: 1 });
      assert.deepEqual([delta, largest, base], [16, 4, squares(a.map((x) => x + 1))]);
    }
  }
});

Deno.test("storedSums() adds what stretches give, and finds the largest difference in any of them", () => {
  const n = 3 * BLOCK + 5;
  const a = new Float32Array(n).fill(1);
  for (const k of [0, BLOCK - 1, BLOCK, 2 * BLOCK + 7, n - 1]) {
    const b = a.map((x, i) => i === k ? 4 : i % BLOCK === 9 ? 2 : x);
    const sums = storedSums(stored(a, "F32"), stored(b, "BF16"), { isRounded: true });
    assert.deepEqual(
      [sums.largest, sums.nChanged, sums.delta, sums.base],
      [3, 4, 12, n],
      `${k}`,
    );
  }
});

Deno.test("storedSums() gives a sum that is not finite wherever an element is not, and where rounding makes it so", () => {
  const MOST = 3.4028234663852886e38;
  const isFinite = (sums: object) => Object.values(sums).every(Number.isFinite);
  for (const n of [1, 4, 6]) {
    for (let k = 0; k < n; k++) {
      const fine = new Float32Array(n).fill(0.5);
      for (const entry of [NaN, Infinity, -Infinity, MOST]) {
        const bad = fine.with(k, entry);
        for (const isRounded of [true, false]) {
          const isFine = entry === MOST && !isRounded;
          for (const [a, b] of [[bad, fine], [fine, bad]] as const) {
            const sums = storedSums(stored(a, "F32"), stored(b, "F32"), { isRounded });
            // Its rounding error is infinite whether it is taken or not.
            assert.equal(
              isFinite({ ...sums, ...isFine && { baseRounding: 0, instructRounding: 0 } }),
              isFine,
            );
          }
        }
      }
    }
  }
});
