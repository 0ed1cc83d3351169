/**
 * Whether PC1 turns the output farther than other directions do.
 *
 * @module
 */

/** Angles between the two models' outputs for four inputs, in degrees; null where unknown. */
export interface ComparedAngles {
  readonly pc1: number | null;
  /** Median of the random role mixtures. */
  readonly personaMedian: number | null;
  readonly pc2: number | null;
  /** Of -PC1. */
  readonly negative: number | null;
}

/** ln(angle of PC1 / angle of the other), and the smallest of the three; null where one is unknown or zero. */
export interface Specificity {
  readonly specificity: number | null;
  readonly ln_ratio_persona_median: number | null;
  readonly ln_ratio_pc2: number | null;
  readonly ln_ratio_negative: number | null;
}

/**
 * Specificity of PC1: the smallest of the three ln(angle ratio). Ratios are of angles, because 1 - cos is quadratic.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { specificity } from "./specificity.ts";
 * const angles = { pc1: 24, personaMedian: 6, pc2: 8, negative: 12 };
 * assert(specificity(angles).specificity === Math.log(2));
 * ```
 */
export function specificity({ pc1, personaMedian, pc2, negative }: ComparedAngles): Specificity {
  const ratios = [personaMedian, pc2, negative].map((other) => lnRatio(pc1, other));
  const [ln_ratio_persona_median = null, ln_ratio_pc2 = null, ln_ratio_negative = null] = ratios;
  const known = ratios.filter((ratio) => ratio !== null);
  return {
    specificity: known.length === ratios.length ? Math.min(...known) : null,
    ln_ratio_persona_median,
    ln_ratio_pc2,
    ln_ratio_negative,
  };
}

function lnRatio(angle: number | null, other: number | null): number | null {
  return angle === null || other === null || angle === 0 || other === 0
    ? null
    : Math.log(angle / other);
}

/** 1 - cos of three inputs, as the reference compares them; null where unknown. */
export interface ComparedChanges {
  readonly pc1: number | null;
  /** Mean of the random directions. */
  readonly random: number | null;
  readonly pc2: number | null;
}

/**
 * The score by which the reference ranked layers: (PC1 / random - 1) (PC1 / PC2 - 1) with 1 - cos of each, which is quadratic in
 * the angle and positive too where both ratios are below 1. Kept for comparison; null where a ratio is unknown.
 *
 * Source: the public notebook gemma2_weight_diff_pc_analysis (repository GallagherCommaJack/chatspace), column `Combined` of its
 * differential analysis of the full MLP.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { specificityReference } from "./specificity.ts";
 * assert(specificityReference({ pc1: 0.12, random: 0.04, pc2: 0.06 }) === 2);
 * ```
 */
export function specificityReference({ pc1, random, pc2 }: ComparedChanges): number | null {
  if (pc1 === null || random === null || pc2 === null || random === 0 || pc2 === 0) return null;
  return (pc1 / random - 1) * (pc1 / pc2 - 1);
}
