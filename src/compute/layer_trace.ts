/**
 * What is looked into on the way from input to output: base against instruct at every product, and the hybrids of both.
 *
 * Shape letters: C hidden size, F intermediate size, H inputs whose hybrids are computed.
 *
 * @module
 */

import { COMPARISON_COLUMNS } from "./cpu/row_comparison.ts";
import type { DeviceMatrix, Engine } from "./engine.ts";

/** How many of the first inputs are looked into. */
export interface TraceRequest {
  /** Base and instruct are compared at every product. */
  readonly nTraced: number;
  /** The base's n also goes through gate and up of instruct, to tell how much those changed; at most `nTraced`. */
  readonly nCrossed: number;
  /** Every hybrid of the two models is computed; at most `nCrossed`. */
  readonly nHybrids: number; // H
}

/** One row of the base against the same of instruct. */
export interface RowComparison {
  readonly baseSquared: number; // |a|^2
  readonly instructSquared: number; // |b|^2
  readonly differenceSquared: number; // |b - a|^2
  readonly deltaAngular: number; // 1 - cos; 0 where either has no length
}

/** The first inputs of one layer on their way. */
export interface LayerTrace {
  /** `nTraced` each. */
  readonly gate: readonly RowComparison[];
  readonly up: readonly RowComparison[];
  readonly hidden: readonly RowComparison[];
  readonly downBase: Float32Array; // f32 [nTraced, C]
  readonly downInstruct: Float32Array; // f32 [nTraced, C]
  /** The down product of instruct after the base's post-norm; null without one. */
  readonly baseNormed: Float32Array | null; // f32 [nTraced, C]
  /** W_b n against W_i n, n of the base; `nCrossed` each. */
  readonly gateChange: readonly RowComparison[];
  readonly upChange: readonly RowComparison[];
  /** Output of every hybrid, f32 [H, C] each, by {@link hybridIndex}. */
  readonly hybrids: readonly Float32Array[];
  /** h of the first input. */
  readonly firstHidden: { readonly base: Float32Array; readonly instruct: Float32Array }; // f32 [F]
}

/** The tensors that a hybrid takes from one model or the other; their order is that of the bits of its index. */
export const HYBRID_PARTS = ["pre_norm", "gate", "up", "down", "post_norm"] as const;

/** One tensor of a hybrid. */
export type HybridPart = typeof HYBRID_PARTS[number];

/**
 * Index of the hybrid whose `fromInstruct` tensors are the instruct model's, the others the base's: 0 is the base, the last one
 * instruct. Without a post-norm there are 16, else 32.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { hybridIndex } from "./layer_trace.ts";
 * assert(hybridIndex([]) === 0 && hybridIndex(["gate", "down"]) === 0b01010);
 * ```
 */
export function hybridIndex(fromInstruct: readonly HybridPart[]): number {
  return fromInstruct.reduce((index, part) => index | 1 << HYBRID_PARTS.indexOf(part), 0);
}

/** Gate and up products `[H, F]` of the four ways of n and weight, each first by the model of n, then by that of the weight. */
export interface CrossedProducts {
  readonly gate: readonly [
    readonly [DeviceMatrix, DeviceMatrix],
    readonly [DeviceMatrix, DeviceMatrix],
  ];
  readonly up: CrossedProducts["gate"];
}

/** h of every hybrid of pre-norm, gate and up, f32 `[8 H, F]`, in the order of the three lowest bits of the index. */
export function hybridHidden(
  engine: Engine,
  { gate, up }: CrossedProducts,
  activation: Parameters<Engine["gatedActivation"]>[2],
): DeviceMatrix {
  const all = Array.from({ length: 8 }, (_, index) => {
    const [n, g, u] = [index & 1, index >> 1 & 1, index >> 2 & 1] as (0 | 1)[];
    return engine.gatedActivation(gate[n!][g!], up[n!][u!], activation);
  });
  const stacked = engine.stack(all.map((matrix) => ({ matrix, nRows: matrix.nRows })));
  for (const matrix of all) matrix.release();
  return stacked;
}

/** Rows of {@link Engine.compareRows} as read back. */
export function rowComparisons(numbers: Float32Array): RowComparison[] {
  return Array.from({ length: numbers.length / COMPARISON_COLUMNS }, (_, v) => {
    const [baseSquared, instructSquared, differenceSquared, deltaAngular] = numbers.subarray(
      v * COMPARISON_COLUMNS,
      (v + 1) * COMPARISON_COLUMNS,
    ) as unknown as [number, number, number, number];
    return { baseSquared, instructSquared, differenceSquared, deltaAngular };
  });
}
