/**
 * When a value of the run agrees with a published one, and which values may be compared at all.
 *
 * @module
 */

import type { Measured, Reproduction } from "../../../results.ts";

/** How a value is held against a published one; null where no agreement is claimed. */
export type Agreement = (value: number, published: number) => boolean | null;

/** A published figure with the value of the run, before it is known what may be claimed. */
export interface Compared {
  readonly quantity: string;
  readonly published: number;
  readonly value: number | null;
  readonly rounding: Reproduction["rows"][number]["rounding"];
  readonly agreement: Agreement;
}

const NORM_TOLERANCE = 2e-3; // relative
/** Half a unit of the fourth decimal. */
export const COSINE_TOLERANCE = 0.5e-4;
/** What decimal figures lose as floats at the very bound. */
const SLACK = 1e-12;

export const isNormAlike: Agreement = (value, figure) =>
  Math.abs(value - figure) <= NORM_TOLERANCE * Math.abs(figure);
export const isCosineAlike: Agreement = (value, figure) =>
  Math.abs(value - figure) <= COSINE_TOLERANCE + SLACK;
export const isSame: Agreement = (value, figure) => value === figure;
export const isUnclaimed: Agreement = () => null;

/** Agrees within half a unit of the last of so many printed decimals. */
export function isPrintedAlike(decimals: number): Agreement {
  return (value, figure) => Math.abs(value - figure) <= 0.5 * 10 ** -decimals + SLACK;
}

/** The mark of what a run computed itself. */
export function ownRounding({ options }: Pick<Measured, "options">): Compared["rounding"] {
  return options.rounding === "notebook" ? "bf16-output" : "f32-output";
}

/** Whether role and trait vectors are those of the published projections and sweep. */
export function hasPublishedVectors({ inputs, options }: Measured): boolean {
  const { role_key, trait_key, difference } = inputs.vectors;
  return role_key === "pos_3" && trait_key === "pos_neg_50" &&
    difference === "activations.default_1" && options.vector_layer === 22;
}
