/**
 * Sentences computed from the numbers, verdict first. They state what was measured and stop there: nothing about behaviour, and
 * ratios are ratios of angles, because 1 - cos is quadratic.
 *
 * @module
 */

import { ANALYSES } from "../analyses/index.ts";
import type { Finding, Measured } from "../results.ts";

const OPERATING_POINT = "operating_point";

/** All findings of a run, in the order of the analyses; each leaves out what it cannot say of a difference within the rounding noise of the weights. */
export function findings(measured: Measured): Finding[] {
  // Without a norm before the MLP a component says little at its own length, and what it does around a state comes first.
  const isNext = ({ name }: { name: string }) =>
    name === OPERATING_POINT && !measured.inputs.base.has_pre_norm;
  const opening = ANALYSES.filter(({ isOpening }) => isOpening);
  const others = ANALYSES.filter(({ isOpening }) => !isOpening);
  const ordered = [...others.filter(isNext), ...others.filter((it) => !isNext(it))];
  return [...opening, ...ordered].flatMap(({ words }) => words?.(measured) ?? []);
}
