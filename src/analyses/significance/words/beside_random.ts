/**
 * The sentence that sets PC1 beside random directions alone.
 *
 * @module
 */

import { degrees } from "../../../math/angle.ts";
import { baselineSummaries } from "../../../results/baseline_summary.ts";
import { PEAK_INPUT } from "../../../results/peak_input.ts";
import type { Finding, Measured } from "../../../results.ts";
import { formatAngle, formatDegrees, formatNumber } from "../../../text/words.ts";

/** PC1 at the angular peak beside random directions, where there are no p-values. */
export function besideRandom({ baseline, peaks, chance, among_isotropic }: Measured): Finding[] {
  if (peaks.angular === null) return [];
  const { layer, delta_angular } = peaks.angular;
  const own = degrees(delta_angular);
  const random = baselineSummaries(baseline, "delta_angular").find((it) => it.layer === layer);
  if (random === undefined) {
    return [{
      topic: "chance",
      layer: null,
      text:
        `No random directions were run, so nothing here tells how far any other input would turn at layer ${layer}; ` +
        "evidence, attribution and neurons, which are told beside such directions, are left out.",
      layers: [layer],
    }];
  }
  const nFarther = among_isotropic.find((it) => it.layer === layer)?.n_at_least ?? 0;
  const meanAngle = degrees(random.mean);
  const times = meanAngle > 0
    ? `, ${
      formatNumber(own / meanAngle, 2)
    } times as far as the mean 1 − cos of random directions gives (${formatDegrees(meanAngle)})`
    : "";
  const rank = nFarther === 0
    ? `none of the ${random.nRows} random inputs turns as far (the largest: ${
      formatAngle(random.largest)
    })`
    : `${nFarther} of the ${random.nRows} random inputs ${
      nFarther === 1 ? "turns" : "turn"
    } at least as far${
      chance?.random_inputs === "not_apart"
        ? `, so the peak does not set ${PEAK_INPUT} apart from chance`
        : ""
    }`;
  return [{
    topic: "chance",
    layer: null,
    text: `At layer ${layer} ${PEAK_INPUT} turns by ${
      formatDegrees(own)
    }${times}; ${rank}. The layer was chosen for ${PEAK_INPUT}, and a random direction is a weak comparison.`,
    layers: [layer],
  }];
}
