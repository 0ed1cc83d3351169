import assert from "node:assert/strict";
import { changeRows } from "../../../../src/sources/checkpoint/adapter/low_rank.ts";

const numbers = (n: number, seed: number) =>
  Float32Array.from({ length: n }, (_, i) => Math.sin(1 + 7 * seed + 13 * i));

for (
  const [nRows, nColumns, rank] of [[1, 1, 1], [5, 7, 1], [4, 3, 2], [6, 2048, 3], [
    3,
    5000,
    4,
  ]] as const
) {
  for (const hasMagnitude of [false, true]) {
    const what = `${nRows} x ${nColumns} of rank ${rank}${hasMagnitude ? " with lengths" : ""}`;
    Deno.test(`changeRows() gives W + s B A as its definition does: ${what}`, () => {
      const firstRow = 2; // of a matrix that goes on before and after
      const R = firstRow + nRows + 1;
      const w = numbers(nRows * nColumns, 1);
      const change = {
        a: numbers(rank * nColumns, 2),
        b: numbers(R * rank, 3),
        scale: 0.75,
        magnitude: hasMagnitude ? numbers(R, 4) : null,
      };
      const expected = Array.from({ length: nRows }, (_, i) => {
        const v = Array.from({ length: nColumns }, (_, k) => {
          let product = 0;
          for (let j = 0; j < rank; j++) {
            product += change.b[(firstRow + i) * rank + j]! * change.a[j * nColumns + k]!;
          }
          return w[i * nColumns + k]! + change.scale * product;
        });
        const length = Math.sqrt(v.reduce((sum, value) => sum + value * value, 0));
        const m = change.magnitude?.[firstRow + i] ?? length;
        return v.map((value) => m * value / length);
      }).flat();
      const rows = w.slice();
      changeRows(rows, { firstRow, nColumns, change });
      for (const [k, value] of expected.entries()) {
        assert.ok(Math.abs(rows[k]! - value) <= 1e-7 * Math.max(1, Math.abs(value)), `${k}`);
      }
    });
  }
}
