/**
 * What the change of PC1 points toward and away from: a page per decomposed layer, in short on the page of that layer, and a table
 * to take away.
 *
 * @module
 */

import { PEAK_INPUT, projectionsAt } from "../../results/peak_input.ts";
import type { Results } from "../../results.ts";
import { type DataFile, dataFile } from "../../site/kit/data_file.ts";
import type { PageMaker } from "../../site/kit/page.ts";
import {
  decompositionCsvPath,
  decompositionPath,
  layerPath,
  rootFrom,
} from "../../site/kit/paths.ts";
import { methodsSection, type Place, type Section } from "../../site/kit/section.ts";
import { decompositionColumns } from "./schema/columns.ts";
import { inputPath, inputsOf } from "./view/inputs.ts";
import { otherInputPage } from "./view/other_page.ts";
import { decompositionPage } from "./view/page.ts";
import { sidesView } from "./view/toward_away.ts";
import { VECTOR_KINDS } from "../../results/values.ts";

/** Its pages. */
export function pages(
  results: Results,
  attachments: ReadonlyMap<string, Uint8Array>,
): PageMaker[] {
  return Object.keys(results.decompositions).map(Number).flatMap((layer) => [
    {
      path: decompositionPath(layer),
      make: () => decompositionPage(results, layer, attachments),
    },
    ...inputsOf(results, layer).filter((input) => input !== PEAK_INPUT).map((input) => ({
      path: inputPath(results, { layer, input }),
      make: () => otherInputPage(results, { layer, input }),
    })),
  ]);
}

/** A table of each decomposed layer to take away. */
export function files({ decompositions }: Results): DataFile[] {
  return Object.entries(decompositions).map(([layer, rows]) =>
    dataFile(decompositionColumns, rows, {
      path: decompositionCsvPath(Number(layer)),
      description:
        `The changes of every input vector at layer ${layer} set against every role and trait vector: PC1 first, each by |projection|.`,
    })
  );
}

/** Rows of each short list of what the change points to. */
const N_POINTED_TO = 8;

/** What the change of PC1 points to, in short, on the page of a decomposed layer at which something changed. */
export function sections(results: Results, place: Place): Section[] {
  if (place.page !== "layer") {
    return methodsSection(place, "decomposition", { template: "methods_projection", content: {} });
  }
  const { layer } = place;
  const rows = projectionsAt(results, layer);
  if (rows.length === 0 || results.decomposition_info[layer]?.delta_norm === 0) return [];
  const page = rootFrom(layerPath(layer)) + decompositionPath(layer);
  const groups = VECTOR_KINDS
    .map((kind) => sidesView(rows, kind, { nListed: N_POINTED_TO, page }))
    .filter(({ sides }) => sides.length > 0);
  return [{
    template: "points_to",
    content: { groups, decompositionPath: decompositionPath(layer) },
  }];
}
