import assert from "node:assert/strict";
import { productSums } from "../../src/compute/cpu/product_sums.ts";
import { sumsWith } from "../../src/compute/product_sums.ts";
import { normals } from "./random.ts";

/** Numbers of columns about a pair, odd ones, and those of gemma-2-27b. */
const COLUMNS = [1, 2, 3, 7, 8, 255, 4608, 36864];
/** Numbers of vectors about the four that are summed at a time. */
const VECTORS = [1, 2, 3, 4, 5, 8, 11];

Deno.test("sumsWith() gives what its twin does, to the bit, and nothing of what lay there before", () => {
  // Growing and shrinking in turn: of an earlier and larger call more is in the memory.
  for (const [at, K] of [...COLUMNS, ...COLUMNS.toReversed()].entries()) {
    const V = VECTORS[at % VECTORS.length]!;
    const x = normals(V * K, 0.1 + at / 100);
    const sumsOfRow = sumsWith(x, K);
    // Rows after one another, for all vectors and for fewer.
    for (const [row, nVectors] of [V, Math.ceil(V / 2), V].entries()) {
      const w = normals(K, 0.5 + row / 10 + at / 1000);
      const sums = sumsOfRow(w, nVectors);
      for (let v = 0; v < nVectors; v++) {
        assert.deepEqual(
          { sum: sums[2 * v], size: sums[2 * v + 1] },
          productSums(w, x.subarray(v * K, (v + 1) * K)),
          `row ${row} of ${K} columns, vector ${v} of ${nVectors} and ${V}`,
        );
      }
    }
  }
});

Deno.test("sumsWith() and its twin sum whole numbers exactly, for every few vectors and columns", () => {
  // Some sixteen bits each: float32 does not hold their products, and float64 every sum of these.
  const whole = (n: number, seed: number) => normals(n, seed).map((z) => Math.round(z * 2 ** 16));
  for (const K of COLUMNS) {
    for (const V of VECTORS) {
      const w = whole(K, 0.2), x = whole(V * K, 0.3);
      const sums = sumsWith(x, K)(w, V);
      for (let v = 0; v < V; v++) {
        const ofV = x.subarray(v * K, (v + 1) * K);
        let [sum, size] = [0n, 0n];
        for (let k = 0; k < K; k++) {
          const term = BigInt(w[k]!) * BigInt(ofV[k]!);
          sum += term;
          size += term < 0n ? -term : term;
        }
        const exact = { sum: Number(sum), size: Number(size) };
        const place = `${K} columns, vector ${v} of ${V}`;
        assert.deepEqual({ sum: sums[2 * v], size: sums[2 * v + 1] }, exact, place);
        assert.deepEqual(productSums(w, ofV), exact, place);
      }
    }
  }
});

Deno.test("sumsWith() gives what is not finite, and what only float64 holds, as its twin does", () => {
  const MOST = 3.4028234663852886e38, LEAST = 2 ** -149;
  for (const K of [1, 2, 5, 6]) {
    for (const entry of [NaN, Infinity, -Infinity, MOST, -MOST, LEAST, -LEAST, -0]) {
      for (let k = 0; k < K; k++) {
        for (const factor of [entry, 0, 1]) {
          const w = new Float32Array(K).fill(factor);
          const x = new Float32Array(3 * K).fill(1);
          x[K + k] = entry; // the second of three vectors
          const sums = sumsWith(x, K)(w, 3);
          for (let v = 0; v < 3; v++) {
            assert.deepEqual(
              { sum: sums[2 * v], size: sums[2 * v + 1] },
              productSums(w, x.subarray(v * K, (v + 1) * K)),
              `${entry} at ${k} of ${K}, times ${factor}, vector ${v}`,
            );
          }
        }
      }
    }
  }
});
