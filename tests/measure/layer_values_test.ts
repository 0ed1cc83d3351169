import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import { runPass } from "../../src/compute/layer_pass.ts";
import { hybrids, type Mixture, whole } from "../../src/compute/mixture.ts";
import { storedParts } from "../../src/sources/checkpoint/weights.ts";
import type { Wanted } from "../../src/compute/pass_nodes.ts";
import { rowComparisons } from "../../src/compute/row_comparisons.ts";
import { componentGroup, countInputs, type InputGroup } from "../../src/prepare/input_groups.ts";
import {
  type InputValues,
  layerValues,
  roundedValues,
  underOtherRounding,
} from "../../src/measure/layer_values.ts";
import type { ValuesRequest } from "../../src/measure/wanted_values.ts";
import { roundArrayToBf16 } from "../../src/math/dtypes.ts";
import { sharedEngine } from "../compute/gpu.ts";
import { type LayerCase, layerCase } from "../compute/layer_fixtures.ts";
import { PLAIN, value } from "../compute/pass_requests.ts";

const NOTHING: ValuesRequest = {
  arithmetic: PLAIN,
  otherWeights: [],
  otherRounding: [],
  trace: [],
  change: [],
  hybrids: [],
  hidden: [],
};

/** Two components, one draw and two states of a case. */
function groupsOf({ inputs: { inputs }, nColumns }: LayerCase): InputGroup[] {
  const row = (v: number) => inputs.subarray(v * nColumns, (v + 1) * nColumns);
  return [
    componentGroup("components", [{ name: "PC1", values: row(0) }, {
      name: "PC2",
      values: row(1),
    }]),
    componentGroup("spaces", []),
    {
      name: "persona",
      isPaired: true,
      inputs: [{
        row: { kind: "direction", baseline: "persona", index: 0, sign: 1 },
        values: row(2),
      }],
    },
    {
      name: "states",
      isPaired: false,
      inputs: [0, 1].map((alpha) => ({
        row: { kind: "state", point: { row: "same", alpha } },
        values: row(3 - alpha),
      })),
    },
  ];
}

async function valuesOf(layer: LayerCase, request: Partial<ValuesRequest> = {}) {
  const engine = await sharedEngine("cpu", { weights: "bf16" });
  return await layerValues(engine, {
    models: layer.inputs,
    groups: groupsOf(layer),
    request: { ...NOTHING, ...request },
  });
}

/** What the pass gives of one row alone. */
async function alone(layer: LayerCase, x: Float32Array, wanted: Wanted[]) {
  const engine = await sharedEngine("cpu", { weights: "bf16" });
  const { y } = await runPass(engine, {
    models: layer.inputs,
    rows: [{ name: "inputs", values: x, isPaired: false }],
    wanted: { y: wanted },
  });
  return y;
}

function labelOf({ row }: InputValues): string {
  if (row.kind === "component") return `${row.sign} ${row.name}`;
  if (row.kind === "direction") return `${row.sign} ${row.baseline} ${row.index}`;
  return row.kind === "state" && "alpha" in row.point ? `state ${row.point.alpha}` : row.kind;
}

Deno.test("layerValues() give each input its own outputs, of pairs those of its negative too", async () => {
  for (const name of ["gemma_like", "llama_like"] as const) {
    const layer = layerCase(name);
    const { pairs, singles } = await valuesOf(layer);
    equal(countInputs(groupsOf(layer)), 8);
    const inputs = [...pairs.flatMap(({ plus, minus }) => [plus, minus]), ...singles];
    deepEqual(inputs.map(labelOf), [
      "1 PC1",
      "-1 PC1",
      "1 PC2",
      "-1 PC2",
      "1 persona 0",
      "-1 persona 0",
      "state 0",
      "state 1",
    ]);
    for (const { plus, minus } of pairs) deepEqual(minus.x, plus.x.map((entry) => -entry));
    for (const input of inputs) {
      const [base, instruct] = await alone(layer, input.x, [value("base"), value("instruct")]);
      deepEqual([input.base, input.instruct], [base, instruct], labelOf(input));
    }
  }
});

Deno.test("layerValues() leave null what was not asked for", async () => {
  const { pairs, singles } = await valuesOf(layerCase("gemma_like"));
  for (const input of [...pairs.flatMap(({ plus, minus }) => [plus, minus]), ...singles]) {
    const { otherWeights, otherRounding, trace, change, hybrids, hidden } = input;
    deepEqual([otherWeights, otherRounding, trace, change, hybrids, hidden], Array(6).fill(null));
  }
});

Deno.test("layerValues() give more of the groups that are asked for, and of no others", async () => {
  for (const name of ["gemma_like", "llama_like"] as const) {
    const layer = layerCase(name);
    const { hasPostNorm } = layer.inputs.base.recipe;
    const { pairs, singles } = await valuesOf(layer, {
      otherWeights: ["components"],
      otherRounding: ["components", "states"],
      trace: ["components", "persona"],
      change: ["persona"],
      hybrids: ["components"],
      hidden: ["components"],
    });
    const has = ({ otherWeights, otherRounding, trace, change, hybrids, hidden }: InputValues) =>
      [otherWeights, otherRounding, trace, change, hybrids, hidden].map((it) => it !== null);
    const [pc1, pc2, draw] = pairs;
    deepEqual(has(pc1!.plus), [true, true, true, false, true, true]);
    deepEqual(has(pc2!.minus), has(pc1!.plus));
    deepEqual(has(draw!.minus), [false, false, true, true, false, false]);
    deepEqual(has(singles[1]!), [false, true, false, false, false, false]);

    const crossed: Mixture = { ...whole("instruct", PLAIN), preNorm: "base" };
    const compared = (stage: "gate" | "up" | "hidden", b: Mixture | "instruct"): Wanted => ({
      a: value("base", stage),
      b: value(b, stage),
    });
    const input = pc2!.minus;
    const { trace, otherWeights, otherRounding, hidden } = input;
    const [stored, other, hBase, hInstruct, gate, up, h, downBase, downInstruct, normed] =
      await alone(
        layer,
        input.x,
        [
          value("base", "output", { weights: "stored" }),
          value("instruct", "output", { isNormRounded: true }),
          value("base", "hidden"),
          value("instruct", "hidden"),
          compared("gate", "instruct"),
          compared("up", "instruct"),
          compared("hidden", "instruct"),
          value("base", "down"),
          value("instruct", "down"),
          value({ ...whole("instruct", PLAIN), postNorm: "base" }),
        ],
      );
    deepEqual([otherWeights, otherRounding!.instruct], [stored, other]);
    deepEqual(hidden, { base: hBase, instruct: hInstruct });
    deepEqual(
      [trace!.gate, trace!.up, trace!.hidden],
      [gate, up, h].map((numbers) => rowComparisons(numbers!)[0]),
    );
    deepEqual([trace!.downBase, trace!.downInstruct], [downBase, downInstruct]);
    deepEqual(trace!.baseNormed, hasPostNorm ? normed : null);
    const mixtures = hybrids(PLAIN, storedParts(layer.inputs.base.recipe));
    equal(input.hybrids!.length, hasPostNorm ? 32 : 16);
    deepEqual(input.hybrids, await alone(layer, input.x, mixtures.map((it) => value(it))));
    const drawn = draw!.minus;
    const changes = await alone(layer, drawn.x, [
      compared("gate", crossed),
      compared("up", crossed),
    ]);
    deepEqual(
      [drawn.change!.gate, drawn.change!.up],
      changes.map((numbers) => rowComparisons(numbers)[0]),
    );
  }
});

Deno.test("roundedValues() round outputs as the notebook does, and leave what it has not", async () => {
  const all = ["components", "persona", "states"] as const;
  const exact = await valuesOf(layerCase("gemma_like"), {
    otherWeights: all,
    trace: ["components"],
    hybrids: ["components"],
  });
  const rounded = roundedValues(exact);
  for (const [ix, { plus }] of exact.pairs.entries()) {
    const found = rounded.pairs[ix]!.plus;
    deepEqual(found.base, roundArrayToBf16(plus.base));
    deepEqual(found.instruct, roundArrayToBf16(plus.instruct));
    deepEqual(found.otherWeights, roundArrayToBf16(plus.otherWeights!));
    deepEqual(found.hybrids, plus.hybrids);
    deepEqual(found.trace?.downBase, plus.trace?.downBase);
    equal(found.trace === null, plus.trace === null);
    if (plus.trace === null) continue;
    deepEqual(found.trace?.baseNormed, roundArrayToBf16(plus.trace.baseNormed!));
  }
  deepEqual(rounded.singles[1]!.base, roundArrayToBf16(exact.singles[1]!.base));
});

Deno.test("underOtherRounding() have the inputs that were run so, with those outputs", async () => {
  const exact = await valuesOf(layerCase("gemma_like"), { otherRounding: ["components"] });
  const { pairs, singles } = underOtherRounding(exact);
  deepEqual([pairs.length, singles.length], [2, 0]);
  for (const [ix, { plus, minus }] of pairs.entries()) {
    const asked = exact.pairs[ix]!;
    deepEqual(plus.base, asked.plus.otherRounding!.base);
    deepEqual(minus.instruct, asked.minus.otherRounding!.instruct);
    deepEqual([plus.otherWeights, plus.trace], [null, null]);
  }
});
