/**
 * Real activations as one more baseline of a layer: where PC1 stands among them, and whether the change grows along PC1.
 *
 * Notation: x an activation, d its change, u = d / |d| of PC1.
 *
 * @module
 */

import type { Settled, Settling } from "../analysis.ts";
import type { MeasuredActivations } from "./measure.ts";
// @ts-types="@types/d3-array"
import { mean, quantile } from "d3-array";
import { seededIndices } from "../../math/random.ts";
import { isSignOpen } from "../../results/slope_sign.ts";
import type { ActivationRow, Activations } from "../../results.ts";

type ActivationVariant = Activations["variants"][number];

/** Resamples of the rows behind an interval. */
export const RESAMPLES = 1000;

/**
 * Quantiles of 1 - cos (R-7), PC1's place among them, and the slope of d . u on x . PC1 / |PC1| with the 2.5 % and 97.5 %
 * quantiles of its resamples. Without outlier dimensions there is one variant alone.
 */
export function activationsOf(
  { layer, file, rowsInFile, seed, pc1, rows }: MeasuredActivations,
): Activations {
  const samples = resamples(rows, seed);
  const variants: ActivationVariant[] = [
    {
      variant: "raw",
      ...place(rows.map((row) => row.delta_angular), pc1.deltaAngular),
      ...slope(rows, { column: "change_along_u", samples }),
    },
    ...pc1.trimmedAngular === null ? [] : [{
      variant: "trimmed" as const,
      ...place(rows.map((row) => row.trimmed_angular), pc1.trimmedAngular),
      ...slope(rows, { column: "trimmed_change_along_u", samples }),
    }],
  ];
  return {
    layer,
    file,
    rows_in_file: rowsInFile,
    resamples: samples.length,
    variants,
    rows: [...rows],
  };
}

/** The angle of PC1 among those of the activations. */
function place(angles: readonly (number | null)[], pc1: number) {
  const known = angles.flatMap((angle) => angle ?? []);
  return {
    q05: quantile(known, 0.05) ?? null,
    q50: quantile(known, 0.5) ?? null,
    q95: quantile(known, 0.95) ?? null,
    pc1_delta_angular: pc1,
    pc1_quantile: known.length === 0
      ? null
      : known.filter((angle) => angle < pc1).length / known.length,
  };
}

/** A slope with its interval; all null where a change along u is unknown, as where base and instruct are the same. */
function slope(
  rows: readonly ActivationRow[],
  { column, samples }: {
    column: "change_along_u" | "trimmed_change_along_u";
    samples: readonly (readonly number[])[];
  },
) {
  const points = rows.flatMap((row) => {
    const y = row[column];
    return y === null ? [] : [{ x: row.along_pc1, y }];
  });
  if (points.length < rows.length) {
    return { slope: null, slope_low: null, slope_high: null, is_sign_open: null };
  }
  const slopes = samples.flatMap((sample) =>
    leastSquaresSlope(sample.map((i) => points[i]!)) ?? []
  );
  const interval = {
    slope_low: quantile(slopes, 0.025) ?? null,
    slope_high: quantile(slopes, 0.975) ?? null,
  };
  return { slope: leastSquaresSlope(points), ...interval, is_sign_open: isSignOpen(interval) };
}

/**
 * Rows of each resample, as many as there are, drawn with replacement; resample k depends on the seed, the number of rows and k
 * alone. Resamples whose rows all lie at one place along PC1 have no slope and are left out.
 */
function resamples(rows: readonly ActivationRow[], seed: number): number[][] {
  const drawn = Array.from(
    { length: RESAMPLES },
    (_, k) => resampledRows(rows.length, { seed, k }),
  );
  return drawn.filter((sample) => {
    const first = rows[sample[0] ?? 0]?.along_pc1;
    return sample.some((i) => rows[i]!.along_pc1 !== first);
  });
}

/**
 * The rows of resample `k` of `n`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { resampledRows } from "./settle.ts";
 * assert(resampledRows(5, { seed: 42, k: 0 }).every((row) => row >= 0 && row < 5));
 * ```
 */
export function resampledRows(n: number, { seed, k }: { seed: number; k: number }): number[] {
  if (n === 0) return [];
  const index = seededIndices(`${seed} activations ${k}`, n);
  return Array.from({ length: n }, index);
}

/**
 * Slope of the least squares line with intercept; null where x does not spread.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { leastSquaresSlope } from "./settle.ts";
 * assert(leastSquaresSlope([{ x: 0, y: 1 }, { x: 1, y: 3 }, { x: 2, y: 5 }]) === 2);
 * ```
 */
export function leastSquaresSlope(points: readonly { x: number; y: number }[]): number | null {
  const [xMean, yMean] = [mean(points, ({ x }) => x) ?? 0, mean(points, ({ y }) => y) ?? 0];
  let covariance = 0, spread = 0;
  for (const { x, y } of points) {
    covariance += (x - xMean) * (y - yMean);
    spread += (x - xMean) ** 2;
  }
  return spread === 0 ? null : covariance / spread;
}

/** The layer of the activations; null where none were given. */
export function settle({ numbers }: Settling<MeasuredActivations | null>): Settled {
  const measured = numbers.find((it) => it.numbers !== null)?.numbers ?? null;
  return { results: { activations: measured === null ? null : activationsOf(measured) } };
}
