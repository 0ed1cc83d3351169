/**
 * In how few directions weights changed, in sentences.
 *
 * @module
 */

// @ts-types="@types/d3-array"
import { median } from "d3-array";
import type { WeightRow } from "../results/weight_comparison.ts";
import { isMatrix, percentText, tensorWords } from "./weight_rows.ts";

/** Up to so many times what independent elements would have, a change is called spread. */
const SPREAD = 1.25;
/** From this share on one direction is named by itself. */
const ONE = 0.5;

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

/** The rank that all changes have, or of several the least and the largest; null where not every one is low. */
export function lowRanks(rows: readonly SpectralRow[]): string | null {
  const ranks = rows.map(({ delta_low_rank }) => delta_low_rank);
  if (ranks.length === 0 || ranks.includes(null)) return null;
  const [least, most] = [Math.min(...ranks as number[]), Math.max(...ranks as number[])];
  return least === most ? `${least}` : `${least} to ${most}`;
}

/** How much of a change eight directions hold; nothing where eight are all that a matrix has. */
export function spectrumSentences(rows: readonly WeightRow[]): string[] {
  const known = spectralRows(rows).filter(({ isotropic_top8_share }) => isotropic_top8_share < 1);
  const most = mostGathered(known);
  if (most === null) return [];
  const of = `${tensorWords(most.tensor)} of layer ${most.layer}`;
  const ranks = lowRanks(known);
  if (ranks !== null) {
    return [
      `The change of ${
        known.length === 1 ? of : `each of the ${known.length} matrices that changed`
      } has rank ${ranks}, but for a ten-thousandth of its square, as that of a low-rank adapter has.`,
    ];
  }
  const alone = 1 / most.delta_stable_rank!;
  const isSpread = timesIsotropic(most) <= SPREAD;
  return [
    `${
      isSpread
        ? "No change is gathered much more than one of independent elements would be: eight"
        : "Eight"
    } directions hold at least ${
      percentText(most.delta_top8_share)
    } of the squared change of ${of}${
      alone >= ONE ? `, one of them alone ${percentText(alone)}` : ""
    }${
      known.length === 1 ? "" : ", the most gathered"
    }, where of independent elements they would hold about ${
      percentText(most.isotropic_top8_share)
    } at most${
      known.length === 1
        ? ""
        : `; of the median matrix they hold ${
          percentText(median(known, ({ delta_top8_share }) => delta_top8_share)!)
        }`
    }.`,
  ];
}

/** How much more eight directions hold than they would of independent elements. */
function timesIsotropic({ delta_top8_share, isotropic_top8_share }: SpectralRow): number {
  return delta_top8_share / isotropic_top8_share;
}
