/** The checkpoints of tests/testdata/weights, made by tests/oracle/make_weights.py, and what it says of them. */

import assert from "node:assert/strict";
import type { OtherWeightRow, WeightRow } from "../../src/results/weight_comparison.ts";
import { NO_SPECTRUM } from "../../src/weights/change_spectrum.ts";

/** Relative to the number; of 1 - cos, where nearly all of a change is one of length, relative to the square of the change. */
const RELATIVE = 1e-12;
const OF_CHANGE = 1e-15;
/** Of singular values, whose products are float32, and as far as they may be below. */
const OF_SPECTRUM = 1e-5;
const BELOW = 0.005;

const SPECTRUM: ReadonlySet<string> = new Set(Object.keys(NO_SPECTRUM));

const FOLDER = new URL("../testdata/weights/", import.meta.url);

/** The path of a folder or file of the fixtures. */
export function at(path: string): string {
  return decodeURIComponent(new URL(path, FOLDER).pathname);
}

/** Holds rows to those of the oracle, in every column. */
export function assertRows<Row extends WeightRow | OtherWeightRow>(
  found: readonly Row[],
  expected: readonly Row[],
  columns: Readonly<Record<keyof Row, unknown>>,
): void {
  assert.equal(found.length, expected.length);
  for (const [i, row] of expected.entries()) {
    for (const column of Object.keys(columns) as (keyof Row & string)[]) {
      const [a, b] = [found[i]![column], row[column]];
      const place = `${row.layer} ${row.tensor} ${column}: ${a}, expected ${b}`;
      if (typeof a === "number" && typeof b === "number") {
        if (SPECTRUM.has(column) && column.startsWith("delta_") && column !== "delta_low_rank") {
          // A stable rank is too large where a singular value is too small.
          const ratio = b === 0 ? 1 + a : column === "delta_stable_rank" ? b / a : a / b;
          assert.ok(ratio <= 1 + OF_SPECTRUM && ratio >= 1 - BELOW, place);
          continue;
        }
        const beside = column === "delta_angular" ? OF_CHANGE * row.relative_change! ** 2 : 0;
        assert.ok(Math.abs(a - b) <= RELATIVE * Math.abs(b) + beside, place);
      } else assert.equal(a, b, place);
    }
  }
}
