import { deepStrictEqual as deepEqual, strictEqual as equal, throws } from "node:assert/strict";
import { createCpuEngine } from "../../src/compute/cpu_engine.ts";
import type { DeviceMatrix } from "../../src/compute/engine.ts";
import { bins, inOrder, PassMatrices } from "../../src/compute/pass_matrices.ts";
import { type PassNode, PassNodes } from "../../src/compute/pass_nodes.ts";

const cpu = createCpuEngine({ weights: "bf16" });
const nodes = new PassNodes({ hasPreNorm: true, hasPostNorm: false });
/** Nodes are told apart as objects: any will do. */
const node = (nRows: number): PassNode => nodes.rows(nRows, false);

/** Rows of one column that count from `first` on. */
function rows(first: number, nRows: number): DeviceMatrix {
  const values = Float32Array.from({ length: nRows }, (_, v) => first + v);
  return cpu.upload(values, { nRows, nColumns: 1 });
}

async function valuesOf(matrix: DeviceMatrix): Promise<number[]> {
  const [values] = await cpu.download([matrix]);
  return [...values!];
}

function matricesOf(
  { uses = [], wanted = [], maxRows = Infinity }: {
    uses?: readonly [PassNode, number][];
    wanted?: readonly PassNode[];
    maxRows?: number;
  },
): PassMatrices {
  return new PassMatrices(cpu, { uses: new Map(uses), wanted: new Set(wanted), maxRows });
}

function isReleased(matrix: DeviceMatrix): boolean {
  try {
    cpu.oppositeRows(matrix).release();
    return false;
  } catch {
    return true;
  }
}

Deno.test("PassMatrices let a matrix go after the last use of all its nodes", () => {
  const [a, b] = [node(1), node(2)];
  using matrices = matricesOf({ uses: [[a, 1], [b, 2]] });
  const matrix = rows(0, 3);
  matrices.put({ matrix, at: inOrder([a, b]) });
  matrices.used([b, a]);
  equal(isReleased(matrix), false);
  matrices.used([b]);
  equal(isReleased(matrix), true);
});

Deno.test("PassMatrices let a matrix go at once that nothing needs, and all in the end", () => {
  const [a, b] = [node(1), node(1)];
  const [useless, held] = [rows(0, 1), rows(0, 1)];
  {
    using matrices = matricesOf({ uses: [[b, 1]] });
    matrices.put({ matrix: useless, at: inOrder([a]) });
    matrices.put({ matrix: held, at: inOrder([b]) });
    deepEqual([useless, held].map(isReleased), [true, false]);
  }
  equal(isReleased(held), true);
});

Deno.test("PassMatrices gather large matrices as they are, and copy parts and small ones together", async () => {
  const [large, part, rest, small, other] = [node(64), node(2), node(70), node(1), node(3)];
  const all = [large, part, rest, small, other];
  using matrices = matricesOf({ uses: all.map((it) => [it, 1]) });
  const matrix = rows(0, 64);
  matrices.put({ matrix, at: inOrder([large]) });
  matrices.put({ matrix: rows(100, 72), at: inOrder([rest, part]) });
  matrices.put({ matrix: rows(200, 1), at: inOrder([small]) });
  matrices.put({ matrix: rows(300, 3), at: inOrder([other]) });
  const found = matrices.gather([other, part, large, small]);
  equal(found.length, 2);
  equal(found[0]!.matrix, matrix);
  deepEqual(found[1]!.at.map(({ node, first }) => [all.indexOf(node), first]), [[4, 0], [3, 3], [
    1,
    4,
  ]]);
  deepEqual(await valuesOf(found[1]!.matrix), [300, 301, 302, 200, 170, 171]);
  matrices.release(found.map(({ matrix }) => matrix));
  deepEqual(found.map(({ matrix }) => isReleased(matrix)), [false, true]);
});

Deno.test("PassMatrices copy parts in the order of their rows", async () => {
  const [a, b, c] = [node(1), node(2), node(1)];
  using matrices = matricesOf({ uses: [a, b, c].map((it) => [it, 1]) });
  matrices.put({ matrix: rows(0, 4), at: inOrder([a, b, c]) });
  const [found] = matrices.gather([c, b]);
  deepEqual(found!.at, [{ node: b, first: 0 }, { node: c, first: 2 }]);
  deepEqual(await valuesOf(found!.matrix), [1, 2, 3]);
});

Deno.test("PassMatrices leave one small matrix as it is where it is all", () => {
  const a = node(2);
  using matrices = matricesOf({ uses: [[a, 1]] });
  const matrix = rows(0, 2);
  matrices.put({ matrix, at: inOrder([a]) });
  deepEqual(matrices.gather([a]).map((it) => it.matrix), [matrix]);
});

Deno.test("PassMatrices pair matrices that have nodes at the same rows, and copy others", async () => {
  const [a, b, c, d, e] = [node(2), node(1), node(1), node(2), node(1)];
  using matrices = matricesOf({ uses: [a, b, c, d, e].map((it) => [it, 9]) });
  const [first, second] = [rows(0, 3), rows(10, 3)];
  matrices.put({ matrix: first, at: inOrder([a, b]) });
  matrices.put({ matrix: second, at: inOrder([d, c]) });
  const [ofA, ofB] = [node(2), node(1)];
  const pairs = [{ made: ofA, a, b: d }, { made: ofB, a: b, b: c }];
  const [beside] = matrices.gatherPairs(pairs, { isExact: true });
  deepEqual([beside!.a, beside!.b], [first, second]);
  deepEqual(beside!.at, [{ node: ofA, first: 0 }, { node: ofB, first: 2 }]);
  // A part alone: as it is where further rows do no harm, else copied.
  const [loose] = matrices.gatherPairs(pairs.slice(1), { isExact: false });
  deepEqual([loose!.a, loose!.at], [first, [{ node: ofB, first: 2 }]]);
  const [exact] = matrices.gatherPairs(pairs.slice(1), { isExact: true });
  deepEqual([await valuesOf(exact!.a), await valuesOf(exact!.b)], [[2], [12]]);
  deepEqual(exact!.at, [{ node: ofB, first: 0 }]);
  // Rows that do not stand beside each other.
  matrices.put({ matrix: rows(50, 1), at: inOrder([e]) });
  const [crossed] = matrices.gatherPairs([{ made: ofB, a: b, b: e }], { isExact: false });
  deepEqual([await valuesOf(crossed!.a), await valuesOf(crossed!.b)], [[2], [50]]);
});

Deno.test("PassMatrices read back what is wanted, and hold no more for it than that", async () => {
  const [a, b, c] = [node(2), node(3), node(1)];
  using matrices = matricesOf({ uses: [[a, 1]], wanted: [b, c] });
  const [partly, wholly] = [rows(0, 5), rows(10, 1)];
  matrices.put({ matrix: partly, at: inOrder([a, b]) });
  matrices.put({ matrix: wholly, at: inOrder([c]) });
  matrices.used([a]);
  deepEqual([partly, wholly].map(isReleased), [true, false]);
  const found = await matrices.download();
  deepEqual([...found.get(b)!], [2, 3, 4]);
  deepEqual([...found.get(c)!], [10]);
});

Deno.test("PassMatrices copy into as many matrices as the device needs", () => {
  const parts = [node(2), node(2), node(2)];
  using matrices = matricesOf({ uses: parts.map((it) => [it, 1]), maxRows: 4 });
  for (const part of parts) matrices.put({ matrix: rows(0, 2), at: inOrder([part]) });
  deepEqual(matrices.gather(parts).map(({ matrix }) => matrix.nRows), [4, 2]);
  deepEqual(bins(parts, 5).map(({ length }) => length), [2, 1]);
  deepEqual(bins(parts, Infinity).map(({ length }) => length), [3]);
  const pairs = [nodes.rows(2, true), nodes.rows(2, true)];
  deepEqual(bins(pairs, 7).map(({ length }) => length), [1, 1]);
});

Deno.test("PassMatrices refuse a node that is not made yet", () => {
  using matrices = matricesOf({});
  throws(() => matrices.gather([node(1)]), /^Error: Cannot use "rows" before it is made$/);
});
