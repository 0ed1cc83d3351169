import assert from "node:assert/strict";
import { checkOutput } from "../../src/compute/check_output.ts";
import type { DeviceMatrix } from "../../src/compute/engine.ts";
import type { WeightTensor } from "../../src/sources/weights.ts";

const tensor = (name: string): WeightTensor => ({
  name,
  fileName: "a.safetensors",
  shape: [2],
  dtype: "F32",
  sizeBytes: 8,
  read: () => Promise.resolve(),
});

const WEIGHTS = {
  layer: 3,
  preNorm: tensor("pre"),
  gate: tensor("gate"),
  up: tensor("up"),
  down: tensor("down"),
  postNorm: tensor("post"),
};

/** Outputs of one input that are 0 after a down product. */
async function check(down: Float32Array): Promise<void> {
  const values = new Map<DeviceMatrix, Float32Array>();
  const matrix = (entries: Float32Array): DeviceMatrix => {
    const made = { nRows: 1, nColumns: 2, release() {} };
    values.set(made, entries);
    return made;
  };
  const one = () => matrix(Float32Array.of(1, 1));
  const products = { n: one(), gate: one(), up: one(), h: one(), down: matrix(down) };
  await checkOutput(
    { download: (matrices) => Promise.resolve(matrices.map((it) => values.get(it)!)) },
    {
      name: "instruct",
      weights: WEIGHTS,
      products,
      inputs: Float32Array.of(1, 0),
      firstVector: 5,
      y: new Float32Array(2),
    },
  );
}

Deno.test("checkOutput() names the down product where its square overflows in the norm after it", async () => {
  await assert.rejects(check(Float32Array.of(3e19, 4e19)), {
    message: 'Cannot use layer 3 of the instruct checkpoint: expected "down" in a.safetensors ' +
      "to give a vector whose squared length is a float32 number, got a length of 5.00e+19 for input vector 5",
  });
});

Deno.test("checkOutput() names the norm where what it norms is of ordinary length", async () => {
  await assert.rejects(check(Float32Array.of(3, 4)), {
    message:
      'Cannot use layer 3 of the instruct checkpoint: expected "post" in a.safetensors to give numbers other than 0, got only 0 for input vector 5',
  });
});
