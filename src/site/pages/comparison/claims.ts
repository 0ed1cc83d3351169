/**
 * What the values of two runs say of each other, in a sentence each.
 *
 * @module
 */

import { PEAK_INPUT, rowAt } from "../../../results/peak_input.ts";
import type { Results } from "../../../results.ts";
import { allOf, plural } from "../../../text/words.ts";
import { significant } from "../../kit/numbers.ts";
import { farthestApart, isSameSize, type Known, knownOf, sharedLayers } from "./shared_values.ts";

/** The sentence that the page opens with: where the angles lie farthest apart, and whether the peaks are the same. */
export function opening(a: Results, b: Results): string {
  const layers = sharedLayers(a, b);
  const known = knownOf(layers, "angle");
  const most = farthestApart(known.filter(isToldApart));
  if (layers.length === 0) return `The runs share no layer: ${peaksText(a, b)}.`;
  if (known.length === 0) {
    return `At no shared layer is the angle of ${PEAK_INPUT} known in both runs; ${
      peaksText(a, b)
    }.`;
  }
  if (most === null) {
    return `${noneApart(known, "both runs")}; ${peaksText(a, b)}.`;
  }
  return `The runs differ most at layer ${most.layer}, where ${PEAK_INPUT} turns by ${
    angle(most.a)
  } in A and ${angle(most.b)} in B; ${peaksText(a, b)}.`;
}

/** That no shared layer tells the runs apart. */
function noneApart(known: readonly Known[], runs: string): string {
  return known.some(({ isHidden }) => isHidden)
    ? `At no shared layer ${PEAK_INPUT} turns farther in one run by more than noise`
    : `${PEAK_INPUT} turns alike in ${runs} at every shared layer`;
}

/** The layer of a peak, and whether the noise may have picked it. */
export function peakText(
  { within_noise }: Pick<Results, "within_noise">,
  { layer }: { readonly layer: number },
): string {
  return `layer ${layer}${within_noise.includes(layer) ? " (within the noise)" : ""}`;
}

/** Where each run turns most. */
function peaksText(a: Results, b: Results): string {
  const [ofA, ofB] = [a, b].map(({ peaks }) => peaks.angular);
  if (!ofA || !ofB) {
    const [none, found, peak] = ofA ? ["B", "A", ofA] : ["A", "B", ofB];
    return peak
      ? `${found} turns most at ${peakText(ofA ? a : b, peak)}, ${none} has no angular peak`
      : "neither has an angular peak";
  }
  const [textA, textB] = [peakText(a, ofA), peakText(b, ofB)];
  return textA === textB ? `both turn most at ${textA}` : `A turns most at ${textA}, B at ${textB}`;
}

/** Title of the figure of angles. */
export function angleClaim(a: Results, b: Results): string {
  const layers = sharedLayers(a, b);
  const known = knownOf(layers, "angle");
  const most = farthestApart(known.filter(isToldApart));
  if (known.length === 0) return `How far ${PEAK_INPUT} turns in A and in B`;
  if (most === null) return noneApart(known, "A and B");
  return `${PEAK_INPUT} turns farther in ${larger(known)}, most apart at layer ${most.layer}: ${
    angle(most.a)
  } and ${angle(most.b)}`;
}

/** Title of the figure of lengths. */
export function lengthClaim(a: Results, b: Results): string {
  const known = knownOf(sharedLayers(a, b), "length");
  const most = farthestApart(known.filter(isToldApart));
  if (known.length === 0) return "How far the output moves in A and in B";
  const begin = isSameSize(a, b) ? "The output moves" : "Relative to |y base| the output moves";
  if (most === null) {
    return known.some(({ isHidden }) => isHidden)
      ? `${begin} farther in neither run by more than noise`
      : `${begin} as far in A as in B at every shared layer`;
  }
  return `${begin} farther in ${larger(known)}, most apart at layer ${most.layer}: ${
    shown(most.a)
  } and ${shown(most.b)}`;
}

/** Title of the figure of output norms: how often the outputs of the base are longer in one run. */
export function normsClaim(a: Results, b: Results): string {
  const known = sharedLayers(a, b).flatMap(({ layer }): Known[] => {
    const [first, second] = [a, b].map(({ mlp }) => rowAt(mlp, layer)?.base_output_norm);
    return first === undefined || second === undefined ? [] : [{ layer, a: first, b: second }];
  });
  if (known.length === 0) return "How long the outputs are in A and in B";
  return known.some(isToldApart)
    ? `The base output is longer in ${larger(known)}`
    : "The base outputs are as long in A as in B at every shared layer";
}

/** In which run the value is the larger one at how many layers, both where they are ahead equally often, and at how many it is alike. */
function larger(known: readonly Known[]): string {
  const apart = known.filter(isToldApart);
  const nA = apart.filter(({ a, b }) => a > b).length;
  const nB = apart.length - nA;
  const nHidden = known.filter(({ isHidden }) => isHidden).length;
  const nAlike = known.length - apart.length - nHidden;
  const others = [
    ...nAlike === 0 ? [] : [`alike to three digits at ${nAlike}`],
    ...nHidden === 0 ? [] : [`within the noise at ${nHidden}`],
  ];
  const of = `of ${plural(known.length, "shared layer", "shared layers")}${
    others.length === 0 ? "" : ` (${others.join(", ")})`
  }`;
  if (Math.max(nA, nB) === known.length) {
    return `${nA > nB ? "A" : "B"} at ${
      known.length === 1 ? "the one shared layer" : `${allOf(known.length)} shared layers`
    }`;
  }
  if (nA === nB) return `A at ${nA} and in B at ${nB} ${of}`;
  return nB > nA ? `B at ${nB} ${of}` : `A at ${nA} ${of}`;
}

/** Whether sentences show the two as different. */
function isToldApart({ a, b, isHidden = false }: Known): boolean {
  return !isHidden && shown(a) !== shown(b);
}

function shown(value: number): string {
  return significant(value, 3);
}

function angle(degrees: number): string {
  return `${shown(degrees)}°`;
}
