/**
 * Which PC1: its cosines with known directions, in other spaces and of other layers, in tables.
 *
 * @module
 */

import type { Results } from "../../results.ts";
import { hasEvidence } from "../../site/kit/evident.ts";
import { methodsSection, type Place, type Section, titledSection } from "../../site/kit/section.ts";
import {
  componentsTable,
  ownComponentTable,
  peaksTable,
  spaceCosinesTable,
} from "./view/tables.ts";

/** What is shown at a place of the site. */
export function sections(results: Results, place: Place): Section[] {
  if (!hasEvidence(results)) return [];
  const { evidence, options } = results;
  if (place.page !== "evidence") {
    return methodsSection(place, "evidence", {
      template: "methods_spaces",
      content: { pcaLayer: options.pca_layer, pcSpace: options.pc_space },
    });
  }
  const own = ownComponentTable(results), cosines = spaceCosinesTable(results);
  return titledSection({
    id: "which",
    title: "Which PC1?",
    paragraphs: [
      evidence.pc1_spaces.length > 1
        ? "PC1 as it was run, and the same component in the other spaces (:activation, :readout, :components). What holds in one space only says as much about the scaling as about the model."
        : "The components come with no scaling, so there is one space to run PC1 in.",
      ...own === null ? [] : [
        `PC1 was found in the roles at layer ${options.pca_layer} and is run at every layer. Beside it stands PC1 of each layer’s own roles, with its sign chosen to agree; it has no p-value, because the random role mixtures are from layer ${options.pca_layer}.`,
      ],
    ],
    tables: [componentsTable(results), own, cosines, peaksTable(results)].filter((it) =>
      it !== null
    ),
  });
}
