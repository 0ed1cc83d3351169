/**
 * How far the output for PC1 lies along PC1 itself, as a chart.
 *
 * @module
 */

import type { Results } from "../../results.ts";
import { hasCauses } from "../../site/kit/cause_rows.ts";
import { figureSection, methodsSection, type Place, type Section } from "../../site/kit/section.ts";
import { selfProjectionFigure } from "./view/self_projection_figure.ts";

/** What is shown at a place of the site. */
export function sections(results: Results, place: Place): Section[] {
  if (!hasCauses(results)) return [];
  if (place.page !== "causes") {
    return methodsSection(place, "causes", { template: "methods_self_projection", content: {} });
  }
  return figureSection(selfProjectionFigure(results));
}
