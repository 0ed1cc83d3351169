import assert from "node:assert/strict";
import { seededIndices } from "../../src/math/random.ts";

Deno.test("seededIndices() depend on the seed alone and stay below their bound", () => {
  const draws = (seed: string) => Array.from({ length: 100 }, seededIndices(seed, 7));
  assert.deepEqual(draws("a"), draws("a"));
  assert.notDeepEqual(draws("a"), draws("b"));
  assert.deepEqual([...new Set(draws("a"))].toSorted(), [0, 1, 2, 3, 4, 5, 6]);
});

Deno.test("seededIndices() are all as likely", () => {
  const index = seededIndices("likely", 5);
  const counts = new Array<number>(5).fill(0);
  for (let i = 0; i < 10_000; i++) counts[index()]!++;
  // 2,000 each with a standard deviation of 40; the bounds are four of them.
  assert.ok(counts.every((count) => Math.abs(count - 2000) < 160), `${counts}`);
});
