import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { type ByteRange, ByteRanges } from "../../../src/sources/hub/ranges.ts";

/** `[1, 3]` as `{ start: 1, end: 3 }`. */
function range([start, end]: readonly [number, number]): ByteRange {
  return { start, end };
}

function rangesOf(pairs: readonly (readonly [number, number])[]): ByteRanges {
  const ranges = new ByteRanges();
  for (const pair of pairs) ranges.add(range(pair));
  return ranges;
}

const CASES: readonly {
  of: string;
  added: [number, number][];
  gives: [number, number][];
}[] = [
  { of: "nothing", added: [], gives: [] },
  { of: "an empty range", added: [[3, 3]], gives: [] },
  { of: "ranges in any order", added: [[7, 9], [1, 2], [4, 5]], gives: [[1, 2], [4, 5], [7, 9]] },
  { of: "ranges that touch", added: [[4, 6], [0, 2], [2, 4]], gives: [[0, 6]] },
  { of: "ranges that overlap", added: [[0, 4], [6, 9], [3, 7]], gives: [[0, 9]] },
  { of: "one range twice", added: [[2, 5], [2, 5]], gives: [[2, 5]] },
  { of: "one within another", added: [[0, 9], [3, 4]], gives: [[0, 9]] },
  { of: "one over several", added: [[1, 2], [4, 5], [7, 8], [0, 6]], gives: [[0, 6], [7, 8]] },
  { of: "an empty one in a gap", added: [[0, 2], [4, 6], [3, 3]], gives: [[0, 2], [4, 6]] },
  {
    of: "ranges past 4 GiB",
    added: [[2 ** 40, 2 ** 40 + 5], [2 ** 40 + 5, 2 ** 41]],
    gives: [[2 ** 40, 2 ** 41]],
  },
];

for (const { of, added, gives } of CASES) {
  Deno.test(`add() keeps ${of} sorted, disjoint and joined`, () => {
    const ranges = rangesOf(added);
    deepStrictEqual([...ranges], gives.map(range));
    strictEqual(ranges.totalBytes, gives.reduce((sum, [start, end]) => sum + end - start, 0));
  });
}

const ASKED: readonly { range: [number, number]; missing: [number, number][] }[] = [
  { range: [0, 20], missing: [[0, 2], [4, 8], [12, 20]] },
  { range: [2, 4], missing: [] },
  { range: [3, 3], missing: [] },
  { range: [5, 5], missing: [] },
  { range: [3, 9], missing: [[4, 8]] },
  { range: [4, 8], missing: [[4, 8]] },
  { range: [5, 7], missing: [[5, 7]] },
  { range: [0, 1], missing: [[0, 1]] },
  { range: [11, 13], missing: [[12, 13]] },
  { range: [12, 13], missing: [[12, 13]] },
  { range: [30, 40], missing: [[30, 40]] },
];

for (const { range: asked, missing } of ASKED) {
  Deno.test(`missing() tells what of ${asked.join(" to ")} is not in 2 to 4 and 8 to 12`, () => {
    deepStrictEqual(rangesOf([[8, 12], [2, 4]]).missing(range(asked)), missing.map(range));
  });
}

Deno.test("ranges hold what a set of the same bytes holds", () => {
  const N_BYTES = 64;
  let state = 1;
  const random = (below: number) => (state = (state * 48271) % 2147483647) % below;
  for (let round = 0; round < 200; round++) {
    const ranges = new ByteRanges();
    const held = new Set<number>();
    for (let k = 0; k < 12; k++) {
      const start = random(N_BYTES);
      const end = start + random(8);
      ranges.add({ start, end });
      for (let byte = start; byte < end; byte++) held.add(byte);
      strictEqual(ranges.totalBytes, held.size);
    }
    const [start, end] = [random(N_BYTES), random(N_BYTES + 8)];
    const bytes = ranges.missing({ start, end }).flatMap((gap) =>
      Array.from({ length: gap.end - gap.start }, (_, i) => gap.start + i)
    );
    const asked = Array.from({ length: Math.max(0, end - start) }, (_, i) => start + i);
    deepStrictEqual(bytes, asked.filter((byte) => !held.has(byte)));
  }
});
