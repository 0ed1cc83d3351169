/**
 * The lines of the chart of angles: every input vector, and beside them what other directions give.
 *
 * @module
 */

import { degrees } from "../../../math/angle.ts";
import type { Results } from "../../../results.ts";
import { baselineSummaries } from "../../../results/baseline_summary.ts";
import { BASELINE_STYLE, PERSONA_STYLE } from "../../../site/kit/charts/baseline_styles.ts";
import type { Point, SeriesStyle } from "../../../site/kit/charts/series.ts";
import { mixtureQuantiles } from "../../../site/kit/charts/bands.ts";
import { shortened } from "../../../site/kit/names.ts";
import { degreesText, significant } from "../../../site/kit/numbers.ts";
import { inputText } from "../../../text/input_text.ts";

/** Characters of a name that fit beside its line. */
const NAME_LENGTH = 8;

/** One line, named at its end. */
export interface AngleLine {
  readonly name: string;
  readonly points: readonly Point[];
  readonly style: SeriesStyle;
}

/** A line an input, in the order of their styles. */
export function inputLines(
  { mlp }: Results,
  styles: ReadonlyMap<string, SeriesStyle>,
): AngleLine[] {
  return Array.from(styles, ([name, style]) => ({
    // A given input may have a name of any length; the tip and the table have all of it.
    name: shortened(inputText(name), NAME_LENGTH),
    points: mlp.flatMap(({ layer, input_vector, delta_angular }) =>
      input_vector !== name || delta_angular === null ? [] : [{
        layer,
        value: degrees(delta_angular),
        title: `${inputText(name)}, layer ${layer}: ${valueText(delta_angular)}`,
      }]
    ),
    style,
  }));
}

/** The mean of the random directions, and the median of the random role mixtures. */
export function drawLines({ baseline, evidence }: Results): AngleLine[] {
  return [
    {
      name: "random",
      points: baselineSummaries(baseline, "delta_angular").map(({ layer, mean, nRows }) => ({
        layer,
        value: degrees(mean),
        title: `mean of ${nRows} random inputs, layer ${layer}: ${valueText(mean)}`,
      })),
      style: BASELINE_STYLE,
    },
    {
      name: "mixtures",
      points: mixtureQuantiles(evidence).flatMap(({ layer, n, q50 }) =>
        q50 === null ? [] : [{
          layer,
          value: degrees(q50),
          title: `median of ${n} random role mixtures, layer ${layer}: ${valueText(q50)}`,
        }]
      ),
      style: PERSONA_STYLE,
    },
  ];
}

/** Both forms of a value, for instance `23.8° (0.0853)`. */
export function valueText(deltaAngular: number): string {
  return `${degreesText(deltaAngular)} (${significant(deltaAngular)})`;
}
