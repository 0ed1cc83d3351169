import assert from "node:assert/strict";
import { zeroRemarks } from "../../src/prepare/zero_remarks.ts";
import type {
  Checkpoint,
  LayerWeights,
  WeightTensor,
} from "../../src/sources/checkpoint/weights.ts";

const SIZE = 20_000;

/** A matrix of ones but for a stretch of zeros. */
function tensor(from = 0, nZeros = 0, more: Partial<WeightTensor> = {}): WeightTensor {
  const bytes = new Uint8Array(SIZE).fill(1).fill(0, from, from + nZeros);
  return {
    name: "w",
    fileName: "model.safetensors",
    shape: [100, 100],
    dtype: "BF16",
    sizeBytes: SIZE,
    read: (offset, into) =>
      Promise.resolve(into.set(bytes.subarray(offset, offset + into.byteLength))),
    ...more,
  };
}

/** By layer; what is not told is of ones. */
function checkpoint(layers: Readonly<Record<number, Partial<LayerWeights>>> = {}): Checkpoint {
  const whole = {
    preNorm: null,
    gate: tensor(),
    up: tensor(),
    down: tensor(),
    postNorm: null,
    biases: {},
  };
  return {
    layerWeights: (layer: number) => ({ layer, ...whole, ...layers[layer] }),
  } as unknown as Checkpoint;
}

Deno.test("zeroRemarks() tells where zeros stand at the start, the middle or the end of a matrix", async () => {
  const instruct = checkpoint({
    3: { down: tensor(SIZE - 4096, 4096) },
    4: { gate: tensor(0, 4096), down: tensor(7_900, 4_200) },
    5: { gate: tensor(0, SIZE) },
  });
  assert.deepEqual(await zeroRemarks({ base: checkpoint(), instruct }, [3, 4, 5]), [
    "Long stretches of zeros stand in weights of instruct (gate of layers 4-5 and down of layers 3-4): pruning and block " +
    "expansion make them by design, and a file that was not written to its end has them too; if they are not meant, " +
    "fetch that checkpoint again.",
  ]);
  assert.deepEqual(await zeroRemarks({ base: checkpoint(), instruct }, [2]), []);
});

Deno.test("zeroRemarks() takes a few zeros for what training gave, and fetches nothing", async () => {
  const few = { down: tensor(SIZE - 4095, 4095) };
  const far = {
    up: tensor(0, SIZE, {
      missingBytes: () => SIZE,
      read: () => Promise.reject(new Error("read")),
    }),
  };
  const [base, instruct] = [checkpoint({ 0: few }), checkpoint({ 0: far })];
  assert.deepEqual(await zeroRemarks({ base, instruct }, [0]), []);
});

Deno.test("zeroRemarks() takes -0 for a zero, as a weight times the mask of a pruning is", async () => {
  const pruned = (dtype: WeightTensor["dtype"]) => {
    const wide = dtype === "F32";
    const values = Array.from({ length: SIZE / 4 }, (_, i) => i % 3 === 0 ? -0 : 0);
    const bytes = wide
      ? new Uint8Array(Float32Array.from(values).buffer)
      : new Uint8Array(Uint16Array.from(values, (zero) => Object.is(zero, -0) ? 0x8000 : 0).buffer);
    return tensor(0, 0, {
      dtype,
      sizeBytes: bytes.length,
      read: (offset, into) =>
        Promise.resolve(into.set(bytes.subarray(offset, offset + into.byteLength))),
    });
  };
  const instruct = checkpoint({
    0: { up: pruned("BF16") },
    1: { up: pruned("F32") },
    2: { up: tensor(0, 0, { read: (_, into) => Promise.resolve(void into.fill(0x80)) }) },
  });
  const [text, ...more] = await zeroRemarks({ base: checkpoint(), instruct }, [0, 1, 2]);
  assert.match(text ?? "", /of instruct \(up of layers 0-1\)/);
  assert.deepEqual(more, []);
});
