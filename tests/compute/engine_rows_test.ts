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
    test(`stack() on the ${kind} puts ranges of rows of ${nColumns} columns one after another`, async () => {
      const engine = await open();
      const [a, b] = [normals(5 * nColumns, 0.1), normals(3 * nColumns, 0.2)];
      const ofA = engine.upload(a, { nRows: 5, nColumns });
      const ofB = engine.upload(b, { nRows: 3, nColumns });
      const stacked = engine.stack([
        { matrix: ofA, first: 3, nRows: 2 },
        { matrix: ofB, first: 0, nRows: 3 },
        { matrix: ofA, first: 1, nRows: 1 },
      ]);
      assert.deepEqual([stacked.nRows, stacked.nColumns], [6, nColumns]);
      ofA.release();
      const [values] = await engine.download([stacked]);
      const rows = (of: Float32Array, first: number, nRows: number) => [
        ...of.subarray(first * nColumns, (first + nRows) * nColumns),
      ];
      assert.deepEqual([...values!], [...rows(a, 3, 2), ...b, ...rows(a, 1, 1)]);
    });

    test(`compareRows() on the ${kind} compares as many rows of ${nColumns} columns as both have`, async () => {
      const engine = await open();
      const [a, b] = [normals(3 * nColumns, 0.3), normals(2 * nColumns, 0.4)];
      b.fill(0, nColumns);
      const matrices = [
        engine.upload(a, { nRows: 3, nColumns }),
        engine.upload(b, { nRows: 2, nColumns }),
      ] as const;
      const [numbers] = await engine.download([engine.compareRows(...matrices)]);
      const squared = (values: Float32Array) => values.reduce((sum, it) => sum + it * it, 0);
      const rowOf = (values: Float32Array, v: number) =>
        values.subarray(v * nColumns, (v + 1) * nColumns);
      const found = rowComparisons(numbers!);
      assert.equal(found.length, 2);
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
