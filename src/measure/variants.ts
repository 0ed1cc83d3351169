/**
 * The change that one pass over the weights measured, by the coordinates that are read.
 *
 * @module
 */

import type { BaselineName, Variant } from "../results.ts";

/** Length and angle of the change, on the coordinates that a variant keeps. */
export interface VariantDelta {
  readonly deltaNorm: number; // |d|
  /** 1 - cos; null where one of the outputs has no length there. */
  readonly deltaAngular: number | null;
  /** max d_k^2 / |d|^2; null where |d| = 0. */
  readonly top1Share: number | null;
  /** (sum d_k^2)^2 / sum d_k^4; null where |d| = 0. */
  readonly participationRatio: number | null;
}

/** The change of one input in all three variants. */
export type VariantDeltas = Readonly<Record<Variant, VariantDelta>>;

/** A principal component, or PC1 in another space, at one layer, both signs. */
export interface MeasuredComponent {
  readonly layer: number;
  /** Without sign: `PC1`, `PC2`, `PC1:activation`, ... */
  readonly name: string;
  readonly plus: VariantDeltas;
  readonly minus: VariantDeltas;
}

/** One direction of a baseline at one layer, both signs. */
export interface MeasuredDirection {
  readonly layer: number;
  readonly baseline: BaselineName;
  readonly index: number;
  readonly plus: VariantDeltas;
  readonly minus: VariantDeltas;
}

/** The larger of the two signs' 1 - cos, the statistic of p-values; null where either is unknown. */
export function largerAngular(
  { plus, minus }: { plus: VariantDeltas; minus: VariantDeltas },
  variant: Variant,
): number | null {
  const [a, b] = [plus[variant].deltaAngular, minus[variant].deltaAngular];
  return a === null || b === null ? null : Math.max(a, b);
}
