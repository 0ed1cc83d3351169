/**
 * The sentence about other layers whose change of PC1 points the same way.
 *
 * @module
 */

import { PEAK_INPUT } from "../../results/peak_input.ts";
import type { Finding, Measured, SameDirection } from "../../results.ts";
import { formatNumber, plural } from "../../text/words.ts";

/** Of the layer of the verdict, or of all layers where there is none; none of one layer, or where nothing may be said. */
export function words(
  { same_direction, within_noise }: Pick<Measured, "same_direction" | "within_noise">,
): Finding[] {
  if (same_direction === null) return [];
  const told = nearestWords(same_direction, within_noise);
  if (told === null) return [];
  const { claim, trimmed, layers, isPicked } = told;
  return [{
    topic: "same-direction",
    layer: null,
    text: `${claim}${trimmed === null ? "" : `; ${trimmed}`}. ${BY_CHANCE}${
      isPicked ? ", and it is the largest because it was picked as such" : ""
    }.`,
    short: `${claim}; not compared with chance.`,
    layers,
  }];
}

/** What a largest cosine is to be held against. */
const BY_CHANCE =
  "In so many dimensions cosines are small by chance; this one was not compared with random inputs";

/**
 * What is claimed of two layers, of how many others it is the largest, and what is left of it without the outlier dimensions, null
 * where that is not known; `title` is both for a reader in a hurry.
 *
 * @returns Null where nothing may be said.
 */
export function nearestWords(
  { layers: all, cosines, noted, largest }: SameDirection,
  withinNoise: readonly number[],
): {
  claim: string;
  trimmed: string | null;
  title: string;
  layers: number[];
  /** Whether it is the largest of several. */
  isPicked: boolean;
} | null {
  const { raw, trimmed, trimmed_cosine, stays } = noted ?? largest;
  if (raw === null) return null;
  const { layer, other_layer, cosine } = raw;
  const spoken = all.filter((layer) => !withinNoise.includes(layer));
  const nKnown = (layer: number, others: readonly number[]) =>
    others.filter((other) => known(cosines, all.indexOf(layer), all.indexOf(other))).length;
  const nPairs = noted === null
    ? spoken.reduce((sum, layer, i) => sum + nKnown(layer, spoken.slice(i + 1)), 0)
    : nKnown(layer, spoken.filter((other) => other !== layer));
  const isPicked = nPairs > 1;
  const shown = (value: number) => formatNumber(value, 2);
  const titled = trimmed_cosine === null
    ? ""
    : `; ${shown(trimmed_cosine)} without outlier dimensions`;
  const both = `layers ${layer} and ${other_layer}`;
  const is = `: ${shown(cosine)}`;
  const [title, claim] = !isPicked
    ? [
      `The changes of ${both} have the cosine ${shown(cosine)}`,
      `The changes of ${PEAK_INPUT} at ${both}, the only two to compare, have the cosine ${
        shown(cosine)
      }`,
    ]
    : noted === null
    ? [
      `The changes of ${both} have the largest |cosine|${is}`,
      `Of ${
        plural(nPairs, "pair of layers", "pairs of layers")
      }, ${both} have the largest |cosine| between their changes of ${PEAK_INPUT}${is}`,
    ]
    : [
      `The change at layer ${layer} has its largest |cosine| with that at layer ${other_layer}${is}`,
      `Of ${
        plural(nPairs, "other layer", "other layers")
      }, layer ${other_layer} has the change of ${PEAK_INPUT} with the largest |cosine| to that at layer ${layer}${is}`,
    ];
  return {
    title: title + titled,
    claim,
    isPicked,
    layers: [layer, other_layer],
    trimmed: stays === null || trimmed_cosine === null
      ? null
      : `without the outlier dimensions it is ${shown(trimmed_cosine)}${
        !isPicked
          ? ""
          : stays
          ? ", and still the largest"
          : trimmed!.layer === layer && trimmed!.other_layer === other_layer
          ? ", the largest still but of the other sign"
          : `, and the largest is that of layers ${trimmed!.layer} and ${trimmed!.other_layer}, ${
            shown(trimmed!.cosine)
          }`
      }`,
  };
}

function known(matrix: SameDirection["cosines"], i: number, j: number): boolean {
  return (matrix[i]?.[j] ?? null) !== null;
}
