/**
 * Sentences about where PC1 changes most, and what becomes of them where nothing changes.
 *
 * @module
 */

import { noisyPeak } from "../../results/spoken.ts";
import type { Finding, Measured, MlpRow } from "../../results.ts";
import { peakLabel } from "../../text/component_label.ts";
import { analysedLayers, noDifference, withinNoise } from "../../text/no_difference.ts";
import { PEAK_INPUT, rowAt } from "../../results/peak_input.ts";
import { layersText } from "../../text/layers.ts";
import { formatAngle, formatNumber } from "../../text/words.ts";
import type { HypothesisStanding } from "./schema.ts";

/** Where PC1 turns most and where it moves farthest. */
function peakFinding(measured: Measured, topic: string): Finding {
  const { peaks, pcs, options } = measured;
  const label = peakLabel(pcs);
  const analysed = analysedLayers(options.layers);
  const { absolute, angular } = peaks;
  if (absolute === null) return { topic, layer: null, text: noDifference(measured), layers: [] };
  if (angular === null) {
    return {
      topic,
      layer: null,
      text:
        `For ${label} the MLP output changes in length only: |d| is largest at layer ${absolute.layer} ` +
        `(${formatNumber(absolute.delta_norm)}), and ${
          measured.no_peak.angular === "no_angle"
            ? `there is no angle where one of the two outputs is zero, and none elsewhere, at ${analysed}`
            : `the direction is the same at ${analysed}`
        }.`,
      layers: [absolute.layer],
    };
  }
  const angle = formatAngle(angular.delta_angular);
  const cos = formatNumber(angular.delta_angular);
  const length = formatNumber(absolute.delta_norm);
  const isAlone = options.layers.length === 1;
  const text = isAlone
    ? `For ${label}, the MLP output turns from base to instruct at layer ${angular.layer}, the only one analysed, by ${angle} ` +
      `(1 − cos = ${cos}) and moves by |d| = ${length}.`
    : absolute.layer === angular.layer
    ? `For ${label}, layer ${angular.layer} is both the angular and the absolute peak of ${analysed}: ` +
      `from base to instruct the MLP output turns by ${angle} (1 − cos = ${cos}) and moves by |d| = ${length}.`
    : `For ${label}, the MLP output turns most from base to instruct at layer ${angular.layer}, by ${angle} (1 − cos = ${cos}), ` +
      `and moves farthest at layer ${absolute.layer}, by |d| = ${length}, of ${analysed}.`;
  const short = isAlone
    ? `At layer ${angular.layer}, the only one analysed, the output turns by ${angle} and moves by |d| = ${length}.`
    : absolute.layer === angular.layer
    ? `Layer ${angular.layer} is the angular and the absolute peak: ${angle}, |d| = ${length}.`
    : `The output turns most at layer ${angular.layer} (${angle}) and moves farthest at layer ${absolute.layer} (|d| = ${length}).`;
  const same = measured.mlp.filter((row) => row.input_vector === PEAK_INPUT && row.delta_norm === 0)
    .map((row) => row.layer);
  const unchanged = same.length === 0
    ? ""
    : ` At ${layersText(same)} both models give the same output for ${PEAK_INPUT}.`;
  return {
    topic,
    layer: null,
    text: text + unchanged,
    short: short + unchanged,
    layers: [...new Set([angular.layer, absolute.layer])],
  };
}

const STANDINGS: Readonly<Record<Exclude<HypothesisStanding, "not_analysed">, string>> = {
  both: "both the absolute and the angular peak",
  angular: "the angular peak and not the absolute peak",
  absolute: "the absolute peak and not the angular peak",
  neither: "neither the absolute nor the angular peak",
};

/** Which peak the hypothesis layer is; nothing of models that have no such layer. */
function hypothesisLayer({ hypothesis_layer, inputs }: Measured): Finding[] {
  const { layer, standing } = hypothesis_layer;
  if (layer >= inputs.base.layers) return [];
  const text = standing === "not_analysed"
    ? `Layer ${layer} was not analysed in this run.`
    : `Layer ${layer} is ${STANDINGS[standing]} of ${PEAK_INPUT} in this run.`;
  const layers = standing === "not_analysed" ? [] : [layer];
  return [{ topic: "hypothesis-layer", layer: null, text, layers }];
}

/** An absolute peak may be mere output scale. */
function outputScale({ mlp, peaks }: Measured): Finding[] {
  const { absolute, angular } = peaks;
  if (absolute === null || angular === null || absolute.layer === angular.layer) return [];
  const [far, angled] = [rowAt(mlp, absolute.layer), rowAt(mlp, angular.layer)];
  if (far === undefined || angled === undefined) return [];
  if (far.base_output_norm === 0 || angled.base_output_norm === 0) return [];
  const share = (row: MlpRow) => formatNumber(row.delta_norm / row.base_output_norm, 2);
  return [{
    topic: "output-scale",
    layer: null,
    text: `At layer ${absolute.layer} the base output for ${PEAK_INPUT} is ${
      formatNumber(far.base_output_norm / angled.base_output_norm, 2)
    } times as long as at layer ${angular.layer}: relative to it, |d| / |y_b| is ${
      share(far)
    } at layer ${absolute.layer} and ${share(angled)} at layer ${angular.layer}.`,
    short: `Relative to the base output, |d| is ${share(far)} at layer ${absolute.layer} and ${
      share(angled)
    } at layer ${angular.layer}.`,
    layers: [absolute.layer, angular.layer],
  }];
}

/** PC1 at the angular peak beside its own negative, and where that has its own. */
function reversed({ mlp, peaks, within_noise }: Measured): Finding[] {
  if (peaks.angular === null) return [];
  const { layer, delta_angular } = peaks.angular;
  const negative = rowAt(mlp, layer, `-${PEAK_INPUT}`);
  const reverse = negative?.delta_angular ?? null;
  if (reverse === null) return [];
  const own = mlp.reduce(
    (largest, { layer, input_vector, delta_angular: angular }) =>
      input_vector === `-${PEAK_INPUT}` && angular !== null && angular > largest.angular
        ? { layer, angular }
        : largest,
    { layer, angular: reverse },
  );
  const isElsewhere = own.layer !== layer && !within_noise.includes(own.layer);
  return [{
    topic: "sign",
    layer: null,
    text: `With the sign reversed, −${PEAK_INPUT} turns by ${
      formatAngle(reverse)
    } at layer ${layer}, against ${formatAngle(delta_angular)} for ${PEAK_INPUT}${
      isElsewhere ? `; it turns most at layer ${own.layer}, by ${formatAngle(own.angular)}` : ""
    }.`,
    layers: isElsewhere ? [layer, own.layer] : [layer],
  }];
}

/** Where PC1 changes most, what the hypothesis layer is, and what both signs and lengths say of it. */
export function words(measured: Measured): Finding[] {
  const { evidence, peaks } = measured;
  const verdict = evidence?.verdict ?? null;
  const noisy = noisyPeak(measured);
  if (noisy !== undefined) {
    const text = withinNoise(measured, noisy.layer);
    return verdict === null ? [{ topic: "verdict", layer: null, text, layers: [noisy.layer] }] : [];
  }
  // Where PC1 changes at no layer, the verdict has said so.
  const said = verdict === null
    ? [peakFinding(measured, "verdict")]
    : peaks.absolute === null
    ? []
    : [peakFinding(measured, "peaks")];
  return [...said, ...hypothesisLayer(measured), ...reversed(measured), ...outputScale(measured)];
}
