/**
 * The sentence about the assistant axis: at which layer the change points along it most.
 *
 * @module
 */

import { PEAK_INPUT } from "../../results/peak_input.ts";
import type { Finding, Measured } from "../../results.ts";
import { formatNumber } from "../../text/words.ts";

/** None without an axis, or where nothing changes by more than rounding noise. */
export function words(
  { assistant_axis, within_noise }: Pick<Measured, "assistant_axis" | "within_noise">,
): Finding[] {
  const known = (assistant_axis ?? []).flatMap(({ layer, cosine }) =>
    cosine === null || within_noise.includes(layer) ? [] : [{ layer, cosine }]
  );
  const [first, ...others] = known.toSorted((a, b) => Math.abs(b.cosine) - Math.abs(a.cosine));
  if (first === undefined) return [];
  const { layer, cosine } = first;
  const most = others.length === 0 ? "" : `, the largest size of ${known.length} layers`;
  return [{
    topic: "assistant-axis",
    layer: null,
    text: `At layer ${layer} the change of ${PEAK_INPUT} has a cosine of ${
      formatNumber(cosine, 3)
    } with the assistant axis of that layer${most}.`,
    layers: [layer],
  }];
}
