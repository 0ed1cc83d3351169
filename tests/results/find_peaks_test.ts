import assert from "node:assert/strict";
import { findPeaks, hypothesisStanding, whyNoPeak } from "../../src/results/find_peaks.ts";

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

Deno.test("whyNoPeak() tells equal outputs from an equal PC1, and no angle from no turn", () => {
  const none = { absolute: null, angular: null };
  const unknown = { ...row(4, 0, 0), delta_angular: null };
  assert.deepEqual(whyNoPeak([row(3, 0, 0), row(3, 0, 0, "PC2")], none), {
    absolute: "same_outputs",
    angular: "same_direction",
  });
  assert.deepEqual(whyNoPeak([unknown, row(3, 2, 0, "PC2")], none), {
    absolute: "same_for_pc1",
    angular: "no_angle",
  });
  const both = findPeaks([row(3, 2, 0.1)]);
  assert.deepEqual(whyNoPeak([row(3, 2, 0.1), unknown], both), { absolute: null, angular: null });
});

Deno.test("hypothesisStanding() tells which peak layer 18 is, and where it was not analysed", () => {
  const absolute = (layer: number) => ({ layer, delta_norm: 1 });
  const angular = (layer: number) => ({ layer, delta_angular: 1 });
  const at = (far: number, turned: number, layers = [17, 18]) =>
    hypothesisStanding({ absolute: absolute(far), angular: angular(turned) }, layers);
  assert.deepEqual([at(18, 18), at(17, 18), at(18, 17), at(17, 17), at(17, 17, [17])], [
    "both",
    "angular",
    "absolute",
    "neither",
    "not_analysed",
  ]);
});
