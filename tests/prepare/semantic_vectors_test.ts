import assert from "node:assert/strict";
import {
  meanCosineWith,
  meanPairwiseCosine,
  semanticVectors,
} from "../../src/prepare/semantic_vectors.ts";
import type { RawVectors } from "../../src/sources/vectors/vectors.ts";

const RAW: RawVectors = {
  layer: 18,
  vectors: [
    { kind: "role", name: "stoic", values: Float32Array.of(4, 5) },
    { kind: "role", name: "same", values: Float32Array.of(1, 1) },
    { kind: "trait", name: "stoic", values: Float32Array.of(0, 2) },
  ],
  default: Float32Array.of(1, 1),
};

Deno.test("semanticVectors() subtracts the default from roles and not from traits", () => {
  const semantic = semanticVectors(RAW, { isTraitRawMean: false });
  // a = (3, 4), |a| = 5: 0.6 and 0.8 rounded to bfloat16.
  assert.deepEqual(semantic.vectors.map(({ kind, name, values }) => [kind, name, ...values]), [
    ["role", "stoic", 0.6015625, 0.80078125],
    ["trait", "stoic", 0, 1],
  ]);
  assert.deepEqual(semantic.zeroLength, [{ kind: "role", name: "same" }]);
});

Deno.test("semanticVectors() subtracts the default from traits that are raw means", () => {
  const semantic = semanticVectors(RAW, { isTraitRawMean: true });
  const trait = semantic.vectors.find((vector) => vector.kind === "trait");
  assert.deepEqual([...trait?.values ?? []], [-0.70703125, 0.70703125]);
});

Deno.test("semanticVectors() leaves roles raw without a default", () => {
  const semantic = semanticVectors({ ...RAW, default: null }, { isTraitRawMean: false });
  const same = semantic.vectors.find((vector) => vector.name === "same");
  assert.deepEqual([...same?.values ?? []], [0.70703125, 0.70703125]);
});

Deno.test("semanticVectors() rounds the difference to bfloat16 before it is normalised", () => {
  // 3.005859375 rounds to 3 in bfloat16, so the result is that of (3, 4).
  const vectors = [{ kind: "role", name: "a", values: Float32Array.of(3.005859375, 4) } as const];
  const semantic = semanticVectors({ layer: 0, vectors, default: null }, { isTraitRawMean: false });
  assert.deepEqual([...semantic.vectors[0]?.values ?? []], [0.6015625, 0.80078125]);
});

Deno.test("meanPairwiseCosine() and meanCosineWith() are null where nothing can be compared", () => {
  assert.equal(meanPairwiseCosine([Float32Array.of(1, 0)]), null);
  assert.equal(meanCosineWith([], Float32Array.of(1, 0)), null);
  assert.equal(meanCosineWith([Float32Array.of(1, 0)], null), null);
  assert.equal(meanCosineWith([Float32Array.of(1, 0)], Float32Array.of(0, 0)), null);
});

Deno.test("semanticVectors() names a role that less the default is too large for bfloat16", () => {
  const raw = {
    ...RAW,
    vectors: [{ kind: "role", name: "far", values: Float32Array.of(0, 3e38) } as const],
    default: Float32Array.of(0, -3e38),
  };
  assert.throws(() => semanticVectors(raw, { isTraitRawMean: false }), {
    message:
      "Cannot use role far at layer 18 less the default vector: expected finite numbers, found Infinity at element 1",
  });
});
