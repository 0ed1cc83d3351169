import assert from "node:assert/strict";
import { focusResponse } from "../../src/measure/focus_response.ts";
import type { UnsignedRow } from "../../src/prepare/input_groups.ts";
import type { InputValues } from "../../src/measure/layer_values.ts";

const ROWS: readonly UnsignedRow[] = [
  ...(["same", "before"] as const).flatMap((row) =>
    [-1, 0, 1, 2].map((alpha): UnsignedRow => ({ kind: "state", point: { row, alpha } }))
  ),
  { kind: "state", point: { row: "same", baseline: "persona", index: 0, sign: 1 } },
];

/** C = 2: y of state v is (v squared, 100 v) of the base, and -2 times that of instruct. */
const SINGLES = ROWS.map((row, ix): InputValues<UnsignedRow> => {
  const v = ix + 1;
  const y = (factor: number) => Float32Array.of(factor * v * v, factor * 100 * v);
  return {
    row,
    x: Float32Array.of(0, 0),
    base: y(1),
    instruct: y(-2),
    otherWeights: null,
    otherRounding: null,
    trace: null,
    change: null,
    hybrids: null,
    hidden: null,
  };
});

Deno.test("focusResponse() is the output one step along PC1 less that of the mean state, of the row asked for", () => {
  // Alpha 0 and 1 are v = 2 and 3 of "same", 6 and 7 of "before": squares differ by 5 and by 13.
  assert.deepEqual(focusResponse({ singles: SINGLES }, { inputRow: "same" }), {
    base: Float64Array.of(5, 100),
    instruct: Float64Array.of(-10, -200),
  });
  assert.deepEqual(focusResponse({ singles: SINGLES.toReversed() }, { inputRow: "before" }), {
    base: Float64Array.of(13, 100),
    instruct: Float64Array.of(-26, -200),
  });
});

Deno.test("focusResponse() is unknown where no state of the row was run", () => {
  const singles = SINGLES.filter(({ row }) => row.kind !== "state" || row.point.row !== "before");
  assert.equal(focusResponse({ singles }, { inputRow: "before" }), null);
});
