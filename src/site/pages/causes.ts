/**
 * Causes: where in the MLP the change arises, and which tensor carries it.
 *
 * @module
 */

import { modelNames } from "../kit/names.ts";
import { PEAK_INPUT } from "../../results/peak_input.ts";
import { isUnchanged } from "../../results/spoken.ts";
import { causeTable } from "../kit/cause_table.ts";
import { type CausedResults, causeLayer, hasLayerCauses } from "../kit/cause_rows.ts";
import { peakLabel } from "../kit/components.ts";
import { causeSentences } from "../kit/layer_findings.ts";
import { analysedLayers } from "../kit/layer_strip.ts";
import type { Page } from "../kit/page.ts";
import { layerPath, PATHS } from "../kit/paths.ts";
import { sectionsAt } from "./sections.ts";

/** From where the angle appears to what it comes from; any other analysis stands behind these. */
const FIRST = ["stages", "attribution", "weight_change", "parity", "self_projection"];

/** `causes.html`. */
export function causesPage(results: CausedResults): Page {
  const layer = causeLayer(results);
  const sections = sectionsAt(results, { page: "causes" }, FIRST);
  const known = analysedLayers(results).filter((at) => hasLayerCauses(results, at));
  return {
    path: PATHS.causes,
    title: "Where does the change arise?",
    template: "causes",
    content: {
      ...modelNames(results),
      component: peakLabel(results.pcs),
      layer: isUnchanged(results) ? null : layer,
      layerPath: layerPath(layer),
      methodsPath: PATHS.methods,
      sentences: causeSentences(results, layer).map(({ text }) => text),
      opening: sections.filter(({ isOpening }) => isOpening),
      sections: sections.filter(({ isOpening }) => !isOpening),
      table: known.length === 0 ? null : causeTable(results, known, {
        root: "",
        caption: `Where the change of ${PEAK_INPUT} arises, and what carries it`,
      }),
    },
  };
}
