/**
 * Where the change of one layer arises, as its page shows it.
 *
 * @module
 */

import { type CausedResults } from "../cause_rows.ts";
import type { FigureView } from "../figures.ts";
import { causeSentences } from "../layer_findings.ts";
import { neuronsPath, PATHS } from "../paths.ts";
import type { TableView } from "../tables.ts";
import { attributionTable, stagesFigure } from "./cause_layer_figures.ts";

/** What the template `layer_causes` takes. */
export interface LayerCausesView {
  sentences: string[];
  stages: FigureView | null;
  attribution: TableView | null;
  path: string;
  neuronsPath: string | null;
}

/** Sentences, stages and tensors of a layer; null where the layer was not looked into. */
export function layerCausesView(results: CausedResults, layer: number): LayerCausesView | null {
  const { causes } = results;
  const stages = stagesFigure(results, layer);
  const table = attributionTable(results, layer);
  const hasShares = table.columns.length > 1;
  if (stages === null && !hasShares) return null;
  return {
    sentences: causeSentences(results, layer).map(({ text }) => text),
    stages,
    attribution: hasShares ? table : null,
    path: PATHS.causes,
    neuronsPath: causes.neurons[layer] === undefined ? null : neuronsPath(layer),
  };
}
