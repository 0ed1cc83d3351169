/**
 * An engine whose products are computed again on the host, in part and in float64, from the same bytes and the same inputs.
 *
 * Any engine may be checked: its inputs and results are asked of it as matrices, and what it reads of a weight passes by here. Of
 * plain files that an engine reads past this, the few rows are read once more. The device is not waited for once more.
 *
 * Shape letters: V input vectors, R rows (outputs) and K columns of a weight.
 *
 * @module
 */

import type { WeightTensor } from "../sources/checkpoint/weights.ts";
import { placeOf } from "../sources/folder/file_place.ts";
import { decodeWeights } from "./decode_weights.ts";
import type { DeviceMatrix, Engine, RowRange, WeightRounding, WeightUse } from "./engine.ts";
import { keepingRows, readRows } from "./kept_rows.ts";
import type { Side } from "./mixture.ts";
import type { ModelLayer } from "./pass_steps.ts";
import {
  type ComparedValue,
  compareValue,
  LARGEST_DIFFERENCE,
  type ProductSample,
  type SampledPart,
  sampledParts,
  sampleOf,
} from "./product_check.ts";
import { sumsWith } from "./product_sums.ts";

/** The matrices of an MLP, in the order in which they are multiplied. */
const PRODUCTS = ["gate", "up", "down"] as const;
const SIDES = ["base", "instruct"] as const;

/** One of the products of a layer. */
export interface ProductPlace {
  readonly side: Side;
  readonly product: typeof PRODUCTS[number];
}

/** What was computed again of one layer. */
export interface ProductCheck {
  readonly nProducts: number;
  readonly nValues: number;
  /** Of which product every value of some neighbouring rows was, for some vectors; null where that has none. */
  readonly block:
    | ProductPlace & {
      readonly nRows: number;
      readonly nVectors: number;
      /** Whether these are all rows of the weight. */
      readonly isWhole: boolean;
    }
    | null;
  /** The value that is farthest from that in float64; null where none was computed. */
  readonly largest:
    | ProductPlace & {
      readonly difference: number;
      readonly row: number;
      readonly vector: number;
    }
    | null;
}

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

/** A product of which inputs and results lie on the device. */
interface Pending {
  readonly weight: WeightTensor;
  readonly place: ProductPlace;
  readonly sample: ProductSample;
  readonly nVectors: number;
  /** As stored, one after another in the order of `rows`. */
  readonly bytes: Uint8Array;
  /** Every row of the weight that is needed, ascending. */
  readonly rows: readonly number[];
  readonly parts: readonly (SampledPart & {
    readonly x: DeviceMatrix; // f32 [., K]
    readonly y: DeviceMatrix; // f32 [., R]
  })[];
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
  const pending: Pending[] = [];
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
    upload: (values, shape) => engine.upload(values, shape),
    norm: (uses, weight, options) => engine.norm(uses, weight, options),
    addBias: (uses, bias) => engine.addBias(uses, bias),
    linear,
    combineRows: (g, weight) => engine.combineRows(g, weight),
    readColumns: (columns, weight) => engine.readColumns(columns, weight),
    gatedActivation: (gate, up, activation) => engine.gatedActivation(gate, up, activation),
    oppositeRows: (a) => engine.oppositeRows(a),
    stack: (parts) => engine.stack(parts),
    compareRows: (a, b) => engine.compareRows(a, b),
    maxRows: (nColumns) => engine.maxRows(nColumns),
    download: readBack,
    dispose: () => engine.dispose(),
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

/** @throws {Error} if a value is too far from its float64 twin. */
function checkProduct(
  { weight, place, sample, nVectors, bytes, rows, parts }: Pending,
  values: readonly Float32Array[],
  device: Engine["device"],
): ProductCheck {
  const [nRows = 0, nColumns = 0] = weight.shape;
  const { block } = sample;
  const sampled = new Set(sample.rows);
  let [nValues, largest]: [number, ProductCheck["largest"]] = [0, null];
  const decoded = new Map<WeightRounding, Float32Array>();
  for (const [ix, { rounding, first, x: { nRows: nOfPart } }] of parts.entries()) {
    const [x, y] = values.slice(2 * ix, 2 * ix + 2) as [Float32Array, Float32Array];
    const w = decoded.get(rounding) ?? decodeWeights(bytes, { dtype: weight.dtype, rounding });
    decoded.set(rounding, w);
    const sumsOfRow = sumsWith(x, nColumns);
    for (const [at, row] of rows.entries()) {
      const ofRow = w.subarray(at * nColumns, (at + 1) * nColumns);
      const isInBlock = block !== null && row >= block.firstRow &&
        row < block.firstRow + block.nRows;
      const end = sampled.has(row) ? nOfPart : isInBlock ? block.nVectors - first : 0;
      const ofPart = Math.min(end, nOfPart);
      if (ofPart <= 0) continue;
      const sums = sumsOfRow(ofRow, ofPart);
      for (let v = 0; v < ofPart; v++) {
        const y32 = y[v * nRows + row] as number;
        if (!Number.isFinite(y32)) continue;
        const value = compareValue(y32, {
          sum: sums[2 * v] as number,
          size: sums[2 * v + 1] as number,
          readX: () => x.subarray(v * nColumns, (v + 1) * nColumns),
        });
        const vector = sample.vectors[first + v] as number;
        nValues++;
        if (value.difference > LARGEST_DIFFERENCE) {
          throw tooFar(value, { weight, place, row, vector, nVectors, device });
        }
        if (largest === null || value.difference > largest.difference) {
          largest = { ...place, difference: value.difference, row, vector };
        }
      }
    }
  }
  return {
    nProducts: 1,
    nValues,
    block: block && {
      ...place,
      nRows: block.nRows,
      nVectors: block.nVectors,
      isWhole: block.nRows === nRows,
    },
    largest,
  };
}

function joined(a: ProductCheck, b: ProductCheck): ProductCheck {
  const isFarther = (b.largest?.difference ?? -1) > (a.largest?.difference ?? -1);
  return {
    nProducts: a.nProducts + b.nProducts,
    nValues: a.nValues + b.nValues,
    block: b.block ?? a.block,
    largest: isFarther ? b.largest : a.largest,
  };
}

function tooFar(
  { found, expected, difference }: ComparedValue,
  { weight, place, row, vector, nVectors, device }: {
    weight: WeightTensor;
    place: ProductPlace;
    row: number;
    vector: number;
    nVectors: number;
    device: Engine["device"];
  },
): Error {
  const advice = device.kind === "cpu"
    ? "report this as a bug of deltascope"
    : "try --device cpu, and report this as a bug of deltascope or of the driver";
  return new Error(
    `Cannot trust the products of the ${place.side} checkpoint on ${device.name}: expected row ${row} of "${weight.name}" in ` +
      `${weight.fileName} times input vector ${vector} of ${nVectors} to be ${expected} within ${LARGEST_DIFFERENCE} of the ` +
      `sizes of its terms, got ${found}, ${difference.toPrecision(3)} of them away; ${advice}`,
  );
}
