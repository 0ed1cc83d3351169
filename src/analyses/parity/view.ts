/**
 * How much of the change of PC1 is the same for -PC1, as a chart.
 *
 * @module
 */

import type { Results } from "../../results.ts";
import { hasCauses } from "../../site/kit/cause_rows.ts";
import { figureSection, type Place, type Section } from "../../site/kit/section.ts";
import { evenShareFigure } from "./view/even_share_figure.ts";

/** What is shown at a place of the site. */
export function sections(results: Results, { page }: Place): Section[] {
  if (page !== "causes" || !hasCauses(results)) return [];
  return figureSection(evenShareFigure(results));
}
