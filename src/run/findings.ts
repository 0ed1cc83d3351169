/**
 * Sentences computed from the numbers, verdict first. They state what was measured and stop there: nothing about behaviour, and
 * ratios are ratios of angles, because 1 - cos is quadratic.
 *
 * @module
 */

import { ANALYSES } from "../analyses/index.ts";
import type { Finding, Measured } from "../results.ts";

/** All findings of a run, in the order of the analyses; each leaves out what it cannot say of a difference within the rounding noise of the weights. */
export function findings(measured: Measured): Finding[] {
  const opening = ANALYSES.filter(({ isOpening }) => isOpening);
  const others = ANALYSES.filter(({ isOpening }) => !isOpening);
  return [...opening, ...others].flatMap(({ words }) => words?.(measured) ?? []);
}
