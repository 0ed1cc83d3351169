/**
 * Chart: PC1 and -PC1 at one layer against every single role and trait, random role mixture and random direction, on some
 * coordinates of the outputs.
 *
 * @module
 */

import * as Plot from "@observablehq/plot";
import { degreesOrNull } from "../../../math/angle.ts";
import { largerSignOfPeakInput, largerSigns } from "../../../results/larger_sign.ts";
import { index } from "../../../results/lookup.ts";
import { PEAK_INPUTS } from "../../../results/peak_input.ts";
import type { Variant } from "../../../results.ts";
import { BASELINES, VARIANT_LABELS } from "../../../site/kit/comparison_names.ts";
import type { EvidentResults } from "../../../site/kit/evident.ts";
import { significant } from "../../../site/kit/numbers.ts";
import { valueScale } from "../../../site/kit/charts/axes.ts";
import { seriesStyles } from "../../../site/kit/charts/series.ts";
import { renderSvg } from "../../../site/kit/charts/svg.ts";
import { placedSwarms, swarmMarks } from "./placed_swarms.ts";
import { inputText } from "../../../text/input_text.ts";
import { HALO } from "../../../site/kit/charts/labels.ts";

const MARGIN = { left: 74, right: 12, top: 4, bottom: 42 };
/** Pixels of the row of one input vector. */
const COMPONENT_ROW = 30;

/** What the chart shows; `top` is the end of the axis in degrees, so that panels beside each other can be compared. */
export interface AgainstBaselinesOptions {
  layer: number;
  variant: Variant;
  top: number;
  width: number;
}

/** The largest angle that the chart of this layer and variant shows, in degrees. */
export function largestAngle(
  { evidence, baseline }: EvidentResults,
  layer: number,
  variant: Variant,
): number {
  const angles = BASELINES.flatMap(({ name }) =>
    largerSigns(baseline, { layer, baseline: name, variant })
      .map(({ deltaAngular }) => degreesOrNull(deltaAngular) ?? 0)
  );
  return Math.max(ownAngle(evidence, layer, variant) ?? 0, ...angles);
}

/** PC1 at the larger of its signs, in degrees. */
function ownAngle(
  { robustness }: EvidentResults["evidence"],
  layer: number,
  variant: Variant,
): number | null {
  const rowOf = index(robustness, "layer", "input_vector", "variant");
  return degreesOrNull(largerSignOfPeakInput(rowOf, { layer, variant }));
}

/**
 * A row each for PC1 and -PC1, then one a baseline with a dot per direction at the larger angle of its two signs; short lines mark
 * the median and the 95 % quantile, a dashed line the larger of PC1 and -PC1.
 */
export function againstBaselinesChart(
  results: EvidentResults,
  { layer, variant, top, width }: AgainstBaselinesOptions,
): string {
  const { evidence } = results;
  const styles = seriesStyles(PEAK_INPUTS);
  const rowOf = index(evidence.robustness, "layer", "input_vector", "variant");
  const components = PEAK_INPUTS.flatMap((name, i) => {
    const angle = degreesOrNull(rowOf({ layer, input_vector: name, variant })?.delta_angular);
    return angle === null ? [] : [{ name, angle, y: COMPONENT_ROW * (i + 0.5) }];
  });
  const x = valueScale([top], "angle in °");
  const pixelsPerUnit = (width - MARGIN.left - MARGIN.right) / x.domain[1];
  const { swarms, bottom } = placedSwarms(results, {
    layer,
    variant,
    above: PEAK_INPUTS.length * COMPONENT_ROW,
    pixelsPerUnit,
  });
  const statistic = ownAngle(evidence, layer, variant);
  const rows = [
    ...components.map(({ name, y }) => ({ label: inputText(name), y })),
    ...swarms.map(({ label, middle }) => ({ label, y: middle })),
  ];
  return renderSvg({
    className: `chart-against-baselines-${variant}`,
    label: `Angle of PC1 and −PC1 at layer ${layer} against other directions, ${
      VARIANT_LABELS[variant]
    }`,
    description: `${
      components.map(({ name, angle }) => `${inputText(name)}: ${significant(angle, 3)}°`).join(
        "; ",
      )
    }; ${
      swarms.map(({ label, dots }) => `${dots.length} ${label}`).join(", ")
    }. The numbers are in the tables below.`,
    width,
  }, {
    height: bottom + MARGIN.top + MARGIN.bottom,
    marginLeft: MARGIN.left,
    marginRight: MARGIN.right,
    marginTop: MARGIN.top,
    marginBottom: MARGIN.bottom,
    x: { ...x, ticks: 5, labelAnchor: "right" },
    y: { domain: [bottom, 0], axis: null },
    marks: [
      Plot.axisY(rows.map((row) => row.y), {
        tickFormat: (_, i: number) => rows[i]!.label,
        tickSize: 0,
        label: null,
      }),
      Plot.ruleX([0]),
      ...swarms.flatMap(swarmMarks),
      ...statistic === null ? [] : [
        Plot.ruleX([statistic], { stroke: "var(--series-1)", strokeDasharray: "5 3" }),
      ],
      ...components.flatMap((component) => {
        const { stroke, fill, symbol } = styles.get(component.name)!;
        const isFar = component.angle > x.domain[1] * 0.75;
        return [
          Plot.dot([component], {
            x: "angle",
            y: "y",
            stroke,
            fill,
            symbol,
            r: 5,
            strokeWidth: 1.5,
          }),
          Plot.text([component], {
            x: "angle",
            y: "y",
            text: ({ angle }) => `${significant(angle, 3)}°`,
            dx: isFar ? -10 : 10,
            textAnchor: isFar ? "end" : "start",
            ...HALO,
          }),
        ];
      }),
    ],
  });
}
