/**
 * What the scatter of a comparison and its table both say.
 *
 * @module
 */

/** Forms of the cosines, in words. */
export const VARIANT_WORDS = { raw: "as they are", specific: "with the mean direction removed" };

/** What the number is. */
export const RANK_CORRELATION =
  "Spearman’s rank correlation, ties averaged: 1 where the two changes order the vectors alike, 0 where one order tells nothing of the other.";

/** Why it stands alone. */
export const NO_INTERVAL =
  "Vectors are not independent, many of them are much alike, so neither an interval nor a p of it is given.";

/** What it can be held against. */
export const MIXTURES =
  "Mixtures: mixture k of A against mixture k of B, over the same vectors; median, and the middle 90 % from 5 % to 95 %. What all random role mixtures share is in theirs too: where the correlation of PC1 lies within theirs, random role mixtures give as much.";

/** Where the runs have not the same PC1. */
export const OWN_PC1 =
  "Each run has a PC1 of its own, with the sign that it has there: the change of A’s PC1 is set against that of B’s PC1 and that of B’s −PC1, and neither is told as more or less than those of mixtures.";
