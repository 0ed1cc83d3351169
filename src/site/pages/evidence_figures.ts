/**
 * The charts of the evidence page, each with its legend, how to read it, and its numbers.
 *
 * @module
 */

import { responsesOf } from "../../results/responses.ts";
import { summarise } from "../../math/quantiles.ts";
import { PEAK_INPUT } from "../../results/peak_input.ts";
import type { OperatingPointRow } from "../../results.ts";
import {
  againstBaselinesChart,
  largestAngle,
} from "../../analyses/significance/view/against_baselines_chart.ts";
import { PERSONA_BAND } from "../kit/charts/bands.ts";
import { calibrationChart } from "../../analyses/significance/view/calibration_chart.ts";
import { outlierCurveChart } from "../../analyses/robustness/view/outlier_curve_chart.ts";
import {
  DRAW_STYLES,
  operatingPointChart,
  STATE_STYLES,
} from "../../analyses/operating_point/view/operating_point_chart.ts";
import { seriesStyles } from "../kit/charts/series.ts";
import { VARIANT_STYLES, variantsChart } from "../../analyses/robustness/view/variants_chart.ts";
import {
  BASELINES,
  degreesOrNull,
  directionTurns,
  type EvidentResults,
  peakStatistic,
  quantileRow,
  robustnessRow,
  VARIANTS,
} from "../kit/evidence_rows.ts";
import {
  bandLegend,
  bothWidths,
  type FigureView,
  legend,
  oneWidth,
  panels,
} from "../kit/figures.ts";
import { analysedLayers } from "../kit/layer_strip.ts";
import { P_DECIMALS } from "../kit/numbers.ts";
import { tableView } from "../kit/tables.ts";

/** PC1 against all other directions at one layer, raw and trimmed side by side. */
export function againstBaselinesFigure(results: EvidentResults, layer: number): FigureView {
  const shown = VARIANTS.filter(({ name }) => name !== "centred");
  const top = Math.max(...shown.map(({ name }) => largestAngle(results, layer, name)));
  const { evidence, baseline } = results;
  const rows = VARIANTS.flatMap(({ name: variant }) =>
    BASELINES.map(({ name, label }) => ({ variant, baseline: name, label }))
      .filter((row) => quantileRow(evidence, { layer, ...row }) !== undefined)
  );
  return {
    id: "against-baselines",
    title: `PC1 against other directions at layer ${layer}`,
    charts: panels(shown.map(({ name, counts }) => ({
      title: `${name}: ${counts}`,
      draw: (width) => againstBaselinesChart(results, { layer, variant: name, top, width }),
    }))),
    legend: [
      ...legend(seriesStyles([PEAK_INPUT, `-${PEAK_INPUT}`])),
      { swatch: '<span class="dot role"></span>', label: "single role" },
      { swatch: '<span class="dot trait"></span>', label: "single trait" },
      { swatch: '<span class="dot draw"></span>', label: "draw" },
    ],
    caption: [
      "Angle between the outputs of base and instruct, in degrees; both panels have the same axis.",
      "A dot is one direction, at the larger angle of its two signs. In each row short lines mark the median and the 95 % quantile;",
      "the dashed line is PC1, at the larger of its signs too. What lies to the right of it turns farther than PC1 does.",
    ],
    table: tableView(
      `Layer ${layer}: PC1 and the directions it is compared with, in degrees`,
      rows,
      [
        { label: "variant", value: (row) => row.variant },
        { label: "compared with", value: (row) => row.label },
        { label: "n", value: (row) => quantileRow(evidence, { layer, ...row })?.n ?? null },
        ...([["5 %", "q05"], ["50 %", "q50"], ["95 %", "q95"]] as const).map(([label, key]) => ({
          label,
          digits: 3,
          value: (row: typeof rows[number]) =>
            degreesOrNull(quantileRow(evidence, { layer, ...row })?.[key]),
        })),
        {
          label: "PC1, larger sign",
          digits: 3,
          value: (row) => peakStatistic(evidence, layer, row.variant),
        },
        {
          label: "at least as far",
          value: ({ variant, baseline: name }) => {
            const own = peakStatistic(evidence, layer, variant);
            const turns = directionTurns(baseline, { layer, baseline: name, variant });
            return own === null
              ? null
              : turns.filter(({ turn }) => degreesOrNull(turn)! >= own).length;
          },
        },
      ],
    ),
  };
}

/** PC1 by layer in every variant. */
export function variantsFigure(results: EvidentResults): FigureView {
  const { evidence, options } = results;
  return {
    id: "variants",
    title: "With and without the outlier dimensions",
    charts: bothWidths((width) => variantsChart(evidence, width)),
    legend: legend(VARIANTS.map(({ name }) => [name, VARIANT_STYLES[name]])),
    caption: [
      `Angle between the outputs for ${PEAK_INPUT} by layer: raw, with all coordinates; trimmed, with ${
        outlierWords(options.outliers)
      }`,
      "set to zero in both outputs; centred, with the component along µ removed from both.",
      "The peak of each is ringed and named above. Where the peak moves when a handful of coordinates is left out, look at what they hold, below.",
    ],
    table: tableView("Angle of PC1 in degrees, by layer and variant", analysedLayers(results), [
      { label: "layer", value: (layer) => layer },
      ...VARIANTS.flatMap(({ name: variant }) => [
        {
          label: `${variant} in °`,
          digits: 3,
          value: (layer: number) =>
            degreesOrNull(
              robustnessRow(evidence, { layer, name: PEAK_INPUT, variant })?.delta_angular,
            ),
        },
        {
          label: "p_fw persona",
          decimals: P_DECIMALS,
          value: (layer: number) =>
            robustnessRow(evidence, { layer, name: PEAK_INPUT, variant })?.pfw_persona ?? null,
        },
      ]),
      ...VARIANTS.filter(({ name }) => name !== "centred").map(({ name: variant }) => ({
        label: `|d| ${variant}`,
        value: (layer: number) =>
          robustnessRow(evidence, { layer, name: PEAK_INPUT, variant })?.delta_norm ?? null,
      })),
    ]),
  };
}

/** The angle of PC1 by how many of the largest coordinates of the mean state are left out; null where it was not measured there. */
export function outlierCurveFigure({ evidence }: EvidentResults, layer: number): FigureView | null {
  const rows = evidence.outlier_curve.filter((row) => row.layer === layer);
  if (rows.length === 0) return null;
  return {
    id: "outlier-curve",
    title: `How much hangs on a few coordinates, layer ${layer}`,
    charts: oneWidth((width) => outlierCurveChart(rows, width)),
    legend: [
      ...legend([[PEAK_INPUT, VARIANT_STYLES.raw]]),
      ...bandLegend([["90 % of the random role mixtures", PERSONA_BAND]]),
    ],
    caption: [
      `Angle between the outputs for ${PEAK_INPUT} with the 0, 1, 2, 4, 8 and 16 coordinates of largest |µ| set to zero in both,`,
      "over the middle 90 % of the random role mixtures, each by the larger of its signs. Where the curve falls or rises by much within the",
      "first few, the angle is one of those coordinates more than of the layer.",
    ],
    table: tableView(
      `Layer ${layer}: angle in degrees without the largest coordinates of µ`,
      rows,
      [
        { label: "removed", value: (row) => row.removed },
        { label: "PC1 in °", digits: 3, value: (row) => degreesOrNull(row.delta_angular) },
        { label: "mixtures 5 %", digits: 3, value: (row) => degreesOrNull(row.q05) },
        { label: "50 %", digits: 3, value: (row) => degreesOrNull(row.q50) },
        { label: "95 %", digits: 3, value: (row) => degreesOrNull(row.q95) },
      ],
    ),
  };
}

/** The coordinates that the trimmed variant leaves out, in words. */
function outlierWords(outliers: EvidentResults["options"]["outliers"]): string {
  return outliers === "auto"
    ? "the outlier dimensions of the layer, where it has any,"
    : `the ${outliers} coordinates of largest |µ|`;
}

/** The response to steps along PC1 from the mean state; null where none was measured at this layer. */
export function operatingPointFigure(results: EvidentResults, layer: number): FigureView | null {
  const { evidence } = results;
  const steps = evidence.operating_point.filter((row) => row.layer === layer);
  if (steps.length === 0) return null;
  const rows = [...new Set(steps.map((row) => row.row))];
  const draws = evidence.operating_baseline.filter((row) => row.layer === layer);
  const hasDraws = draws.some((row) => row.baseline === "persona");
  return {
    id: "operating-point",
    title: `At the model’s operating point, layer ${layer}`,
    charts: panels([
      {
        title: "How far the response turns",
        draw: (width) => operatingPointChart(evidence, { layer, measure: "angle", width }),
      },
      {
        title: "How far it moves",
        draw: (width) => operatingPointChart(evidence, { layer, measure: "length", width }),
      },
    ]),
    legend: legend([
      ...rows.map((row) => [ROW_WORDS[row], STATE_STYLES[row]] as const),
      ...hasDraws
        ? rows.filter((row) => draws.some((draw) => draw.row === row)).map((row) =>
          [`persona draw, ${ROW_WORDS[row]}`, DRAW_STYLES[row]] as const
        )
        : [],
    ]),
    caption: [
      "A lone direction is not a state of the model. Here each MLP starts from µ and a step α is taken along PC1,",
      "in units of the median distance of roles from the default: R(α) = f(µ + α s v) − f(µ). Left: angle between the responses",
      "of base and instruct, in degrees; right: length of their difference.",
      hasDraws
        ? "Crosses beside α = 1 and −1 are the same step either way along each persona draw: the sign of a direction is a convention, and p takes the larger of the two."
        : "",
      "µ comes from the instruct model, so this is where the instruct model works and not where the base model does.",
    ].filter((sentence) => sentence !== ""),
    table: operatingPointTable(results, layer),
  };
}

const ROW_WORDS: Record<OperatingPointRow["row"], string> = {
  same: "µ of this layer’s row",
  before: "µ of the row before",
};

function operatingPointTable({ evidence }: EvidentResults, layer: number) {
  const steps = evidence.operating_point.filter((row) => row.layer === layer).map((row) => ({
    input: row.alpha === 0 ? "f(µ) itself" : `PC1, α = ${row.alpha}`,
    ...row,
  }));
  const spreads = (["same", "before"] as const).flatMap((row) =>
    (["persona", "roles"] as const).flatMap((baseline) => {
      const draws = evidence.operating_baseline.filter((it) =>
        it.layer === layer && it.row === row && it.baseline === baseline
      );
      if (draws.length === 0) return [];
      const larger = responsesOf(draws, { row, baseline }).filter((turn) => turn !== null);
      const lengths = draws.map(({ response_delta }) => response_delta);
      const [delta, angular] = [summarise(lengths, lengths), summarise(larger, larger)];
      return ([["median", "q50"], ["95 %", "q95"]] as const).map(([words, key]) => ({
        input: `${larger.length} ${
          baseline === "persona" ? "persona draws" : "roles and traits"
        }, one step either way (angle: the larger), ${words}`,
        row,
        response_base: null,
        response_instruct: null,
        response_delta: delta[key],
        response_angular: angular[key],
      }));
    })
  );
  return tableView(`Layer ${layer}: responses around µ`, [...steps, ...spreads], [
    { label: "step", value: (row) => row.input },
    { label: "µ", value: (row) => row.row === "same" ? "this row" : "row before" },
    { label: "|R base|", value: (row) => row.response_base },
    { label: "|R instruct|", value: (row) => row.response_instruct },
    { label: "|R instruct − R base|", value: (row) => row.response_delta },
    { label: "angle in °", digits: 3, value: (row) => degreesOrNull(row.response_angular) },
  ]);
}

/** How often a persona draw in PC1's place would be called significant; null where there are none. */
export function calibrationFigure({ evidence }: EvidentResults): FigureView | null {
  if (evidence.calibration.length === 0) return null;
  return {
    id: "calibration",
    title: "What level the test has",
    charts: oneWidth((width) => calibrationChart(evidence, width)),
    legend: [],
    caption: [
      "Each persona draw was put in PC1’s place and tested against the others: share of the draws whose family-wise p is at most α, by α.",
      "By construction it cannot rise above the dashed diagonal, as long as PC1 is compared with draws of its own kind; the steps show how",
      "coarse the p-values of so few draws are. At α = 0.05 (dotted) no more than 5 % of them pass.",
    ],
    table: tableView("Calibration of the family-wise p-values", evidence.calibration, [
      { label: "α", digits: 3, value: (row) => row.alpha },
      { label: "share with p_fw ≤ α", digits: 3, value: (row) => row.share },
    ]),
  };
}
