import assert from "node:assert/strict";
import type { Engine } from "../../src/compute/engine.ts";
import { rowComparisons } from "../../src/compute/row_comparisons.ts";
import { assertClose } from "./close.ts";
import { ENGINES, sharedEngine, testOn } from "./gpu.ts";
import { normals } from "./random.ts";

/** Float32 sums against float64 ones. */
const TOLERANCE = { atol: 0, rtol: 2e-6 };

for (const kind of ENGINES) {
  const test = testOn(kind);
  const open = (): Promise<Engine> => sharedEngine(kind, { weights: "bf16" });

  for (const nColumns of [1, 13, 32]) {
    // Ranges that begin and end anywhere in a group of eight rows, and such as are whole groups of both matrices.
    for (
      const [nA, nB, ranges] of [
        [5, 3, [["a", 3, 2], ["b", 0, 3], ["a", 1, 1]]],
        [37, 21, [["a", 8, 24], ["b", 0, 21], ["a", 4, 33], ["b", 5, 16], ["a", 0, 4]]],
      ] as const
    ) {
      test(`stack() on the ${kind} puts ranges of ${nA} and ${nB} rows of ${nColumns} columns one after another`, async () => {
        const engine = await open();
        const values = { a: normals(nA * nColumns, 0.1), b: normals(nB * nColumns, 0.2) };
        const matrices = {
          a: engine.upload(values.a, { nRows: nA, nColumns }),
          b: engine.upload(values.b, { nRows: nB, nColumns }),
        };
        const stacked = engine.stack(
          ranges.map(([name, first, nRows]) => ({ matrix: matrices[name], first, nRows })),
        );
        const nRows = ranges.reduce((sum, [, , count]) => sum + count, 0);
        assert.deepEqual([stacked.nRows, stacked.nColumns], [nRows, nColumns]);
        matrices.a.release();
        const [found] = await engine.download([stacked]);
        const expected = ranges.flatMap(([name, first, count]) => [
          ...values[name].subarray(first * nColumns, (first + count) * nColumns),
        ]);
        assert.deepEqual([...found!], expected);
      });
    }

    test(`compareRows() on the ${kind} compares as many rows of ${nColumns} columns as both have`, async () => {
      const engine = await open();
      const [nA, nB] = [14, 11];
      const [a, b] = [normals(nA * nColumns, 0.3), normals(nB * nColumns, 0.4)];
      b.fill(0, nColumns, 2 * nColumns);
      const matrices = [
        engine.upload(a, { nRows: nA, nColumns }),
        engine.upload(b, { nRows: nB, nColumns }),
      ] as const;
      const [numbers] = await engine.download([engine.compareRows(...matrices)]);
      const squared = (values: Float32Array) => values.reduce((sum, it) => sum + it * it, 0);
      const rowOf = (values: Float32Array, v: number) =>
        values.subarray(v * nColumns, (v + 1) * nColumns);
      const found = rowComparisons(numbers!);
      assert.equal(found.length, nB);
      for (const [v, row] of found.entries()) {
        const [ofA, ofB] = [new Float64Array(rowOf(a, v)), new Float64Array(rowOf(b, v))];
        const dot = ofA.reduce((sum, it, i) => sum + it * ofB[i]!, 0);
        const [sa, sb] = [squared(rowOf(a, v)), squared(rowOf(b, v))];
        const d = squared(rowOf(b, v).map((it, i) => it - ofA[i]!));
        const delta = v === 1 ? 0 : 1 - dot / Math.sqrt(sa * sb);
        assertClose(Object.values(row), [sa, sb, d, delta], { label: `row ${v}`, ...TOLERANCE });
      }
    });
  }

  test(`the ${kind} engine refuses to stack or compare rows of other lengths`, async () => {
    const engine = await open();
    const a = engine.upload(new Float32Array(6), { nRows: 2, nColumns: 3 });
    const b = engine.upload(new Float32Array(8), { nRows: 2, nColumns: 4 });
    const parts = [a, b].map((matrix) => ({ matrix, first: 0, nRows: 1 }));
    assert.throws(() => engine.stack(parts), {
      name: "RangeError",
      message: "Cannot stack rows: expected matrices of as many columns, got 3, 4",
    });
    assert.throws(() => engine.compareRows(a, b), {
      name: "RangeError",
      message: "Cannot compare rows: expected matrices of as many columns, got 3, 4",
    });
  });
}
