/**
 * Chart: PC1 and -PC1 at one layer against every single role and trait, random role mixture and random direction, on some
 * coordinates of the outputs.
 *
 * @module
 */

import * as Plot from "@observablehq/plot";
import { degrees, degreesOrNull } from "../../../math/angle.ts";
import { largerSignOfPeakInput, largerSigns } from "../../../results/larger_sign.ts";
import { index } from "../../../results/lookup.ts";
import { PEAK_INPUT } from "../../../results/peak_input.ts";
import type { Variant } from "../../../results.ts";
import { BASELINES, VARIANT_LABELS } from "../../../site/kit/comparison_names.ts";
import type { EvidentResults } from "../../../site/kit/evident.ts";
import { shortened } from "../../../site/kit/names.ts";
import { significant } from "../../../site/kit/numbers.ts";
import { valueScale } from "../../../site/kit/charts/axes.ts";
import { seriesStyles } from "../../../site/kit/charts/series.ts";
import { renderSvg } from "../../../site/kit/charts/svg.ts";
import { swarmOffsets } from "../../../site/kit/charts/swarm.ts";

const MARGIN = { left: 74, right: 12, top: 4, bottom: 42 };
/** Pixels of the row of one input vector, and of the rows of a baseline with few and with many directions. */
const ROW = { component: 30, few: 60, many: 116 };
const MANY_DIRECTIONS = 150;
/** Of these single roles and traits, those that turn farthest, hovering tells the name. */
const N_TITLED = 20;

/** What the chart shows; `top` is the end of the axis in degrees, so that panels beside each other can be compared. */
export interface AgainstBaselinesOptions {
  layer: number;
  variant: Variant;
  top: number;
  width: number;
}

/** One group of dots, already placed. */
interface Swarm {
  label: string;
  /** Middle of the row in pixels from the top. */
  middle: number;
  height: number;
  quantiles: number[];
  dots: { angle: number; y: number; kind: "role" | "trait" | "draw"; title: string | null }[];
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
  const names = [PEAK_INPUT, `-${PEAK_INPUT}`];
  const styles = seriesStyles(names);
  const rowOf = index(evidence.robustness, "layer", "input_vector", "variant");
  const components = names.flatMap((name, i) => {
    const angle = degreesOrNull(rowOf({ layer, input_vector: name, variant })?.delta_angular);
    return angle === null ? [] : [{ name, angle, y: ROW.component * (i + 0.5) }];
  });
  const x = valueScale([top], "angle in °");
  const pixelsPerUnit = (width - MARGIN.left - MARGIN.right) / x.domain[1];
  const { swarms, bottom } = placedSwarms(results, { layer, variant, pixelsPerUnit });
  const statistic = ownAngle(evidence, layer, variant);
  const rows = [
    ...components.map(({ name, y }) => ({ label: name, y })),
    ...swarms.map(({ label, middle }) => ({ label, y: middle })),
  ];
  return renderSvg({
    className: `chart-against-baselines-${variant}`,
    label: `Angle of PC1 and -PC1 at layer ${layer} against other directions, ${
      VARIANT_LABELS[variant]
    }`,
    description: `${
      components.map(({ name, angle }) => `${name}: ${significant(angle, 3)}°`).join("; ")
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
            fill: "var(--ink)",
            fontWeight: 600,
            stroke: "var(--paper)",
            strokeWidth: 4,
          }),
        ];
      }),
    ],
  });
}

function placedSwarms(
  { evidence, baseline: rows }: EvidentResults,
  { layer, variant, pixelsPerUnit }: { layer: number; variant: Variant; pixelsPerUnit: number },
): { swarms: Swarm[]; bottom: number } {
  const swarms: Swarm[] = [];
  let bottom = 2 * ROW.component;
  const quantilesOf = index(evidence.quantiles, "layer", "baseline", "variant");
  for (const { name, short } of BASELINES) {
    const directions = largerSigns(rows, { layer, baseline: name, variant })
      .flatMap(({ index, deltaAngular }) =>
        deltaAngular === null ? [] : [{ index, angle: degrees(deltaAngular) }]
      ).toSorted((a, b) => b.angle - a.angle);
    if (directions.length === 0) continue;
    const isMany = directions.length > MANY_DIRECTIONS;
    const height = isMany ? ROW.many : ROW.few;
    const middle = bottom + height / 2;
    const angles = directions.map(({ angle }) => angle);
    const room = height - 12;
    const offsets = swarmOffsets(angles, { pixelsPerUnit, radius: isMany ? 2 : 2.5, room });
    const quantiles = quantilesOf({ layer, baseline: name, variant });
    swarms.push({
      label: short,
      middle,
      height,
      quantiles: [quantiles?.q50, quantiles?.q95].flatMap((it) => degreesOrNull(it) ?? []),
      dots: directions.map(({ index, angle }, i) => {
        const direction = name === "roles" ? evidence.role_directions[index] : undefined;
        const title = direction === undefined || i >= N_TITLED
          ? null
          : `${direction.kind} ${shortened(direction.name, 80)}: ${significant(angle, 3)}°`;
        return { angle, y: middle + offsets[i]!, kind: direction?.kind ?? "draw", title };
      }),
    });
    bottom += height;
  }
  return { swarms, bottom };
}

/** Roles are filled, on top of traits, which are hollow, draws grey; those with a title are marks of their own, since Plot titles all or none. */
function swarmMarks({ dots, quantiles, middle, height }: Swarm): Plot.Markish[] {
  const r = dots.length > MANY_DIRECTIONS ? 1.7 : 2.2;
  const looks = {
    role: { fill: "var(--role)", fillOpacity: 0.75 },
    trait: { fill: "var(--paper)", stroke: "var(--trait)", strokeWidth: 0.9 },
    draw: { fill: "var(--ink-soft)", fillOpacity: 0.75 },
  } as const;
  return [
    Plot.ruleX(quantiles, {
      y1: middle - height / 2 + 3,
      y2: middle + height / 2 - 3,
      stroke: "var(--ink)",
      strokeOpacity: 0.7,
    }),
    ...(["draw", "trait", "role"] as const).flatMap((kind) =>
      [false, true].flatMap((isTitled) => {
        const some = dots.filter((dot) => dot.kind === kind && (dot.title !== null) === isTitled);
        const title = isTitled ? { title: "title" } : {};
        return some.length === 0
          ? []
          : [Plot.dot(some, { x: "angle", y: "y", r, ...looks[kind], ...title })];
      })
    ),
  ];
}
