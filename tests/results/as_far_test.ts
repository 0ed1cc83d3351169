import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { BaselineRow, RobustnessRow, Variant } from "../../src/results.ts";
import { asFarRows, countAsFar, missingBaselines } from "../../src/results/as_far.ts";
import { largerSignOfPeakInput, largerSigns } from "../../src/results/larger_sign.ts";
import { index } from "../../src/results/lookup.ts";

/** A direction in both signs, by its 1 - cos on all coordinates; without outlier dimensions a tenth, else unknown. */
function direction(
  baseline: BaselineRow["baseline"],
  at: number,
  angles: [number | null, number | null],
): BaselineRow[] {
  return angles.map((delta_angular, i) => ({
    layer: 4,
    baseline,
    index: at,
    sign: i === 0 ? 1 : -1,
    delta_norm: 1,
    delta_angular,
    delta_angular_trimmed: delta_angular === null ? null : delta_angular / 10,
    delta_angular_centred: null,
  }));
}

function robustness(input_vector: string, variant: Variant, value: number | null): RobustnessRow {
  return {
    layer: 4,
    input_vector,
    variant,
    delta_norm: 1,
    delta_angular: value,
    pfw_persona: null,
    top1_share: null,
    participation_ratio: null,
  };
}

const DIRECTIONS = [
  ...direction("persona", 0, [0.2, 0.5]),
  ...direction("persona", 1, [0.4, 0.1]),
  ...direction("persona", 2, [0.3, 0.39]),
  ...direction("isotropic", 0, [0.6, null]),
];

Deno.test("largerSigns() takes the larger sign of each direction, unknown where either is", () => {
  const of = (baseline: "persona" | "isotropic") =>
    largerSigns(DIRECTIONS, { layer: 4, baseline, variant: "raw" });
  deepStrictEqual(of("persona").map(({ deltaAngular }) => deltaAngular), [0.5, 0.4, 0.39]);
  deepStrictEqual(of("isotropic"), [{ index: 0, deltaAngular: null }]);
  deepStrictEqual(largerSigns(DIRECTIONS, { layer: 5, baseline: "persona", variant: "raw" }), []);
});

Deno.test("asFarRows() count directions at least as far as the larger sign of PC1", () => {
  const rows = [
    robustness("PC1", "raw", 0.25),
    robustness("-PC1", "raw", 0.4),
    robustness("PC1", "trimmed", 0.045),
    robustness("-PC1", "trimmed", 0.01),
    robustness("PC1", "centred", 0.1),
  ];
  const find = index(rows, "layer", "input_vector", "variant");
  strictEqual(largerSignOfPeakInput(find, { layer: 4, variant: "raw" }), 0.4);
  strictEqual(largerSignOfPeakInput(find, { layer: 4, variant: "centred" }), null);
  // 0.5 and 0.4 of three; without outlier dimensions 0.05 alone. What has no angle is not counted.
  deepStrictEqual(asFarRows(DIRECTIONS, rows), [
    { layer: 4, baseline: "persona", variant: "raw", n: 3, n_at_least: 2 },
    { layer: 4, baseline: "persona", variant: "trimmed", n: 3, n_at_least: 1 },
  ]);
});

Deno.test("countAsFar() counts nothing of none, and nothing beside an unknown angle", () => {
  strictEqual(countAsFar(0.1, []), null);
  strictEqual(countAsFar(null, [0.1]), null);
  strictEqual(countAsFar(0.1, [0.2, null]), null);
  deepStrictEqual(countAsFar(0.1, [0.1, 0.09]), { n: 2, n_at_least: 1 });
});

Deno.test("missingBaselines() are those of which no direction has a row", () => {
  deepStrictEqual(missingBaselines([{ baseline: "persona", n: 3 }, { baseline: "roles", n: 0 }]), [
    "isotropic",
    "roles",
  ]);
});
