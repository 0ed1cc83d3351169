/**
 * Of which layers sentences speak: none is made of a difference within the rounding noise of the weights.
 *
 * @module
 */

import type { Evidence, Measured, Results, Verdict } from "../results.ts";

/** Whether what rounding the base weights does to the output is too near to |d| of PC1 to speak of a difference. */
export function isWithinNoise(
  { within_noise }: Pick<Results, "within_noise">,
  layer: number,
): boolean {
  return within_noise.includes(layer);
}

/** The peak that is within the noise; undefined where neither is. */
export function noisyPeak(
  { peaks, within_noise }: Pick<Results, "peaks" | "within_noise">,
): { readonly layer: number } | undefined {
  return [peaks.absolute, peaks.angular].find((peak) =>
    peak !== null && within_noise.includes(peak.layer)
  ) ?? undefined;
}

/** The evidence of a run and the verdict in it. */
export interface Judgement {
  readonly evidence: Evidence;
  readonly verdict: Verdict;
}

/** What there is to say of a run: nothing without a verdict, or where a peak is within the noise. */
export function spokenVerdict(measured: Measured): Judgement | null {
  const { evidence } = measured;
  const verdict = evidence?.verdict ?? null;
  if (evidence === null || verdict === null || noisyPeak(measured) !== undefined) return null;
  return { evidence, verdict };
}

/** Decomposed layers at which PC1 changes by more than noise. */
export function spokenLayers(
  { decomposition_info, within_noise }: Pick<Results, "decomposition_info" | "within_noise">,
): number[] {
  return Object.values(decomposition_info)
    .filter(({ layer, delta_norm }) => delta_norm > 0 && !within_noise.includes(layer))
    .map(({ layer }) => layer);
}
