/**
 * Two groups of numbers against each other: effect size and the t statistics of their means.
 *
 * @module
 */

// @ts-types="@types/d3-array"
import { mean, variance } from "d3-array";
// @ts-types="../../types/jstat.d.ts"
import jstat from "jstat";

/** A t statistic with its degrees of freedom and two-sided p; null where it is not defined. */
export interface TStatistic {
  readonly t: number | null;
  readonly df: number | null;
  readonly p: number | null;
}

/** Two groups compared, the first less the second; null where a group is too small or nothing spreads. */
export interface TwoSample {
  readonly firstMean: number | null;
  readonly secondMean: number | null;
  /** Difference of the means over the pooled standard deviation. */
  readonly cohensD: number | null;
  /** Unequal variances, degrees of freedom by Welch and Satterthwaite. */
  readonly welch: TStatistic;
  /** Equal variances, pooled. */
  readonly student: TStatistic;
}

const UNDEFINED: TStatistic = { t: null, df: null, p: null };

/**
 * Compares the means of two groups; variances are of n - 1. Both t take the numbers for independent draws.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { twoSample } from "./two_sample.ts";
 * const { cohensD, student } = twoSample([1, 2, 3], [3, 4, 5]);
 * assert(cohensD === -2 && student.df === 4);
 * ```
 */
export function twoSample(first: readonly number[], second: readonly number[]): TwoSample {
  const [n, m] = [first.length, second.length];
  const means = { firstMean: mean(first) ?? null, secondMean: mean(second) ?? null };
  const { firstMean, secondMean } = means;
  const [ownSpread, otherSpread] = [variance(first), variance(second)];
  if (
    firstMean === null || secondMean === null || ownSpread === undefined ||
    otherSpread === undefined || ownSpread + otherSpread === 0
  ) {
    return { ...means, cohensD: null, welch: UNDEFINED, student: UNDEFINED };
  }
  const difference = firstMean - secondMean;
  const pooledSd = Math.sqrt(((n - 1) * ownSpread + (m - 1) * otherSpread) / (n + m - 2));
  // Squared standard errors of the two means.
  const [own, other] = [ownSpread / n, otherSpread / m];
  return {
    ...means,
    cohensD: difference / pooledSd,
    welch: statistic(
      difference / Math.sqrt(own + other),
      (own + other) ** 2 / (own ** 2 / (n - 1) + other ** 2 / (m - 1)),
    ),
    student: statistic(difference / (pooledSd * Math.sqrt(1 / n + 1 / m)), n + m - 2),
  };
}

function statistic(t: number, df: number): TStatistic {
  return { t, df, p: tailOf(t, df) };
}

/** Two-sided p of t, to about 1e-8 of its size. */
export function tailOf(t: number, df: number): number {
  // The lower tail twice: the upper one is 1 less a number near 1, and cancels.
  return 2 * jstat.jStat.studentt.cdf(-Math.abs(t), df);
}
