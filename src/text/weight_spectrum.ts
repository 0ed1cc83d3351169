/**
 * In how few directions weights changed, in sentences.
 *
 * @module
 */

// @ts-types="@types/d3-array"
import { median } from "d3-array";
import type { WeightComparison, WeightRow } from "../results/weight_comparison.ts";
import { isMatrix, isWithinRounding, percentText, tensorWords } from "./weight_rows.ts";

/** Directions of the shares. */
const N_DIRECTIONS = 8;
/** Up to so many times what independent elements would have: what is told of either is a bound, and may be some percent off. */
const SPREAD = 1.25;
/** From this share on no other direction holds as much, and the one is named by itself. */
const ONE = 0.5;

/** A matrix whose change has a spectrum. */
export type SpectralRow =
  & WeightRow
  & { readonly [Name in "delta_top8_share" | "isotropic_top8_share"]: number };

/** The matrices that changed and whose singular values were found and tell: of a small one eight are all, or nearly. */
export function spectralRows(rows: readonly WeightRow[]): SpectralRow[] {
  return rows.filter((row): row is SpectralRow =>
    isMatrix(row) && row.delta_top8_share !== null && row.isotropic_top8_share !== null &&
    row.isotropic_top8_share < 1
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
export function spectrumSentences(
  comparison: Pick<WeightComparison, "rows" | "weights" | "instruct">,
): string[] {
  const { rows } = comparison;
  const known = spectralRows(rows);
  const most = mostGathered(known);
  if (most === null) return [];
  const nChanged = rows.filter((row) => isMatrix(row) && row.delta_norm > 0).length;
  const of = `${tensorWords(most.tensor)} of layer ${most.layer}`;
  const ranks = lowRanks(known);
  if (ranks !== null) {
    const each = known.length === nChanged
      ? `each of the ${nChanged} MLP matrices that changed`
      : `each of ${known.length} of the ${nChanged} MLP matrices that changed`;
    return [
      `The change of ${
        nChanged === 1 ? of : each
      } has rank ${ranks}, but for a ten-thousandth of its square, as that of a low-rank adapter has.`,
    ];
  }
  const alone = 1 / most.delta_stable_rank!;
  const isSpread = known.every((row) => timesIsotropic(row) <= SPREAD && timesAlone(row) <= SPREAD);
  const isAlone = known.length === 1;
  return [
    [
      isSpread
        ? "No change of an MLP matrix is much more concentrated than one of independent elements of one size would be: eight"
        : "Eight",
      ` directions hold at least ${
        leastPercent(most.delta_top8_share)
      } of the squared change of ${of}`,
      isAlone ? "" : ", the most concentrated change of an MLP matrix",
      alone >= ONE ? `${isAlone ? "" : ","} and one of them alone ${leastPercent(alone)}` : "",
      `; had its elements changed independently and by one size, it would be about ${
        percentText(most.isotropic_top8_share)
      } at most`,
      isAlone
        ? ""
        : `; for the median matrix it is at least ${
          leastPercent(median(known, ({ delta_top8_share }) => delta_top8_share)!)
        }`,
      isWithinRounding(most)
        ? "; rounding alone may change it so"
        : isMissingRounding(most, comparison)
        ? "; what is missing may be rounding to bfloat16, which --weights stored leaves out"
        : "",
      ".",
    ].join(""),
  ];
}

/**
 * Whether what eight directions do not hold is no more than rounding both sides makes, of an instruct side that is not stored rounded:
 * where it is, weights as stored hold that rounding too.
 */
function isMissingRounding(
  { delta_top8_share, relative_change, rounding_change }: SpectralRow,
  { weights, instruct }: Pick<WeightComparison, "weights" | "instruct">,
): boolean {
  if (weights !== "bf16" || rounding_change === null || relative_change === null) return false;
  const isWide = instruct.adapter !== null || !instruct.dtypes.includes("BF16");
  return isWide && 1 - delta_top8_share <= 2 * (rounding_change / relative_change) ** 2;
}

/** To three digits and no more than it is: what is told is a bound from below. */
function leastPercent(share: number): string {
  const step = 10 ** (Math.floor(Math.log10(share)) - 2);
  // What three digits hold already is that but for the last bits of a quotient.
  return percentText(Math.floor(share / step + 1e-9) * step);
}

/** How much more eight directions hold than they would of independent elements. */
function timesIsotropic({ delta_top8_share, isotropic_top8_share }: SpectralRow): number {
  return delta_top8_share / isotropic_top8_share;
}

/** The same of the largest of them alone. */
function timesAlone({ delta_stable_rank, isotropic_top8_share }: SpectralRow): number {
  return N_DIRECTIONS / delta_stable_rank! / isotropic_top8_share;
}
