/**
 * How much of the change of PC1 is the same for -PC1, as a chart.
 *
 * @module
 */

import type { Results } from "../../results.ts";
import { hasCauses } from "../../site/kit/cause_rows.ts";
import { figureSection, methodsSection, type Place, type Section } from "../../site/kit/section.ts";
import { evenShareFigure } from "./view/even_share_figure.ts";

/** What is shown at a place of the site. */
export function sections(results: Results, place: Place): Section[] {
  if (!hasCauses(results)) return [];
  if (place.page !== "causes") {
    return methodsSection(place, "causes", {
      template: "methods_parity",
      content: { hasBiases: results.inputs.base.biased.length > 0 },
    });
  }
  return figureSection(evenShareFigure(results));
}
