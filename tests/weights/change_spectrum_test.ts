import assert from "node:assert/strict";
import type { WeightDtype } from "../../src/sources/checkpoint/weights.ts";
import { compareTensors, type TensorChange } from "../../src/weights/compare_tensors.ts";
import { WeightPairs } from "../../src/compute/wasm/weight_pairs.ts";
import { PairStream } from "../../src/weights/pair_stream.ts";
import { type MemoryWeight, weightOf } from "../compute/memory_weight.ts";
import { normals } from "../compute/random.ts";

/** Of sums in float32, and of elements rounded to it. */
const ROUNDING = 2e-5;

/** Column `k` of the cosine matrix of `n` rows, whose columns are of length 1 and at right angles to each other. */
function cosine(n: number, k: number): (row: number) => number {
  const scale = Math.sqrt((k === 0 ? 1 : 2) / n);
  return (row) => scale * Math.cos(Math.PI * (row + 0.5) * k / n);
}

/** A matrix `[R, K]` of known singular values. */
function ofValues(values: readonly number[], [R, K]: readonly [number, number]): Float32Array {
  const matrix = new Float64Array(R * K);
  for (const [k, value] of values.entries()) {
    const [left, right] = [cosine(R, k), cosine(K, k)];
    const ofColumn = Float64Array.from({ length: K }, (_, column) => value * right(column));
    for (let row = 0; row < R; row++) {
      const ofRow = left(row);
      for (let column = 0; column < K; column++) {
        matrix[row * K + column]! += ofRow * ofColumn[column]!;
      }
    }
  }
  return Float32Array.from(matrix);
}

async function spectrum(
  [base, instruct]: readonly [Float32Array, Float32Array],
  { shape, dtype = "F32", maxTileBytes }: {
    shape: readonly [number, number];
    dtype?: WeightDtype;
    maxTileBytes?: number;
  },
): Promise<{ change: TensorChange; weights: MemoryWeight[] }> {
  const weights = [weightOf(base, { shape, dtype: "F32" }), weightOf(instruct, { shape, dtype })];
  using pairs = new WeightPairs({ maxColumns: shape[1], nThreads: 2 });
  const change = await compareTensors({ base: weights[0]!, instruct: weights[1]! }, {
    layer: 0,
    rounding: "stored",
    offset: 0,
    pairs,
    stream: new PairStream(pairs.rooms, maxTileBytes === undefined ? {} : { maxTileBytes }),
    hasSpectrum: true,
    onWeightBytes: () => {},
  });
  return { change, weights };
}

Deno.test("the spectrum of a change is that of known singular values, from below, however they fall and whatever the tiles", async () => {
  for (const shape of [[150, 96], [96, 150], [50, 300]] as const) {
    // The last are flat, as those of independent elements nearly are.
    for (const power of [0.3, 0.5, 1, 2, null]) {
      const n = Math.min(...shape);
      const values = Array.from(
        { length: n },
        (_, i) => 0.01 * (power === null ? 1 - 0.6 * i / n : (i + 1) ** -power),
      );
      const base = normals(shape[0] * shape[1], 0.3);
      const d = ofValues(values, shape);
      const squares = values.map((value) => value ** 2);
      const sum = (of: readonly number[]) => of.reduce((total, it) => total + it, 0);
      const expected = {
        delta_spectral_norm: values[0]!,
        delta_stable_rank: sum(squares) / squares[0]!,
        delta_top8_share: sum(squares.slice(0, 8)) / sum(squares),
      };
      // Of a base of zeros elements keep their digits; tiles of few rows and of all.
      const zero = new Float32Array(base.length);
      for (const maxTileBytes of [5 * shape[1] * 4, 2 ** 20]) {
        const { change } = await spectrum([zero, d], { shape, maxTileBytes });
        const place = `${shape}, ${power}, ${maxTileBytes}: ${JSON.stringify(change)}`;
        const found = (name: keyof typeof expected) => change[name]! / expected[name];
        assert.ok(found("delta_spectral_norm") <= 1 + ROUNDING, place);
        assert.ok(found("delta_spectral_norm") >= (power === null ? 0.97 : 0.998), place);
        assert.ok(found("delta_stable_rank") >= 1 - ROUNDING, place);
        assert.ok(found("delta_top8_share") <= 1 + ROUNDING, place);
        assert.ok(found("delta_top8_share") >= (power === null ? 0.93 : 0.98), place);
      }
    }
  }
});

Deno.test("the spectrum of a sum of a few outer products is all there, in three readings at most", async () => {
  const shape = [130, 70] as const;
  for (const values of [[0.3], [0.3, 0.3], [0.5, 0.2, 0.1, 0.1, 0.05], [8, 7, 6, 5, 4, 3, 2, 1]]) {
    const base = new Float32Array(shape[0] * shape[1]);
    const { change, weights } = await spectrum([base, ofValues(values, shape)], { shape });
    const squares = values.map((value) => value ** 2).reduce((total, it) => total + it, 0);
    assert.ok(change.delta_top8_share! > 1 - ROUNDING, `${change.delta_top8_share}`);
    assert.ok(change.delta_top8_share! <= 1, `${change.delta_top8_share}`);
    assert.equal(change.delta_low_rank, values.length);
    const rank = squares / values[0]! ** 2;
    assert.ok(Math.abs(change.delta_stable_rank! / rank - 1) < ROUNDING, `${values}`);
    assert.ok(weights[1]!.reads.length <= 3, `${weights[1]!.reads.length}`);
  }
});

Deno.test("the spectrum of independent elements is what is told as likely, and of no change nothing but that", async () => {
  const shape = [600, 300] as const, n = shape[0] * shape[1];
  const base = normals(n, 0.5).map((x) => 30 * x);
  const d = normals(n, 0.9);
  const { change } = await spectrum([base, base.map((x, i) => x + d[i]!)], { shape });
  const likely = 8 * (Math.sqrt(600) + Math.sqrt(300)) ** 2 / n;
  assert.equal(change.isotropic_top8_share, likely);
  assert.ok(change.delta_top8_share! < likely, `${change.delta_top8_share} of ${likely}`);
  assert.equal(change.delta_low_rank, null);
  assert.ok(change.delta_top8_share! > 0.85 * likely, `${change.delta_top8_share} of ${likely}`);
  const { change: none, weights } = await spectrum([base, base], { shape });
  assert.deepEqual(
    [none.delta_spectral_norm, none.delta_stable_rank, none.delta_top8_share],
    [0, null, null],
  );
  assert.equal(weights[0]!.reads.length, 1);
});

Deno.test("the spectrum is left out of what is no matrix, where nobody asks, and where its sums are too large", async () => {
  using pairs = new WeightPairs({ maxColumns: 24, nThreads: 2 });
  const stream = new PairStream(pairs.rooms);
  const options = {
    ...{ layer: 0, rounding: "stored", offset: 0 } as const,
    ...{ pairs, stream, onWeightBytes() {} },
  };
  const [a, b] = [normals(24, 0.1), normals(24, 0.2)];
  const of = (values: Float32Array, shape: number[]) => weightOf(values, { shape, dtype: "F32" });
  const huge = (sign: number) => of(new Float32Array(24).fill(sign * 3e38), [4, 6]);
  for (
    const [pair, hasSpectrum] of [
      [{ base: of(a, [24]), instruct: of(b, [24]) }, true],
      [{ base: of(a, [4, 6]), instruct: of(b, [4, 6]) }, false],
      [{ base: huge(1), instruct: huge(-1) }, true],
    ] as const
  ) {
    const change = await compareTensors(pair, { ...options, hasSpectrum });
    assert.deepEqual(
      [change.delta_spectral_norm, change.delta_stable_rank, change.delta_top8_share],
      [null, null, null],
    );
    assert.deepEqual([change.delta_low_rank, change.isotropic_top8_share], [null, null]);
    assert.equal(pair.base.reads.length, 1);
  }
});
