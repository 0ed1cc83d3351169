import assert from "node:assert/strict";
import type { DeviceMatrix, Engine, WeightRounding } from "../../src/compute/engine.ts";
import type { AdapterKind } from "../../src/compute/linear_kernels.ts";
import { decodeToFloat32, roundArrayToBf16 } from "../../src/math/dtypes.ts";
import type { WeightDtype } from "../../src/sources/checkpoint/weights.ts";
import { assertClose, assertRowsClose } from "./close.ts";
import { sharedEngine, testOnGpu } from "./gpu.ts";
import { weightOf, weightOfBytes } from "./memory_weight.ts";
import { normals } from "./random.ts";

/** float32 sums against float64 ones: error of a row of products, relative to its length. */
const LINEAR_RTOL = 2e-6;
/** float32 arithmetic against float64, entry by entry. */
const NORM_TOLERANCE = { atol: 1e-6, rtol: 2e-6 };
const ACTIVATION_TOLERANCE = { atol: 2e-6, rtol: 4e-6 };

const DTYPES = ["BF16", "F16", "F32"] as const;
const ROUNDINGS: readonly WeightRounding[] = ["bf16", "stored"];

/** What `run` computes, on the GPU and on the CPU twin. */
async function download(
  options: { weights: WeightRounding; maxTileBytes?: number; adapter?: AdapterKind },
  run: (engine: Engine) => Promise<readonly DeviceMatrix[]>,
): Promise<[Float32Array[], Float32Array[]]> {
  const on = async (kind: "gpu" | "cpu") => {
    const engine = await sharedEngine(kind, options);
    return await engine.download(await run(engine));
  };
  return [await on("gpu"), await on("cpu")];
}

async function assertLinearAgrees(
  cases: readonly { V: number; R: number; K: number; dtype: WeightDtype }[],
  options: { weights: WeightRounding; maxTileBytes?: number; adapter?: AdapterKind },
): Promise<void> {
  const data = cases.map(({ V, R, K, dtype }, i) => ({
    x: normals(V * K, (2 * i + 1) / 64),
    weight: weightOf(normals(R * K, (2 * i + 2) / 64), { shape: [R, K], dtype }),
  }));
  const [gpu, cpu] = await download(options, async (engine) => {
    const products: DeviceMatrix[] = [];
    for (const [i, { V, K }] of cases.entries()) {
      const { x, weight } = data[i] as typeof data[number];
      const use = {
        x: engine.upload(x, { nRows: V, nColumns: K }),
        rounding: engine.weights,
      };
      products.push(...await engine.linear([use], weight));
    }
    return products;
  });
  for (const [i, { V, R, K, dtype }] of cases.entries()) {
    assertRowsClose(gpu[i] as Float32Array, cpu[i] as Float32Array, {
      label: `x [${V}, ${K}] times ${dtype} [${R}, ${K}]`,
      nColumns: R,
      rtol: LINEAR_RTOL,
    });
  }
}

for (const weights of ROUNDINGS) {
  testOnGpu(
    `linear() on the GPU agrees with its twin on ragged shapes, weights ${weights}`,
    () =>
      assertLinearAgrees(
        DTYPES.flatMap((dtype) => [
          { V: 1, R: 1, K: 1, dtype },
          { V: 2, R: 3, K: 7, dtype },
          { V: 6, R: 17, K: 64, dtype },
          { V: 7, R: 53, K: 101, dtype },
          { V: 8, R: 16, K: 8, dtype },
          { V: 70, R: 33, K: 130, dtype },
        ]),
        { weights },
      ),
  );
}

testOnGpu(
  "linear() on the GPU agrees with its twin for the widest sums of gemma-2-27b",
  () =>
    assertLinearAgrees([
      { V: 3, R: 5, K: 36864, dtype: "F32" },
      { V: 3, R: 5, K: 36864, dtype: "BF16" },
    ], { weights: "bf16" }),
);

testOnGpu(
  "linear() on the GPU agrees with its twin for 515 input vectors",
  () => assertLinearAgrees([{ V: 515, R: 21, K: 40, dtype: "BF16" }], { weights: "bf16" }),
);

testOnGpu(
  "linear() on the GPU agrees with its twin where a matrix needs many tiles",
  () =>
    assertLinearAgrees([
      { V: 7, R: 106, K: 24, dtype: "BF16" }, // 15 rows a tile, the last tile has 1
      { V: 7, R: 100, K: 23, dtype: "F32" }, // 7 rows a tile, padded
      { V: 2, R: 9, K: 240, dtype: "F32" }, // 1 row a tile
    ], { weights: "bf16", maxTileBytes: 960 }),
);

testOnGpu(
  "linear() on the GPU agrees with its twin with the workgroups of a hardware adapter",
  () =>
    assertLinearAgrees([
      { V: 7, R: 53, K: 101, dtype: "BF16" },
      { V: 9, R: 18, K: 1000, dtype: "BF16" },
    ], { weights: "bf16", adapter: "hardware" }),
);

for (const dtype of DTYPES) {
  testOnGpu(
    `linear() and norm() on the GPU agree with their twins for two roundings of one ${dtype} weight`,
    async () => {
      const [nRows, nColumns] = [53, 101];
      const matrix = weightOf(normals(nRows * nColumns, 0.1), { shape: [nRows, nColumns], dtype });
      const norm = weightOf(normals(nColumns, 0.2), { shape: [nColumns], dtype });
      const inputs = [11, 3].map((nVectors) => normals(nVectors * nColumns, 0.3 + nVectors / 64));
      const [gpu, cpu] = await download(
        { weights: "bf16", maxTileBytes: 4096 },
        async (engine) => {
          const uses = inputs.map((x, ix) => ({
            x: engine.upload(x, { nRows: x.length / nColumns, nColumns }),
            rounding: ROUNDINGS[ix] as WeightRounding,
            isOutputRounded: false,
          }));
          const options = { eps: 1e-6, normOffset: 1, isCentred: false } as const;
          return [
            ...await engine.linear(uses, matrix),
            ...await engine.norm(uses, norm, options),
          ];
        },
      );
      for (const [ix, rounding] of ROUNDINGS.entries()) {
        const [y, yTwin] = [gpu[ix] as Float32Array, cpu[ix] as Float32Array];
        assertRowsClose(y, yTwin, { label: rounding, nColumns: nRows, rtol: LINEAR_RTOL });
        const [n, nTwin] = [gpu[2 + ix] as Float32Array, cpu[2 + ix] as Float32Array];
        assertClose(n, nTwin, { label: rounding, ...NORM_TOLERANCE });
      }
    },
  );
}

testOnGpu("linear() uploads each tile once for all uses of a weight", async () => {
  const [nRows, nColumns] = [20, 16];
  const engine = await sharedEngine("gpu", { weights: "bf16", maxTileBytes: 256 }); // 4 rows a tile
  const x = engine.upload(normals(nColumns, 0.1), { nRows: 1, nColumns });
  const weight = weightOf(normals(nRows * nColumns, 0.2), {
    shape: [nRows, nColumns],
    dtype: "F32",
  });
  const { writeTexture, writeBuffer } = GPUQueue.prototype;
  let nUploads = 0;
  GPUQueue.prototype.writeTexture = new Proxy(writeTexture, {
    apply(target, queue, args) {
      nUploads++;
      return Reflect.apply(target, queue, args);
    },
  });
  GPUQueue.prototype.writeBuffer = new Proxy(writeBuffer, {
    apply(target, queue, args) {
      if (args[2].byteLength === 256) nUploads++;
      return Reflect.apply(target, queue, args);
    },
  });
  try {
    await engine.download(
      await engine.linear(ROUNDINGS.map((rounding) => ({ x, rounding })), weight),
    );
  } finally {
    Object.assign(GPUQueue.prototype, { writeTexture, writeBuffer });
  }
  assert.equal(nUploads, 5);
});

/** Patterns near every kind of rounding decision of float32 to bfloat16. */
function float32Patterns(): Uint32Array<ArrayBuffer> {
  const uppers = [0x0000, 0x0080, 0x3f80, 0x3f81, 0x4000, 0x4049, 0x7f00, 0x7f7f];
  const lowers = [0x0000, 0x0001, 0x7fff, 0x8000, 0x8001, 0xffff];
  const special = [0x7f800000, 0x7f800001, 0x7fc00000, 0x7fff8000, 0x7fffffff];
  const positive = [
    // Float32 subnormals are left out: devices may flush them, and 1e-38 changes nothing.
    ...uppers.flatMap((upper) => lowers.map((lower) => ((upper << 16) | lower) >>> 0))
      .filter((pattern) => pattern === 0 || pattern >= 0x00800000),
    ...special,
  ];
  return Uint32Array.from([...positive, ...positive.map((pattern) => pattern | 0x80000000)]);
}

/** All 65536 patterns but the subnormals of bfloat16, which devices may flush. */
function patternsOf(dtype: "BF16" | "F16"): Uint16Array<ArrayBuffer> {
  return Uint16Array.from({ length: 65536 }, (_, i) => i)
    .filter((i) => dtype === "F16" || (i & 0x7fff) === 0 || (i & 0x7fff) >= 0x0080);
}

for (const weights of ROUNDINGS) {
  for (const dtype of DTYPES) {
    testOnGpu(`linear() unpacks every ${dtype} pattern exactly, weights ${weights}`, async () => {
      const patterns = dtype === "F32" ? float32Patterns() : patternsOf(dtype);
      const bytes = new Uint8Array(patterns.buffer);
      const weight = weightOfBytes(bytes, { shape: [patterns.length, 1], dtype });
      const engine = await sharedEngine("gpu", { weights });
      const one = engine.upload(new Float32Array([1]), { nRows: 1, nColumns: 1 });
      const use = { x: one, rounding: weights };
      const [actual] = await engine.download(await engine.linear([use], weight));
      const stored = decodeToFloat32(bytes, dtype);
      const expected = weights === "bf16" ? roundArrayToBf16(stored) : stored;
      for (let i = 0; i < expected.length; i++) {
        // -0 + 0 is 0 in a sum.
        const [a, e] = [actual?.[i], (expected[i] ?? NaN) + 0];
        assert.ok(Object.is(a, e), `pattern ${patterns[i]?.toString(16)}: ${a}, expected ${e}`);
      }
    });
  }
}

for (const [normOffset, isCentred] of [[0, false], [1, false], [0, true]] as const) {
  testOnGpu(
    `norm() on the GPU agrees with its twin, offset ${normOffset}, centred ${isCentred}`,
    async () => {
      for (const weights of ROUNDINGS) {
        const cases = DTYPES.flatMap((dtype) =>
          [[1, 1], [2, 7], [6, 64], [70, 131], [3, 4608]].map(([V = 0, C = 0], i) => ({
            shape: { nRows: V, nColumns: C },
            x: normals(V * C, i / 8).map((value) => 5 * value),
            weight: weightOf(normals(C, (i + 1) / 8), { shape: [C], dtype }),
          }))
        );
        const [gpu, cpu] = await download(
          { weights },
          async (engine) => {
            const normed = await Promise.all(
              cases.map(({ shape, x, weight }) =>
                engine.norm(
                  [{ x: engine.upload(x, shape), rounding: weights, isOutputRounded: false }],
                  weight,
                  { eps: 1e-6, normOffset, isCentred },
                )
              ),
            );
            return normed.flat();
          },
        );
        for (const [i, { shape, weight }] of cases.entries()) {
          const label = `n [${shape.nRows}, ${shape.nColumns}], weight ${weight.dtype}`;
          const [actual, expected] = [gpu[i] as Float32Array, cpu[i] as Float32Array];
          assertClose(actual, expected, { label, ...NORM_TOLERANCE });
        }
      }
    },
  );
}

testOnGpu("addBias() on the GPU gives what its twin gives, to the bit", async () => {
  for (const dtype of ["BF16", "F16", "F32"] as const) {
    for (const [nRows, nColumns] of [[1, 1], [3, 17], [2, 700]] as const) {
      const bias = weightOf(normals(nColumns, 0.2), { shape: [nColumns], dtype });
      const [gpu, cpu] = await download({ weights: "bf16" }, async (engine) => {
        const x = engine.upload(normals(nRows * nColumns, 0.7), { nRows, nColumns });
        const uses = [true, false].flatMap((isOutputRounded) =>
          (["bf16", "stored"] as const).map((rounding) => ({ x, rounding, isOutputRounded }))
        );
        return await engine.addBias(uses, bias);
      });
      assert.deepEqual(gpu, cpu, `${dtype} [${nRows}, ${nColumns}]`);
    }
  }
});

testOnGpu(
  "norm() on the GPU rounds its output to the bfloat16 next to what it computed",
  async () => {
    const [V, C] = [3, 129];
    const x = normals(V * C, 0.3);
    const weight = weightOf(normals(C, 0.4), { shape: [C], dtype: "BF16" });
    const engine = await sharedEngine("gpu", { weights: "bf16" });
    const matrix = engine.upload(x, { nRows: V, nColumns: C });
    const uses = [true, false].map((isOutputRounded) => (
      { x: matrix, rounding: "bf16", isOutputRounded } as const
    ));
    const [rounded, exact] = await engine.download(
      await engine.norm(uses, weight, { eps: 1e-6, normOffset: 1, isCentred: false }),
    );
    assert.deepEqual(rounded, roundArrayToBf16(exact as Float32Array));
  },
);

for (const activation of ["gelu_tanh", "silu", "gelu"] as const) {
  testOnGpu(`gatedActivation() on the GPU agrees with its twin on ${activation}`, async () => {
    const shapes = [[1, 1], [2, 7], [7, 300], [70, 33]].map(([nRows = 0, nColumns = 0]) => ({
      nRows,
      nColumns,
    }));
    const far = Float32Array.of(-1e30, -1e4, -100, -89, 89, 100, 1e4);
    const [gpu, cpu] = await download({ weights: "bf16" }, (engine) => {
      const products = shapes.map((shape, i) => {
        const gate = normals(shape.nRows * shape.nColumns, i / 8).map((value) => 3 * value);
        gate.set(far.subarray(0, gate.length));
        const up = normals(gate.length, (i + 1) / 16);
        return engine.gatedActivation(
          engine.upload(gate, shape),
          engine.upload(up, shape),
          activation,
        );
      });
      return Promise.resolve(products);
    });
    for (const [i, { nRows, nColumns }] of shapes.entries()) {
      const label = `h [${nRows}, ${nColumns}]`;
      const [actual, expected] = [gpu[i] as Float32Array, cpu[i] as Float32Array];
      assertClose(actual, expected, { label, ...ACTIVATION_TOLERANCE });
    }
  });
}
