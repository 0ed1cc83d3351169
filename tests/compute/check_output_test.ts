import assert from "node:assert/strict";
import { checkOutputs } from "../../src/compute/check_output.ts";
import { whole } from "../../src/compute/mixture.ts";
import type { Stage, Value, Wanted } from "../../src/compute/pass_nodes.ts";
import type { WeightTensor } from "../../src/sources/checkpoint/weights.ts";
import { layerCase } from "./layer_fixtures.ts";
import { PLAIN, requestOf, value } from "./pass_requests.ts";

const tensor = (name: string, values: readonly [number, number]): WeightTensor => ({
  name,
  fileName: "a.safetensors",
  shape: [2],
  dtype: "F32",
  sizeBytes: 8,
  read: (offset, into) => {
    into.set(new Uint8Array(Float32Array.from(values).buffer).subarray(offset));
    return Promise.resolve();
  },
});

type Names = "pre" | "gate" | "up" | "down" | "post";

function weightsOf(changes: Partial<Record<Names, readonly [number, number]>>) {
  const of = (name: Names) => tensor(name, changes[name] ?? [1, 2]);
  return {
    layer: 3,
    preNorm: of("pre"),
    gate: of("gate"),
    up: of("up"),
    down: of("down"),
    postNorm: of("post"),
    biases: {},
  };
}

/** Outputs of the second of two inputs that are 0 after a down product. */
async function check(
  down: Float32Array,
  { weights = {}, normOffset = 0, isHybrid = false }: {
    weights?: Parameters<typeof weightsOf>[0];
    normOffset?: 0 | 1;
    isHybrid?: boolean;
  } = {},
): Promise<void> {
  const { recipe } = layerCase("gemma_like").inputs.base;
  const model = (of: ReturnType<typeof weightsOf>) => ({
    recipe: { ...recipe, hiddenSize: 2, normOffset },
    weights: of,
  });
  const mixture = { ...whole("instruct", PLAIN), ...isHybrid ? { up: "base" as const } : {} };
  const one = Float32Array.of(1, 1, 1, 1);
  const output = { value: value(mixture), y: Float32Array.of(1, 1, 0, 0) };
  await checkOutputs([output], {
    models: { base: model(weightsOf({})), instruct: model(weightsOf(weights)) },
    rows: [{ name: "inputs", values: Float32Array.of(1, 1, 1, 0), isPaired: false }],
    recompute: (stages) =>
      Promise.resolve(
        stages.map(({ stage }) => stage === "down" ? Float32Array.of(1, 1, ...down) : one),
      ),
  });
}

Deno.test("checkOutputs() names the down product where its square overflows in the norm after it", async () => {
  await assert.rejects(check(Float32Array.of(3e19, 4e19)), {
    message: 'Cannot use layer 3 of the instruct checkpoint: expected "down" in a.safetensors ' +
      "to give a vector whose squared length is a float32 number, got a length of 5.00e+19 for input vector 1 of inputs",
  });
});

Deno.test("checkOutputs() names the norm where what it norms is of ordinary length", async () => {
  await assert.rejects(check(Float32Array.of(3, 4)), {
    message:
      'Cannot use layer 3 of the instruct checkpoint: expected "post" in a.safetensors to give numbers other than 0, got only 0 for input vector 1 of inputs',
  });
});

Deno.test("checkOutputs() passes zeros where a tensor holds nothing else, of either sign of zero", async () => {
  const zero = new Float32Array(2);
  await check(zero, { weights: { down: [0, -0] } });
  await check(Float32Array.of(3, 4), { weights: { post: [0, 0] } });
  // Gemma's norms multiply by 1 + w.
  await check(Float32Array.of(3, 4), { weights: { post: [-1, -1] }, normOffset: 1 });
});

Deno.test("checkOutputs() takes no overflow for a zero, and no zero of another tensor", async () => {
  await assert.rejects(
    check(Float32Array.of(3e19, 4e19), { weights: { gate: [0, 0] } }),
    /squared length/,
  );
  await assert.rejects(
    check(new Float32Array(2), { weights: { down: [0, 1e-30] } }),
    /"down" .* got only 0/,
  );
  await assert.rejects(
    check(Float32Array.of(3, 4), { weights: { post: [0, 0] }, normOffset: 1 }),
    /"post"/,
  );
});

Deno.test("checkOutputs() asks no mixture of two models: its zeros may be of both", async () => {
  await check(Float32Array.of(3, 4), { isHybrid: true });
});

/** Checks values of rows whose products are all as given; tells whether they were asked for. */
async function checkProducts(
  { value: checked = value("instruct"), y, isPaired = false, products = {} }: {
    value?: Wanted;
    y: Float32Array;
    isPaired?: boolean;
    products?: Partial<Record<Stage, Float32Array>>;
  },
): Promise<boolean> {
  const { recipe } = layerCase("gemma_like").inputs.base;
  const model = { recipe: { ...recipe, hiddenSize: 2 }, weights: weightsOf({}) };
  let isAsked = false;
  await checkOutputs([{ value: checked, y }], {
    models: { base: model, instruct: model },
    rows: [
      { name: "others", values: new Float32Array(6), isPaired: false },
      { name: "inputs", values: Float32Array.of(0, 0, 1, 0), isPaired },
    ],
    recompute: (stages) => {
      isAsked = true;
      const one = new Float32Array(y.length).fill(1);
      return Promise.resolve(stages.map(({ stage }) => products[stage] ?? one));
    },
  });
  return isAsked;
}

Deno.test("checkOutputs() computes nothing again where all is well, zeros of a zero input too", async () => {
  assert.equal(await checkProducts({ y: Float32Array.of(0, 0, 1, 1) }), false);
  const y = Float32Array.of(0, 0, 0, 0, 1, 1, 1, 1);
  assert.equal(await checkProducts({ y, isPaired: true }), false);
});

Deno.test("checkOutputs() computes the stages of the mixture itself again", async () => {
  const { inputs } = layerCase("gemma_like");
  const checked = value("instruct", "output", { weights: "stored", isNormRounded: true });
  const asked: Value[] = [];
  const { models, rows } = requestOf(inputs);
  const run = checkOutputs([{ value: checked, y: new Float32Array(inputs.inputs.length) }], {
    models,
    rows,
    recompute: (stages) => {
      asked.push(...stages);
      return Promise.reject(new Error("enough"));
    },
  });
  await assert.rejects(run, { message: "enough" });
  const stages = ["normed", "gate", "up", "hidden", "down"] as const;
  assert.deepEqual(asked, stages.map((stage) => ({ ...checked, stage })));
});

Deno.test("checkOutputs() counts both inputs of a pair", async () => {
  for (const [v, y] of [[2, [0, 0, 0, 0, 0, 0, 1, 1]], [3, [0, 0, 0, 0, 1, 1, 0, 0]]] as const) {
    await assert.rejects(
      checkProducts({ y: Float32Array.from(y), isPaired: true }),
      new RegExp(`"post" .* got only 0 for input vector ${v} of inputs$`),
    );
  }
});

Deno.test("checkOutputs() names what was infinite first, then what was zero first", async () => {
  const y = Float32Array.of(0, 0, 0, 0);
  const up = Float32Array.of(1, 1, 1, NaN), hidden = Float32Array.of(1, 1, Infinity, 1);
  const normed = Float32Array.of(1, 1, 0, 0), gate = normed;
  const found = async (products: Partial<Record<Stage, Float32Array>>, message: RegExp) =>
    await assert.rejects(checkProducts({ y, products }), message);
  await found({ up, hidden }, /"up" .* got NaN at output 1 for input vector 1 of inputs$/);
  await found({ normed, hidden }, /act\(gate\) \* up of "gate" .* got Infinity at output 0/);
  await found({ gate, normed }, /"pre" .* got only 0 for input vector 1 of inputs$/);
  await found({ gate }, /"gate" .* got only 0 for input vector 1 of inputs$/);
});

Deno.test("checkOutputs() checks outputs alone, neither what lies on the way nor comparisons", async () => {
  const y = Float32Array.of(NaN, NaN, NaN, NaN);
  const gate = value("instruct", "gate");
  for (const wanted of [gate, { a: value("base"), b: value("instruct") }]) {
    assert.equal(await checkProducts({ value: wanted, y }), false);
  }
});
