/**
 * A page per analysed layer: its input vectors against each other and against draws.
 *
 * @module
 */

import { modelNames } from "../kit/names.ts";
import type { Results } from "../../results.ts";
import { analysedLayers, layerMarks, layerStrip } from "../kit/layer_strip.ts";
import type { Page } from "../kit/page.ts";
import { decompositionPath, layerPath } from "../kit/paths.ts";
import { openingAndOthers } from "./sections.ts";

/** `layers/layer-N.html`. */
export function layerPage(results: Results, layer: number): Page {
  const { decompositions } = results;
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
      ...modelNames(results),
      layer,
      marks: layerMarks(results, layer),
      layers: layerStrip(results, layer),
      opening,
      sections: others,
      decompositionPath: String(layer) in decompositions ? decompositionPath(layer) : null,
      previous: link(layers[at - 1]),
      next: link(layers[at + 1]),
    },
  };
}
