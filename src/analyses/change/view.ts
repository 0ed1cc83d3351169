/**
 * How far the output turns and moves: the peaks and the charts by layer on the overview, the measured inputs on the page of a layer.
 *
 * @module
 */

import type { Results } from "../../results.ts";
import { figureSection, methodsSection, type Place, type Section } from "../../site/kit/section.ts";
import { layerSections } from "./view/layer_sections.ts";
import { overviewFigures } from "./view/overview_figures.ts";
import { peaksSection } from "./view/peaks.ts";

/** What is shown at a place of the site. */
export function sections(results: Results, place: Place): Section[] {
  switch (place.page) {
    case "overview":
      return [peaksSection(results), ...overviewFigures(results).flatMap(figureSection)];
    case "layer":
      return layerSections(results, place.layer);
    default:
      return results.evidence === null
        ? []
        : methodsSection(place, "evidence", { template: "methods_change", content: {} });
  }
}
