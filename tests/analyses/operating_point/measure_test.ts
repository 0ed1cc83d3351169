import assert from "node:assert/strict";
import type { Directions } from "../../../src/prepare/directions.ts";
import { measureResponses } from "../../../src/analyses/operating_point/measure.ts";
import { largerResponse, operatingDraws, responsesOf } from "../../../src/results/responses.ts";
import { stateInputs } from "../../../src/prepare/state_inputs.ts";

const STATE = {
  layer: 3,
  mu: Float64Array.of(8, 0),
  source: "default",
  step: 4,
  own: null,
} as const;

function directions(pc1: number[], persona: number[][] = []): Directions {
  const info = {
    name: "PC1",
    source: "computed",
    layer: 3,
    variance_explained: null,
    highest: [],
    lowest: [],
    scaler: null,
  };
  const axis = Float64Array.from(pc1);
  return {
    components: [{ info, axis, values: Float32Array.from(pc1) }],
    spaces: [],
    isotropic: [],
    persona: persona.map((values) => Float32Array.from(values)),
    roles: [],
    controls: [],
    bootstrap: [],
  };
}

Deno.test("stateInputs() steps from mu along PC1 of unit length, in units of the roles' distance", () => {
  const inputs = stateInputs("same", {
    state: STATE,
    directions: directions([0, 2]),
    hasBaselines: false,
  });
  assert.deepEqual(inputs.map(({ values }) => [...values]), [
    [8, -8],
    [8, -4],
    [8, -2],
    [8, 0],
    [8, 2],
    [8, 4],
    [8, 8],
  ]);
});

Deno.test("stateInputs() runs each random role mixture one step from mu, either way", () => {
  const inputs = stateInputs("before", {
    state: STATE,
    directions: directions([0, 1], [[3, 4]]),
    hasBaselines: true,
  });
  const [plus, minus] = inputs.slice(-2);
  const point = { row: "before", baseline: "persona", index: 0 };
  assert.deepEqual([plus?.point, minus?.point], [{ ...point, sign: 1 }, { ...point, sign: -1 }]);
  // 4 * (0.6, 0.8) from (8, 0) and back, rounded to bfloat16.
  assert.deepEqual([...plus!.values], [10.375, 3.203125]);
  assert.deepEqual([...minus!.values], [5.59375, -3.203125]);
});

Deno.test("stateInputs() has nothing to run without roles to tell a step", () => {
  const state = { ...STATE, step: null };
  assert.deepEqual(
    stateInputs("same", { state, directions: directions([0, 1]), hasBaselines: true }),
    [],
  );
});

Deno.test("measureResponses() measures differences from f(mu), and f(mu) itself at alpha 0", () => {
  const at = (alpha: number, base: number[], instruct: number[]) => ({
    point: { row: "same", alpha } as const,
    base: Float64Array.from(base),
    instruct: Float64Array.from(instruct),
  });
  const { line } = measureResponses(3, [at(0, [1, 0], [0, 2]), at(1, [4, 4], [3, 6])]);
  assert.deepEqual(line[0], {
    layer: 3,
    row: "same",
    alpha: 0,
    response_base: 1,
    response_instruct: 2,
    response_delta: Math.sqrt(5),
    response_angular: line[0]!.response_angular,
  });
  assert.ok(Math.abs(line[0]!.response_angular! - 1) < 1e-15);
  // R_b = (3, 4), R_i = (3, 4): the same response, whatever f(mu) is.
  assert.deepEqual([line[1]!.response_base, line[1]!.response_instruct], [5, 5]);
  assert.deepEqual([line[1]!.response_delta, line[1]!.response_angular], [0, 0]);
});

Deno.test("measureResponses() leaves the turn unknown where a model does not respond", () => {
  const still = Float64Array.of(1, 1);
  const outputs = [0, 1].map((alpha) => ({
    point: { row: "same", alpha } as const,
    base: still,
    instruct: Float64Array.of(alpha, 0),
  }));
  const { line } = measureResponses(3, outputs);
  assert.deepEqual([line[1]!.response_base, line[1]!.response_angular], [0, null]);
});

Deno.test("largerResponse() and responsesOf() take the larger of both signs, and nothing where one is unknown", () => {
  const step = (alpha: number, response_angular: number | null) => ({
    layer: 3,
    row: "same" as const,
    alpha,
    response_base: 1,
    response_instruct: 1,
    response_delta: 1,
    response_angular,
  });
  assert.equal(largerResponse([step(-2, 9), step(-1, 0.3), step(1, 0.2)]), 0.3);
  assert.equal(largerResponse([step(-1, null), step(1, 0.2)]), null);
  assert.equal(largerResponse([step(1, 0.2)]), null);
  const draw = (index: number, sign: 1 | -1, response_angular: number | null) => ({
    layer: 3,
    row: "same" as const,
    baseline: "persona" as const,
    index,
    sign,
    response_delta: 1,
    response_angular,
  });
  const draws = operatingDraws([
    draw(1, 1, 0.1),
    draw(0, 1, 0.5),
    draw(0, -1, 0.4),
    draw(1, -1, 0.7),
  ]);
  assert.deepEqual(responsesOf(draws, { row: "same", baseline: "persona" }), [0.5, 0.7]);
  assert.deepEqual(responsesOf(draws, { row: "before", baseline: "persona" }), []);
  assert.deepEqual(
    responsesOf(operatingDraws([draw(0, 1, null), draw(0, -1, 0.4)]), {
      row: "same",
      baseline: "persona",
    }),
    [null],
  );
});
