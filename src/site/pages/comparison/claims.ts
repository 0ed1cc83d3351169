/**
 * What the values of two runs say of each other, in a sentence each.
 *
 * @module
 */

import { PEAK_INPUT, rowAt } from "../../../results/peak_input.ts";
import type { Results } from "../../../results.ts";
import { significant } from "../../kit/numbers.ts";
import { farthestApart, isSameSize, type Known, knownOf, sharedLayers } from "./shared_values.ts";

/** Degrees below which angles are told as alike: less than a page shows of them. */
const ALIKE = 0.005;

/** The sentence that the page opens with: where the angles lie farthest apart, and whether the peaks are the same. */
export function opening(a: Results, b: Results): string {
  const layers = sharedLayers(a, b);
  const known = knownOf(layers, "angle");
  const most = farthestApart(known);
  if (layers.length === 0) return `The runs share no layer: ${peaksText(a, b)}.`;
  if (most === null) {
    return `At no shared layer is the angle of ${PEAK_INPUT} known in both runs; ${
      peaksText(a, b)
    }.`;
  }
  if (isAlike(most)) {
    return `${PEAK_INPUT} turns alike in both runs at every shared layer; ${peaksText(a, b)}.`;
  }
  return `The runs differ most at layer ${most.layer}, where ${PEAK_INPUT} turns by ${
    angle(most.a)
  } in A and ${angle(most.b)} in B; ${peaksText(a, b)}.`;
}

/** Where each run turns most. */
function peaksText(a: Results, b: Results): string {
  const [ofA, ofB] = [a, b].map(({ peaks }) => peaks.angular);
  if (!ofA || !ofB) {
    const [none, found, peak] = ofA ? ["B", "A", ofA] : ["A", "B", ofB];
    return peak
      ? `${found} turns most at layer ${peak.layer}, ${none} has no angular peak`
      : "neither has an angular peak";
  }
  if (ofA.layer === ofB.layer) return `both turn most at layer ${ofA.layer}`;
  return `A turns most at layer ${ofA.layer}, B at layer ${ofB.layer}`;
}

/** Title of the figure of angles. */
export function angleClaim(a: Results, b: Results): string {
  const layers = sharedLayers(a, b);
  const known = knownOf(layers, "angle");
  const most = farthestApart(known);
  if (most === null) return `How far ${PEAK_INPUT} turns in A and in B`;
  if (isAlike(most)) return `${PEAK_INPUT} turns alike in A and B at every shared layer`;
  const { run, n } = larger(known);
  return `${PEAK_INPUT} turns farther in ${run} at ${n} of ${
    plural(known.length)
  }, most apart at layer ${most.layer}: ${angle(most.a)} and ${angle(most.b)}`;
}

/** Title of the figure of lengths. */
export function lengthClaim(a: Results, b: Results): string {
  const known = knownOf(sharedLayers(a, b), "length");
  const most = farthestApart(known);
  if (most === null) return "How far the output moves in A and in B";
  const begin = isSameSize(a, b) ? "The output moves" : "Relative to |y base| the output moves";
  if (most.a === most.b) return `${begin} as far in A as in B at every shared layer`;
  const { run, n } = larger(known);
  return `${begin} farther in ${run} at ${n} of ${
    plural(known.length)
  }, most apart at layer ${most.layer}: ${significant(most.a, 3)} and ${significant(most.b, 3)}`;
}

/** Title of the figure of output norms: how often the outputs of the base are longer in one run. */
export function normsClaim(a: Results, b: Results): string {
  const known = sharedLayers(a, b).flatMap(({ layer }): Known[] => {
    const [first, second] = [a, b].map(({ mlp }) => rowAt(mlp, layer)?.base_output_norm);
    return first === undefined || second === undefined ? [] : [{ layer, a: first, b: second }];
  });
  const most = farthestApart(known);
  if (most === null) return "How long the outputs are in A and in B";
  if (most.a === most.b) return "The base outputs are as long in A as in B at every shared layer";
  const { run, n } = larger(known);
  return `The base output is longer in ${run} at ${n} of ${plural(known.length)}`;
}

/** The run whose value is the larger one at more layers, A where it is a tie. */
function larger(values: readonly Known[]): { run: "A" | "B"; n: number } {
  const nA = values.filter(({ a, b }) => a > b).length;
  const nB = values.filter(({ a, b }) => b > a).length;
  return nB > nA ? { run: "B", n: nB } : { run: "A", n: nA };
}

function isAlike({ a, b }: Known): boolean {
  return Math.abs(a - b) < ALIKE;
}

function plural(n: number): string {
  return n === 1 ? "1 shared layer" : `${n} shared layers`;
}

function angle(degrees: number): string {
  return `${significant(degrees, 3)}°`;
}
