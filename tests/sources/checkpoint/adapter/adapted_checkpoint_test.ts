/** Adapters against what merging them gives by NumPy; written by tests/oracle/make_adapters.py. */

import assert from "node:assert/strict";
import { ENGINES, sharedEngine, testOn } from "../../../compute/gpu.ts";
import { assertOutputs, STRICT } from "../../../compute/layer_tolerance.ts";
import { bothOutputs } from "../../../compute/pass_requests.ts";
import { readTensorValues } from "../../../../src/sources/safetensors/safetensors.ts";
import {
  fileBytesOf,
  layerTensors,
  type LayerWeights,
  type WeightTensor,
} from "../../../../src/sources/checkpoint/weights.ts";
import { ADAPTER_FILES } from "../../../../src/sources/folder/file_names.ts";
import { ADAPTERS, readExpected, withAdapter } from "./adapted_pair.ts";

/** How far a weight may be from the merged one, of the largest of its tensor. */
const MAX_DISTANCE = 1e-6;

/** What the other side does not ask for: tensors that its adapter replaces whole. */
function replacedBytes(ofBase: readonly WeightTensor[], adapted: LayerWeights): number {
  const replaced = layerTensors(adapted).map(({ fileName }) => fileName === ADAPTER_FILES.weights);
  return fileBytesOf(ofBase.filter((_, ix) => replaced[ix]));
}

for (const [name, adapter] of ADAPTERS) {
  Deno.test(`adaptedCheckpoint() makes of ${name} and ${adapter} every tensor that merging makes`, async () => {
    await withAdapter(name, adapter, async ({ adapted, merged }) => {
      assert.deepEqual(adapted.recipe, merged.recipe);
      for (let layer = 0; layer < merged.recipe.nLayers; layer++) {
        const expected = layerTensors(merged.layerWeights(layer));
        const found = layerTensors(adapted.layerWeights(layer));
        assert.deepEqual(
          found.map(({ name, shape }) => ({ name, shape })),
          expected.map(({ name, shape }) => ({ name, shape })),
        );
        for (const [ix, tensor] of found.entries()) {
          const [w, v] = [await readTensorValues(expected[ix]!), await readTensorValues(tensor)];
          const largest = w.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
          const distance = w.reduce((most, value, k) => Math.max(most, Math.abs(value - v[k]!)), 0);
          assert.ok(distance <= MAX_DISTANCE * largest, `${tensor.name}: ${distance}`);
        }
      }
    });
  });

  for (const kind of ENGINES) {
    const test = testOn(kind);
    for (const weights of ["bf16", "stored"] as const) {
      test(`runPass() on the ${kind} agrees with NumPy on ${name} with ${adapter}, weights ${weights}`, async () => {
        const { inputs, expected } = readExpected(name);
        const engine = await sharedEngine(kind, { weights });
        await withAdapter(name, adapter, async ({ base, adapted, shared }) => {
          for (let layer = 0; layer < base.recipe.nLayers; layer++) {
            const before = shared.nReadBytes;
            const outputs = await bothOutputs(engine, {
              base: { recipe: base.recipe, weights: base.layerWeights(layer) },
              instruct: { recipe: adapted.recipe, weights: adapted.layerWeights(layer) },
              inputs: new Float32Array(inputs.flat()),
            });
            assertOutputs(outputs, {
              base: expected.base![weights][layer]!,
              instruct: expected[adapter]![weights][layer]!,
            }, STRICT);
            // Every byte of the base once for both sides, and of the adapter once.
            const ofBase = layerTensors(base.layerWeights(layer));
            const nBytes = fileBytesOf(ofBase) +
              fileBytesOf(layerTensors(adapted.layerWeights(layer)));
            assert.equal(shared.nReadBytes - before, nBytes);
            assert.equal(shared.nKeptBytes, replacedBytes(ofBase, adapted.layerWeights(layer)));
          }
        });
      });
    }
  }
}
