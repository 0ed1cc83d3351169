import assert from "node:assert/strict";
import { checkDown, checkFigures, checkTrace } from "../../src/run/check_figures.ts";
import type { RowComparison } from "../../src/compute/row_comparisons.ts";
import type { LayerWeights, WeightTensor } from "../../src/sources/checkpoint/weights.ts";

const FINE: RowComparison = {
  baseSquared: 1,
  instructSquared: 2,
  differenceSquared: 3,
  deltaAngular: 0.1,
};
const Y = Float32Array.of(1, 1);
const DOWN = { downBase: Y, downInstruct: Y, baseNormed: null };

/** An input of which all is finite but what `change` gives. */
function traced(
  { gateChange = FINE, upChange = FINE, downChange = FINE, ...change }: Partial<
    Record<"gate" | "up" | "hidden" | `${"gate" | "up" | "down"}Change`, RowComparison>
  > = {},
) {
  return {
    trace: { gate: FINE, up: FINE, hidden: FINE, ...DOWN, ...change },
    change: { gate: gateChange, up: upChange, down: downChange },
  };
}

function weights(side: string): LayerWeights {
  const tensor = (part: string) =>
    ({
      name: `${side}.${part}`,
      fileName: `${side}.safetensors`,
      shape: [2],
      dtype: "BF16",
      sizeBytes: 4,
      read: () => Promise.resolve(),
    }) satisfies WeightTensor;
  return {
    layer: 7,
    preNorm: tensor("pre"),
    gate: tensor("gate"),
    up: tensor("up"),
    down: tensor("down"),
    postNorm: null,
    biases: {},
  };
}

const SIDES = { base: weights("base"), instruct: weights("instruct") };

Deno.test("checkTrace() passes finite comparisons", () =>
  checkTrace([traced(), { trace: null, change: null }], SIDES));

for (
  const [stage, row, named] of [
    [
      "up",
      { instructSquared: Infinity },
      /instruct checkpoint: the product of "instruct\.up" in instruct\.safetensors/,
    ],
    [
      "upChange",
      { differenceSquared: Infinity },
      /instruct checkpoint: the product of "instruct\.up"/,
    ],
    ["gate", { baseSquared: Infinity }, /base checkpoint: the product of "base\.gate"/],
    [
      "downChange",
      { instructSquared: Infinity },
      /instruct checkpoint: the product of "instruct\.down"/,
    ],
    [
      "hidden",
      { instructSquared: NaN },
      /act\(gate\) \* up of "instruct\.gate" .* and "instruct\.up"/,
    ],
  ] as const
) {
  Deno.test(`checkTrace() names layer and tensor where ${stage} overflows`, () => {
    const inputs = [traced(), traced({ [stage]: { ...FINE, ...row } })];
    assert.throws(() => checkTrace(inputs, SIDES), (error: Error) => {
      assert.match(error.message, /^Cannot use layer 7 of the /);
      assert.match(error.message, named);
      return true;
    });
  });
}

Deno.test("checkFigures() names table, column and layer of a number that is not finite", () => {
  checkFigures({ a: [{ layer: 1, b: null, c: 2 }], bytes: new Uint8Array(2) });
  assert.throws(() => checkFigures({ causes: { gain: [{ layer: 4, of: { pc1: NaN } }] } }), {
    message:
      /^Cannot report causes\.gain\.of\.pc1 at layer 4: expected a finite number, found NaN; /,
  });
});

Deno.test("checkDown() refuses a product whose square overflows in the norm after it, and passes it without one", () => {
  const long = traced();
  const inputs = [traced(), {
    trace: { ...long.trace, downInstruct: Float32Array.of(1.4e19, 1.4e19) },
  }];
  checkDown(inputs, SIDES); // no norm after it
  const instruct = { ...SIDES.instruct, postNorm: SIDES.instruct.down };
  assert.throws(() => checkDown(inputs, { base: SIDES.base, instruct }), {
    message: /^Cannot use layer 7 of the instruct checkpoint: the product of "instruct\.down" in /,
  });
});
