/**
 * How far the output for PC1 lies along PC1 itself, as a chart.
 *
 * @module
 */

import type { Results } from "../../results.ts";
import { hasCauses } from "../../site/kit/cause_rows.ts";
import { figureSection, type Place, type Section } from "../../site/kit/section.ts";
import { selfProjectionFigure } from "./view/self_projection_figure.ts";

/** What is shown at a place of the site. */
export function sections(results: Results, { page }: Place): Section[] {
  if (page !== "causes" || !hasCauses(results)) return [];
  return figureSection(selfProjectionFigure(results));
}
