/**
 * An engine whose products are computed again on the host, in part and in float64, from the same bytes and the same inputs.
 *
 * Any engine may be checked: its inputs and results are asked of it as matrices, and what it reads of a weight passes by here. Of
 * plain files that an engine reads past this, the few rows are read once more. The device is not waited for once more.
 *
 * @module
 */

import type { WeightTensor } from "../sources/checkpoint/weights.ts";
import { placeOf } from "../sources/folder/file_place.ts";
import {
  checkProduct,
  type CopiedProduct,
  joined,
  type ProductCheck,
  PRODUCTS,
} from "./compared_product.ts";
import type { DeviceMatrix, Engine, RowRange, WeightUse } from "./engine.ts";
import { forwarded } from "./forwarded_engine.ts";
import { keepingRows, readRows } from "./kept_rows.ts";
import { type Side, SIDES } from "./mixture.ts";
import type { ModelLayer } from "./pass_steps.ts";
import { type ProductSample, sampledParts, sampleOf } from "./product_check.ts";

/** An engine that checks itself; disposing of it releases what it holds, not the engine within. */
export interface CheckedEngine extends Engine, Disposable {
  /** What has been computed again so far. */
  check(): ProductCheck;
}

/** What {@link checkedEngine} is told. */
export interface CheckOptions {
  readonly models: Readonly<Record<Side, ModelLayer>>;
  /** Chooses what is computed again. */
  readonly seed: number;
}

/**
 * Wraps an engine for one layer: products with gate, up and down are checked where results are downloaded, or on the CPU beside the
 * product that comes next.
 *
 * Either throws an {@link Error} naming checkpoint, tensor, row and vector if a value is farther from its float64 twin than
 * `LARGEST_DIFFERENCE`. Values that are not finite are left to `checkOutputs`, which tells what made them so.
 *
 * @example
 * ```ts ignore
 * using engine = checkedEngine(await createGpuEngine(adapter, { weights }), { models, seed: 42 });
 * await runPass(engine, { models, rows, wanted });
 * console.log(engine.check().largest);
 * ```
 */
export function checkedEngine(engine: Engine, { models, seed }: CheckOptions): CheckedEngine {
  const { layer } = models.base.weights;
  const places = SIDES.flatMap((side) => PRODUCTS.map((product) => ({ side, product })));
  const placeOfWeight = new Map(
    places.map((place) => [models[place.side].weights[place.product], place]),
  );
  // Layers take turns, so that a run of six has a block of each product.
  const withBlock = places[layer % places.length];
  const pending: CopiedProduct[] = [];
  /** What is held of them on the device. */
  const copies = new Set<DeviceMatrix>();
  let found: ProductCheck = { nProducts: 0, nValues: 0, block: null, largest: null };

  async function linear(
    uses: readonly WeightUse[],
    weight: WeightTensor,
  ): Promise<DeviceMatrix[]> {
    const place = placeOfWeight.get(weight);
    const [nRows, nColumns] = weight.shape;
    if (place === undefined || !nRows || !nColumns) return await engine.linear(uses, weight);
    const nVectors = uses.reduce((sum, { x }) => sum + x.nRows, 0);
    const sample = sampleOf({ nVectors, nRows, nColumns }, {
      seed: `${seed} ${layer} ${place.side} ${place.product}`,
      hasBlock: place === withBlock,
    });
    const rows = rowsOf(sample);
    const copied = (matrix: DeviceMatrix, vectors: readonly number[]) => {
      const copy = engine.stack(rangesOf(matrix, vectors));
      copies.add(copy);
      return copy;
    };
    const isReadApart = engine.readsPlainFiles === true && placeOf(weight) !== undefined;
    const kept = isReadApart ? null : keepingRows(weight, rows);
    const product = engine.linear(uses, kept?.watched ?? weight);
    // What follows goes on beside the product, which leaves the host with nothing to do; no device is given more to do among its tiles.
    const read = kept?.bytes ?? readRows(weight, rows);
    const isOnHost = engine.device.kind === "cpu";
    const copiedInputs = () =>
      sampledParts(sample.vectors, uses).map((part) => ({
        ...part,
        x: copied((uses[part.use] as WeightUse).x, part.vectors),
      }));
    const inputs = isOnHost ? Promise.try(copiedInputs) : null;
    const earlier = isOnHost && pending.length > 0 ? readBack([]) : null;
    // Nothing is under way any more where one of them has failed.
    await Promise.allSettled([product, read, inputs, earlier]);
    const products = await product;
    try {
      await earlier;
      const bytes = await read;
      const parts = (await inputs ?? copiedInputs()).map((part) => ({
        ...part,
        y: copied(products[part.use] as DeviceMatrix, part.vectors),
      }));
      pending.push({ weight, place, sample, nVectors, bytes, rows, parts });
      return products;
    } catch (error) {
      for (const matrix of products) matrix.release();
      throw error;
    }
  }

  /** Copies matrices back, and with them what is compared of the products so far. */
  async function readBack(matrices: readonly DeviceMatrix[]): Promise<Float32Array[]> {
    const products = pending.splice(0);
    const held = products.flatMap(({ parts }) => parts.flatMap(({ x, y }) => [x, y]));
    const read = await engine.download([...matrices, ...held]);
    for (const matrix of held) {
      matrix.release();
      copies.delete(matrix);
    }
    const values = read.splice(matrices.length);
    for (const product of products) {
      const ofProduct = values.splice(0, 2 * product.parts.length);
      found = joined(found, checkProduct(product, ofProduct, engine.device));
    }
    return read;
  }

  return {
    device: engine.device,
    weights: engine.weights,
    ...forwarded(() => engine),
    linear,
    download: readBack,
    check: () => found,
    [Symbol.dispose]() {
      for (const copy of copies) copy.release();
      copies.clear();
    },
  };
}

/** Every row that a sample needs, ascending. */
function rowsOf({ rows, block }: ProductSample): number[] {
  if (block === null) return [...rows];
  const ofBlock = Array.from({ length: block.nRows }, (_, ix) => block.firstRow + ix);
  return [...new Set([...rows, ...ofBlock])].sort((a, b) => a - b);
}

/** Rows of a matrix, neighbours together. */
function rangesOf(matrix: DeviceMatrix, rows: readonly number[]): RowRange[] {
  const ranges: { matrix: DeviceMatrix; first: number; nRows: number }[] = [];
  for (const row of rows) {
    const last = ranges.at(-1);
    if (last !== undefined && last.first + last.nRows === row) last.nRows++;
    else ranges.push({ matrix, first: row, nRows: 1 });
  }
  return ranges;
}
