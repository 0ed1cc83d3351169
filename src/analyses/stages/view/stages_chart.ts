/**
 * Chart: how far base and instruct are apart at each product on the way from input to output, beside draws.
 *
 * @module
 */

import { STAGE_WORDS } from "../../../text/parts.ts";
import * as Plot from "@observablehq/plot";
import { degrees } from "../../../math/angle.ts";
import { index } from "../../../results/lookup.ts";
import { PEAK_INPUT, PEAK_INPUTS } from "../../../results/peak_input.ts";
import type { Causes, OutputVariant, SpreadRow, Stage } from "../../../results.ts";
import { STAGES } from "../../../results/values.ts";
import { spreadRow } from "../../../site/kit/cause_rows.ts";
import { degreesText, significant } from "../../../site/kit/numbers.ts";
import { ruledAxis, valueScale } from "../../../site/kit/charts/axes.ts";
import { clearOf, HALO } from "../../../site/kit/charts/labels.ts";
import { seriesStyles } from "../../../site/kit/charts/series.ts";
import { renderSvg } from "../../../site/kit/charts/svg.ts";
import { inputText } from "../../../text/input_text.ts";
import { VARIANT_LABELS } from "../../../site/kit/comparison_names.ts";

const HEIGHT = 300;
const MARGIN_TOP = 26;
const MARGIN_BOTTOM = 46;

/** Stages on the axis. */
const TICKS: Record<Stage, string> = {
  gate: "gate",
  up: "up",
  hidden: "h",
  down: "down",
  base_normed: "base’s\nnorm",
  output: "output",
};

/** Pixels of a bar of draws, and how far it stands from the middle of its stage. */
const BAR = { width: 9, shift: 11 };

/** The baselines drawn beside PC1: the side on which they stand and their look. */
export const STAGE_BASELINES = [
  {
    name: "persona",
    label: "random role mixtures",
    side: -1,
    fill: "var(--ink-soft)",
    fillOpacity: 0.55,
  },
  {
    name: "isotropic",
    label: "random directions",
    side: 1,
    fill: "var(--band)",
    fillOpacity: 1,
  },
] as const;

/** What the chart shows; `top` is the end of the axis in degrees, so that panels beside each other can be compared. */
export interface StagesOptions {
  layer: number;
  variant: OutputVariant;
  top: number;
  width: number;
}

/**
 * PC1 and -PC1 at each stage, between bars from the 5 % to the 95 % quantile of random role mixtures and of random directions,
 * median marked.
 */
export function stagesChart(causes: Causes, options: StagesOptions): string {
  const { layer, variant, top, width } = options;
  const spreadAt: SpreadAt = (stage, baseline) =>
    spreadRow(causes, { layer, quantity: `${stage}_angular`, variant, baseline });
  const styles = seriesStyles(PEAK_INPUTS);
  const points = PEAK_INPUTS.flatMap((name) => stagePoints(causes, { layer, variant, name }));
  const shown = STAGES.filter((stage) => points.some((point) => point.stage === stage));
  const y = valueScale([top], "angle");
  const own = points.filter((point) => point.name === PEAK_INPUT);
  const pixelsPerUnit = (HEIGHT - MARGIN_TOP - MARGIN_BOTTOM) / y.domain[1];
  const labels = own.map((point) => {
    const draws = STAGE_BASELINES.flatMap(({ name }) => {
      const spread = spreadAt(point.stage, name);
      return [spread?.q50, spread?.q95].flatMap((angle) =>
        typeof angle === "number" ? [degrees(angle)] : []
      );
    });
    const marks = points.filter((it) => it !== point && it.stage === point.stage);
    const others = [...draws, ...marks.map(({ angle }) => angle)];
    return { ...point, above: clearOf(point.angle, others, { pixelsPerUnit }) };
  });
  return renderSvg({
    className: `chart-stages-${layer}-${variant}`,
    label: `Angle between base and instruct at each stage of layer ${layer}, ${
      VARIANT_LABELS[variant]
    }`,
    description: own.length === 0
      ? "No angle is known."
      : `PC1: ${own.map(({ stage, text }) => `${STAGE_WORDS[stage]} ${text}`).join(", ")}.`,
    width,
  }, {
    height: HEIGHT,
    marginLeft: 46,
    marginRight: 8,
    marginTop: MARGIN_TOP,
    marginBottom: MARGIN_BOTTOM,
    x: { type: "point", domain: shown, padding: 0.5, label: null },
    y: ruledAxis(y, { unit: "°" }),
    marks: [
      Plot.axisX({ tickFormat: (stage: Stage) => TICKS[stage], tickSize: 0 }),
      ...STAGE_BASELINES.flatMap((baseline) => barMarks(baseline, { stages: shown, spreadAt })),
      Plot.ruleY([0]),
      ...PEAK_INPUTS.toReversed().map((name) => {
        const { stroke, fill, symbol } = styles.get(name)!;
        return Plot.dot(points.filter((point) => point.name === name), {
          x: "stage",
          y: "angle",
          title: "title",
          stroke,
          fill,
          symbol,
          r: 5,
          strokeWidth: 1.5,
        });
      }),
      Plot.text(labels, {
        x: "stage",
        y: "above",
        text: "text",
        dy: -13,
        ...HALO,
      }),
    ],
  });
}

type SpreadAt = (
  stage: Stage,
  baseline: typeof STAGE_BASELINES[number]["name"],
) => SpreadRow | undefined;

/** Bars of a baseline's draws beside their stages, from the 5 % to the 95 % quantile. */
function barMarks(
  { name, label, side, fill, fillOpacity }: typeof STAGE_BASELINES[number],
  { stages, spreadAt }: { stages: readonly Stage[]; spreadAt: SpreadAt },
): Plot.Markish[] {
  const bars = stages.flatMap((stage) => {
    const spread = spreadAt(stage, name);
    if (!spread || spread.q05 === null || spread.q50 === null || spread.q95 === null) return [];
    const [low, middle, high] = [spread.q05, spread.q50, spread.q95].map(degrees);
    const title = `${spread.n} ${label}, ${STAGE_WORDS[stage]}: 5 % ${significant(low!, 3)}°, ` +
      `median ${significant(middle!, 3)}°, 95 % ${significant(high!, 3)}°`;
    return [{ stage, low, middle, high, title }];
  });
  const dx = side * BAR.shift;
  return [
    Plot.ruleX(bars, {
      x: "stage",
      y1: "low",
      y2: "high",
      dx,
      stroke: fill,
      strokeOpacity: fillOpacity,
      strokeWidth: BAR.width,
      title: "title",
    }),
    Plot.dot(bars, { x: "stage", y: "middle", dx, r: 2, fill: "var(--ink)" }),
  ];
}

function stagePoints(
  { stages }: Causes,
  { layer, variant, name }: { layer: number; variant: OutputVariant; name: string },
) {
  const rowAt = index(stages, "layer", "input_vector", "variant", "stage");
  return STAGES.flatMap((stage) => {
    const angular = rowAt({ layer, input_vector: name, variant, stage })?.delta_angular ?? null;
    if (angular === null) return [];
    const text = degreesText(angular);
    return [{
      name,
      stage,
      angle: degrees(angular),
      text,
      title: `${inputText(name)}, ${STAGE_WORDS[stage]}: ${text}`,
    }];
  });
}
