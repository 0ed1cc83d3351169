/**
 * Of which layers sentences speak: no difference is told within the rounding noise of the weights, and nothing ranked where nothing
 * changes.
 *
 * @module
 */

import type { Causes, Evidence, Finding, Measured, Results, Verdict } from "../results.ts";

/** Whether base and instruct give the same output for every input at a layer, or at all of them: then there is nothing to rank. */
export function isUnchanged(
  { mlp, baseline }: Pick<Results, "mlp" | "baseline">,
  layer?: number,
): boolean {
  const isSame = (row: { readonly layer: number; readonly delta_norm: number }) =>
    row.delta_norm === 0 || layer !== undefined && row.layer !== layer;
  return mlp.every(isSame) && baseline.every(isSame);
}

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

/** What `tell` says of every decomposed layer at which PC1 changes by more than noise, where it says something. */
export function layerSentences(
  measured: Measured,
  topic: string,
  tell: (causes: Causes, layer: number) => string | null,
): Finding[] {
  const { causes } = measured;
  if (causes === null) return [];
  return spokenLayers(measured).flatMap((layer) => {
    const text = tell(causes, layer);
    return text === null ? [] : [{ topic, layer, text, layers: [layer] }];
  });
}
