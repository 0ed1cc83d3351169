import assert from "node:assert/strict";
import type { WeightDtype, WeightTensor } from "../../src/sources/checkpoint/weights.ts";
import {
  compareTensors,
  type TensorChange,
  tensorChange,
} from "../../src/weights/compare_tensors.ts";
import { NO_SUMS } from "../../src/compute/cpu/tensor_sums.ts";
import { WeightPairs } from "../../src/compute/wasm/weight_pairs.ts";
import { PairStream } from "../../src/weights/pair_stream.ts";
import { type MemoryWeight, weightOf } from "../compute/memory_weight.ts";
import { normals } from "../compute/random.ts";

const [R, K] = [11, 6];
const NAME = "model.layers.3.mlp.up_proj.weight";

function tensor(
  values: Float32Array,
  { shape = [R, K], dtype = "F32" }: { shape?: number[]; dtype?: WeightDtype } = {},
): MemoryWeight {
  return weightOf(values, { name: NAME, shape, dtype });
}

async function compare(
  base: WeightTensor,
  instruct: WeightTensor,
  { maxTileBytes, rounding = "stored", offset = 0 }: {
    maxTileBytes?: number;
    rounding?: "bf16" | "stored";
    offset?: 0 | 1;
  } = {},
): Promise<TensorChange> {
  using pairs = new WeightPairs({ maxColumns: R * K, nThreads: 2 });
  return await compareTensors({ base, instruct }, {
    layer: 3,
    rounding,
    offset,
    pairs,
    stream: new PairStream(pairs.rooms, maxTileBytes === undefined ? {} : { maxTileBytes }),
    hasSpectrum: false,
    onWeightBytes: () => {},
  });
}

Deno.test("compareTensors() gives the same whatever the tiles, and reads no more at once than one of them", async () => {
  const a = normals(R * K, 0.3), b = a.map((x, i) => i % 7 === 0 ? x : 1.01 * x);
  const whole = await compare(tensor(a), tensor(b, { dtype: "BF16" }));
  for (const nRows of [1, 2, 3, 4, 10, 11, 12]) {
    const pair = [tensor(a), tensor(b, { dtype: "BF16" })] as const;
    const found = await compare(...pair, { maxTileBytes: nRows * K * 4 });
    for (const [name, value] of Object.entries(found)) {
      const expected = whole[name as keyof TensorChange]!;
      assert.ok(Math.abs(value! - expected) <= 1e-14 * expected, `${nRows} rows, ${name}`);
    }
    for (const { reads, sizeBytes } of pair) {
      assert.equal(reads.length, Math.ceil(R / nRows));
      const rowBytes = sizeBytes / R;
      assert.equal(Math.max(...reads.map((it) => it.sizeBytes)), Math.min(nRows, R) * rowBytes);
    }
  }
});

Deno.test("compareTensors() cuts a vector anywhere: one may be longer than a tile", async () => {
  const shape = [R * K];
  const a = normals(R * K, 0.3), b = a.map((x, i) => x + (i % 5) / 10);
  for (const offset of [0, 1] as const) {
    const whole = await compare(tensor(a, { shape }), tensor(b, { shape }), { offset });
    const pair = [tensor(a, { shape }), tensor(b, { shape })] as const;
    const found = await compare(...pair, { offset, maxTileBytes: 4 * 7 });
    assert.ok(Math.abs(found.delta_norm / whole.delta_norm - 1) < 1e-14);
    assert.ok(Math.abs(found.base_norm / whole.base_norm - 1) < 1e-14);
    for (const { reads } of pair) assert.equal(reads.length, Math.ceil(R * K / 7));
    await assert.rejects(
      compare(tensor(a, { shape }), tensor(b.with(40, NaN), { shape }), {
        ...{ offset, maxTileBytes: 4 * 7 },
      }),
      /got NaN at element 40$/,
    );
  }
});

Deno.test("compareTensors() refuses what is not finite in one line that names side, tensor and place", async () => {
  const fine = normals(R * K, 0.4);
  for (
    const [entry, rounding, found] of [
      [NaN, "bf16", "NaN"],
      [-Infinity, "stored", "-Infinity"],
      [
        3.4028234663852886e38,
        "bf16",
        "3.4028234663852886e+38, which is no bfloat16 (--weights stored takes it as it is),",
      ],
    ] as const
  ) {
    const bad = fine.with(7 * K + 2, entry);
    for (const side of ["base", "instruct"]) {
      const pair = side === "base" ? [bad, fine] : [fine, bad];
      const [base, instruct] = pair.map((values) => tensor(values));
      await assert.rejects(compare(base!, instruct!, { rounding, maxTileBytes: 3 * K * 4 }), {
        message:
          `Cannot compare layer 3 of the ${side} checkpoint: expected finite weights in "${NAME}" of memory.safetensors, got ${found} at row 7, column 2`,
      });
    }
  }
  const norm = (values: Float32Array) => tensor(values, { shape: [R * K] });
  await assert.rejects(compare(norm(fine), norm(fine.with(5, NaN)), { offset: 1 }), {
    message: /of the instruct checkpoint: .* got NaN at element 5$/,
  });
});

Deno.test("compareTensors() takes a number that is no bfloat16 as it is stored, and tells no rounding of it", async () => {
  const values = normals(R * K, 0.4).with(0, 3.4028234663852886e38);
  const { relative_change, rounding_change } = await compare(tensor(values), tensor(values));
  assert.deepEqual([relative_change, rounding_change], [0, null]);
});

Deno.test("tensorChange() has null for what would be divided by nothing, and 0 for an angle that float64 cannot tell", () => {
  const of = (sums: Partial<typeof NO_SUMS>) =>
    tensorChange({ ...NO_SUMS, ...sums }, { nElements: 4, isWide: true });
  const nothing = of({});
  assert.deepEqual(
    [nothing.relative_change, nothing.delta_angular, nothing.rounding_change, nothing.delta_norm],
    [null, null, null, 0],
  );
  const grown = of({ instruct: 4, delta: 4, baseExcess: -4, nChanged: 4, largest: 1 });
  assert.deepEqual([grown.relative_change, grown.delta_angular, grown.changed_share], [
    null,
    null,
    1,
  ]);
  // a and (1 + t) a, the sums off by a last digit as long sums are.
  const t = 1e-3;
  const longer = of({
    base: 1,
    instruct: (1 + t) ** 2,
    delta: t * t * (1 + 2e-14),
    baseExcess: 1 - (1 + t) ** 2,
  });
  assert.equal(longer.delta_angular, 0);
  // A right angle between two of one length.
  const turned = of({ base: 1, instruct: 1, delta: 2, baseExcess: 0 });
  assert.equal(turned.delta_angular, 1);
});

Deno.test("PairStream reads ahead into other buffers than those that are compared", async () => {
  const a = normals(R * K, 0.3), b = a.map((x, i) => x + i);
  const filledAtOnce = (values: Float32Array) => ({
    ...tensor(values),
    read(offsetBytes: number, into: Uint8Array) {
      const bytes = new Uint8Array(values.slice().buffer);
      into.set(bytes.subarray(offsetBytes, offsetBytes + into.byteLength));
      return Promise.resolve();
    },
  });
  const whole = await compare(tensor(a), tensor(b));
  const found = await compare(filledAtOnce(a), filledAtOnce(b), { maxTileBytes: 3 * K * 4 });
  assert.ok(Math.abs(found.delta_norm - whole.delta_norm) <= 1e-14 * whole.delta_norm);
  assert.ok(Math.abs(found.base_norm - whole.base_norm) <= 1e-14 * whole.base_norm);
});

Deno.test("PairStream reads the base of each tile first, as what an adapter is added to is kept of it", async () => {
  const order: string[] = [];
  const noting = (side: string) => {
    const weight = tensor(normals(R * K, 0.2));
    return {
      ...weight,
      async read(offsetBytes: number, into: Uint8Array) {
        // The base takes its time: the other side waits for it all the same.
        if (side === "base") await new Promise((done) => setTimeout(done, 2));
        await weight.read(offsetBytes, into);
        order.push(side);
      },
    };
  };
  await compare(noting("base"), noting("instruct"), { maxTileBytes: 4 * K * 4 });
  assert.deepEqual(order, ["base", "instruct", "base", "instruct", "base", "instruct"]);
});

Deno.test("PairStream ends with what was wrong, and no read under way", async () => {
  let nUnderWay = 0;
  const slow = (values: Float32Array) => {
    const weight = tensor(values);
    return {
      ...weight,
      async read(offsetBytes: number, into: Uint8Array) {
        nUnderWay++;
        await new Promise((done) => setTimeout(done, 1));
        await weight.read(offsetBytes, into);
        nUnderWay--;
      },
    };
  };
  const bad = normals(R * K, 0.2).with(0, NaN);
  await assert.rejects(compare(slow(bad), slow(bad), { maxTileBytes: K * 4 }), /got NaN at row 0/);
  assert.equal(nUnderWay, 0);
});

Deno.test("tensorChange() knows no angle of what is too short to show in the difference, and one of what is not", () => {
  // At right angles: 1 - cos is 1.
  const angle = (short: number, [base, instruct] = [1, short]) =>
    tensorChange({
      ...NO_SUMS,
      base: base! ** 2,
      instruct: instruct! ** 2,
      delta: 1 + short ** 2,
      baseExcess: base! ** 2 - instruct! ** 2,
    }, { nElements: 2, isWide: false }).delta_angular;
  for (const short of [1e-7, 1e-9, 1e-14]) {
    assert.equal(angle(short), null);
    assert.equal(angle(short, [short, 1]), null);
  }
  assert.ok(Math.abs(angle(2e-6)! - 1) < 1e-8);
  assert.ok(Math.abs(angle(2e-6, [2e-6, 1])! - 1) < 1e-8);
});
