/**
 * A comparison of weights as one HTML document, its numbers within it.
 *
 * @module
 */

import type { WeightComparison } from "../../../results/weight_comparison.ts";
import { capitalised, durationText } from "../../../text/words.ts";
import { isSynthetic } from "../../../text/weight_claim.ts";
import { escapedText, renderTemplate } from "../../kit/templates.ts";
import { numbersAddresses, scopeOf, weightsTitle, weightsView } from "../../pages/weights/page.ts";
import { singleDocument } from "./document.ts";
import { WEIGHTS_MARK } from "./mark.ts";

/** What stands above a comparison of weights that a program made. */
const SYNTHETIC = {
  what: "Synthetic weights.",
  note: "They were made by a program: nothing here is about a real model.",
};

/**
 * The text of the file. The same comparison gives the same text.
 *
 * @throws {RangeError} if a number is not finite.
 */
export function renderWeights(comparison: WeightComparison): string {
  const view = weightsView(comparison);
  const { run } = comparison;
  return singleDocument({
    title: weightsTitle(comparison),
    mark: WEIGHTS_MARK,
    synthetic: isSynthetic(comparison) ? SYNTHETIC : null,
    navigation: [
      { label: "Weights", href: "#top" },
      ...view.figures.map(({ id }) => ({
        label: capitalised(id),
        href: `#${id}`,
      })),
      ...view.map === null ? [] : [{ label: "Map", href: "#map" }],
      { label: "Numbers", href: "#numbers" },
      { label: "How to read", href: "#reading" },
      { label: "Compared", href: "#compared" },
    ],
    layers: null,
    pages: [{
      id: "weights",
      title: "Weights",
      html: renderTemplate("weights", view),
      isFirst: true,
    }],
    made: {
      version: run.deltascope,
      date: run.started.slice(0, 10),
      duration: durationText(run.seconds),
      device: "the CPU, sums in float64",
    },
    note: "One file, with all its numbers in it; it asks for nothing from elsewhere.",
  });
}

/** What stands in the file of this comparison alone: its numbers, and what was compared. An earlier file of the same names need not have all. */
export function ownInFile(comparison: WeightComparison): string[] {
  return [
    escapedText(scopeOf(comparison)),
    ...numbersAddresses(comparison).map((address) => `href="${escapedText(address)}"`),
  ];
}
