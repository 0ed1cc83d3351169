import assert from "node:assert/strict";
import { controlNotes } from "../../src/prepare/control_notes.ts";

const of = (name: string, ...values: number[]) => ({ name, values: Float32Array.from(values) });

/** An input of that direction. */
function input(name: string, ...values: number[]) {
  const info = {
    ...{ name, source: "", layer: 1, variance_explained: null, scaler: null },
    ...{ highest: [], lowest: [] },
  };
  return { info, axis: Float64Array.from(values), values: Float32Array.from(values) };
}

Deno.test("controlNotes() names controls that are inputs, in either direction, and those that are there twice", () => {
  const inputs = [input("PC1", 1, 0, 0), input("mine", 0, 1, 0)];
  const near = of("near", 0, 0.99, 0.141);
  assert.deepEqual(controlNotes([near, of("other", 0, 0, 1)], inputs), []);
  const expected =
    ": expected directions that have nothing to do with the question; take it out of --controls.";
  assert.deepEqual(
    controlNotes([of("a b", -2, 0, 0), near, of("mine too", 0, 1, 0.01), of("c", 0, 1, 0)], inputs),
    [
      `Control a b lies along input PC1${expected}`,
      `Control mine too lies along input mine${expected}`,
      `Control c lies along input mine${expected}`,
      "1 control lies along another of them (c): each counts as a direction of its own; take out what is there twice.",
    ],
  );
});
