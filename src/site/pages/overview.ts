/**
 * The overview: what analyses open it with, findings, what each component is, the layers, and what else analyses show.
 *
 * @module
 */

import { modelNames, pairName } from "../kit/names.ts";
import { isComponent } from "../../results/input_names.ts";
import { projectionsAt } from "../../results/peak_input.ts";
import { isWithinNoise } from "../../results/spoken.ts";
import type { PrincipalComponentInfo, Results } from "../../results.ts";
import { componentLabel } from "../kit/components.ts";
import { analysedLayers, layerStrip, marksThere } from "../kit/layer_strip.ts";
import { percent, UNKNOWN } from "../kit/numbers.ts";
import type { Page } from "../kit/page.ts";
import { decompositionPath, layerPath, PATHS } from "../kit/paths.ts";
import { otherFindings } from "../../results/verdict_text.ts";
import { openingAndOthers } from "./sections.ts";

/** Names given of each decomposition. */
const N_NAMED = 5;

/** `index.html`. */
export function overviewPage(results: Results): Page {
  const { pcs, decompositions } = results;
  const { opening, others } = openingAndOthers(results, { page: "overview" });
  const analysed = analysedLayers(results);
  return {
    path: PATHS.overview,
    title: pairName(results),
    template: "overview",
    content: {
      ...modelNames(results),
      opening,
      findings: otherFindings(results).map(({ text, short, layers }) => ({
        text: short ?? text,
        whole: short === undefined ? null : text,
        links: layers.filter((layer) => analysed.includes(layer)).map((layer) => ({
          label: `layer ${layer}`,
          path: layerPath(layer),
        })),
      })),
      layers: layerStrip(results, null),
      marks: marksThere(results),
      sections: others,
      components: pcs.map((info, i) => ({ ...componentFacts(info), id: `component-${i + 1}` })),
      hasGiven: pcs.some(({ name }) => !isComponent(name)),
      decompositions: Object.keys(decompositions).map((layer) => ({
        layer,
        path: decompositionPath(Number(layer)),
        why: results.decomposition_info[layer]?.delta_norm === 0
          ? "no difference"
          : isWithinNoise(results, Number(layer))
          ? "no difference that is clear of the noise"
          : "no vectors at this layer",
        largest: isWithinNoise(results, Number(layer)) ? [] : projectionsAt(results, Number(layer))
          .filter((row) => row.projection !== 0)
          .slice(0, N_NAMED)
          .map(({ name, kind }) => ({ name, kind })),
      })),
    },
  };
}

function componentFacts(info: PrincipalComponentInfo) {
  const { name, variance_explained } = info;
  const isComputed = info.source === "computed";
  const isGiven = !isComponent(name);
  const label = componentLabel(info);
  return {
    ...info,
    sourceWords: isComputed
      ? "computed from the role vectors"
      : isGiven
      ? "a vector of"
      : "PCA file",
    file: isComputed ? null : info.source,
    label,
    layerWords: !isGiven
      ? `, layer ${info.layer}`
      : label.ends === null
      ? ""
      : `; its ends are of the roles of layer ${info.layer}`,
    // No PCA explains any variance by a vector that is given.
    variance: isGiven ? null : variance_explained === null ? UNKNOWN : percent(variance_explained),
  };
}
