import assert from "node:assert/strict";
import type { Engine, NormUse } from "../../src/compute/engine.ts";
import type { WeightTensor } from "../../src/sources/checkpoint/weights.ts";
import { ENGINES, testOn, withEngine } from "./gpu.ts";
import { weightOf } from "./memory_weight.ts";
import { normals } from "./random.ts";

for (const kind of ENGINES) {
  const test = testOn(kind);
  const act = (run: (engine: Engine) => Promise<unknown>) =>
    withEngine(kind, { weights: "bf16", run });
  const weight = (shape: number[]): WeightTensor =>
    weightOf(new Float32Array(shape.reduce((a, b) => a * b)), {
      name: "model.layers.0.mlp.up_proj.weight",
      shape,
      dtype: "F32",
    });

  test(`the ${kind} engine gives back what was uploaded`, async () => {
    const values = normals(3 * 13, 0.5);
    const [back] = await withEngine(kind, {
      weights: "stored",
      run: (engine) => engine.download([engine.upload(values, { nRows: 3, nColumns: 13 })]),
    });
    assert.deepEqual(back, values);
  });

  test(`the ${kind} engine refuses values that are not one for each place`, async () => {
    await act((engine) => {
      assert.throws(() => engine.upload(new Float32Array(5), { nRows: 2, nColumns: 3 }), {
        name: "RangeError",
        message: "Cannot upload a matrix: expected 2 x 3 values, got 5",
      });
      return Promise.resolve();
    });
  });

  test(`the ${kind} engine refuses weights of other shapes`, async () => {
    await act(async (engine) => {
      const x = engine.upload(new Float32Array(6), { nRows: 2, nColumns: 3 });
      const uses = [{ x, rounding: "bf16", isOutputRounded: false }] as const;
      await assert.rejects(engine.linear(uses, weight([3, 4])), {
        name: "RangeError",
        message:
          'Cannot apply "model.layers.0.mlp.up_proj.weight": expected shape [R, K] with K = 3, got [3, 4]',
      });
      const options = { eps: 1e-6, normOffset: 1, isCentred: false } as const;
      await assert.rejects(engine.norm(uses, weight([4]), options), {
        name: "RangeError",
        message:
          'Cannot apply "model.layers.0.mlp.up_proj.weight": expected shape [K] with K = 3, got [4]',
      });
    });
  });

  test(`the ${kind} engine refuses to gate products of two shapes`, async () => {
    await act((engine) => {
      const gate = engine.upload(new Float32Array(6), { nRows: 2, nColumns: 3 });
      const up = engine.upload(new Float32Array(6), { nRows: 3, nColumns: 2 });
      assert.throws(() => engine.gatedActivation(gate, up, "silu"), {
        name: "RangeError",
        message: "Cannot gate: expected products of one shape, got [2, 3] and [3, 2]",
      });
      return Promise.resolve();
    });
  });

  test(`the ${kind} engine refuses a released matrix`, async () => {
    await act(async (engine) => {
      const x = engine.upload(new Float32Array(6), { nRows: 2, nColumns: 3 });
      x.release();
      await assert.rejects(async () => await engine.download([x]), {
        message: "Cannot use a [2, 3] matrix: it has been released",
      });
    });
  });

  test(`the ${kind} engine counts the weight bytes that it reads, once for all uses of a weight`, async () => {
    let nBytes = 0;
    await withEngine(kind, {
      weights: "bf16",
      maxTileBytes: 64,
      onWeightBytes: (n) => nBytes += n,
      run: async (engine) => {
        const x = engine.upload(new Float32Array(6).fill(1), { nRows: 2, nColumns: 3 });
        const uses = (["bf16", "stored"] as const)
          .map((rounding) => ({ x, rounding, isOutputRounded: false }));
        await engine.linear(uses, weight([7, 3]));
        await engine.norm(uses, weight([3]), { eps: 1, normOffset: 1, isCentred: false });
        await engine.download([x]);
      },
    });
    assert.equal(nBytes, 7 * 3 * 4 + 3 * 4);
  });

  test(`the ${kind} engine gives uses of one weight what each gives alone, from one read`, async () => {
    const [nRows, nColumns] = [7, 13];
    const options = { eps: 1e-6, normOffset: 1, isCentred: false } as const;
    const values = { matrix: normals(nRows * nColumns, 0.5), norm: normals(nColumns, 0.75) };
    await withEngine(kind, {
      weights: "bf16",
      maxTileBytes: 192, // 3 rows a tile
      run: async (engine) => {
        const uses: NormUse[] = [[9, "bf16"] as const, [2, "stored"] as const].map(
          ([nRows, rounding]) => ({
            x: engine.upload(normals(9 * nColumns, 0.25).subarray(0, nRows * nColumns), {
              nRows,
              nColumns,
            }),
            rounding,
            isOutputRounded: false,
          }),
        );
        const applied = async (uses: readonly NormUse[]) => {
          const matrix = weightOf(values.matrix, { shape: [nRows, nColumns], dtype: "F32" });
          const norm = weightOf(values.norm, { shape: [nColumns], dtype: "F32" });
          const y = await engine.download(await engine.linear(uses, matrix));
          const n = await engine.download(await engine.norm(uses, norm, options));
          for (const { reads, sizeBytes } of [matrix, norm]) {
            assert.equal(reads.reduce((sum, read) => sum + read.sizeBytes, 0), sizeBytes);
          }
          return { y, n };
        };
        const together = await applied(uses);
        const alone = await Promise.all(uses.map((use) => applied([use])));
        assert.deepEqual(together.y, alone.flatMap(({ y }) => y));
        assert.deepEqual(together.n, alone.flatMap(({ n }) => n));
        for (const [rounded, stored] of [together.y, together.n]) {
          // The first rows are of one input: only the rounding tells them apart.
          assert.notDeepEqual(rounded?.subarray(0, stored?.length), stored);
        }
      },
    });
  });

  test(`the ${kind} engine passes on a failed read`, async () => {
    await act(async (engine) => {
      const x = engine.upload(new Float32Array(6), { nRows: 2, nColumns: 3 });
      const broken: WeightTensor = {
        ...weight([7, 3]),
        read: () => Promise.reject(new Error("Cannot read a.safetensors: it ended")),
      };
      await assert.rejects(engine.linear([{ x, rounding: "bf16" }], broken), {
        message: "Cannot read a.safetensors: it ended",
      });
    });
  });
}
