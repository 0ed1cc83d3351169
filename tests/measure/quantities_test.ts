import assert from "node:assert/strict";
import { pairQuantities, type TracedInput } from "../../src/measure/quantities.ts";

const COMPARED = { baseSquared: 1, instructSquared: 1, differenceSquared: 1, deltaAngular: 0.25 };

function input(changes: Partial<TracedInput>): TracedInput {
  return {
    x: Float32Array.of(0, 2, 0),
    base: Float32Array.of(3, 4, 0),
    instruct: Float32Array.of(0, 4, 3),
    downBase: Float32Array.of(1, 0, 0),
    downInstruct: Float32Array.of(0, 1, 0),
    baseNormed: Float32Array.of(3, 4, 0),
    gate: COMPARED,
    up: COMPARED,
    hidden: COMPARED,
    ...changes,
  };
}

function isClose(found: number | null | undefined, expected: number): void {
  assert.ok(Math.abs(found! - expected) < 1e-12, `expected ${expected}, got ${found}`);
}

Deno.test("pairQuantities() measure turns at every stage, on all coordinates and without the outliers", () => {
  const { plus } = pairQuantities(input({}), input({}), [0]);
  isClose(plus.output_angular?.raw, 1 - 16 / 25);
  isClose(plus.output_angular?.trimmed, 1 - 4 / 5);
  isClose(plus.down_angular?.raw, 1);
  assert.equal(plus.down_angular?.trimmed, null); // nothing is left of the base's
  isClose(plus.base_normed_angular?.raw, 0);
  assert.deepEqual(plus.gate_angular, { raw: 0.25 });
});

Deno.test("pairQuantities() split outputs into what lies along the input and what lies beside it", () => {
  const { plus } = pairQuantities(input({}), input({}), null);
  isClose(plus.base_self_projection?.raw, 4);
  isClose(plus.base_orthogonal_norm?.raw, 3);
  isClose(plus.self_projection_change?.raw, 0);
  isClose(plus.instruct_orthogonal_norm?.raw, 3);
  assert.equal(plus.base_self_projection?.trimmed, undefined);
  const none = pairQuantities(input({ x: new Float32Array(3) }), input({}), null);
  assert.equal(none.plus.base_self_projection?.raw, null);
});

Deno.test("pairQuantities() trim the input as well, and take its length anew", () => {
  const x = Float32Array.of(3, 4, 0);
  const { plus } = pairQuantities(input({ x }), input({}), [0]);
  isClose(plus.base_self_projection?.raw, 5);
  isClose(plus.base_self_projection?.trimmed, 4);
});

Deno.test("pairQuantities() tell the even from the odd part of a change", () => {
  const minus = (instruct: Float32Array) => input({ base: new Float32Array(3), instruct });
  const d = Float32Array.of(-3, 0, 3);
  const even = pairQuantities(input({}), minus(d), null);
  isClose(even.plus.output_even_share?.raw, 1);
  isClose(even.minus.output_even_share?.raw, 1);
  const odd = pairQuantities(input({}), minus(d.map((entry) => -entry)), null);
  isClose(odd.plus.output_even_share?.raw, 0);
  const same = input({ instruct: Float32Array.of(3, 4, 0) });
  assert.equal(pairQuantities(same, same, null).plus.output_even_share?.raw, null);
});

Deno.test("pairQuantities() leave out the base's post-norm where there is none", () => {
  const { plus } = pairQuantities(input({ baseNormed: null }), input({ baseNormed: null }), null);
  assert.equal("base_normed_angular" in plus, false);
});
