/**
 * What spans and pursuits are of, in words.
 *
 * @module
 */

import type { SpanVariant } from "../../../results.ts";

/** What each variant leaves. */
export const VARIANT_WORDS: Readonly<Record<SpanVariant, string>> = {
  raw: "all coordinates",
  trimmed: "without the outlier dimensions",
  without_common: "without the mean direction",
};
