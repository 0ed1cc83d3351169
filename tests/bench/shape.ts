/**
 * What a benchmark runs on: the sizes of a made-up pair.
 *
 * @module
 */

/** Sizes of a pair. */
export interface PairShape {
  readonly hiddenSize: number; // C
  readonly intermediateSize: number; // F
  readonly nLayers: number; // L
}

/** The widths of gemma-2-27b. */
export const GEMMA_2_27B = { hiddenSize: 4608, intermediateSize: 36864 } as const;

/** Bytes of the base's elements and of the instruct model's: F32 and BF16, as that pair is published. */
export const ELEMENT_BYTES = { base: 4, instruct: 2 } as const;

/**
 * Weight bytes of both models, norms included.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { GEMMA_2_27B, pairBytes } from "./shape.ts";
 * assert(pairBytes({ ...GEMMA_2_27B, nLayers: 2 }) === 6_115_405_824);
 * ```
 */
export function pairBytes({ hiddenSize, intermediateSize, nLayers }: PairShape): number {
  const nElements = nLayers * (3 * hiddenSize * intermediateSize + 2 * hiddenSize);
  return nElements * (ELEMENT_BYTES.base + ELEMENT_BYTES.instruct);
}
