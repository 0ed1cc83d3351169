/**
 * How much each matrix itself changed, as a chart.
 *
 * @module
 */

import type { Results } from "../../results.ts";
import { hasCauses } from "../../site/kit/cause_rows.ts";
import { PATHS } from "../../site/kit/paths.ts";
import { figureSection, methodsSection, type Place, type Section } from "../../site/kit/section.ts";
import { type DataFile, dataFile } from "../../site/kit/data_file.ts";
import { weightChangeColumns } from "./schema.ts";
import { weightChangeFigure } from "./view/weight_change_figure.ts";
import { hasBiasedMatrix } from "./words.ts";

/** What is shown at a place of the site. */
export function sections(results: Results, place: Place): Section[] {
  if (!hasCauses(results)) return [];
  if (place.page !== "causes") {
    return methodsSection(place, "causes", {
      template: "methods_weight_change",
      content: {
        hasPreNorm: results.inputs.base.has_pre_norm,
        hasBiases: hasBiasedMatrix(results),
      },
    });
  }
  return figureSection(weightChangeFigure(results));
}

/** Its tables to take away. */
export function files({ causes }: Results): DataFile[] {
  if (causes === null) return [];
  return [
    dataFile(weightChangeColumns, causes.weight_change, {
      path: PATHS.weightChange,
      description:
        "How much each matrix changed along random inputs, and how much more or less along PC1.",
    }),
  ];
}
