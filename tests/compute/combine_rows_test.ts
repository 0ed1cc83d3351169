import assert from "node:assert/strict";
import type { WeightRounding } from "../../src/compute/engine.ts";
import { decodeToFloat32, roundArrayToBf16 } from "../../src/math/dtypes.ts";
import type { WeightDtype } from "../../src/sources/checkpoint/weights.ts";
import { type EngineKind, ENGINES, sharedEngine, testOn, withEngine } from "./gpu.ts";
import { type MemoryWeight, weightOf } from "./memory_weight.ts";
import { normals } from "./random.ts";

/** float32 sums against float64 ones: error of a sum, relative to the sum of the magnitudes of its terms. */
const COMBINE_RTOL = 1e-5;

const DTYPES = ["BF16", "F16", "F32"] as const;
const ROUNDINGS: readonly WeightRounding[] = ["bf16", "stored"];

interface CombineCase {
  readonly P: number;
  readonly R: number;
  readonly K: number;
  readonly dtype: WeightDtype;
}

/** A random weight `[R, K]` and its values f32 `[R, K]` as `rounding` takes them. */
async function randomWeight(
  { R, K, dtype }: Omit<CombineCase, "P">,
  { rounding, seed }: { rounding: WeightRounding; seed: number },
): Promise<{ weight: MemoryWeight; values: Float32Array }> {
  const weight = weightOf(normals(R * K, seed), { name: "down", shape: [R, K], dtype });
  const bytes = new Uint8Array(weight.sizeBytes);
  await weight.read(0, bytes);
  weight.reads.length = 0;
  const stored = decodeToFloat32(bytes, dtype);
  return { weight, values: rounding === "bf16" ? roundArrayToBf16(stored) : stored };
}

/** The largest error of g W on an engine, relative to the sum of the magnitudes of its terms. */
async function largestError(
  kind: EngineKind,
  shape: CombineCase,
  options: { weights: WeightRounding; maxTileBytes?: number },
): Promise<number> {
  const { P, R, K } = shape;
  const engine = await sharedEngine(kind, options);
  const { weight, values } = await randomWeight(shape, { rounding: options.weights, seed: 0.7 });
  const g = normals(P * R, 0.3);
  const out = await engine.combineRows(engine.upload(g, { nRows: P, nColumns: R }), weight);
  const [actual] = await engine.download([out]) as [Float32Array];
  assert.equal(actual.length, P * K);
  assert.equal(weight.reads.reduce((sum, read) => sum + read.sizeBytes, 0), weight.sizeBytes);
  let largest = 0;
  for (let p = 0; p < P; p++) {
    for (let k = 0; k < K; k++) {
      let [sum, magnitude] = [0, 0];
      for (let r = 0; r < R; r++) {
        const term = (g[p * R + r] ?? NaN) * (values[r * K + k] ?? NaN);
        sum += term;
        magnitude += Math.abs(term);
      }
      const error = Math.abs((actual[p * K + k] ?? NaN) - sum) / magnitude;
      // A NaN is an error too.
      if (!(error <= largest)) largest = error;
    }
  }
  return largest;
}

async function assertCombines(
  kind: EngineKind,
  cases: readonly CombineCase[],
  options: Parameters<typeof largestError>[2],
): Promise<void> {
  for (const shape of cases) {
    const error = await largestError(kind, shape, options);
    const { P, R, K, dtype } = shape;
    assert.ok(error <= COMBINE_RTOL, `g [${P}, ${R}] times ${dtype} [${R}, ${K}]: off by ${error}`);
  }
}

for (const kind of ENGINES) {
  const test = testOn(kind);

  for (const weights of ROUNDINGS) {
    test(`combineRows() on the ${kind} agrees with float64 sums on ragged shapes, weights ${weights}`, () =>
      assertCombines(
        kind,
        DTYPES.flatMap((dtype) => [
          { P: 1, R: 1, K: 1, dtype },
          { P: 4, R: 4, K: 8, dtype },
          { P: 2, R: 3, K: 7, dtype },
          { P: 4, R: 53, K: 101, dtype },
          { P: 7, R: 130, K: 33, dtype },
        ]),
        { weights },
      ));
  }

  test(`combineRows() on the ${kind} agrees with float64 sums over many tiles`, () =>
    assertCombines(
      kind,
      DTYPES.flatMap((dtype) => [
        { P: 4, R: 85, K: 24, dtype }, // whole tiles and one of a single row
        { P: 5, R: 102, K: 23, dtype }, // padded
        { P: 4, R: 9, K: 480, dtype }, // rows wider than a tile ought to be
      ]),
      { weights: "bf16", maxTileBytes: 960 * 2 },
    ));

  test(`combineRows() on the ${kind} keeps float32 sums of 8192 rows near float64 ones`, () =>
    assertCombines(kind, [
      { P: 4, R: 8192, K: 9, dtype: "BF16" },
      { P: 4, R: 4608, K: 64, dtype: "F32" },
    ], { weights: "bf16" }));

  test(`combineRows() and readColumns() on the ${kind} count the bytes that they read`, async () => {
    let nBytes = 0;
    await withEngine(kind, {
      weights: "bf16",
      maxTileBytes: 128,
      onWeightBytes: (n) => nBytes += n,
      run: async (engine) => {
        const { weight } = await randomWeight({ R: 21, K: 5, dtype: "F32" }, {
          rounding: "bf16",
          seed: 0.1,
        });
        const g = engine.upload(normals(2 * 21, 0.2), { nRows: 2, nColumns: 21 });
        await engine.download([await engine.combineRows(g, weight)]);
        assert.equal(nBytes, 21 * 5 * 4);
        await engine.readColumns([3], weight);
        assert.equal(nBytes, 2 * 21 * 5 * 4);
      },
    });
  });

  test(`combineRows() on the ${kind} refuses a weight of other rows`, async () => {
    const engine = await sharedEngine(kind, { weights: "bf16" });
    const g = engine.upload(normals(6, 0.2), { nRows: 2, nColumns: 3 });
    const weight = weightOf(normals(8, 0.1), { name: "down", shape: [2, 4], dtype: "F32" });
    await assert.rejects(engine.combineRows(g, weight), {
      name: "RangeError",
      message: 'Cannot combine the rows of "down": expected shape [R, K] with R = 3, got [2, 4]',
    });
  });

  for (const weights of ROUNDINGS) {
    test(`readColumns() on the ${kind} gives columns as rows from one read, weights ${weights}`, async () => {
      const [R, K] = [53, 12];
      const engine = await sharedEngine(kind, { weights, maxTileBytes: 480 }); // 10 or 20 rows a tile
      for (const dtype of DTYPES) {
        const { weight, values } = await randomWeight({ R, K, dtype }, {
          rounding: weights,
          seed: 0.9,
        });
        const columns = [11, 0, 5];
        const expected = columns.flatMap((column) =>
          Array.from({ length: R }, (_, row) => values[row * K + column])
        );
        assert.deepEqual(Array.from(await engine.readColumns(columns, weight)), expected);
        assert.equal(weight.reads.reduce((sum, read) => sum + read.sizeBytes, 0), weight.sizeBytes);
      }
    });
  }

  test(`readColumns() on the ${kind} refuses a column that is not there`, async () => {
    const engine = await sharedEngine(kind, { weights: "bf16" });
    const weight = weightOf(normals(8, 0.1), { name: "down", shape: [2, 4], dtype: "F32" });
    await assert.rejects(engine.readColumns([1, 4], weight), {
      name: "RangeError",
      message: 'Cannot read a column of "down": expected 0 to 3, got 4',
    });
  });
}

Deno.test("readColumns() gives nothing and reads nothing where no column is asked for", async () => {
  const engine = await sharedEngine("cpu", { weights: "bf16" });
  const weight = weightOf(normals(8, 0.1), { name: "down", shape: [2, 4], dtype: "F32" });
  assert.equal((await engine.readColumns([], weight)).length, 0);
  assert.equal(weight.reads.length, 0);
});
