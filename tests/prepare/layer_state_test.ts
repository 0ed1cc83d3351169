import { deepStrictEqual as deepEqual, rejects } from "node:assert/strict";
import { expectStates, readStates } from "../../src/prepare/layer_state.ts";
import type { RawVectors, VectorFolder } from "../../src/sources/vectors/vectors.ts";

/** Vectors of three layers: a role of the last alone, a trait of all, and the default of those named. */
function vectorsOf(defaults: readonly number[]): VectorFolder {
  const raw = (layer: number): RawVectors => ({
    layer,
    vectors: [
      ...layer === 2
        ? [{ kind: "role" as const, name: "bard", values: Float32Array.of(3, 4) }]
        : [],
      { kind: "trait", name: "calm", values: Float32Array.of(1, 0) },
    ],
    default: defaults.includes(layer) ? Float32Array.of(0, 0) : null,
  });
  const known: Partial<VectorFolder> = {
    nLayers: 3,
    roleNames: ["bard"],
    traitNames: ["calm"],
    absent: [{ kind: "role", name: "bard", layers: [0, 1] }],
    readLayers: (layers) => Promise.resolve(layers.map(raw)),
  };
  return known as VectorFolder;
}

const ASKED = { inputRow: "same", own: null } as const;
const REFUSED =
  /^Error: Cannot tell the mean state at layer 1: roles are of layer 2 alone; give --layers 2; /;

Deno.test("readStates() and expectStates() refuse a layer that is needed and has traits alone, which tell no mean state", async () => {
  const vectors = vectorsOf([0]);
  const needed = [1, 2];
  await rejects(readStates(vectors, { layers: [0, 1, 2], needed, ...ASKED }), REFUSED);
  await rejects(expectStates(vectors, { needed, ...ASKED }), REFUSED);
  await expectStates(vectors, { needed: [-1, 0, 2], ...ASKED });
});

Deno.test("readStates() leaves out a layer that nothing needs and traits alone are of", async () => {
  const states = await readStates(vectorsOf([0]), { layers: [0, 1, 2], needed: [2], ...ASKED });
  deepEqual(
    states.entries().map(([layer, { mu, source }]) => [layer, [...mu], source]).toArray(),
    [[0, [0, 0], "default"], [2, [3, 4], "mean role"]],
  );
});
