/**
 * Which model each tensor of an MLP is taken from, and how it is rounded: base, instruct, the base as stored, the other rounding
 * and all hybrids of two models are mixtures.
 *
 * @module
 */

import type { Part } from "../sources/checkpoint/architectures/architecture.ts";
import type { WeightRounding } from "./engine.ts";

export type { Part };

/** The tensors of an MLP in the order of its arithmetic, which is also that of the bits of a hybrid. */
export const PARTS = ["preNorm", "gate", "up", "down", "postNorm"] as const satisfies Part[];

/** One of the two models of a run. */
export type Side = "base" | "instruct";

/** An MLP put together of the tensors of two models. Without a post-norm that part says nothing. */
export interface Mixture extends Readonly<Record<Part, Side>> {
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
 * All 2^5 mixtures of two models, or the 2^4 of models without a post-norm: bit k of the index is set where the k-th of
 * {@link PARTS} is the instruct model's, so that the first is the base and the last is instruct.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { hybrids } from "./mixture.ts";
 * const all = hybrids({ weights: "bf16", isNormRounded: false }, { hasPostNorm: true });
 * assert(all.length === 32);
 * assert(all[0b01010]?.gate === "instruct" && all[0b01010]?.up === "base");
 * ```
 */
export function hybrids(
  arithmetic: Arithmetic,
  { hasPostNorm }: { hasPostNorm: boolean },
): Mixture[] {
  const parts = partsOf(hasPostNorm);
  return Array.from({ length: 2 ** parts.length }, (_, index) => ({
    ...whole("base", arithmetic),
    ...Object.fromEntries(
      parts.map((part, bit) => [part, (index >> bit & 1) === 0 ? "base" : "instruct"]),
    ),
  }));
}

/** The model that all tensors of a mixture are of; null where they are of both. */
export function onlySide(mixture: Mixture, { hasPostNorm }: { hasPostNorm: boolean }): Side | null {
  const isWhole = partsOf(hasPostNorm).every((part) => mixture[part] === mixture.preNorm);
  return isWhole ? mixture.preNorm : null;
}

function partsOf(hasPostNorm: boolean): readonly Part[] {
  return hasPostNorm ? PARTS : PARTS.slice(0, -1);
}
