import assert from "node:assert/strict";
import { findPeaks } from "../../src/results/find_peaks.ts";

function row(layer: number, delta_norm: number, delta_angular: number, input_vector = "PC1") {
  return {
    layer,
    input_vector,
    delta_norm,
    delta_angular,
  };
}

Deno.test("findPeaks() follows PC1 alone", () => {
  const peaks = findPeaks([
    row(3, 1, 0.2),
    row(3, 9, 0.9, "-PC1"),
    row(4, 2, 0.1),
    row(4, 9, 0.9, "PC2"),
  ]);
  assert.deepEqual(peaks, {
    absolute: { layer: 4, delta_norm: 2 },
    angular: { layer: 3, delta_angular: 0.2 },
  });
});

Deno.test("findPeaks() gives a tie to the lowest layer, in whatever order the rows come", () => {
  const rows = [row(7, 2, 0.1), row(5, 2, 0.1), row(6, 1, 0.1)];
  for (const order of [rows, rows.toReversed()]) {
    assert.equal(findPeaks(order).absolute?.layer, 5);
    assert.equal(findPeaks(order).angular?.layer, 5);
  }
});

Deno.test("findPeaks() has no peak where nothing differs", () => {
  assert.deepEqual(findPeaks([row(3, 0, 0), row(4, 0, 0)]), { absolute: null, angular: null });
});
