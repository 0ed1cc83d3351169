/**
 * At which product of the MLP the change arises, as a chart of each decomposed layer.
 *
 * @module
 */

import { causeSentences } from "../../site/kit/layer_findings.ts";
import type { Results } from "../../results.ts";
import {
  type CausedResults,
  causeLayers,
  hasCauses,
  hasLayerCauses,
} from "../../site/kit/cause_rows.ts";
import { PEAK_INPUT } from "../../results/peak_input.ts";
import { causeTable } from "../../site/kit/cause_table.ts";
import { layerPath, neuronsPath, PATHS, rootFrom } from "../../site/kit/paths.ts";
import { figureSection, methodsSection, type Place, type Section } from "../../site/kit/section.ts";
import { type DataFile, dataFile } from "../../site/kit/data_file.ts";
import { stageColumns } from "./schema.ts";
import { stagesFigure } from "./view/stages_figure.ts";

/** What is shown at a place of the site. */
export function sections(results: Results, place: Place): Section[] {
  if (!hasCauses(results)) return [];
  if (place.page === "layer") return layerSections(results, place.layer);
  if (place.page !== "causes") {
    return methodsSection(place, "causes", {
      template: "methods_stages",
      content: { hasPostNorm: results.inputs.instruct.has_post_norm },
    });
  }
  return causeLayers(results).flatMap((layer) => figureSection(stagesFigure(results, layer)));
}

function layerSections(results: CausedResults, layer: number): Section[] {
  if (!hasLayerCauses(results, layer)) return [];
  const { neurons } = results.causes;
  return [
    {
      template: "layer_causes",
      content: {
        layer,
        table: causeTable(results, [layer], {
          root: rootFrom(layerPath(layer)),
          caption:
            `Where the change of ${PEAK_INPUT} at layer ${layer} arises, and what carries it`,
        }),
        sentences: causeSentences(results, layer).map(({ text }) => text),
        path: PATHS.causes,
        neuronsPath: neurons[layer] === undefined ? null : neuronsPath(layer),
      },
    },
    ...figureSection(stagesFigure(results, layer)),
  ];
}

/** Its tables to take away. */
export function files({ causes }: Results): DataFile[] {
  if (causes === null) return [];
  return [
    dataFile(stageColumns, causes.stages, {
      path: PATHS.stages,
      description:
        "How far base and instruct are apart at every product on the way, for every input vector.",
    }),
  ];
}
