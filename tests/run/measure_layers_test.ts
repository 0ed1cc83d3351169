import type { Floors } from "../../src/analyses/noise_floor/measure.ts";
import { deepStrictEqual as deepEqual, rejects, strictEqual as equal } from "node:assert/strict";
import type { DeviceMatrix, Engine } from "../../src/compute/engine.ts";
import type { FocusLayer } from "../../src/measure/focus_layer.ts";
import { LayerRecords } from "../../src/run/layer_records.ts";
import type { LayerNumbers } from "../../src/run/layer_result.ts";
import { measureLayers } from "../../src/run/measure_layers.ts";
import { DEFAULT_OPTIONS } from "../../src/prepare/options.ts";
import { prepareRun } from "../../src/prepare/prepare.ts";
import type { ProductCheck } from "../../src/compute/compared_product.ts";
import { createCpuEngine } from "../../src/compute/cpu_engine.ts";
import type { GroupName } from "../../src/prepare/input_groups.ts";
import { difference } from "../../src/measure/change.ts";
import { memoryRecords } from "../../src/measure/records.ts";
import {
  isBf16,
  type LayerWeights,
  type WeightTensor,
} from "../../src/sources/checkpoint/weights.ts";
import { withPair } from "../cli/small_pair.ts";
import { layerCase } from "../compute/layer_fixtures.ts";
import { openLocalCheckpoint, openLocalVectors } from "../sources/local_inputs.ts";

/** Measures the layers of the small pair, whose weights are all BF16. */
async function measured(
  {
    random = 2,
    weights = "bf16",
    rounding = "none",
    otherRounding = [],
    isStoredF32 = false,
    areBothF32 = false,
    changes,
  }: {
    random?: number;
    weights?: "bf16" | "stored";
    rounding?: "none" | "notebook";
    otherRounding?: readonly GroupName[];
    /** Call one norm of the base F32: it is read as such. */
    isStoredF32?: boolean;
    /** And the same of instruct. */
    areBothF32?: boolean;
    /** What the engine does in another way. */
    changes?: (engine: Engine) => Partial<Engine>;
  },
): Promise<(LayerNumbers & { focus: FocusLayer })[]> {
  let found: (LayerNumbers & { focus: FocusLayer })[] = [];
  await withPair(async ({ at }) => {
    const opened = async (name: "base" | "instruct", isF32: boolean) => {
      const checkpoint = await openLocalCheckpoint(at(name));
      return {
        ...checkpoint,
        layerWeights(layer: number): LayerWeights {
          const of = checkpoint.layerWeights(layer);
          return isF32 ? { ...of, preNorm: widened(of.preNorm!) } : of;
        },
      };
    };
    const base = await opened("base", isStoredF32 || areBothF32);
    const instruct = await opened("instruct", areBothF32);
    const vectors = await openLocalVectors(at("vectors"), {
      roleKey: "pos_all",
      traitKey: "pos_neg_50",
      difference: "default",
    });
    const inputs = { base, instruct, vectors };
    const options = { ...DEFAULT_OPTIONS, random, resamples: 2, sweep: false, weights, rounding };
    const run = await prepareRun(inputs, options);
    const twin = createCpuEngine({ weights });
    const engine = { ...twin, ...changes?.(twin) };
    const records = new LayerRecords(memoryRecords(), inputs);
    const numbers = await measureLayers(inputs, run, {
      engine,
      options,
      outliers: new Map(),
      otherRounding,
      records,
    });
    found = await Promise.all(
      numbers.map(async (it, layer) => ({ ...it, focus: await records.focus(layer) })),
    );
    for (const input of Object.values(inputs)) input.close();
  });
  return found;
}

/** A BF16 tensor as F32, with an entry that bfloat16 rounds. */
function widened(tensor: WeightTensor): WeightTensor {
  return {
    ...tensor,
    dtype: "F32",
    sizeBytes: 2 * tensor.sizeBytes,
    async read(offsetBytes, into) {
      const stored = new Uint8Array(tensor.sizeBytes);
      await tensor.read(0, stored);
      const wide = new Uint8Array(2 * stored.length);
      for (let k = 0; k < stored.length; k += 2) wide.set(stored.subarray(k, k + 2), 2 * k + 2);
      wide[1] = 0x70; // a little less than half of what bfloat16 tells apart
      into.set(wide.subarray(offsetBytes, offsetBytes + into.length));
    },
  };
}

Deno.test("measureLayers() measure a noise floor of components where one norm alone is rounded, and none without", async () => {
  const floorsOf = ({ numbers }: LayerNumbers) =>
    [...(numbers["noise_floor"] as Floors).values()].filter((floor) => floor !== null);
  const nFloors = (numbers: LayerNumbers[]) => numbers.map((it) => floorsOf(it).length);
  deepEqual(nFloors(await measured({})), [0, 0]);
  const rounded = await measured({ isStoredF32: true });
  const nComponents = rounded[0]!.changes.deltas.filter(({ name }) => /^PC\d+$/.test(name)).length;
  deepEqual(nFloors(rounded), [nComponents, nComponents]);
  equal(floorsOf(rounded[0]!).some((floor) => floor > 0), true);
  // Where no weight is rounded in the run, those of instruct may be as they are stored.
  const unrounded = await measured({ isStoredF32: true, weights: "stored" });
  deepEqual(unrounded.map(floorsOf), rounded.map(floorsOf));
  deepEqual(nFloors(await measured({ areBothF32: true, weights: "stored" })), [0, 0]);
});

Deno.test("measureLayers() look into a layer and measure another rounding only where that is asked for", async () => {
  const [plain] = await measured({ random: 0 });
  deepEqual([plain!.numbers["stages"], plain!.other], [null, null]);
  const [asked] = await measured({ otherRounding: ["components"] });
  equal(asked!.numbers["stages"] === null, false);
  equal(
    asked!.other!.deltas.length,
    asked!.changes.deltas.filter(({ name }) => /^PC\d+$/.test(name)).length,
  );
  deepEqual(asked!.other!.directions, []);
});

Deno.test("measureLayers() keep the change of PC1 without the rounding of outputs beside the rounded one", async () => {
  for (const rounding of ["none", "notebook"] as const) {
    const [first] = await measured({ rounding });
    const { exact, inputs: [pc1] } = first!.focus;
    equal(pc1!.name, "PC1");
    const ofOutputs = difference(pc1!.base, pc1!.instruct, { isRounded: false });
    const distance = Math.max(...exact.map((entry, k) => Math.abs(entry - ofOutputs[k]!)));
    equal(distance > 0, rounding === "notebook");
    equal(distance < 0.05, true);
  }
});

/** The engine, but that one row of each product with down is off by a share of its own size. */
function offBy(share: number) {
  return (engine: Engine): Partial<Engine> => ({
    async linear(uses, weight) {
      const products = await engine.linear(uses, weight);
      if (!weight.name.endsWith("down_proj.weight")) return products;
      const read = await engine.download(products);
      return products.map((product, ix): DeviceMatrix => {
        const values = read[ix] as Float32Array;
        for (let v = 0; v < product.nRows; v++) {
          values[v * product.nColumns + 2]! *= 1 + share;
        }
        return engine.upload(values, product);
      });
    },
  });
}

Deno.test("measureLayers() stop at an engine that is wrong in one row, naming it, and pass one that is right to rounding", async () => {
  await rejects(measured({ changes: offBy(1e-2) }), {
    message:
      /^Cannot trust the products of the base checkpoint on plain loops .*: expected row 2 of "model\.layers\.0\.mlp\.down_proj\.weight" in \S+ times input vector \d+ of \d+ /,
  });
  const layers = await measured({ changes: offBy(5e-7) });
  for (const { numbers } of layers) {
    const { nProducts, nValues, largest } = numbers["self_check"] as ProductCheck;
    equal(nProducts, 6);
    equal(nValues > 0 && largest !== null, true);
    equal(largest!.product, "down");
    equal(largest!.row, 2);
    equal(largest!.difference > 1e-8 && largest!.difference < 6e-7, true);
  }
});

Deno.test("isBf16() asks every tensor that there is", () => {
  const { weights } = layerCase("gemma_like").inputs.instruct;
  const all = (dtype: "BF16" | "F32") =>
    Object.fromEntries(
      Object.entries(weights).map((
        [key, it],
      ) => [key, typeof it === "object" ? { ...it, dtype } : it]),
    ) as unknown as LayerWeights;
  equal(isBf16(all("BF16")), true);
  equal(isBf16({ ...all("BF16"), postNorm: null }), true);
  for (const key of ["preNorm", "gate", "up", "down", "postNorm"] as const) {
    equal(isBf16({ ...all("BF16"), [key]: all("F32")[key] }), false, key);
  }
});
