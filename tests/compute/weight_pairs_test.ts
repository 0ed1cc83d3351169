import assert from "node:assert/strict";
import { differenceProduct } from "../../src/compute/cpu/difference_products.ts";
import {
  addedSums,
  NO_SUMS,
  type TensorSums,
  tensorSums,
} from "../../src/compute/cpu/tensor_sums.ts";
import { type PairRoom, WeightPairs } from "../../src/compute/wasm/weight_pairs.ts";
import { bytesPerElement, decodeToFloat32 } from "../../src/math/dtypes.ts";
import { norm } from "../../src/math/vector_math.ts";
import type { WeightDtype } from "../../src/sources/checkpoint/weights.ts";
import { encodeWeights } from "./memory_weight.ts";
import { normals } from "./random.ts";

const DTYPES = ["BF16", "F16", "F32"] as const satisfies WeightDtype[];
const OF_BOTH = DTYPES.flatMap((a) => DTYPES.map((b) => [a, b] as const));
/** Rows about the sixteen that are taken at a time and the four parts of a room, columns about the four and the 512 that are summed at a time. */
const SHAPES = [[1, 1], [3, 7], [16, 4], [17, 512], [150, 515], [15, 1030], [130, 2]] as const;
const MAX_COLUMNS = 1030;
/** Rows that a part of a room has a multiple of, and elements of which sums are made at a time. */
const [ROWS, BLOCK] = [16, 2 ** 14];
/** Of float32 sums over so few columns, relative to what a product could be at most, |D|^2 |x|. */
const BOUND = 5e-7;

/** Two weights of one shape, as stored. */
interface Pair {
  readonly shape: readonly [nRows: number, nColumns: number];
  readonly values: readonly [Float32Array, Float32Array];
  readonly dtypes?: readonly [WeightDtype, WeightDtype];
}

/** Some elements of both. */
interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Vectors that float32 has. */
function vectors(n: number, K: number): Float64Array[] {
  return Array.from({ length: n }, (_, i) => Float64Array.from(normals(K, 0.2 + i / 100)));
}

/** What a room makes of all of both. */
function compare(
  room: PairRoom,
  { shape, values: [a, b], dtypes: [ofA, ofB] = ["F32", "F32"] }: Pair,
  { isRounded = false, hasSums = true }: { isRounded?: boolean; hasSums?: boolean } = {},
): Promise<TensorSums> {
  const n = shape[0] * shape[1];
  room.bytes("base", n * bytesPerElement(ofA)).set(encodeWeights(a, ofA));
  room.bytes("instruct", n * bytesPerElement(ofB)).set(encodeWeights(b, ofB));
  return room.compare({ shape, dtypes: { base: ofA, instruct: ofB }, isRounded }, { hasSums });
}

/** As they are stored. */
function taken({ values: [a, b], dtypes: [ofA, ofB] = ["F32", "F32"] }: Pair) {
  const stored = (values: Float32Array, dtype: WeightDtype) =>
    decodeToFloat32(encodeWeights(values, dtype), dtype);
  return [stored(a, ofA), stored(b, ofB)] as const;
}

/** The sums of the twin, of as many elements at a time as the kernel takes, and these by the parts of a room. */
function twin(pair: Pair, isRounded: boolean): TensorSums {
  const [nRows, K] = pair.shape;
  const [a, b] = taken(pair);
  const sumOf = (
    size: number,
    { from, to }: Stretch,
    of: (stretch: Stretch) => TensorSums,
  ): TensorSums => {
    let all = NO_SUMS;
    for (let at = from; at < to; at += size) {
      all = addedSums(all, of({ from: at, to: Math.min(at + size, to) }));
    }
    return all;
  };
  const rowsOfPart = Math.ceil(nRows / 4 / ROWS) * ROWS;
  return sumOf(
    rowsOfPart * K,
    { from: 0, to: nRows * K },
    (part) =>
      sumOf(
        BLOCK,
        part,
        ({ from, to }) => tensorSums(a.subarray(from, to), b.subarray(from, to), { isRounded }),
      ),
  );
}

/** Holds products to those of the twin, each divided by `scale` squared where values were multiplied by it. */
function assertNear(
  sums: readonly Float64Array[],
  [a, b]: readonly [Float32Array, Float32Array],
  { given, isRounded = false, scale = 1, place = "" }: {
    given: readonly Float64Array[];
    isRounded?: boolean;
    scale?: number;
    place?: string;
  },
): void {
  assert.equal(sums.length, given.length, place);
  const length = norm(Float64Array.from(a, (value, i) => b[i]! - value));
  for (const [i, x] of given.entries()) {
    const expected = differenceProduct(a, b, { x, isRounded });
    const off = norm(expected.map((value, k) => sums[i]![k]! / scale / scale - value));
    const most = BOUND * length ** 2 * norm(x);
    assert.ok(off <= most, `${place}, ${i}: ${off}, at most ${most}`);
    assert.ok(norm(expected) > 1000 * most, `${place}, ${i}: a product of ${norm(expected)}`);
  }
}

Deno.test("a room gives the sums of its twin to the bit and its products, of all dtypes and shapes, and nothing of what lay there before", async () => {
  for (const isRelaxed of [true, false]) {
    using pairs = new WeightPairs({ maxColumns: MAX_COLUMNS, nThreads: 2, isRelaxed });
    for (const [at, shape] of [...SHAPES, ...SHAPES.toReversed()].entries()) {
      const [R, K] = shape;
      const ofA = normals(R * K, 0.1 + at / 100),
        ofB = ofA.map((x, i) => i % 5 === 4 ? x : x + 0.1);
      const given = vectors(1 + at % 8, K);
      for (const [ix, dtypes] of OF_BOTH.entries()) {
        const pair = { shape, values: [ofA, ofB], dtypes } as const;
        for (const isRounded of [true, false]) {
          const place = `${R}, ${K}, ${dtypes}, ${isRounded}`;
          const room = pairs.rooms[ix % pairs.rooms.length]!;
          pairs.begin([new Float64Array(MAX_COLUMNS).fill(NaN)]);
          pairs.begin([new Float64Array(MAX_COLUMNS).fill(NaN)]);
          pairs.begin(given);
          assert.deepEqual(await compare(room, pair, { isRounded }), twin(pair, isRounded), place);
          assertNear(pairs.products(), taken(pair), { given, isRounded, place });
        }
      }
    }
  }
});

Deno.test("rooms give what either is asked for alone: sums, or products", async () => {
  using pairs = new WeightPairs({ maxColumns: MAX_COLUMNS, nThreads: 2 });
  const shape = [40, 36] as const, n = 40 * 36;
  const pair: Pair = { shape, values: [normals(n, 0.3), normals(n, 0.4)] };
  const given = vectors(8, 36);
  const room = pairs.rooms[1]!;
  pairs.begin(given);
  assert.deepEqual(await compare(room, pair, { hasSums: false }), NO_SUMS);
  assertNear(pairs.products(), taken(pair), { given });
  pairs.begin(null);
  assert.deepEqual(await compare(room, pair), twin(pair, false));
  assert.throws(() => pairs.products(), { message: "Cannot tell products: none were begun" });
});

Deno.test("products are of all rows that rooms were given, to the bit whichever thread takes them", async () => {
  const [R, K] = [2400, 256];
  const a = normals(R * K, 0.3), b = normals(R * K, 0.4), given = vectors(8, K);
  const found: Float64Array[][] = [];
  for (const nThreads of [1, 2, 3, 40]) {
    using pairs = new WeightPairs({ maxColumns: K, nThreads });
    pairs.begin(given);
    const edges = [0, 1, 400, 800, 1200, 1633, 2007, 2400];
    // Rooms are at work at once; one is filled again once it is done.
    const ends = pairs.rooms.map(() => Promise.resolve());
    for (const [ix, first] of edges.slice(0, -1).entries()) {
      const end = edges[ix + 1]!;
      const part = (values: Float32Array) => values.slice(first * K, end * K);
      const at = ix % pairs.rooms.length;
      ends[at] = ends[at]!.then(async () => {
        await compare(pairs.rooms[at]!, {
          shape: [end - first, K],
          values: [part(a), part(b)],
        });
      });
    }
    await Promise.all(ends);
    found.push(pairs.products());
    assertNear(found.at(-1)!, [a, b], { given, place: `${nThreads}` });
  }
  for (const other of found.slice(1)) assert.deepEqual(other, found[0]);
});

Deno.test("products lose no square of what is small or large", async () => {
  using pairs = new WeightPairs({ maxColumns: MAX_COLUMNS, nThreads: 2 });
  const [R, K] = [20, 24];
  const given = vectors(3, K);
  // The least normal number is 1.2e-38, and the largest float32 3.4e38.
  for (const scale of [1e-37, 1e-30, 1e-13, 1e12, 1e13, 1e30, 1e37, 6e37]) {
    const zero = new Float32Array(R * K), b = normals(R * K, 0.6).map((x) => x * scale);
    pairs.begin(given);
    await compare(pairs.rooms[0]!, { shape: [R, K], values: [zero, b] });
    const unit = b.map((value) => value / scale);
    assertNear(pairs.products(), [zero, unit], { given, scale, place: `${scale}` });
  }
});

Deno.test("products are zeros where nothing differs", async () => {
  using pairs = new WeightPairs({ maxColumns: MAX_COLUMNS, nThreads: 2 });
  const [R, K] = [18, 6];
  const values = normals(R * K, 0.7);
  pairs.begin(vectors(2, K));
  await compare(pairs.rooms[0]!, {
    shape: [R, K],
    values: [values, values],
    dtypes: ["BF16", "BF16"],
  }, { isRounded: true });
  assert.deepEqual(pairs.products(), [new Float64Array(K), new Float64Array(K)]);
});

Deno.test("sums of whole numbers are exact, wherever a difference stands, and so are those of the twin", async () => {
  using pairs = new WeightPairs({ maxColumns: MAX_COLUMNS, nThreads: 2 });
  for (const shape of [[1, 1], [1, 5], [2, 4], [3, 3]] as const) {
    const n = shape[0] * shape[1];
    for (let k = 0; k < n; k++) {
      const a = Float32Array.from({ length: n }, (_, i) => i - 3);
      const b = a.map((x, i) => i === k ? x + 4 : x);
      const squares = (values: Float32Array) => values.reduce((sum, x) => sum + x * x, 0);
      const expected = {
        base: squares(a),
        instruct: squares(b),
        delta: 16,
        baseExcess: squares(a) - squares(b),
        baseRounding: 0,
        instructRounding: 0,
        nChanged: 1,
        largest: 4,
      };
      for (const dtype of DTYPES) {
        const pair: Pair = { shape, values: [a, b], dtypes: [dtype, dtype] };
        const sums = await compare(pairs.rooms[k % 4]!, pair, { isRounded: true });
        assert.deepEqual(sums, expected, `${shape}, ${k}, ${dtype}`);
      }
      assert.deepEqual(tensorSums(a, b, { isRounded: true }), expected);
      // What is added to both changes lengths and no difference.
      const { delta, base, largest } = tensorSums(a, b, { isRounded: true, offset: 1 });
      assert.deepEqual([delta, largest, base], [16, 4, squares(a.map((x) => x + 1))]);
    }
  }
});

Deno.test("sums are of all rows, and find the largest difference in any of them", async () => {
  using pairs = new WeightPairs({ maxColumns: MAX_COLUMNS, nThreads: 2 });
  const shape = [100, 12] as const, n = 100 * 12;
  const a = new Float32Array(n).fill(1);
  for (const k of [0, 15 * 12 + 3, 16 * 12, 33 * 12 + 7, n - 1]) {
    const b = a.map((x, i) => i === k ? 4 : i % 400 === 9 ? 2 : x);
    const pair: Pair = { shape, values: [a, b], dtypes: ["F32", "BF16"] };
    const sums = await compare(pairs.rooms[0]!, pair, { isRounded: true });
    assert.deepEqual([sums.largest, sums.nChanged, sums.delta, sums.base], [3, 4, 12, n], `${k}`);
  }
});

Deno.test("a sum is not finite wherever an element is not, and where rounding makes it so", async () => {
  using pairs = new WeightPairs({ maxColumns: MAX_COLUMNS, nThreads: 2 });
  const MOST = 3.4028234663852886e38;
  const isFinite = (sums: object) => Object.values(sums).every(Number.isFinite);
  for (const shape of [[1, 1], [1, 4], [2, 3], [16, 4]] as const) {
    const n = shape[0] * shape[1];
    for (let k = 0; k < n; k++) {
      const fine = new Float32Array(n).fill(0.5);
      for (const entry of [NaN, Infinity, -Infinity, MOST]) {
        const bad = fine.with(k, entry);
        for (const isRounded of [true, false]) {
          const isFine = entry === MOST && !isRounded;
          for (const values of [[bad, fine], [fine, bad]] as const) {
            const sums = await compare(pairs.rooms[k % 4]!, { shape, values }, { isRounded });
            // Its rounding error is infinite whether it is taken or not.
            assert.equal(
              isFinite({ ...sums, ...isFine && { baseRounding: 0, instructRounding: 0 } }),
              isFine,
              `${shape}, ${k}, ${entry}, ${isRounded}`,
            );
          }
        }
      }
    }
  }
});

Deno.test("threads of pairs end with them, and when one of them does: who waits hears why", async () => {
  const rows = {
    ...{ shape: [64, 8], isRounded: true } as const,
    dtypes: { base: "F32", instruct: "F32" } as const,
  };
  const filled = (pairs: WeightPairs) => {
    const [room] = pairs.rooms;
    for (const side of ["base", "instruct"] as const) room!.bytes(side, 64 * 8 * 4).fill(0);
    return room!;
  };
  const disposed = new WeightPairs({ maxColumns: 8, nThreads: 2 });
  const room = filled(disposed);
  await room.compare(rows, { hasSums: true });
  disposed[Symbol.dispose]();
  await assert.rejects(room.compare(rows, { hasSums: true }), { message: /has been disposed$/ });
  using pairs = new WeightPairs({ maxColumns: 8, nThreads: 2 });
  const broken = filled(pairs);
  // Rows that the memory does not have.
  const beyond = broken.compare({ ...rows, shape: [2 ** 24, 8] }, { hasSums: true });
  await assert.rejects(beyond, { message: /a thread ended \(memory access out of bounds\)$/ });
  await assert.rejects(broken.compare(rows, { hasSums: true }), { message: /a thread ended/ });
});
