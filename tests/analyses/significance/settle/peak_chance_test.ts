import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { peakChance } from "../../../../src/analyses/significance/settle/peak_chance.ts";
import { asFarRows, rankRows } from "../../../../src/analyses/significance/settle/rows.ts";
import type { LayerChanges } from "../../../../src/measure/layer_changes.ts";
import type { VariantDeltas } from "../../../../src/measure/variants.ts";
import type { BaselineName } from "../../../../src/results.ts";
import { mlpRow } from "../../measured_results.ts";

function deltas(deltaAngular: number): VariantDeltas {
  const delta = { deltaNorm: 1, deltaAngular, top1Share: null, participationRatio: null };
  return { raw: delta, trimmed: { ...delta, deltaAngular: deltaAngular / 2 }, centred: delta };
}

/** PC1 at 0.5 and its negative at 0.6 beside directions of given 1 - cos, whose other sign does not turn. */
function layerOf(layer: number, directions: Partial<Record<BaselineName, number[]>>): LayerChanges {
  return {
    layer,
    deltas: [],
    components: [{ layer, name: "PC1", plus: deltas(0.5), minus: deltas(0.6) }],
    directions: Object.entries(directions).flatMap(([baseline, angles]) =>
      angles.map((angle, index) => ({
        layer,
        baseline: baseline as BaselineName,
        index,
        plus: deltas(angle),
        minus: deltas(0),
      }))
    ),
    d: new Float64Array(1),
    differences: new Map(),
  };
}

/** So many, each turning farther than the one before. */
const many = (n: number) => Array.from({ length: n }, (_, i) => i / 100);

Deno.test("peakChance() tells of the angular peak by its own draws and p-values", () => {
  const layers = [
    layerOf(3, { persona: many(19), isotropic: many(18) }),
    layerOf(4, { persona: many(19), isotropic: many(19) }),
  ];
  const at = (layer: number, pfw_persona: number | null) =>
    peakChance({
      layers,
      measured: {
        mlp: [mlpRow(3, "PC1", 9, 0.5), mlpRow(4, "PC1", 9, 0.4)],
        peaks: { absolute: null, angular: { layer, delta_angular: 0.5 } },
        among_isotropic: [{ layer: 3, n: 38, n_at_least: 2 }],
      },
    }, () => ({ pfw_persona, pfw_isotropic: 0.04 }));
  deepStrictEqual(at(3, 0.06), {
    layer: 3,
    role_mixtures: "not_apart",
    random_directions: "too_few",
    random_inputs: "not_apart",
  });
  deepStrictEqual(at(4, null), {
    layer: 4,
    role_mixtures: "no_p_value",
    random_directions: "apart",
    random_inputs: "not_run",
  });
});

Deno.test("peakChance() is none where PC1 has no angular peak", () => {
  const measured = {
    mlp: [mlpRow(3, "PC1", 0, 0)],
    peaks: { absolute: null, angular: null },
    among_isotropic: [],
  };
  const columns = () => ({ pfw_persona: null, pfw_isotropic: null });
  strictEqual(peakChance({ layers: [layerOf(3, {})], measured }, columns), null);
});

Deno.test("asFarRows() count every baseline beside the larger sign of PC1, and ranks are those of roles", () => {
  const rows = asFarRows([layerOf(3, { roles: [0.6, 0.59, 0.7], persona: [0.5] })]);
  const counts = rows.map((row) => [row.baseline, row.variant, row.n, row.n_at_least]);
  deepStrictEqual(counts, [
    ["persona", "raw", 1, 0],
    ["persona", "trimmed", 1, 0],
    ["persona", "centred", 1, 0],
    ["roles", "raw", 3, 2],
    ["roles", "trimmed", 3, 2],
    ["roles", "centred", 3, 2],
  ]);
  deepStrictEqual(rankRows(rows)[1], { layer: 3, variant: "trimmed", n: 3, n_at_least: 2 });
});
