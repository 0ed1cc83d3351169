/**
 * One product compared with what is computed again of it in float64.
 *
 * Shape letters: V input vectors, R rows (outputs) and K columns of a weight.
 *
 * @module
 */

import type { WeightTensor } from "../sources/checkpoint/weights.ts";
import { decodeWeights } from "./decode_weights.ts";
import type { DeviceMatrix, Engine, WeightRounding } from "./engine.ts";
import type { Side } from "./mixture.ts";
import {
  type ComparedValue,
  compareValue,
  LARGEST_DIFFERENCE,
  type ProductSample,
  type SampledPart,
} from "./product_check.ts";
import { sumsWith } from "./product_sums.ts";

/** The matrices of an MLP, in the order in which they are multiplied. */
export const PRODUCTS = ["gate", "up", "down"] as const;

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

/** A product of which inputs and results lie on the device. */
export interface CopiedProduct {
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
 * Compares the values of a product with those that are computed again of its rows; `values` are the inputs and results of its parts, read
 * back.
 *
 * @throws {Error} if one is farther from its float64 twin than `LARGEST_DIFFERENCE`.
 */
export function checkProduct(
  { weight, place, sample, nVectors, bytes, rows, parts }: CopiedProduct,
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

/** The checks of one layer as one. */
export function joined(a: ProductCheck, b: ProductCheck): ProductCheck {
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
