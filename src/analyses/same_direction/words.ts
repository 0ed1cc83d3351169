/**
 * The sentence about other layers whose change of PC1 points the same way.
 *
 * @module
 */

import { PEAK_INPUT } from "../../results/peak_input.ts";
import type { Finding, Measured, NearestLayers } from "../../results.ts";
import { formatNumber } from "../../text/words.ts";

/** Of the layer of the verdict, or of all layers where there is none; none of one layer, or where nothing may be said. */
export function words({ same_direction }: Pick<Measured, "same_direction">): Finding[] {
  const nearest = same_direction?.noted ?? same_direction?.largest ?? null;
  if (nearest === null || nearest.raw === null) return [];
  const { layer, other_layer } = nearest.raw;
  const { claim, trimmed } = nearestWords(nearest, nearest.raw);
  return [{
    topic: "same-direction",
    layer: null,
    text: `${claim}${trimmed === null ? "" : `; ${trimmed}`}.`,
    layers: [layer, other_layer],
  }];
}

/** What is claimed of two layers, and what is left of it without the outlier dimensions; null where that is not known. */
export function nearestWords(
  { trimmed, trimmed_cosine, stays }: NearestLayers,
  { layer, other_layer, cosine }: NonNullable<NearestLayers["raw"]>,
): { claim: string; trimmed: string | null } {
  const shown = (value: number) => formatNumber(value, 2);
  return {
    claim: `The change of ${PEAK_INPUT} at layer ${layer} points most ${
      cosine > 0 ? "along" : "against"
    } that at layer ${other_layer}, cosine ${shown(cosine)}`,
    trimmed: stays === null || trimmed_cosine === null
      ? null
      : `without the outlier dimensions it is ${shown(trimmed_cosine)}${
        stays
          ? ", and still the largest"
          : trimmed!.layer === layer && trimmed!.other_layer === other_layer
          ? ", the largest still but of the other sign"
          : `, and the largest is that of layers ${trimmed!.layer} and ${trimmed!.other_layer}, ${
            shown(trimmed!.cosine)
          }`
      }`,
  };
}
