/**
 * Evidence: what a sceptic asks of the peak, question by question.
 *
 * @module
 */

import { verdictText } from "../../results/verdict_text.ts";
import { peakLabel } from "../kit/components.ts";
import { bandWords } from "../kit/charts/bands.ts";
import { evidenceLayer, type EvidentResults, layerEvidence } from "../kit/evidence_rows.ts";
import { percent } from "../kit/numbers.ts";
import type { Page } from "../kit/page.ts";
import { layerPath, PATHS } from "../kit/paths.ts";
import {
  againstBaselinesFigure,
  calibrationFigure,
  operatingPointFigure,
  outlierCurveFigure,
  variantsFigure,
} from "./evidence_figures.ts";
import {
  bootstrapTable,
  componentsTable,
  farthestRolesTable,
  noiseFloorTable,
  outlierShareTable,
  ownComponentTable,
  peaksTable,
  quantileTables,
  ranksTable,
  spaceCosinesTable,
  specificityTable,
} from "./evidence_tables.ts";

/** `evidence.html`. */
export function evidencePage(results: EvidentResults): Page {
  const { evidence, inputs, pcs } = results;
  const layer = evidenceLayer(results);
  const ofLayer = layerEvidence(evidence, layer);
  return {
    path: PATHS.evidence,
    title: "Is the peak real?",
    template: "evidence",
    content: {
      base: inputs.base.name,
      instruct: inputs.instruct.name,
      component: peakLabel(pcs),
      layer,
      layerPath: layerPath(layer),
      overviewPath: PATHS.overview,
      methodsPath: PATHS.methods,
      verdict: evidence.verdict === null ? null : verdictText(results).sentence,
      against: againstBaselinesFigure(results, layer),
      farthest: farthestRolesTable(results, layer),
      ranks: ranksTable(results),
      variants: variantsFigure(results),
      mu: muSentence(ofLayer),
      outliers: outlierShareTable(results),
      outlierCurve: outlierCurveFigure(results, layer),
      operatingPoint: operatingPointFigure(results, layer),
      calibration: calibrationFigure(results),
      hasSpaces: evidence.components.some(({ name }) => name.includes(":")),
      components: componentsTable(results),
      pcaLayer: results.options.pca_layer,
      ownComponents: ownComponentTable(results),
      spaceCosines: spaceCosinesTable(results),
      peaks: peaksTable(results),
      bootstrap: bootstrapTable(results),
      bands: bandWords(evidence.bootstrap),
      resamples: evidence.bootstrap.resamples,
      specificity: specificityTable(results),
      quantiles: quantileTables(results),
      noiseFloor: noiseFloorTable(results),
      missing: missingBaselines(results),
    },
  };
}

function muSentence(layer: ReturnType<typeof layerEvidence>): string {
  if (layer === undefined) return "";
  const what = layer.mu === "default" ? "the default vector" : "the mean raw role vector";
  const { layer: number, outliers, outliers_capped, outlier_share } = layer;
  if (outliers.length === 0) {
    return `Here µ is ${what} of the layer. At layer ${number} there is no outlier dimension here, so there is nothing to leave out and trimmed is no condition of the verdict.`;
  }
  const [are, hold] = outliers.length === 1
    ? ["the one outlier dimension O is", "holds"]
    : ["the outlier dimensions O are", "hold"];
  const capped = outliers_capped ? ", the largest of more that meet the criterion," : "";
  return `Here µ is ${what} of the layer. At layer ${number} ${are} ${
    outliers.join(", ")
  }${capped} and ${hold} ${percent(outlier_share)} of |µ|².`;
}

/** Said where a comparison could not be made. */
function missingBaselines({ evidence }: EvidentResults): string[] {
  const has = (name: string) =>
    evidence.quantiles.some((row) => row.baseline === name && row.n > 0);
  return [
    ...has("persona") ? [] : ["No persona draws were run: they need at least three roles."],
    ...has("roles") ? [] : ["No single roles or traits were run."],
    ...has("isotropic") ? [] : ["No isotropic draws were run."],
  ];
}
