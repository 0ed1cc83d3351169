/** An adapter on every family that is supported: all matrices of its MLP by the names that its files give them. */

import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { adaptedCheckpoint } from "../../../../src/sources/checkpoint/adapter/adapted_checkpoint.ts";
import { openAdapter } from "../../../../src/sources/checkpoint/adapter/adapter_folder.ts";
import { layerTensors } from "../../../../src/sources/checkpoint/weights.ts";
import { readTensorValues } from "../../../../src/sources/safetensors/safetensors.ts";
import { openLocalCheckpoint } from "../../local_inputs.ts";
import { adapterFolder, pair } from "./adapter_in_memory.ts";

const FIXTURES = new URL("../../../testdata/architectures/", import.meta.url);

for (const { name } of Deno.readDirSync(FIXTURES)) {
  Deno.test(`adaptedCheckpoint() changes the matrices of ${name}, and nothing else`, async () => {
    const base = await openLocalCheckpoint(fileURLToPath(new URL(`${name}/base`, FIXTURES)));
    const layers = Array.from({ length: base.recipe.nLayers }, (_, layer) => layer);
    const own = layers.flatMap((layer) => layerTensors(base.layerWeights(layer)));
    /** By module, rows and columns of the whole matrix. */
    const matrices = new Map<string, [number, number]>();
    for (const { name, shape: [rows = 0, columns] } of own) {
      if (columns === undefined) continue;
      const [, whole = name, end] = /^(.*)\[\d+:(\d+)\]$/.exec(name) ?? [];
      const module = whole.replace(/\.weight$/, "").replace(".base_layer", "");
      const [known = 0] = matrices.get(module) ?? [];
      matrices.set(module, [Math.max(known, end === undefined ? rows : Number(end)), columns]);
    }
    const tensors = [...matrices].flatMap(([module, shape]) => pair(module, shape));
    const checkpoint = adaptedCheckpoint(base, await openAdapter(adapterFolder(tensors)), {
      layerWeights: base.layerWeights,
      layers,
      onRead() {},
    });
    const found = layers.flatMap((layer) => layerTensors(checkpoint.layerWeights(layer)));
    assert.equal(found.length, own.length);
    for (const [ix, tensor] of own.entries()) {
      const w = await readTensorValues(tensor);
      // s = 2, A of ones and B of threes.
      const expected = tensor.shape.length === 2 ? w.map((value) => value + 6) : w;
      assert.deepEqual(await readTensorValues(found[ix]!), expected, tensor.name);
    }
    assert.deepEqual(checkpoint.adapter?.layers, layers);
    checkpoint.close();
    base.close();
  });
}
