/**
 * In how few directions weights changed, in sentences.
 *
 * @module
 */

// @ts-types="@types/d3-array"
import { median } from "d3-array";
import type { WeightRow } from "../results/weight_comparison.ts";
import { isMatrix, percentText, tensorWords } from "./weight_rows.ts";

/** A share that float32 sums do not tell from all of it. */
const ALL = 0.9999;

/** Up to so many times what independent elements would have, a change is called spread. */
const SPREAD = 1.25;

/** A matrix whose change has a spectrum. */
export type SpectralRow =
  & WeightRow
  & { readonly [Name in "delta_top8_share" | "isotropic_top8_share"]: number };

/** The matrices that changed and whose singular values were found. */
export function spectralRows(rows: readonly WeightRow[]): SpectralRow[] {
  return rows.filter((row): row is SpectralRow =>
    isMatrix(row) && row.delta_top8_share !== null && row.isotropic_top8_share !== null
  );
}

/** The one whose change is gathered most beside what independent elements would have; null where there is none. */
export function mostGathered(rows: readonly SpectralRow[]): SpectralRow | null {
  return rows.reduce<SpectralRow | null>(
    (most, row) => most === null || timesIsotropic(row) > timesIsotropic(most) ? row : most,
    null,
  );
}

/** How much of a change eight directions hold; nothing where eight are all that a matrix has. */
export function spectrumSentences(rows: readonly WeightRow[]): string[] {
  const known = spectralRows(rows).filter(({ isotropic_top8_share }) => isotropic_top8_share < 1);
  const most = mostGathered(known);
  if (most === null) return [];
  if (known.every(({ delta_top8_share }) => delta_top8_share > ALL)) {
    return [
      known.length === 1
        ? "The change lies in eight directions or fewer, as that of an adapter of a small rank does."
        : "The change of every matrix lies in eight directions or fewer, as that of an adapter of a small rank does.",
    ];
  }
  const share = percentText(most.delta_top8_share);
  const isotropic = `where independent elements of one size would have at most about ${
    percentText(most.isotropic_top8_share)
  }`;
  if (known.length === 1) {
    return [`Eight directions hold at least ${share} of its square, ${isotropic}.`];
  }
  const of = `the squared change of ${tensorWords(most.tensor)} of layer ${most.layer}`;
  const isSpread = timesIsotropic(most) <= SPREAD;
  const middle = median(known, ({ delta_top8_share }) => delta_top8_share)!;
  return [
    `${
      isSpread ? "No change lies in few directions: eight" : "Eight directions"
    } hold at least ${share} of ${of}, the most gathered, ${isotropic}; of the median matrix they hold ${
      percentText(middle)
    }.`,
  ];
}

/** How much more eight directions hold than they would of independent elements. */
function timesIsotropic({ delta_top8_share, isotropic_top8_share }: SpectralRow): number {
  return delta_top8_share / isotropic_top8_share;
}
