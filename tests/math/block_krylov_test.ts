import assert from "node:assert/strict";
import { blockKrylov, type BlockKrylovOptions } from "../../src/math/block_krylov.ts";
import { normals } from "../compute/random.ts";

/** The largest eigenvalues of a diagonal matrix, and how many products they took. */
async function ofDiagonal(
  diagonal: readonly number[],
  options: Partial<BlockKrylovOptions> = {},
): Promise<{ values: number[]; nProducts: number }> {
  let nProducts = 0;
  const values = await blockKrylov((block) => {
    nProducts++;
    return Promise.resolve(block.map((x) => x.map((value, i) => diagonal[i]! * value)));
  }, { size: diagonal.length, nVectors: 8, minGrowth: 0.005, maxProducts: 6, ...options });
  return { values, nProducts };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

Deno.test("blockKrylov() finds eigenvalues that fall by a power to a two hundredth of their sum, and none that is too large", async () => {
  for (const power of [0.5, 1, 2, 4]) {
    const diagonal = Array.from({ length: 1200 }, (_, i) => (i + 1) ** -power);
    const { values, nProducts } = await ofDiagonal(diagonal);
    assert.equal(values.length, 8);
    assert.ok(nProducts <= (power < 1 ? 6 : power < 2 ? 5 : 4), `${power}: ${nProducts}`);
    for (const [i, value] of values.entries()) {
      assert.ok(value <= diagonal[i]! * (1 + 1e-12), `${power}, ${i}: ${value}`);
    }
    const share = sum(values) / sum(diagonal.slice(0, 8));
    assert.ok(share > 0.995, `${power}: ${share}`);
  }
});

Deno.test("blockKrylov() finds all that there is where it is little, and makes no more products than that takes", async () => {
  for (const [nOthers, rank] of [[500, 1], [500, 3], [500, 8], [0, 5], [3, 5]] as const) {
    const diagonal = [...Array(rank).fill(0).map((_, i) => 5 + i), ...Array(nOthers).fill(0)];
    const { values, nProducts } = await ofDiagonal(diagonal);
    const expected = diagonal.toSorted((a, b) => b - a).slice(0, 8);
    assert.equal(values.length, expected.length);
    for (const [i, value] of expected.entries()) {
      assert.ok(Math.abs(values[i]! - value) < 1e-9, `${rank} and ${nOthers}: ${values}`);
    }
    assert.ok(nProducts <= 3, `${rank} and ${nOthers}: ${nProducts}`);
  }
  const { values, nProducts } = await ofDiagonal(Array(40).fill(0));
  assert.deepEqual([Math.max(...values.map(Math.abs)), nProducts], [0, 1]);
});

Deno.test("blockKrylov() makes as many products as it may where values are still growing, and as few as one", async () => {
  const diagonal = Array.from(normals(2000, 0.3), (x) => x * x);
  const growing = [];
  for (const maxProducts of [1, 2, 3, 4]) {
    const { values, nProducts } = await ofDiagonal(diagonal, { minGrowth: 0, maxProducts });
    assert.equal(nProducts, maxProducts);
    growing.push(sum(values));
  }
  assert.deepEqual(growing, growing.toSorted((a, b) => a - b));
  assert.ok(growing.at(-1)! < sum(diagonal.toSorted((a, b) => b - a).slice(0, 8)));
});

Deno.test("blockKrylov() gives Infinity where a product is not finite", async () => {
  assert.deepEqual((await ofDiagonal([1, NaN, 2])).values, [Infinity]);
});
