import assert from "node:assert/strict";
import { inSpace } from "../../src/prepare/pc_spaces.ts";
import { cosine, dot, norm } from "../../src/math/vector_math.ts";
import { roundToBf16 } from "../../src/math/dtypes.ts";

const sigma = Float64Array.of(1, 2, 0.5, 4);
const w = Float64Array.of(0.5, -0.5, 0.5, 0.5);

Deno.test("inSpace() keeps a component as stored, sign and scale, rounded to bfloat16", () => {
  const stored = Float64Array.of(-1.7, 0.3);
  for (const known of [null, Float64Array.of(1, 2)]) {
    assert.deepEqual(
      inSpace(stored, { sigma: known, space: "components" }),
      Float32Array.of(roundToBf16(-1.7), roundToBf16(0.3)),
    );
  }
});

Deno.test("inSpace() gives sigma * w and w / sigma at unit length", () => {
  // By hand: (1, -2, 0.5, 4) / sqrt(21.25) and (1, -0.5, 2, 0.25) / sqrt(5.3125).
  const expected = {
    activation: [1, -2, 0.5, 4].map((entry) => roundToBf16(entry / Math.sqrt(21.25))),
    readout: [1, -0.5, 2, 0.25].map((entry) => roundToBf16(entry / Math.sqrt(5.3125))),
  };
  for (const space of ["activation", "readout"] as const) {
    assert.deepEqual(inSpace(w, { sigma, space }), Float32Array.from(expected[space]));
  }
});

Deno.test("inSpace() reads a coordinate out: the readout's dot with x is the z-scored coordinate but for length", () => {
  const x = Float64Array.of(3, -1, 2, 7);
  const coordinate = dot(x.map((entry, i) => entry / sigma[i]!), w);
  const readout = inSpace(w, { sigma, space: "readout" })!;
  const length = Math.sqrt(w.reduce((sum, entry, i) => sum + (entry / sigma[i]!) ** 2, 0));
  assert.ok(Math.abs(dot(readout, x) * length / coordinate - 1) < 0.01); // bfloat16
});

Deno.test("inSpace() agrees in all spaces where sigma is the same everywhere", () => {
  const same = new Float64Array(4).fill(3);
  for (const space of ["activation", "readout"] as const) {
    const vector = inSpace(w, { sigma: same, space })!;
    assert.ok(Math.abs(cosine(vector, w)! - 1) < 1e-12);
    assert.ok(Math.abs(norm(vector) - 1) < 1e-12);
  }
});

Deno.test("inSpace() reads nothing from a coordinate whose sigma is zero", () => {
  const readout = inSpace(w, { sigma: Float64Array.of(0, 2, 0, 0), space: "readout" });
  assert.deepEqual(readout, Float32Array.of(0, -1, 0, 0));
});

Deno.test("inSpace() is unknown without sigma, and where nothing is left", () => {
  for (const space of ["activation", "readout"] as const) {
    assert.equal(inSpace(w, { sigma: null, space }), null);
    assert.equal(inSpace(w, { sigma: new Float64Array(4), space }), null);
  }
});
