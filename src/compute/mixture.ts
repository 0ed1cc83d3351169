/**
 * Which model each tensor of an MLP is taken from, and how it is rounded: base, instruct, the base as stored, the other rounding
 * and all hybrids of two models are mixtures.
 *
 * @module
 */

import type { Part } from "../sources/checkpoint/weights.ts";
import type { WeightRounding } from "./engine.ts";

/** The two models of a run. */
export const SIDES = ["base", "instruct"] as const;
/** One of them. */
export type Side = typeof SIDES[number];

/** An MLP put together of the tensors of two models, each with its bias. What a model does not have says nothing. */
export interface Mixture extends Readonly<Record<Part, Side>> {
  /** How weights are rounded as they are read. */
  readonly weights: WeightRounding;
  /** Round the pre-norm output n to bfloat16, as the reference notebook does. */
  readonly isNormRounded: boolean;
}

/** How a mixture computes, whatever its tensors are. */
export type Arithmetic = Pick<Mixture, "weights" | "isNormRounded">;

/** All tensors of one model. */
export function whole(side: Side, arithmetic: Arithmetic): Mixture {
  return {
    preNorm: side,
    gate: side,
    up: side,
    down: side,
    postNorm: side,
    weights: arithmetic.weights,
    isNormRounded: arithmetic.isNormRounded,
  };
}

/**
 * All mixtures of two models, 2^P of P tensors: bit k of the index is set where the k-th of `parts` is the instruct model's, so that
 * the first is the base and the last is instruct.
 *
 * @param parts Those that are stored, in the order of the arithmetic.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { hybrids } from "./mixture.ts";
 * const all = hybrids({ weights: "bf16", isNormRounded: false }, ["gate", "up", "down"]);
 * assert(all.length === 8);
 * assert(all[0b101]?.gate === "instruct" && all[0b101]?.up === "base");
 * ```
 */
export function hybrids(arithmetic: Arithmetic, parts: readonly Part[]): Mixture[] {
  return Array.from({ length: 2 ** parts.length }, (_, index) => ({
    ...whole("base", arithmetic),
    ...Object.fromEntries(
      parts.map((part, bit) => [part, (index >> bit & 1) === 0 ? "base" : "instruct"]),
    ),
  }));
}

/** The model that all of `parts` are of in a mixture; null where they are of both. */
export function onlySide(mixture: Mixture, parts: readonly Part[]): Side | null {
  return parts.every((part) => mixture[part] === mixture.down) ? mixture.down : null;
}
