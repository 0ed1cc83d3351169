import assert from "node:assert/strict";
import { drawTable, significanceOf } from "../../src/measure/draws.ts";
import type { LayerChanges } from "../../src/measure/layer_changes.ts";
import type { VariantDeltas } from "../../src/measure/variants.ts";

function deltas(deltaAngular: number | null): VariantDeltas {
  const delta = { deltaNorm: 1, deltaAngular, top1Share: null, participationRatio: null };
  return { raw: delta, trimmed: delta, centred: delta };
}

/** PC1 and three random role mixtures, the minus sign always nearer. */
function layerOf(layer: number, pc1: number | null, draws: (number | null)[]): LayerChanges {
  const minus = deltas(0);
  return {
    layer,
    deltas: [],
    components: [{ layer, name: "PC1", plus: deltas(pc1), minus }],
    directions: draws.map((turn, index) => ({
      layer,
      baseline: "persona" as const,
      index,
      plus: deltas(turn),
      minus,
    })),
    d: new Float64Array(1),
    differences: new Map(),
  };
}

const OF = { name: "PC1", baseline: "persona", variant: "raw" } as const;

Deno.test("significanceOf() leaves layers out of the family at which PC1 or a draw has no angle", () => {
  const whole = [layerOf(1, 0.5, [0.1, 0.2, 0.6]), layerOf(4, 0.9, [0.1, 0.2, 0.3])];
  const [first, last] = whole as [LayerChanges, LayerChanges];
  const expected = significanceOf(whole, OF);
  assert.deepEqual(expected.p, [2 / 4, 1 / 4]);
  const withUnknown = [
    first,
    layerOf(2, null, [0.1, 0.2, 0.3]),
    layerOf(3, 0.5, [0.1, null, 0.3]),
    last,
  ];
  const { p, pfw } = significanceOf(withUnknown, OF);
  assert.deepEqual(p, [expected.p[0], null, null, expected.p[1]]);
  assert.deepEqual(pfw, [expected.pfw[0], null, null, expected.pfw[1]]);
  assert.deepEqual(drawTable(withUnknown, OF).map((draw) => draw.length), [3, 3, 3]);
});

Deno.test("significanceOf() is unknown everywhere without draws", () => {
  assert.deepEqual(significanceOf([layerOf(1, 0.5, [])], OF), { p: [null], pfw: [null] });
});
