/**
 * The sentence that names the one vector along which most of the difference at a layer lies: a layer that writes along a vector whatever
 * goes in does so for random role mixtures too, so that nothing stands out there.
 *
 * @module
 */

import type { Finding } from "../../../results.ts";
import { PEAK_INPUT } from "../../../results/peak_input.ts";
import { ALONG_ONE, vectorsThatHoldMost } from "../../../results/projection_decisions.ts";
import { formatNumber, plural } from "../../../text/words.ts";
import { type Summarised, WITHOUT_OUTLIERS } from "./stands_out.ts";

/** Of the vector of largest |cosine|; none where that holds half of |d|² at most. */
export function alongOne(
  { layer, rows, summary: { along_one_trimmed: trimmed } }: Summarised,
): Finding[] {
  const [first, ...others] = vectorsThatHoldMost(rows);
  if (first === undefined) return [];
  const { kind, name, cosine, cosine_q025: low, cosine_q975: high } = first;
  const cosineText = (value: number) => formatNumber(value, 3);
  const along =
    `At layer ${layer} most of the change of ${PEAK_INPUT} lies along ${name} (${kind}, ` +
    `cosine ${cosineText(cosine)})`;
  const mixtures = low === null || high === null
    ? ""
    : `; the middle 95 % of random role mixtures have cosines of ${cosineText(low)} to ${
      cosineText(high)
    } with ${name}`;
  // Which need not be like one another: of two at 45 degrees to d each, on either side of it, neither is along the other.
  const alone = others.length === 0
    ? ""
    : `, and, each taken alone, along ${plural(others.length, "other vector", "other vectors")}`;
  const without = trimmed === null
    ? ""
    : `; ${WITHOUT_OUTLIERS} the cosine with ${name} is ${cosineText(trimmed)}`;
  return [{
    topic: ALONG_ONE,
    layer,
    text:
      `${along}${alone}: the square of a cosine is the share of |d|² along that vector${without}${mixtures}.`,
    short: `${along}${alone}${without}.`,
    layers: [layer],
  }];
}
