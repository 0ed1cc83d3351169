/**
 * How the change stands to the rounding noise of the weights.
 *
 * @module
 */

import type { Finding, Measured } from "../../results.ts";
import { ARITHMETIC } from "../../text/no_difference.ts";
import { layersText } from "../../text/layers.ts";
import { hiddenBy, MIN_FLOORS } from "./schema.ts";
import { PEAK_INPUT, rowAt } from "../../results/peak_input.ts";
import { isWithinNoise } from "../../results/spoken.ts";
import { formatNumber } from "../../text/words.ts";

/** How |d| of PC1 stands to the noise floor and to the arithmetic; no sentence where neither is near, or nothing changes. */
export function words(measured: Pick<Measured, "mlp" | "within_noise">): Finding[] {
  const hidden = measured.within_noise.filter((layer) => {
    const row = rowAt(measured.mlp, layer);
    return row !== undefined && hiddenBy(row) === "arithmetic";
  });
  const besideFloor = wordsOfFloor(measured, hidden);
  return hidden.length === 0 ? besideFloor : [...besideFloor, {
    topic: "noise-floor",
    layer: null,
    text: `At ${
      layersText(hidden)
    } |d| of ${PEAK_INPUT} is less than ${MIN_FLOORS} times ${ARITHMETIC}: no sentence is made of a difference there.`,
    layers: [],
  }];
}

function wordsOfFloor(
  measured: Pick<Measured, "mlp" | "within_noise">,
  hidden: readonly number[],
): Finding[] {
  const rows = measured.mlp.flatMap((
    { layer, input_vector, delta_norm, delta_over_floor: floors },
  ) =>
    input_vector === PEAK_INPUT && delta_norm > 0 && floors !== null && !hidden.includes(layer)
      ? [{ layer, floors }]
      : []
  );
  if (rows.length === 0) return [];
  const what = "what rounding the stored weights of the base to bfloat16 alone does to its output";
  const below = rows.map(({ layer }) => layer).filter((layer) => isWithinNoise(measured, layer));
  if (below.length === 0) {
    const least = Math.min(...rows.map(({ floors }) => floors));
    // Where nothing changes, or nothing is known of it, there is nothing to compare.
    const all = measured.mlp.filter(({ input_vector }) => input_vector === PEAK_INPUT);
    const where = rows.length === all.length
      ? "every layer analysed"
      : layersText(rows.map(({ layer }) => layer));
    return [{
      topic: "noise-floor",
      layer: null,
      text: `At ${where} |d| of ${PEAK_INPUT} is at least ${
        formatNumber(roundedDown(least), 2)
      } times ${what}.`,
      layers: [],
    }];
  }
  return [{
    topic: "noise-floor",
    layer: null,
    text: `At ${
      layersText(below)
    } |d| of ${PEAK_INPUT} is less than ${MIN_FLOORS} times ${what}: no sentence is made of a difference there.`,
    layers: [],
  }];
}

/** To two digits and never up, for "at least". */
function roundedDown(value: number): number {
  const step = 10 ** (Math.floor(Math.log10(value)) - 1);
  return Math.floor(value / step) * step;
}
