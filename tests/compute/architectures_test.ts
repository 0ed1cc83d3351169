/** Whole layers of tiny checkpoints, one pair an architecture, against NumPy; written by tests/oracle/make_architectures.py. */

import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { ARCHITECTURES } from "../../src/sources/checkpoint/architectures/index.ts";
import type { Checkpoint } from "../../src/sources/checkpoint/weights.ts";
import { ENGINES, sharedEngine, testOn } from "./gpu.ts";
import { assertOutputs, STRICT } from "./layer_tolerance.ts";
import { bothOutputs } from "./pass_requests.ts";
import { openLocalCheckpoint } from "../sources/local_inputs.ts";

const FIXTURES = new URL("../testdata/architectures/", import.meta.url);

interface Fixture {
  /** f64 [V, C], each a bfloat16 value. */
  inputs: number[][];
  /** f64 [L, V, C] by rounding of the weights and model. */
  expected: Record<"bf16" | "stored", Record<"base" | "instruct", number[][][]>>;
}

const names = [...Deno.readDirSync(FIXTURES)].map(({ name }) => name).sort();

/** Runs `body` with the pair of a fixture. */
async function withPair(
  name: string,
  body: (pair: { base: Checkpoint; instruct: Checkpoint }) => Promise<void>,
): Promise<void> {
  const open = (model: string) =>
    openLocalCheckpoint(fileURLToPath(new URL(`${name}/${model}`, FIXTURES)));
  const [base, instruct] = await Promise.all([open("base"), open("instruct")]);
  try {
    await body({ base, instruct });
  } finally {
    base.close();
    instruct.close();
  }
}

for (const name of names) {
  const { inputs, expected }: Fixture = JSON.parse(
    Deno.readTextFileSync(new URL(`${name}/expected.json`, FIXTURES)),
  );
  for (const kind of ENGINES) {
    const test = testOn(kind);
    for (const weights of ["bf16", "stored"] as const) {
      test(`runPass() on the ${kind} agrees with NumPy on the checkpoints of ${name}, weights ${weights}`, async () => {
        const engine = await sharedEngine(kind, { weights });
        await withPair(name, async ({ base, instruct }) => {
          const { base: ofBase, instruct: ofInstruct } = expected[weights];
          assert.equal(base.recipe.nLayers, ofBase.length);
          for (const layer of ofBase.keys()) {
            const outputs = await bothOutputs(engine, {
              base: { recipe: base.recipe, weights: base.layerWeights(layer) },
              instruct: { recipe: instruct.recipe, weights: instruct.layerWeights(layer) },
              inputs: new Float32Array(inputs.flat()),
            });
            assertOutputs(
              outputs,
              { base: ofBase[layer]!, instruct: ofInstruct[layer]! },
              STRICT,
            );
          }
        });
      });
    }
  }
}

Deno.test("every architecture that is supported has a fixture", async () => {
  const covered: string[] = [];
  const types: string[] = [];
  for (const name of names) {
    const config = new URL(`${name}/base/config.json`, FIXTURES);
    types.push(JSON.parse(Deno.readTextFileSync(config)).text_config?.model_type);
    await withPair(name, async ({ base }) => {
      covered.push(base.recipe.architecture);
      await Promise.resolve();
    });
  }
  // Those that are published with code of their own have Llama's names; a wrapper names its text model by its type.
  for (const { names, modelTypes } of ARCHITECTURES) {
    const known = names.some((name) => covered.includes(name)) ||
      modelTypes.some((type) => types.includes(type));
    assert.ok(known, names.join());
  }
});
