/**
 * Where PC1 comes from and how much it explains, in a few words.
 *
 * @module
 */

import type { PrincipalComponentInfo } from "../../../results.ts";
import { percent, UNKNOWN } from "../../../site/kit/numbers.ts";

/** Of the first component that was run. */
export function firstComponent([first]: readonly PrincipalComponentInfo[]): string {
  if (first === undefined) return UNKNOWN;
  const { source, layer, variance_explained } = first;
  const from = source === "computed" ? "computed from the role vectors" : `read from ${source}`;
  const share = variance_explained === null
    ? "the variance that it explains is unknown"
    : `it explains ${percent(variance_explained)} of the variance of the roles`;
  return `${from} at layer ${layer}; ${share}`;
}
