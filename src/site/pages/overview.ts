/**
 * The overview: verdict with its claims and conditions, findings, the charts by layer, and what each component is.
 *
 * @module
 */

import { PEAK_INPUT, peakProjections } from "../../results/peak_input.ts";
import type { PrincipalComponentInfo, Results } from "../../results.ts";
import { baselineSummaries } from "../../results/baseline_summary.ts";
import { componentLabel, peakLabel } from "../kit/components.ts";
import { quantileRow } from "../kit/evidence_rows.ts";
import { analysedLayers, layerStrip, MARKS } from "../kit/layer_strip.ts";
import { degreesText, percent, significant, UNKNOWN } from "../kit/numbers.ts";
import type { Page } from "../kit/page.ts";
import { decompositionPath, layerPath, PATHS } from "../kit/paths.ts";
import { verdictView } from "../../analyses/verdict/view.ts";
import { explanations } from "../../analyses/verdict/view/explanations.ts";
import { overviewFigures } from "../../analyses/change/view.ts";

/** Names given of each decomposition. */
const N_NAMED = 5;

/** `index.html`. */
export function overviewPage(results: Results): Page {
  const { inputs, findings, pcs, decompositions, evidence } = results;
  const judged = evidence?.verdict ? verdictView(evidence.verdict) : null;
  // The first finding is the verdict; where evidence gives one of its own, the other is a finding among the rest.
  const [first, ...rest] = findings;
  const others = judged === null || first?.text === evidence?.verdict?.sentence ? rest : findings;
  const analysed = analysedLayers(results);
  return {
    path: PATHS.overview,
    title: `${inputs.base.name} to ${inputs.instruct.name}`,
    template: "overview",
    content: {
      base: inputs.base.name,
      instruct: inputs.instruct.name,
      judged,
      judgedPath: judged === null ? null : layerPath(judged.layer),
      evidencePath: PATHS.evidence,
      verdict: first?.text ?? null,
      component: peakLabel(pcs),
      firstComponent: pcs[0] === undefined ? UNKNOWN : componentOrigin(pcs[0]),
      peaks: peakFigures(results),
      explained: explanations(results),
      findings: others.filter(({ layer }) => layer === null).map(({ text, layers }) => ({
        text,
        links: layers.filter((layer) => analysed.includes(layer)).map((layer) => ({
          label: `layer ${layer}`,
          path: layerPath(layer),
        })),
      })),
      layers: layerStrip(results, null),
      marks: MARKS,
      figures: overviewFigures(results),
      components: pcs.map(componentFacts),
      decompositions: Object.keys(decompositions).map((layer) => ({
        layer,
        path: decompositionPath(Number(layer)),
        largest: peakProjections(results, Number(layer)).filter((row) => row.projection !== 0)
          .slice(0, N_NAMED)
          .map(({ name, kind }) => ({ name, kind })),
      })),
    },
  };
}

/** The two peaks in large figures; a peak that is not there says why. */
function peakFigures({ peaks, mlp, baseline, evidence }: Results) {
  const { angular, absolute } = peaks;
  const random = baselineSummaries(baseline, "delta_angular")
    .find((summary) => summary.layer === angular?.layer);
  const persona = evidence === null || angular === null
    ? null
    : quantileRow(evidence, { layer: angular.layer, baseline: "persona", variant: "raw" })?.q50 ??
      null;
  const output = mlp.find((row) =>
    row.layer === absolute?.layer && row.input_vector === PEAK_INPUT
  );
  return [
    angular === null
      ? {
        term: "Turns most (angular peak)",
        path: null,
        value: "nowhere",
        remarks: ["the angle is 0° at every layer"],
      }
      : {
        term: "Turns most (angular peak)",
        path: layerPath(angular.layer),
        value: `layer ${angular.layer}`,
        remarks: [
          `${degreesText(angular.delta_angular)} (1 − cos = ${significant(angular.delta_angular)})`,
          ...random ? [`isotropic draws there: ${degreesText(random.mean)} on average`] : [],
          ...persona === null ? [] : [`persona draws there: ${degreesText(persona)} in the median`],
        ],
      },
    absolute === null
      ? {
        term: "Moves farthest (absolute peak)",
        path: null,
        value: "nowhere",
        remarks: ["|d| is 0 at every layer"],
      }
      : {
        term: "Moves farthest (absolute peak)",
        path: layerPath(absolute.layer),
        value: `layer ${absolute.layer}`,
        remarks: [
          `|d| = ${significant(absolute.delta_norm)}`,
          ...output ? [`|y base| there = ${significant(output.base_output_norm)}`] : [],
        ],
      },
  ];
}

/** Where a component comes from and how much it explains, in a few words. */
function componentOrigin({ source, layer, variance_explained }: PrincipalComponentInfo): string {
  const from = source === "computed" ? "computed from the role vectors" : `read from ${source}`;
  const share = variance_explained === null
    ? "the variance that it explains is unknown"
    : `it explains ${percent(variance_explained)} of the variance of the roles`;
  return `${from} at layer ${layer}; ${share}`;
}

function componentFacts(info: PrincipalComponentInfo) {
  const { name, variance_explained } = info;
  const isComputed = info.source === "computed";
  return {
    ...info,
    sourceWords: isComputed ? "computed from the role vectors" : "PCA file",
    file: isComputed ? null : info.source,
    id: name.toLowerCase().replace(/[^a-z0-9]+/g, "-"),
    label: componentLabel(info),
    variance: variance_explained === null ? UNKNOWN : percent(variance_explained),
  };
}
