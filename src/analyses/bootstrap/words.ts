/**
 * The sentence about how firm the peak is where roles are resampled.
 *
 * @module
 */

import type { Finding, Measured } from "../../results.ts";
import { PEAK_INPUT } from "../../results/peak_input.ts";
import { noisyPeak } from "../../results/spoken.ts";
import { plural } from "../../text/words.ts";

/** How often PC1 of resampled roles turns most where PC1 does, and where it does so most often; none of a single layer. */
export function words(
  measured: Pick<Measured, "evidence" | "peaks" | "options" | "within_noise">,
): Finding[] {
  const { evidence, peaks, options } = measured;
  if (evidence === null || peaks.angular === null || options.layers.length === 1) return [];
  if (noisyPeak(measured) !== undefined) return [];
  const shares = evidence.layers.flatMap(({ layer, angular_peak_share: share }) =>
    share === null ? [] : [{ layer, share }]
  );
  const own = shares.find(({ layer }) => layer === peaks.angular?.layer);
  if (own === undefined) return [];
  const [most = own] = shares.toSorted((a, b) => b.share - a.share);
  const isElsewhere = most.share > own.share;
  const { resamples } = evidence.bootstrap;
  const of = plural(resamples, "resample", "resamples");
  const count = ({ share }: { share: number }) => Math.round(share * resamples);
  const often = own.share === 1
    ? `each of ${of}`
    : `${count(own)} of ${of}, ${
      isElsewhere ? `and at layer ${most.layer} in ${count(most)}` : "and at no other layer in more"
    }`;
  return [{
    topic: "bootstrap",
    layer: null,
    text: `${PEAK_INPUT} of resampled roles turns most at layer ${own.layer} in ${often}.`,
    layers: isElsewhere ? [own.layer, most.layer] : [own.layer],
  }];
}
