import assert from "node:assert/strict";
import { createCpuEngine } from "../../src/compute/cpu_engine.ts";
import type { Engine, WeightRounding } from "../../src/compute/engine.ts";
import { productSums } from "../../src/compute/cpu/product_sums.ts";
import { compareValue, LARGEST_DIFFERENCE } from "../../src/compute/product_check.ts";
import { decodeWeights } from "../../src/compute/decode_weights.ts";
import { createWasmEngine, type WasmTuning } from "../../src/compute/wasm_engine.ts";
import type { WeightDtype, WeightTensor } from "../../src/sources/checkpoint/weights.ts";
import { type MemoryWeight, weightOf, weightOfBytes } from "./memory_weight.ts";
import { normals } from "./random.ts";

const DTYPES = ["BF16", "F16", "F32"] as const;
const ROUNDINGS = ["bf16", "stored"] as const satisfies WeightRounding[];
/** Numbers of columns about one and several blocks, and octets. */
const COLUMNS = [1, 31, 33, 127, 129, 511, 512, 513, 1023, 1024, 1025, 1040, 1151, 1153];

/** Runs `run` with an engine that ends with it. */
async function withWasm<T>(tuning: WasmTuning, run: (engine: Engine) => Promise<T>): Promise<T> {
  const engine = createWasmEngine({ weights: "bf16", ...tuning });
  try {
    return await run(engine);
  } finally {
    engine.dispose();
  }
}

/** The same with several. */
function withEach<T>(
  tunings: readonly WasmTuning[],
  run: (engines: readonly Engine[]) => Promise<T>,
): Promise<T> {
  const [first, ...others] = tunings;
  if (first === undefined) return run([]);
  return withWasm(first, (engine) => withEach(others, (engines) => run([engine, ...engines])));
}

/** x W^T for some vectors. */
async function product(
  engine: Engine,
  { x, nVectors, weight, rounding }: {
    x: Float32Array;
    nVectors: number;
    weight: WeightTensor;
    rounding: WeightRounding;
  },
): Promise<Float32Array> {
  const uploaded = engine.upload(x, { nRows: nVectors, nColumns: x.length / nVectors });
  const [y] = await engine.linear([{ x: uploaded, rounding }], weight);
  const [values] = await engine.download([y!]);
  uploaded.release();
  y!.release();
  return values!;
}

async function storedBytes(weight: MemoryWeight): Promise<Uint8Array> {
  const bytes = new Uint8Array(weight.sizeBytes);
  await weight.read(0, bytes);
  return bytes;
}

for (const isRelaxed of [true, false]) {
  const build = isRelaxed ? "build for relaxed SIMD" : "plain build";

  Deno.test(`linear() of the ${build} agrees with float64 sums for every few vectors, rows and columns`, () =>
    withEach([{ isRelaxed, nThreads: 2, maxTileBytes: 1 }, { isRelaxed, nThreads: 1 }], async ([
      ofRows,
      ofTiles,
    ]) => {
      for (const dtype of DTYPES) {
        for (const rounding of ROUNDINGS) {
          for (const [at, K] of COLUMNS.entries()) {
            for (const V of [1, 2, 3, 4, 5, 8, 9, 11, 12, 13, 16, 17, 20].slice(at % 2)) {
              const R = 1 + (V * 7 + at * 5) % 60;
              const engine = R % 3 === 0 ? ofRows! : ofTiles!;
              const weight = weightOf(normals(R * K, 0.3 + at / 100), { shape: [R, K], dtype });
              const x = normals(V * K, 0.1 + V / 100);
              const y = await product(engine, { x, nVectors: V, weight, rounding });
              const w = decodeWeights(await storedBytes(weight), { dtype, rounding });
              for (let v = 0; v < V; v++) {
                for (let r = 0; r < R; r++) {
                  const ofV = x.subarray(v * K, (v + 1) * K);
                  const { difference } = compareValue(y[v * R + r]!, {
                    ...productSums(w.subarray(r * K, (r + 1) * K), ofV),
                    readX: () => ofV,
                  });
                  const place = `${dtype} ${rounding} [${R}, ${K}], vector ${v} of ${V}, row ${r}`;
                  assert.ok(difference <= LARGEST_DIFFERENCE, `${place}: ${difference}`);
                }
              }
            }
          }
        }
      }
    }));

  Deno.test(`linear() of the ${build} gives what is not finite, and what is subnormal, as the plain loops do`, () =>
    withWasm({ isRelaxed, nThreads: 1 }, async (engine) => {
      const reference = createCpuEngine({ weights: "bf16" });
      const bits = {
        // Zeros, subnormals, the smallest and largest numbers, infinities and NaN, of both signs.
        BF16: [0, 0x8000, 1, 0x807f, 0x80, 0x7f7f, 0x7f80, 0xff80, 0x7f81, 0xffc0],
        F16: [0, 0x8000, 1, 0x83ff, 0x400, 0x7bff, 0x7c00, 0xfc00, 0x7c01, 0xfe00],
        F32: [
          ...[0, 0x80000000, 1, 0x807fffff, 0x800000, 0x7f7fffff],
          ...[0x7f800000, 0xff800000, 0x7f800001, 0xffc00000, 0x3f808000, 0x3f818000, 0x3f808001],
        ],
      };
      for (const dtype of DTYPES) {
        const patterns = [...bits[dtype], ...bits[dtype]]; // more rows than are multiplied at a time
        const R = patterns.length;
        for (const K of [1, 4, 8, 130]) {
          const stored = dtype === "F32" ? new Uint32Array(R * K) : new Uint16Array(R * K);
          // One of them in each row, at the place that its number gives.
          for (const [r, pattern] of patterns.entries()) stored[r * K + r % K] = pattern;
          const weight = weightOfBytes(new Uint8Array(stored.buffer), { shape: [R, K], dtype });
          for (const rounding of ROUNDINGS) {
            for (const nVectors of [1, 6]) {
              const x = new Float32Array(nVectors * K).map((_, ix) => 2 ** -(ix % 3));
              const operands = { x, nVectors, weight, rounding };
              const label = `${dtype} ${rounding} of ${K} columns`;
              // As numbers: one NaN is as good as another.
              assert.deepEqual(
                [...await product(engine, operands)],
                [...await product(reference, operands)],
                label,
              );
            }
          }
        }
      }
    }));
}

Deno.test("the numbers of the CPU engine do not depend on threads, tiles or the vectors beside one", async () => {
  for (const K of [700, 1048]) for (const dtype of DTYPES) await expectSameNumbers(K, dtype);
});

async function expectSameNumbers(K: number, dtype: WeightDtype): Promise<void> {
  const [V, R] = [21, 101];
  const x = normals(V * K, 0.2);
  const g = normals(5 * R, 0.4);
  const weight = weightOf(normals(R * K, 0.6), { shape: [R, K], dtype });
  const made = (tuning: WasmTuning) =>
    withWasm(tuning, async (engine) => ({
      y: await product(engine, { x, nVectors: V, weight, rounding: "bf16" }),
      combined: (await engine.download([
        await engine.combineRows(engine.upload(g, { nRows: 5, nColumns: R }), weight),
      ]))[0],
    }));
  const expected = await made({ nThreads: 1 });
  for (const nThreads of [1, 2, 3]) {
    for (const maxTileBytes of [1, 7 * K * 2, 100 * K * 2]) {
      assert.deepEqual(await made({ nThreads, maxTileBytes }), expected, `${nThreads} threads`);
    }
  }
  for (const few of [1, 4, 6, 8]) {
    const first = await withWasm(
      {},
      (engine) =>
        product(engine, {
          x: x.subarray(0, few * K),
          nVectors: few,
          weight,
          rounding: "bf16",
        }),
    );
    assert.deepEqual(first, expected.y.subarray(0, few * R), `${few} of ${V} vectors, ${dtype}`);
  }
}

Deno.test("linear() of the CPU engine gives each of many uses what it would alone", async () => {
  const [R, K] = [50, 136];
  for (const dtype of DTYPES) {
    const weight = weightOf(normals(R * K, 0.3), { shape: [R, K], dtype });
    const uses: [number, WeightRounding][] = [
      // More groups than are taken at a time, each of its own use and in two turns.
      ...Array.from({ length: 70 }, (): [number, WeightRounding] => [8, "bf16"]),
      [21, "bf16"],
      [3, "stored"],
      [530, "bf16"],
      [9, "stored"],
      [4, "bf16"],
    ];
    await withWasm({ nThreads: 2, maxTileBytes: 13 * K * 2 }, async (engine) => {
      const values = uses.map(([nVectors], ix) => normals(nVectors * K, ix / 10));
      const together = await engine.linear(
        uses.map(([nRows, rounding], ix) => ({
          x: engine.upload(values[ix]!, { nRows, nColumns: K }),
          rounding,
        })),
        weight,
      );
      for (const [ix, y] of (await engine.download(together)).entries()) {
        const [nVectors, rounding] = uses[ix]!;
        const alone = await product(engine, { x: values[ix]!, nVectors, weight, rounding });
        assert.deepEqual(y, alone, `${dtype}, use ${ix}`);
      }
    });
  }
});

Deno.test("combineRows() of the CPU engine gives the numbers of the plain loops to the bit", async () => {
  const reference = createCpuEngine({ weights: "bf16" });
  for (const [P, R, K] of [[1, 1, 1], [3, 50, 129], [9, 97, 40]] as const) {
    const weight = weightOf(normals(R * K, 0.5), { shape: [R, K], dtype: "F32" });
    const combined = async (engine: Engine) => {
      const g = engine.upload(normals(P * R, 0.9), { nRows: P, nColumns: R });
      return await engine.download([await engine.combineRows(g, weight)]);
    };
    assert.deepEqual(await withWasm({ nThreads: 3 }, combined), await combined(reference));
  }
});

Deno.test("gatedActivation() of both builds gives the numbers of the plain loops, or float32 neighbours", async () => {
  const reference = createCpuEngine({ weights: "bf16" });
  const special = [0, -0, NaN, Infinity, -Infinity, 3e38, -3e38, 1e-40, 100, -100, 709, -709];
  const gate = Float32Array.of(
    ...special,
    ...special,
    ...Array.from({ length: 4001 }, (_, ix) => (ix - 2000) / 100),
  );
  const up = Float32Array.from(gate, (_, ix) => ix < special.length ? Infinity : 1 + ix / 7);
  const shape = { nRows: 1, nColumns: gate.length };
  for (const activation of ["silu", "gelu_tanh", "gelu"] as const) {
    const gated = async (engine: Engine) => {
      const [h] = await engine.download([
        engine.gatedActivation(engine.upload(gate, shape), engine.upload(up, shape), activation),
      ]);
      return h!;
    };
    const expected = await gated(reference);
    // 1 + tanh(u) of the plain loops cancels where the result is next to nothing; else there are subnormal numbers alone.
    const least = activation === "gelu_tanh" ? 1e-12 : 1.5e-45;
    for (const isRelaxed of [true, false]) {
      const found = await withWasm({ isRelaxed }, gated);
      for (const [ix, value] of expected.entries()) {
        const away = Math.abs(found[ix]! - value);
        const isNear = Object.is(found[ix], value) || away <= 1.2e-7 * Math.abs(value) + least;
        assert.ok(isNear, `${activation}(${gate[ix]}) * ${up[ix]}: ${found[ix]}, not ${value}`);
      }
    }
  }
});

Deno.test("gatedActivation() of the CPU engine gives the same numbers on any number of threads", async () => {
  const [V, F] = [9, 8001];
  const [gate, up] = [normals(V * F, 0.7), normals(V * F, 0.8)];
  const shape = { nRows: V, nColumns: F };
  const weight = weightOf(Float32Array.of(1), { shape: [1, 1], dtype: "F32" });
  const gated = (nThreads: number) =>
    withWasm({ nThreads }, async (engine) => {
      const of = { x: Float32Array.of(1), nVectors: 1, weight, rounding: "bf16" } as const;
      await product(engine, of); // threads start with the first product
      const [h] = await engine.download([
        engine.gatedActivation(engine.upload(gate, shape), engine.upload(up, shape), "silu"),
      ]);
      return h!;
    });
  const h = await gated(1);
  assert.ok(h.every((value, ix) => value !== 0 || gate[ix] === 0));
  for (const nThreads of [2, 3]) assert.deepEqual(await gated(nThreads), h);
});

Deno.test("norm(), addBias() and compareRows() of the CPU engine give the numbers of the plain loops to the bit", async () => {
  const reference = createCpuEngine({ weights: "bf16" });
  for (const [V, K] of [[1, 1], [3, 13], [11, 300]] as const) {
    const made = async (engine: Engine) => {
      const x = engine.upload(normals(V * K, 0.2), { nRows: V, nColumns: K });
      const vector = weightOf(normals(K, 0.4), { shape: [K], dtype: "F32" });
      const results = [];
      for (const isOutputRounded of [false, true]) {
        const uses = [{ x, rounding: "stored", isOutputRounded }] as const;
        for (const isCentred of [false, true]) {
          const options = { eps: 1e-6, normOffset: 1, isCentred } as const;
          results.push(...await engine.norm(uses, vector, options));
        }
        results.push(...await engine.addBias(uses, vector));
      }
      return await engine.download([
        ...results,
        engine.compareRows(x, results[1]!),
        engine.oppositeRows(x),
      ]);
    };
    assert.deepEqual(await withWasm({}, made), await made(reference));
  }
});

Deno.test("the CPU engine is as it was after a read that failed, and no read is under way", async () => {
  await withWasm({ nThreads: 2, maxTileBytes: 1 }, async (engine) => {
    const [R, K] = [40, 2000];
    const whole = weightOf(normals(R * K, 0.1), { shape: [R, K], dtype: "F32" });
    let nUnderWay = 0;
    const broken: WeightTensor = {
      ...whole,
      async read(offsetBytes, into) {
        nUnderWay++;
        await new Promise((resolve) => setTimeout(resolve, 1 + offsetBytes % 3));
        nUnderWay--;
        if (offsetBytes === 9 * K * 4) throw new Error("Cannot read a.safetensors: it ended");
        await whole.read(offsetBytes, into);
      },
    };
    const operands = { x: normals(K, 0.3), nVectors: 1, rounding: "bf16" } as const;
    const failed = { message: "Cannot read a.safetensors: it ended" };
    await assert.rejects(product(engine, { ...operands, weight: broken }), failed);
    assert.equal(nUnderWay, 0);
    const g = engine.upload(normals(R, 0.3), { nRows: 1, nColumns: R });
    await assert.rejects(engine.combineRows(g, broken), failed);
    assert.equal(nUnderWay, 0);
    const expected = await withWasm({}, (other) => product(other, { ...operands, weight: whole }));
    assert.deepEqual(await product(engine, { ...operands, weight: whole }), expected);
  });
});

Deno.test("the CPU engine says what to do where a matrix has no room, and goes on", async () => {
  await withWasm({ mostPages: 40 }, async (engine) => {
    assert.throws(
      () => engine.upload(new Float32Array(2 ** 20), { nRows: 2 ** 10, nColumns: 2 ** 10 }),
      {
        name: "RangeError",
        message: /^Cannot compute on the CPU: expected 4\.72 MB more beside .*; take fewer [^\n]*$/,
      },
    );
    const small = engine.upload(Float32Array.of(1, 2), { nRows: 1, nColumns: 2 });
    assert.deepEqual(await engine.download([small]), [Float32Array.of(1, 2)]);
    await Promise.resolve();
  });
});

Deno.test("the CPU engine uses released memory again", async () => {
  await withWasm({ mostPages: 40 }, async (engine) => {
    for (let turn = 0; turn < 20; turn++) {
      const made = Array.from(
        { length: 3 },
        (_, ix) =>
          engine.upload(new Float32Array(2 ** 17), { nRows: 8, nColumns: 2 ** 14 - ix * 0 }),
      );
      for (const ix of turn % 2 === 0 ? [1, 0, 2] : [2, 1, 0]) made[ix]!.release();
    }
    await Promise.resolve();
  });
});

Deno.test("the CPU engine computes while its memory grows", () =>
  withWasm({ nThreads: 3, maxTileBytes: 1 }, async (engine) => {
    for (let turn = 1; turn <= 12; turn++) {
      // Each product lies beyond all that there was before.
      const [V, R, K] = [8, 64, 1000 * turn];
      const weight = weightOf(new Float32Array(R * K).fill(1), { shape: [R, K], dtype: "F32" });
      const x = engine.upload(new Float32Array(V * K).fill(1), { nRows: V, nColumns: K });
      const [y] = await engine.linear([{ x, rounding: "bf16" }], weight);
      const [values] = await engine.download([y!]);
      assert.ok(values!.every((value) => value === K));
    }
  }));

Deno.test("the CPU engine refuses work once it is disposed, and what was under way", async () => {
  const engine = createWasmEngine({ weights: "bf16", nThreads: 1 });
  const K = 64;
  const weight = weightOf(normals(8 * K, 0.1), { shape: [8, K], dtype: "F32" });
  const operands = { x: normals(K, 0.3), nVectors: 1, weight, rounding: "bf16" } as const;
  await product(engine, operands);
  const waiting = product(engine, operands);
  engine.dispose();
  const message = "Cannot compute on the CPU: the engine has been disposed";
  await assert.rejects(waiting, { message });
  await assert.rejects(product(engine, operands), { message });
});

Deno.test("a process ends whose CPU engines were disposed of at any time", async () => {
  const modules = ["src/compute/wasm_engine.ts", "tests/compute/memory_weight.ts"]
    .map((path) => JSON.stringify(new URL(`../../${path}`, import.meta.url).href));
  const code = `
    import { createWasmEngine } from ${modules[0]};
    import { weightOf } from ${modules[1]};
    const weight = weightOf(new Float32Array(40 * 300), { shape: [40, 300], dtype: "F32" });
    for (let turn = 0; turn < 60; turn++) {
      const engine = createWasmEngine({ weights: "bf16", nThreads: 1 + turn % 4, maxTileBytes: 1 });
      const x = engine.upload(new Float32Array(300), { nRows: 1, nColumns: 300 });
      const product = engine.linear([{ x, rounding: "bf16" }], weight).catch(() => {});
      if (turn % 3 === 0) await new Promise((resolve) => setTimeout(resolve, turn % 7 * 3));
      else await product;
      engine.dispose();
      await product;
    }`;
  const { code: exitCode } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--no-check", code],
    signal: AbortSignal.timeout(30_000),
  }).output();
  assert.equal(exitCode, 0);
});

Deno.test("the CPU engine names its build and its threads", async () => {
  const described = (tuning: WasmTuning) =>
    withWasm(tuning, ({ device }) => Promise.resolve({ ...device }));
  assert.deepEqual(await described({ nThreads: 3 }), {
    kind: "cpu",
    name: "WebAssembly (relaxed SIMD)",
    isFallback: false,
    nThreads: 3,
  });
  assert.equal((await described({ isRelaxed: false })).name, "WebAssembly (SIMD)");
});
