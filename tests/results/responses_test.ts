import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { OperatingBaselineRow } from "../../src/results.ts";
import { operatingDraws, operatingSpreads, operatingTest } from "../../src/results/responses.ts";

/** A step either way along a direction: its lengths, and 1 - cos of both signs. */
function steps(
  index: number,
  lengths: [number, number],
  angles: [number | null, number | null],
): OperatingBaselineRow[] {
  return ([1, -1] as const).map((sign, i) => ({
    layer: 6,
    row: "before",
    baseline: "persona",
    index,
    sign,
    response_delta: lengths[i]!,
    response_angular: angles[i]!,
  }));
}

const DRAWS = operatingDraws([
  ...steps(0, [1, 3], [0.1, 0.3]),
  ...steps(1, [5, 7], [0.5, 0.2]),
  ...steps(2, [9, 11], [0.9, null]),
]);

Deno.test("operatingSpreads() take lengths of both signs, and the larger angle of those that are known", () => {
  // Medians of 1 3 5 7 9 11 and of 0.3 0.5; 95 % of the way between the last two order statistics: 9.5 + ..., 0.49.
  const [spread, ...others] = operatingSpreads(DRAWS);
  deepStrictEqual(others, []);
  const { delta_q95, angular_q95, ...rest } = spread!;
  deepStrictEqual(rest, {
    layer: 6,
    row: "before",
    baseline: "persona",
    n: 2,
    delta_q50: 6,
    angular_q50: 0.4,
  });
  strictEqual(delta_q95?.toFixed(9), "10.500000000");
  strictEqual(angular_q95?.toFixed(9), "0.490000000");
});

Deno.test("operatingTest() counts the layers that have a p-value, and the mixtures of one", () => {
  const layers = [
    { layer: 5, pfw_operating_point: null },
    { layer: 6, pfw_operating_point: 0.2 },
    { layer: 7, pfw_operating_point: 1 },
  ];
  deepStrictEqual(operatingTest(layers, { draws: DRAWS, row: "before" }), {
    row: "before",
    n: 3,
    layers: 2,
  });
  strictEqual(operatingTest([layers[0]!], { draws: DRAWS, row: "before" }), null);
});
