/**
 * Sentences about real activations: where PC1 stands among them, and whether the change grows along PC1.
 *
 * @module
 */

import type { Activations, Finding, Measured } from "../../results.ts";
import { isWithinNoise } from "../../results/spoken.ts";
import { PEAK_INPUT } from "../../results/peak_input.ts";
import { formatAngle, formatNumber, plural } from "../../text/words.ts";

type Variant = Activations["variants"][number];

/** A sentence, and the same in a line. */
type Told = Pick<Finding, "text" | "short">;

/** None where no activations were given, or the change of PC1 at their layer is nothing or within rounding noise. */
export function words(
  { activations, within_noise }: Pick<Measured, "activations" | "within_noise">,
): Finding[] {
  if (activations === null) return [];
  const { layer, variants } = activations;
  const [raw, trimmed] = (["raw", "trimmed"] as const).map((variant) =>
    variants.find((it) => it.variant === variant)
  );
  if (raw === undefined || raw.slope === null || isWithinNoise({ within_noise }, layer)) return [];
  const told: [string, Told | null][] = [
    ["activations", rank(activations, { raw, trimmed })],
    ["activations-slope", slope(layer, { raw, trimmed })],
  ];
  return told.flatMap(([topic, said]) =>
    said === null ? [] : [{ topic, layer: null, ...said, layers: [layer] }]
  );
}

/** A variant that was not measured is undefined. */
interface Variants {
  readonly raw: Variant;
  readonly trimmed: Variant | undefined;
}

/** As counts: a share in percent would round 299 of 300 to all of them. */
function rank({ layer, rows }: Activations, { raw, trimmed }: Variants): Told | null {
  const own = raw.pc1_delta_angular;
  if (own === null || raw.pc1_quantile === null || raw.q50 === null) return null;
  const [ofRaw, ofTrimmed] = (["delta_angular", "trimmed_angular"] as const).map((angle) =>
    rows.filter((row) => row[angle] !== null).length
  ) as [number, number];
  const without = trimmed === undefined || trimmed.pc1_quantile === null
    ? ""
    : `, without the outlier dimensions farther than ${
      Math.round(trimmed.pc1_quantile * ofTrimmed)
    }${ofTrimmed === ofRaw ? "" : ` of ${ofTrimmed}`}`;
  const farther = `farther than ${Math.round(raw.pc1_quantile * ofRaw)} of ${
    plural(ofRaw, "real activation", "real activations")
  }`;
  return {
    text: `At layer ${layer} ${PEAK_INPUT} turns by ${formatAngle(own)}, ${farther} (median ${
      formatAngle(raw.q50)
    })${without}.`,
    short: `At layer ${layer} ${PEAK_INPUT} turns ${farther}.`,
  };
}

function slope(layer: number, { raw, trimmed }: Variants): Told | null {
  const own = interval(raw);
  if (own === null) return null;
  const without = trimmed === undefined ? null : interval(trimmed);
  const text =
    `Of the real activations at layer ${layer} the change along that of ${PEAK_INPUT} has a slope of ${own} ` +
    `on x along ${PEAK_INPUT}${
      without === null ? "" : `, and of ${without} without the outlier dimensions`
    }; the interval is of resampled rows.`;
  const short = raw.is_sign_open
    ? `Whether the change at layer ${layer} grows along ${PEAK_INPUT} stays open.`
    : `The change at layer ${layer} ${raw.slope! > 0 ? "grows" : "falls"} along ${PEAK_INPUT}.`;
  return { text, short };
}

/** The slope with its interval, and whether that leaves the sign open. */
function interval({ slope, slope_low: low, slope_high: high, ...row }: Variant): string | null {
  if (slope === null || low === null || high === null) return null;
  return `${formatNumber(slope, 3)} (95 % interval ${formatNumber(low, 3)} to ${
    formatNumber(high, 3)
  }${row.is_sign_open ? ", which leaves its sign open" : ""})`;
}
