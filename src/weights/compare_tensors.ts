/**
 * One tensor of the base against the same of the instruct checkpoint.
 *
 * @module
 */

import { addedSums, NO_SUMS, type TensorSums, tensorSums } from "../compute/cpu/tensor_sums.ts";
import { decodeWeights } from "../compute/decode_weights.ts";
import type { WeightRounding } from "../compute/engine.ts";
import type { Side } from "../compute/mixture.ts";
import type { WeightPairs } from "../compute/wasm/weight_pairs.ts";
import { decodeToFloat32 } from "../math/dtypes.ts";
import type { ChangeSpectrum, WeightRow } from "../results/weight_comparison.ts";
import type { WeightTensor } from "../sources/checkpoint/weights.ts";
import { quote, shownName } from "../text/quote.ts";
import { changeSpectrum, NO_SPECTRUM } from "./change_spectrum.ts";
import type { PairStream, TensorPair, TilePair } from "./pair_stream.ts";

/** What is measured of a pair of tensors. */
export type TensorChange = Omit<WeightRow, "layer" | "tensor">;

/** Of them what one reading of both gives. */
export type ChangedLength = Omit<TensorChange, keyof ChangeSpectrum>;

/** Of the square of a difference, what float64 sums leave of one that changes the length alone. */
const MIN_TURNED = 1e-12;
/** A side that is shorter than this part of the other is lost in their difference, and its direction with it. */
const MIN_LENGTH_RATIO = 1e-6;

/** Hears of weight bytes that were read, and whether they were before. */
export type WeightBytesListener = (nBytes: number, read: { readonly isAgain: boolean }) => void;

/** How tensors are compared. */
export interface CompareOptions {
  /** Null of what is in none. */
  readonly layer: number | null;
  /** Whether every weight is rounded to bfloat16 first or taken as stored. */
  readonly rounding: WeightRounding;
  /** Added to every weight, as the norms of some models do. */
  readonly offset: 0 | 1;
  /** Computes of both, and reads them, as it does others after them. */
  readonly pairs: WeightPairs;
  readonly stream: PairStream;
  /** Whether singular values of what changed in a matrix are found too, for which both are read some more times. */
  readonly hasSpectrum: boolean;
  readonly onWeightBytes: WeightBytesListener;
}

/**
 * How far the two are apart, in float64.
 *
 * @throws {Error} in one line naming layer, side, tensor and element, if a weight is not finite.
 */
export async function compareTensors(
  pair: TensorPair,
  options: CompareOptions,
): Promise<TensorChange> {
  const { rounding, offset, pairs, stream, hasSpectrum, onWeightBytes } = options;
  const isRounded = rounding === "bf16";
  const { base, instruct } = pair;
  const dtypes = { base: base.dtype, instruct: instruct.dtype };
  const [nRows, nColumns] = base.shape;
  let sums = NO_SUMS;
  let isAgain = false;
  const readAll = async (vectors: readonly Float64Array[] | null) => {
    pairs.begin(vectors);
    await stream.forEach(pair, {
      compute: (tiles) =>
        offset === 0
          ? tiles.room.compare({ shape: tiles.shape, dtypes, isRounded }, { hasSums: !isAgain })
          // Norms alone, of one row: plain loops take no time for them.
          : tensorSums(
            decodeToFloat32(tiles.base, base.dtype),
            decodeToFloat32(tiles.instruct, instruct.dtype),
            { isRounded, offset },
          ),
      consume: (tiles, ofTiles) => {
        onWeightBytes(tiles.base.byteLength + tiles.instruct.byteLength, { isAgain });
        if (isAgain) return;
        if (!areFinite(ofTiles)) {
          expectFinite("base", pair.base, tiles, options);
          expectFinite("instruct", pair.instruct, tiles, options);
        }
        sums = addedSums(sums, ofTiles);
      },
    });
    isAgain = true;
  };
  let spectrum = NO_SPECTRUM;
  if (!hasSpectrum || nColumns === undefined) await readAll(null);
  else {
    spectrum = await changeSpectrum({
      shape: [nRows!, nColumns],
      productsOf: async (vectors) => {
        await readAll(vectors);
        return pairs.products();
      },
      squaredLength: () => sums.delta,
    });
  }
  return {
    ...tensorChange(sums, {
      nElements: base.shape.reduce((product, n) => product * n, 1),
      isWide: [base, instruct].some(({ dtype }) => dtype !== "BF16"),
    }),
    ...spectrum,
  };
}

/**
 * The numbers that stand in the table.
 *
 * 1 - cos of a and b is (|a - b|^2 - (|a| - |b|)^2) / (2 |a| |b|), where |a| - |b| is (a - b).(a + b) / (|a| + |b|): neither takes
 * the difference of two sums that are nearly equal, so that a change of 1e-6 keeps its digits.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { tensorSums } from "../compute/cpu/tensor_sums.ts";
 * import { tensorChange } from "./compare_tensors.ts";
 * const sums = tensorSums(Float32Array.of(3, 4), Float32Array.of(6, 8), { isRounded: true });
 * const change = tensorChange(sums, { nElements: 2, isWide: false });
 * assert.deepEqual([change.relative_change, change.delta_angular], [1, 0]);
 * ```
 */
export function tensorChange(
  sums: TensorSums,
  { nElements, isWide }: { nElements: number; isWide: boolean },
): ChangedLength {
  const [base, instruct] = [Math.sqrt(sums.base), Math.sqrt(sums.instruct)];
  const longer = sums.baseExcess / (base + instruct);
  const turned = sums.delta - longer ** 2;
  const roundings = [
    ratio(Math.sqrt(sums.baseRounding), base),
    ratio(Math.sqrt(sums.instructRounding), instruct),
    // A number that no bfloat16 is near has none either.
  ].filter((change) => change !== null && Number.isFinite(change)) as number[];
  return {
    n_elements: nElements,
    base_norm: base,
    instruct_norm: instruct,
    delta_norm: Math.sqrt(sums.delta),
    relative_change: ratio(Math.sqrt(sums.delta), base),
    delta_angular: Math.min(base, instruct) < MIN_LENGTH_RATIO * Math.max(base, instruct)
      ? null
      : ratio(turned <= MIN_TURNED * sums.delta ? 0 : turned, 2 * base * instruct),
    changed_share: sums.nChanged / nElements,
    largest_change: sums.largest,
    rounding_change: isWide && roundings.length > 0 ? Math.max(...roundings) : null,
  };
}

function ratio(value: number, whole: number): number | null {
  return whole === 0 ? null : value / whole;
}

function areFinite(sums: TensorSums): boolean {
  return Object.values(sums).every(Number.isFinite);
}

/** @throws {Error} naming the first weight of one side that is not finite; passes where there is none. */
function expectFinite(
  side: Side,
  tensor: WeightTensor,
  { firstElement, ...tiles }: TilePair,
  { layer, rounding }: CompareOptions,
): void {
  const { dtype } = tensor;
  const stored = decodeToFloat32(tiles[side], dtype);
  const taken = decodeWeights(tiles[side], { dtype, rounding });
  const index = taken.findIndex((value) => !Number.isFinite(value));
  if (index === -1) return;
  const place = tensor.shape.length === 1
    ? `element ${firstElement + index}`
    : `row ${Math.floor((firstElement + index) / tensor.shape[1]!)}, column ${
      (firstElement + index) % tensor.shape[1]!
    }`;
  const found = Number.isFinite(stored[index]!)
    ? `${stored[index]}, which is no bfloat16 (--weights stored takes it as it is),`
    : `${stored[index]}`;
  throw new Error(
    `Cannot compare ${
      layer === null ? "" : `layer ${layer} of `
    }the ${side} checkpoint: expected finite weights in ${quote(tensor.name)} of ${
      shownName(tensor.fileName)
    }, got ${found} at ${place}`,
  );
}
