/** Vectors asked for by name; the numbers are those of tests/oracle/vector_fixtures.py. */

import assert from "node:assert/strict";
import { encodeTorchFile, type TorchValue } from "../../../src/demonstration/torch_writer.ts";
import { memoryFolder } from "../../../src/sources/folder/memory_folder.ts";
import {
  readSingleVectors,
  type SingleRequest,
} from "../../../src/sources/vectors/single_vectors.ts";
import { safetensorsBytes } from "../../../src/sources/safetensors/safetensors_writer.ts";
import { EXPECTED, fixture, L } from "./vector_fixtures.ts";

const { by_layer: byLayer, named } = EXPECTED;
const REQUEST = { name: null, layer: 1, nLayers: L, hiddenSize: 6 };

function read(fileName: string, request: Partial<SingleRequest> = {}, bytes = fixture(fileName)) {
  const folder = memoryFolder("given", new Map([[fileName, bytes]]));
  return readSingleVectors(folder, { ...REQUEST, ...request });
}

Deno.test("readSingleVectors() takes of files that number their layers the row of the layer, as a folder does", async () => {
  // Keys TRAIT|LAYER count from 1, so that a file of L layers has L + 1 rows.
  for (const nLayers of [L, L + 1, 2 * L]) {
    for (const layer of [0, 1, 3]) {
      const { vectors } = await read("by-layer.npz", { name: "calm", layer, nLayers });
      assert.deepEqual([...vectors[0]!.values], byLayer.calm![layer], `${layer} of ${nLayers}`);
      assert.equal(vectors[0]!.layer, layer);
    }
  }
  for (const layer of [2, L]) {
    await assert.rejects(read("by-layer.npz", { name: "calm", layer, nLayers: 2 * L }), {
      message: `Cannot use calm of by-layer.npz: there is none of layer ${layer}`,
    });
  }
  const csv = "name,layer,kind,v0,v1\ncalm,2,trait,0.5,1.5\n";
  const { vectors: [one] } = await read(
    "a.csv",
    { layer: 2, nLayers: 6, hiddenSize: 2 },
    new TextEncoder().encode(csv),
  );
  assert.deepEqual([one!.layer, [...one!.values]], [2, [0.5, 1.5]]);
});

Deno.test("readSingleVectors() takes of L rows that of the layer, whatever is declared of other vectors", async () => {
  for (const hasEmbedding of [false, true]) {
    const { vectors, unread } = await read("named.safetensors", { name: "bard", hasEmbedding });
    assert.deepEqual([...vectors[0]!.values], named["role.bard"]![1]);
    assert.deepEqual(unread, []);
  }
});

Deno.test("readSingleVectors() tells what else a file holds where all of it is asked for", async () => {
  const file = "by-layer-short.npz";
  const { unread } = await read(file);
  assert.deepEqual(unread, [{ path: file, reason: "n_slices is an array [], no vector" }]);
  const { vectors: [first] } = await read(file);
  assert.deepEqual((await read(file, { name: first!.name })).unread, []);
});

Deno.test("readSingleVectors() says what a file holds in the place of a vector", async () => {
  const whole = { name: "a", dtype: "I32", shape: [1, 6], chunks: [new Uint8Array(24)] };
  const bytes = safetensorsBytes([whole], { metadata: {} });
  await assert.rejects(read("a.safetensors", {}, bytes), {
    message: "Cannot use given: expected vectors in it, found none: " +
      "of a.safetensors tensor a is I32 [1, 6], no vector; a vector is of floating-point numbers [L, C]",
  });
});

Deno.test("readSingleVectors() tells of several, of which one is refused, how to choose another, and of none that would fit", async () => {
  const file = (sizes: Record<string, number>) =>
    safetensorsBytes(
      Object.entries(sizes).map(([name, size]) => ({
        name,
        dtype: "F32" as const,
        shape: [size],
        chunks: [new Uint8Array(new Float32Array(size).fill(1).buffer)],
      })),
      { metadata: {} },
    );
  const refusal = "Cannot use bias of a.safetensors: expected vectors of 6 entries, " +
    "as the model's hidden size, found [3]";
  await assert.rejects(read("a.safetensors", {}, file({ bias: 3, joy: 6, fear: 6 })), {
    message: `${refusal}; a.safetensors:NAME chooses one alone: joy, fear`,
  });
  await assert.rejects(read("a.safetensors", {}, file({ bias: 3, other: 3 })), {
    message: refusal,
  });
  await assert.rejects(read("a.safetensors", { name: "bias" }, file({ bias: 3, joy: 6 })), {
    message: refusal,
  });
  const { vectors } = await read("a.safetensors", { name: "joy" }, file({ bias: 3, joy: 6 }));
  assert.deepEqual(vectors.map(({ name }) => name), ["joy"]);
});

Deno.test("readSingleVectors() takes a row of a probe's weight beside its bias in a .pt file", async () => {
  const weight = Float32Array.from({ length: 12 }, (_, i) => i + 1);
  const state = new Map<string, TorchValue>([
    ["weight", { is: "tensor", shape: [2, 6], values: weight }],
    ["bias", { is: "tensor", shape: [2], values: new Float32Array(2) }],
  ]);
  const { vectors: [row] } = await read("a.pt", { name: "weight[1]" }, encodeTorchFile(state));
  assert.deepEqual([...row!.values], [7, 8, 9, 10, 11, 12]);
});
