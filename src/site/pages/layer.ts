/**
 * A page per analysed layer: its input vectors against each other and against draws.
 *
 * @module
 */

import { peakProjections } from "../../results/peak_input.ts";
import type { Results } from "../../results.ts";
import { hasCauses } from "../kit/cause_rows.ts";
import { hasEvidence } from "../kit/evidence_rows.ts";
import { analysedLayers, layerMarks, layerStrip } from "../kit/layer_strip.ts";
import type { Page } from "../kit/page.ts";
import { decompositionPath, layerPath, PATHS, rootFrom } from "../kit/paths.ts";
import { activationsView } from "../../analyses/activations/view.ts";
import { outlierCurveFigure } from "./evidence_figures.ts";
import { layerCausesView } from "./layer_causes.ts";
import { layerEvidenceView } from "./layer_evidence.ts";
import { openingAndOthers } from "./sections.ts";
import { sidesView } from "../../analyses/projection/view/toward_away.ts";

/** Rows of each short list of what the change points to. */
const N_POINTED_TO = 8;

/** `layers/layer-N.html`. */
export function layerPage(results: Results, layer: number): Page {
  const { inputs, decompositions } = results;
  const layers = analysedLayers(results);
  const { opening, others } = openingAndOthers(results, { page: "layer", layer });
  const link = (neighbour: number | undefined) =>
    neighbour === undefined ? null : { layer: neighbour, path: layerPath(neighbour) };
  const at = layers.indexOf(layer);
  return {
    path: layerPath(layer),
    title: `Layer ${layer}`,
    template: "layer",
    content: {
      base: inputs.base.name,
      instruct: inputs.instruct.name,
      layer,
      marks: layerMarks(results, layer),
      layers: layerStrip(results, layer),
      opening,
      sections: others,
      evidence: hasEvidence(results) ? layerEvidenceView(results, layer) : null,
      outlierCurve: hasEvidence(results) ? outlierCurveFigure(results, layer) : null,
      activations: activationsView(results, layer),
      evidencePath: PATHS.evidence,
      causes: hasCauses(results) ? layerCausesView(results, layer) : null,
      pointsTo: pointsTo(results, layer),
      decompositionPath: String(layer) in decompositions ? decompositionPath(layer) : null,
      previous: link(layers[at - 1]),
      next: link(layers[at + 1]),
    },
  };
}

/** What the change of PC1 points to, in short; null where the layer is not decomposed or nothing changed. */
function pointsTo(results: Results, layer: number) {
  const rows = peakProjections(results, layer);
  if (rows.length === 0 || results.decomposition_info[layer]?.delta_norm === 0) return null;
  const page = rootFrom(layerPath(layer)) + decompositionPath(layer);
  return (["role", "trait"] as const)
    .map((kind) => sidesView(rows, kind, { nListed: N_POINTED_TO, page }))
    .filter(({ sides }) => sides.length > 0);
}
