import assert from "node:assert/strict";
import { decompose } from "../../../src/analysis/decomposition/projections.ts";
import type { SemanticVectors } from "../../../src/analysis/semantic_vectors.ts";

const SEMANTIC: SemanticVectors = {
  layer: 22,
  vectors: [
    { kind: "trait", name: "b", values: Float32Array.of(0, -1) },
    { kind: "role", name: "z", values: Float32Array.of(0, 1) },
    { kind: "role", name: "c", values: Float32Array.of(0, 1) },
    { kind: "role", name: "poet", values: Float32Array.of(1, 0) },
  ],
  zeroLength: [],
  default: Float32Array.of(0, 1),
};

Deno.test("decompose() orders by |projection|, then kind, then name", () => {
  const rows = decompose(Float64Array.of(-3, 2), SEMANTIC);
  assert.deepEqual(rows.map(({ kind, name, projection }) => [kind, name, projection]), [
    ["role", "poet", -3],
    ["role", "c", 2],
    ["role", "z", 2],
    ["trait", "b", -2],
  ]);
  assert.equal(rows[0]?.cosine, -3 / Math.sqrt(13));
});

Deno.test("decompose() leaves the cosine unknown where there is no difference", () => {
  const rows = decompose(Float64Array.of(0, 0), SEMANTIC);
  assert.ok(rows.every((row) => row.projection === 0 && row.cosine === null));
});
