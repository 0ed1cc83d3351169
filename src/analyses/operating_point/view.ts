/**
 * What a step along PC1 from the mean state changes, as a chart.
 *
 * @module
 */

import type { Results } from "../../results.ts";
import { evidenceLayer, hasEvidenceAt } from "../../site/kit/evident.ts";
import { PATHS } from "../../site/kit/paths.ts";
import { figureSection, methodsSection, type Place, type Section } from "../../site/kit/section.ts";
import { type DataFile, dataFile } from "../../site/kit/data_file.ts";
import { operatingPointColumns } from "./schema.ts";
import { operatingPointFigure } from "./view/operating_point_figure.ts";

/** What is shown at a place of the site. */
export function sections(results: Results, place: Place): Section[] {
  if (!hasEvidenceAt(results, place)) return [];
  if (place.page !== "evidence") {
    return methodsSection(place, "evidence", {
      template: "methods_operating_point",
      content: { inputRow: results.options.input_row },
    });
  }
  return figureSection(operatingPointFigure(results, evidenceLayer(results)));
}

/** Its tables to take away. */
export function files({ evidence }: Results): DataFile[] {
  if (evidence === null) return [];
  return [
    dataFile(operatingPointColumns, evidence.operating_point, {
      path: PATHS.operatingPoint,
      description:
        "Responses to steps along PC1 from µ; at alpha 0 the columns are of the output for µ itself.",
    }),
  ];
}
