import assert from "node:assert/strict";
import { checkOutput } from "../../src/compute/check_output.ts";
import type { DeviceMatrix } from "../../src/compute/engine.ts";
import type { WeightTensor } from "../../src/sources/weights.ts";

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
  };
}

/** Outputs of one input that are 0 after a down product. */
async function check(
  down: Float32Array,
  { weights = {}, normOffset = 0 }: {
    weights?: Parameters<typeof weightsOf>[0];
    normOffset?: number;
  } = {},
): Promise<void> {
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
      weights: weightsOf(weights),
      normOffset,
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

Deno.test("checkOutput() passes zeros where a tensor holds nothing else, of either sign of zero", async () => {
  const zero = new Float32Array(2);
  await check(zero, { weights: { down: [0, -0] } });
  await check(Float32Array.of(3, 4), { weights: { post: [0, 0] } });
  // Gemma's norms multiply by 1 + w.
  await check(Float32Array.of(3, 4), { weights: { post: [-1, -1] }, normOffset: 1 });
});

Deno.test("checkOutput() takes no overflow for a zero, and no zero of another tensor", async () => {
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
