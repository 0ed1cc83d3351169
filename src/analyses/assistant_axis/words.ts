/**
 * The sentence about the assistant axis: at which layer the change points along it most.
 *
 * @module
 */

import { chanceCosine } from "../../math/chance_cosine.ts";
import { PEAK_INPUT } from "../../results/peak_input.ts";
import { isWithinNoise } from "../../results/spoken.ts";
import type { Finding, Measured } from "../../results.ts";
import { formatNumber } from "../../text/words.ts";

/** What random directions in the place of the changes of as many layers give. */
export function axisChance(nLayers: number, dimensions: number): string {
  const directions = nLayers === 1 ? "a random direction" : `of ${nLayers} random directions any`;
  return `${directions} has a |cosine| above ${
    formatNumber(chanceCosine(nLayers, dimensions), 2)
  } with it at most one time in twenty`;
}

/** Cosines of layers at which PC1 changes by more than rounding noise, the largest in size first. */
export function spokenCosines(
  measured: Pick<Measured, "assistant_axis" | "within_noise">,
): { layer: number; cosine: number }[] {
  return (measured.assistant_axis ?? [])
    .flatMap(({ layer, cosine }) =>
      cosine === null || isWithinNoise(measured, layer) ? [] : [{ layer, cosine }]
    )
    .toSorted((a, b) => Math.abs(b.cosine) - Math.abs(a.cosine));
}

/** None without an axis, or where nothing changes by more than rounding noise. */
export function words(
  measured: Pick<Measured, "assistant_axis" | "within_noise" | "inputs">,
): Finding[] {
  const spoken = spokenCosines(measured);
  const [first] = spoken;
  if (first === undefined) return [];
  const { layer, cosine } = first;
  const most = spoken.length === 1 ? "" : `, the largest in size of ${spoken.length} layers`;
  return [{
    topic: "assistant-axis",
    layer: null,
    text: `At layer ${layer} the change of ${PEAK_INPUT} has a cosine of ${
      formatNumber(cosine, 3)
    } with the assistant axis of that layer${most}; ${
      axisChance(spoken.length, measured.inputs.base.hidden_size)
    }.`,
    layers: [layer],
  }];
}
