import assert from "node:assert/strict";
import type { Engine } from "../../src/compute/engine.ts";
import { openGpuDevice } from "../../src/compute/gpu_device.ts";
import {
  type AdapterKind,
  chooseLinear,
  LINEAR_TABLE,
  type LinearEntry,
  SOFTWARE_LANES,
} from "../../src/compute/linear_kernels.ts";
import type { WeightTensor } from "../../src/sources/checkpoint/weights.ts";
import { assertRowsClose } from "./close.ts";
import { HAS_ADAPTER, sharedEngine, testAdapter, testOnGpu } from "./gpu.ts";
import { weightOf } from "./memory_weight.ts";
import { normals } from "./random.ts";

/** float32 sums against float64 ones: error of a row of products, relative to its length. */
const LINEAR_RTOL = 2e-6;

const ADAPTERS: readonly AdapterKind[] = ["software", "hardware", "hardware with subgroups"];
const DTYPES = ["BF16", "F16", "F32"] as const;

/** Lanes that subgroups of this machine's adapter have at least; 0 where it grants none. */
async function subgroupLanes(): Promise<number> {
  const gpu = await openGpuDevice(await testAdapter());
  gpu.dispose();
  return gpu.hasSubgroups ? gpu.leastSubgroupLanes : 0;
}

const SUBGROUP_LANES = HAS_ADAPTER ? await subgroupLanes() : 0;

/** Lanes of a subgroup that the kernels of an adapter need. */
const NEEDED_LANES: Readonly<Record<AdapterKind, number>> = {
  "software": SOFTWARE_LANES,
  "hardware": 0,
  "hardware with subgroups": 1,
};

/** Registers a test that is ignored aloud where the adapter lacks what the kernel needs. */
function testOnAdapter(adapter: AdapterKind, name: string, run: () => Promise<void>): void {
  if (SUBGROUP_LANES >= NEEDED_LANES[adapter]) testOnGpu(name, run);
  else Deno.test({ name: `${name} (ignored: no such subgroups here)`, ignore: true, fn: run });
}

/** x W^T by `engine`. */
async function productOf(
  engine: Engine,
  { x, nVectors, weight }: { x: Float32Array; nVectors: number; weight: WeightTensor },
): Promise<Float32Array> {
  const matrix = engine.upload(x, { nRows: nVectors, nColumns: x.length / nVectors });
  const uses = [{ x: matrix, rounding: "bf16" as const }];
  const [y] = await engine.download(await engine.linear(uses, weight));
  return y as Float32Array;
}

/** Numbers of vectors that take a row of the table: the most, one fewer, and of the last row some that fill tiles and some that do not. */
function vectorsOf({ maxVectors, chosen }: LinearEntry): number[] {
  const { groupVectors } = chosen;
  return maxVectors === Infinity
    ? [groupVectors + 49, 2 * groupVectors]
    : [maxVectors, Math.max(1, maxVectors - 1)];
}

for (const adapter of ADAPTERS) {
  for (const entry of LINEAR_TABLE.filter((entry) => entry.adapter === adapter)) {
    const { chosen } = entry;
    testOnAdapter(
      adapter,
      `${chosen.kernel.name} of ${adapter} adapters up to ${entry.maxVectors} vectors agrees with its twin on ragged shapes`,
      async () => {
        const options = { weights: "bf16", maxTileBytes: 8192, adapter } as const;
        const gpu = await sharedEngine("gpu", options);
        const cpu = await sharedEngine("cpu", { weights: "bf16" });
        for (const dtype of DTYPES) {
          for (const nVectors of vectorsOf(entry)) {
            assert.equal(chooseLinear(adapter, nVectors), chosen);
            // Rows and columns that fill no tile, fewer than one, more than one, and several tiles of the stream.
            for (const [nRows, nColumns] of [[1, 1], [3, 7], [17, 64], [70, 131], [101, 520]]) {
              const shape = [nRows as number, nColumns as number];
              const weight = weightOf(normals(nRows! * nColumns!, 0.2), { shape, dtype });
              const x = normals(nVectors * nColumns!, 0.6);
              const product = (engine: Engine) => productOf(engine, { x, nVectors, weight });
              assertRowsClose(await product(gpu), await product(cpu), {
                label: `${nVectors} vectors, ${dtype} [${nRows}, ${nColumns}]`,
                nColumns: nRows!,
                rtol: LINEAR_RTOL,
              });
            }
          }
        }
      },
    );
  }

  testOnAdapter(adapter, `sums of ${adapter} adapters over many columns stay exact`, async () => {
    const nColumns = 36_864;
    const gpu = await sharedEngine("gpu", { weights: "bf16", adapter });
    const cpu = await sharedEngine("cpu", { weights: "bf16" });
    const weight = weightOf(normals(5 * nColumns, 0.2), { shape: [5, nColumns], dtype: "BF16" });
    for (const nVectors of [2, 9]) {
      const x = normals(nVectors * nColumns, 0.6);
      const [actual, expected] = await Promise.all(
        [gpu, cpu].map((engine) => productOf(engine, { x, nVectors, weight })),
      );
      const label = `${nVectors} vectors`;
      assertRowsClose(actual!, expected!, { label, nColumns: 5, rtol: LINEAR_RTOL });
    }
  });

  Deno.test(`${adapter} adapters have a kernel for any number of vectors`, () => {
    for (const nVectors of [1, 2, 6, 8, 9, 38, 64, 515, 5000]) {
      assert.ok(chooseLinear(adapter, nVectors).kernel.code.length > 0);
    }
  });
}

Deno.test("chooseLinear() takes the kernels on textures for software and those on buffers for hardware", () => {
  const name = (adapter: AdapterKind, nVectors: number) =>
    chooseLinear(adapter, nVectors).kernel.name;
  assert.equal(name("software", 6), "linear 2x3");
  assert.equal(name("software", 38), "linear 2x10");
  assert.equal(name("software", 64), "linear 2x8");
  assert.equal(name("hardware", 6), "matrix_vector 4x6x0");
  assert.equal(name("hardware with subgroups", 6), "matrix_vector 4x6x1");
  assert.equal(name("hardware", 38), "matrix_matrix");
});
