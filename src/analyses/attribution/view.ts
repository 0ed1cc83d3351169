/**
 * Which tensor of the MLP carries the change, in charts and tables.
 *
 * @module
 */

import type { Results } from "../../results.ts";
import {
  attributionVariants,
  type CausedResults,
  causeLayers,
  hasCauses,
} from "../../site/kit/cause_rows.ts";
import { PATHS } from "../../site/kit/paths.ts";
import {
  figureSection,
  methodsSection,
  type Place,
  type Section,
  titledSection,
} from "../../site/kit/section.ts";
import { type DataFile, dataFile } from "../../site/kit/data_file.ts";
import { storedComponents } from "../../results/stored_components.ts";
import { list } from "../../text/words.ts";
import { attributionColumns } from "./schema.ts";
import { attributionTable, layerSharesFigure } from "./view/layer_shares_figure.ts";
import { tensorsFigure } from "./view/tensors_figure.ts";

/** What is shown at a place of the site. */
export function sections(results: Results, place: Place): Section[] {
  if (!hasCauses(results)) return [];
  if (place.page === "layer") return layerSections(results, place.layer);
  if (place.page !== "causes") return methodsSections(results, place);
  return [
    ...figureSection(tensorsFigure(results)),
    ...causeLayers(results).flatMap((layer) => figureSection(layerSharesFigure(results, layer))),
  ];
}

function methodsSections({ inputs, options }: CausedResults, place: Place): Section[] {
  const players = storedComponents(inputs.instruct);
  return methodsSection(place, "causes", {
    template: "methods_attribution",
    content: {
      players: list(players.map((player) => player.replace("_", "-"))),
      hybrids: 2 ** players.length,
      hasBiases: inputs.instruct.biased.length > 0,
      isNotebook: options.rounding === "notebook",
    },
  });
}

function layerSections(results: CausedResults, layer: number): Section[] {
  if (attributionVariants(results, [layer]).length === 0) return [];
  return titledSection({
    id: "tensors",
    title: "Which tensor carries it",
    paragraphs: [
      "Shapley share of each tensor in the change of PC1, along the change itself, beside the change when this tensor alone is the instruct model’s (first in) and what it adds when all others are already (last in).",
    ],
    tables: [attributionTable(results, layer)],
  });
}

/** Its tables to take away. */
export function files({ causes }: Results): DataFile[] {
  if (causes === null) return [];
  return [
    dataFile(attributionColumns, causes.attribution, {
      path: PATHS.attribution,
      description:
        "Which tensor of the MLP carries the change of every input vector: Shapley shares, first in and last in.",
    }),
  ];
}
