/**
 * Role and trait vectors as inputs of one layer.
 *
 * @module
 */

import type { VectorKind } from "../sources/vectors/vectors.ts";
import { type ChangeOptions, measureChange } from "./layer_changes.ts";
import type { LayerValues } from "./layer_values.ts";

/** What one layer does to one role or trait vector. */
export interface SweptVector {
  readonly kind: VectorKind;
  readonly name: string;
  readonly deltaNorm: number; // |d|
  readonly deltaAngular: number | null; // 1 - cos; null where one output is zero
  /** 1 - cos without the outlier dimensions; null where there are none. */
  readonly trimmedAngular: number | null;
}

/** One layer's role and trait vectors; those of no length there are missing. */
export interface SweptLayer {
  readonly layer: number;
  readonly vectors: readonly SweptVector[];
}

/** Measures those that were run, in their order. */
export function sweptVectors(
  { singles }: Pick<LayerValues, "singles">,
  options: ChangeOptions,
): SweptVector[] {
  return singles.flatMap((input): SweptVector[] => {
    if (input.row.kind !== "semantic") return [];
    const { kind, name } = input.row.vector;
    const { delta, variants } = measureChange(input, options);
    return [{
      kind,
      name,
      deltaNorm: delta.delta_norm,
      deltaAngular: delta.delta_angular,
      trimmedAngular: variants?.trimmed.deltaAngular ?? null,
    }];
  });
}
