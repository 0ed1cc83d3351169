/**
 * Sentences about where PC1 changes most, and what becomes of them where nothing changes.
 *
 * @module
 */

import { noisyPeak } from "../../results/spoken.ts";
import { rowAt } from "../../results/peak_input.ts";
import type { Finding, Measured, MlpRow, Results } from "../../results.ts";
import { degrees } from "../../math/angle.ts";
import { formatLayers } from "../../text/layers.ts";
import { HYPOTHESIS_LAYER } from "../../results/peak_input.ts";
import { PEAK_INPUT } from "../../results/peak_input.ts";
import { componentLabel } from "../../prepare/principal_components.ts";
import { formatDegrees, formatNumber } from "../../text/words.ts";

/** PC1 with its poles, as a page first mentions it. */
export function peakLabel(pcs: Results["pcs"]): string {
  const first = pcs.find((info) => info.name === PEAK_INPUT);
  return first === undefined ? PEAK_INPUT : componentLabel(first);
}

/** The analysed layers in words, for instance `the 10 layers analysed (15-24)`. */
export function analysedLayers(layers: readonly number[]): string {
  return layers.length === 1
    ? `the one layer analysed (${formatLayers(layers)})`
    : `the ${layers.length} layers analysed (${formatLayers(layers)})`;
}

/** The sentence of a run in which PC1 changes at no layer. */
export function noDifference({ mlp, pcs, options }: Measured): string {
  const isSame = mlp.every((row) => row.delta_norm === 0);
  const what = isSame ? "every input vector" : peakLabel(pcs);
  return `No difference: base and instruct give the same MLP output for ${what} at ${
    analysedLayers(options.layers)
  }.`;
}

/** The sentence of a layer at which PC1 changes within the rounding noise of the weights. */
export function withinNoise({ mlp, pcs }: Measured, layer: number): string {
  const floors = formatNumber(rowAt(mlp, layer)?.delta_over_floor ?? 0, 2);
  return `No difference to speak of: at layer ${layer} the change of the MLP output for ${
    peakLabel(pcs)
  } is within the rounding noise of the weights (|d| is ${floors} times as long as what rounding the base to bfloat16 does).`;
}

/** Where PC1 turns most and where it moves farthest. */
export function peakFinding(measured: Measured, topic: string): Finding {
  const { peaks, pcs, options } = measured;
  const label = peakLabel(pcs);
  const analysed = analysedLayers(options.layers);
  const { absolute, angular } = peaks;
  if (absolute === null) return { topic, layer: null, text: noDifference(measured), layers: [] };
  if (angular === null) {
    const hasUnknown = measured.mlp.some((row) =>
      row.input_vector === PEAK_INPUT && row.delta_angular === null
    );
    return {
      topic,
      layer: null,
      text:
        `For ${label} the MLP output changes in length only: |d| is largest at layer ${absolute.layer} ` +
        `(${formatNumber(absolute.delta_norm)}), and ${
          hasUnknown
            ? `there is no angle where one of the two outputs is zero, and none elsewhere, at ${analysed}`
            : `the direction is the same at ${analysed}`
        }.`,
      layers: [absolute.layer],
    };
  }
  const turn = formatDegrees(degrees(angular.delta_angular));
  const cos = formatNumber(angular.delta_angular);
  const length = formatNumber(absolute.delta_norm);
  const text = absolute.layer === angular.layer
    ? `For ${label}, layer ${angular.layer} is both the angular and the absolute peak of ${analysed}: ` +
      `from base to instruct the MLP output turns by ${turn} (1 - cos = ${cos}) and moves by |d| = ${length}.`
    : `For ${label}, the MLP output turns most from base to instruct at layer ${angular.layer}, by ${turn} (1 - cos = ${cos}), ` +
      `and moves farthest at layer ${absolute.layer}, by |d| = ${length}, of ${analysed}.`;
  return { topic, layer: null, text, layers: [...new Set([angular.layer, absolute.layer])] };
}

/** Which peak the layer is that published analyses singled out. */
export function notedLayer({ peaks, options }: Measured): Finding {
  const topic = "hypothesis-layer";
  if (!options.layers.includes(HYPOTHESIS_LAYER)) {
    return {
      topic,
      layer: null,
      text: `Layer ${HYPOTHESIS_LAYER} was not analysed in this run.`,
      layers: [],
    };
  }
  const isAbsolute = peaks.absolute?.layer === HYPOTHESIS_LAYER;
  const isAngular = peaks.angular?.layer === HYPOTHESIS_LAYER;
  const standing = isAbsolute && isAngular
    ? "both the absolute and the angular peak"
    : isAngular
    ? "the angular peak and not the absolute peak"
    : isAbsolute
    ? "the absolute peak and not the angular peak"
    : "neither the absolute nor the angular peak";
  return {
    topic,
    layer: null,
    text: `Layer ${HYPOTHESIS_LAYER} is ${standing} of ${PEAK_INPUT} in this run.`,
    layers: [HYPOTHESIS_LAYER],
  };
}

/** An absolute peak may be mere output scale. */
export function outputScale({ mlp, peaks }: Measured): Finding[] {
  const { absolute, angular } = peaks;
  if (absolute === null || angular === null || absolute.layer === angular.layer) return [];
  const [far, turned] = [rowAt(mlp, absolute.layer), rowAt(mlp, angular.layer)];
  if (far === undefined || turned === undefined) return [];
  if (far.base_output_norm === 0 || turned.base_output_norm === 0) return [];
  const share = (row: MlpRow) => formatNumber(row.delta_norm / row.base_output_norm, 2);
  return [{
    topic: "output-scale",
    layer: null,
    text: `At layer ${absolute.layer} the base output for ${PEAK_INPUT} is ${
      formatNumber(far.base_output_norm / turned.base_output_norm, 2)
    } times as long as at layer ${angular.layer}: relative to it, |d| / |y_b| is ${
      share(far)
    } at layer ${absolute.layer} and ${share(turned)} at layer ${angular.layer}.`,
    layers: [absolute.layer, angular.layer],
  }];
}

/** PC1 at the angular peak beside its own negative. */
function reversed({ mlp, peaks }: Measured): Finding[] {
  if (peaks.angular === null) return [];
  const { layer, delta_angular } = peaks.angular;
  const negative = rowAt(mlp, layer, `-${PEAK_INPUT}`);
  const turn = negative?.delta_angular ?? null;
  return turn === null ? [] : [{
    topic: "sign",
    layer: null,
    text: `With the sign reversed, -${PEAK_INPUT} turns by ${
      formatDegrees(degrees(turn))
    } at layer ${layer}, against ${formatDegrees(degrees(delta_angular))} for ${PEAK_INPUT}.`,
    layers: [layer],
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
  return [...said, notedLayer(measured), ...reversed(measured), ...outputScale(measured)];
}
