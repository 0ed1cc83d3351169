/**
 * What is left of the change without outlier dimensions, and without the mean direction, in charts and tables.
 *
 * @module
 */

import type { LayerEvidence, Results } from "../../results.ts";
import { index } from "../../results/lookup.ts";
import { evidenceLayer, hasEvidenceAt } from "../../site/kit/evident.ts";
import { percent } from "../../site/kit/numbers.ts";
import { PATHS } from "../../site/kit/paths.ts";
import {
  figureSection,
  methodsSection,
  type Place,
  type Section,
  titledSection,
} from "../../site/kit/section.ts";
import { type DataFile, dataFile } from "../../site/kit/data_file.ts";
import { outlierCurveColumns, robustnessColumns } from "./schema.ts";
import { outlierCurveFigure } from "./view/outlier_curve_figure.ts";
import { outlierShareTable } from "./view/outlier_share_table.ts";
import { variantsFigure } from "./view/variants_figure.ts";

/** What is shown at a place of the site. */
export function sections(results: Results, place: Place): Section[] {
  if (!hasEvidenceAt(results, place)) return [];
  if (place.page === "layer") return figureSection(outlierCurveFigure(results, place.layer));
  if (place.page !== "evidence") {
    const { outliers } = results.options;
    return methodsSection(place, "evidence", {
      template: "methods_robustness",
      content: { outliers: outliers === "auto" ? null : outliers },
    });
  }
  const layer = evidenceLayer(results);
  return [
    ...figureSection(variantsFigure(results)),
    ...titledSection({
      id: "outliers",
      title: "What the outlier dimensions hold",
      paragraphs: [
        `In real models a few coordinates of the residual stream carry most of its length, and with a large norm weight they can carry a difference on their own. ${
          muSentence(index(results.evidence.layers, "layer")({ layer }))
        } The participation ratio tells over how many coordinates the difference is spread: 1 where a single one holds it.`,
      ],
      tables: [outlierShareTable(results)],
    }),
    ...figureSection(outlierCurveFigure(results, layer)),
  ];
}

function muSentence(layer: LayerEvidence | undefined): string {
  if (layer === undefined) return "";
  const what = layer.mu === "default" ? "the default vector" : "the mean role vector";
  const { layer: number, outliers, has_outliers, outliers_capped, outlier_share } = layer;
  if (!has_outliers) {
    return `Here µ is ${what} of the layer. Layer ${number} has no outlier dimension, so there is nothing to remove and the verdict has no condition without them.`;
  }
  const [are, hold] = outliers.length === 1
    ? ["the one outlier dimension O is", "holds"]
    : ["the outlier dimensions O are", "hold"];
  const capped = outliers_capped ? ", the largest of more that meet the criterion," : "";
  return `Here µ is ${what} of the layer. At layer ${number} ${are} ${
    outliers.join(", ")
  }${capped} and ${hold} ${percent(outlier_share)} of |µ|².`;
}

/** Its tables to take away. */
export function files({ evidence }: Results): DataFile[] {
  if (evidence === null) return [];
  return [
    dataFile(robustnessColumns, evidence.robustness, {
      path: PATHS.robustness,
      description:
        "Every input vector with all coordinates of the outputs, with the outlier dimensions removed, and with the mean direction removed; " +
        "PC1:own-layer is PC1 of each layer's own roles.",
    }),
    dataFile(outlierCurveColumns, evidence.outlier_curve, {
      path: PATHS.outlierCurve,
      description:
        "At the decomposed layers: 1 − cos of PC1 with so many of the largest coordinates of µ removed, and the 5 %, 50 % and 95 % " +
        "quantiles of the random role mixtures, each by the larger of its signs.",
    }),
  ];
}
