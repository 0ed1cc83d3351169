import assert from "node:assert/strict";
import { focusResponse } from "../../src/analysis/focus_response.ts";
import type { InputRow } from "../../src/analysis/inputs.ts";

const ROWS: readonly InputRow[] = [
  { kind: "component", name: "PC1", sign: 1 },
  ...(["same", "before"] as const).flatMap((row) =>
    [-1, 0, 1, 2].map((alpha): InputRow => ({ kind: "state", point: { row, alpha } }))
  ),
  { kind: "state", point: { row: "same", baseline: "persona", index: 0, sign: 1 } },
];

/** C = 2: row v holds v squared and 100 v, times `factor`. */
function outputs(factor: number): Float32Array {
  return Float32Array.from(ROWS.flatMap((_, v) => [factor * v * v, factor * 100 * v]));
}

const BOTH = { base: outputs(1), instruct: outputs(-2) };

Deno.test("focusResponse() is the output one step along PC1 less that of the mean state, of the row asked for", () => {
  // Alpha 0 and 1 are rows 2 and 3 of "same", 6 and 7 of "before": squares differ by 5 and by 13.
  assert.deepEqual(focusResponse(ROWS, BOTH, { inputRow: "same" }), {
    base: Float64Array.of(5, 100),
    instruct: Float64Array.of(-10, -200),
  });
  assert.deepEqual(focusResponse(ROWS, BOTH, { inputRow: "before" }), {
    base: Float64Array.of(13, 100),
    instruct: Float64Array.of(-26, -200),
  });
});

Deno.test("focusResponse() is unknown where no state of the row was run", () => {
  const rows = ROWS.map((row): InputRow =>
    row.kind === "state" && row.point.row === "before"
      ? { kind: "component", name: "PC2", sign: 1 }
      : row
  );
  assert.equal(focusResponse(rows, BOTH, { inputRow: "before" }), null);
});
