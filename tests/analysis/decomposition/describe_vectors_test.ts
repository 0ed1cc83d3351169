import assert from "node:assert/strict";
import { describeVectors } from "../../../src/analysis/decomposition/describe_vectors.ts";
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

Deno.test("describeVectors() warns of vectors that share one direction", () => {
  const info = describeVectors(SEMANTIC);
  assert.deepEqual(info.mean_cosine, {
    within_roles: 1 / 3,
    within_traits: null,
    roles_with_default: 2 / 3,
    traits_with_default: -1,
  });
  assert.deepEqual(info.warnings, [
    "The role vectors have a mean cosine of 0.67 with the default vector: " +
    "they look like raw means, and the one direction that they share may dominate the projections.",
  ]);
});
