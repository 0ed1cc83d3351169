/**
 * Where the change of one layer arises, as its page shows it.
 *
 * @module
 */

import { attributionVariants, type CausedResults } from "../kit/cause_rows.ts";
import { largestStageAngle } from "../../analyses/stages/view/stages_chart.ts";
import type { FigureView } from "../kit/figures.ts";
import { causeSentences } from "../kit/layer_findings.ts";
import { neuronsPath, PATHS } from "../kit/paths.ts";
import type { TableView } from "../kit/tables.ts";
import { attributionTable, stagesFigure } from "./cause_layer_figures.ts";

/** What the template `layer_causes` takes. */
export interface LayerCausesView {
  sentences: string[];
  stages: FigureView | null;
  attribution: TableView | null;
  path: string;
  neuronsPath: string | null;
}

/** True where there is something to show of a layer: it was looked into, and something differs. */
export function hasLayerCauses(results: CausedResults, layer: number): boolean {
  return largestStageAngle(results.causes, layer) > 0 ||
    attributionVariants(results, [layer]).length > 0;
}

/** Sentences, stages and tensors of a layer; null where there is nothing to show. */
export function layerCausesView(results: CausedResults, layer: number): LayerCausesView | null {
  const { causes } = results;
  if (!hasLayerCauses(results, layer)) return null;
  const hasShares = attributionVariants(results, [layer]).length > 0;
  return {
    sentences: causeSentences(results, layer).map(({ text }) => text),
    stages: stagesFigure(results, layer),
    attribution: hasShares ? attributionTable(results, layer) : null,
    path: PATHS.causes,
    neuronsPath: causes.neurons[layer] === undefined ? null : neuronsPath(layer),
  };
}
