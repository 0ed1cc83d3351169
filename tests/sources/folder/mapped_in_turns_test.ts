import assert from "node:assert/strict";
import { mappedInTurns } from "../../../src/sources/folder/turns.ts";

Deno.test("mappedInTurns() keeps the order of the items, and no more under way than asked", async () => {
  let nRunning = 0, most = 0;
  const ends: number[] = [];
  const found = await mappedInTurns([5, 1, 4, 2, 3, 0], {
    most: 3,
    work: async (n) => {
      most = Math.max(most, ++nRunning);
      await new Promise((resolve) => setTimeout(resolve, 10 * n));
      ends.push(n);
      nRunning--;
      return n * n;
    },
  });
  assert.deepEqual(found, [25, 1, 16, 4, 9, 0]);
  assert.equal(most, 3);
  assert.notDeepEqual(ends, [5, 1, 4, 2, 3, 0]);
  assert.deepEqual(await mappedInTurns([], { most: 3, work: () => Promise.resolve() }), []);
});

Deno.test("mappedInTurns() tells the first failure in the order of the items, and begins none after one", async () => {
  const begun: number[] = [];
  const failing = mappedInTurns([30, 20, 10, 0, 0], {
    most: 3,
    work: async (delay) => {
      begun.push(delay);
      await new Promise((resolve) => setTimeout(resolve, delay));
      throw new Error(`after ${delay}`);
    },
  });
  await assert.rejects(failing, { message: "after 30" });
  assert.deepEqual(begun, [30, 20, 10]);
});
