/**
 * Figure: how far base and instruct are apart at each stage of a layer.
 *
 * @module
 */

import { claimOf } from "../../../site/kit/claim.ts";
import { appearanceAt } from "../../../results/stage_appearance.ts";
import { STAGE_WORDS } from "../../../text/parts.ts";
import { stageColumns } from "../schema.ts";
import { STAGE_BASELINES, stagesChart } from "./stages_chart.ts";
import { degreesOrNull } from "../../../math/angle.ts";
import { PEAK_INPUT, PEAK_INPUTS } from "../../../results/peak_input.ts";
import type { Causes, Stage } from "../../../results.ts";
import { STAGES } from "../../../results/values.ts";
import { type CausedResults, largestStageAngle, spreadRow } from "../../../site/kit/cause_rows.ts";
import { seriesStyles } from "../../../site/kit/charts/series.ts";
import { type FigureView, legend, panels } from "../../../site/kit/figures.ts";
import { type Column, declared, type TableView, tableView } from "../../../site/kit/tables.ts";
import { inputText } from "../../../text/input_text.ts";
import { OUTPUT_VARIANTS_SHOWN, VARIANT_LABELS } from "../../../site/kit/comparison_names.ts";

/** Stages in tables. */
const STAGE_NAMES = {
  gate: "gate product",
  up: "up product",
  hidden: "h = act(gate) ⊙ up",
  down: "down product",
  base_normed: "after the base’s post-norm",
  output: "output",
} as const;

/**
 * How far base and instruct are apart at each stage of a layer, with and without the outlier dimensions; null where nothing is
 * known of it or nothing differs.
 */
export function stagesFigure(results: CausedResults, layer: number): FigureView | null {
  const { causes } = results;
  const rows = causes.stages.filter((row) => row.layer === layer);
  const variants = OUTPUT_VARIANTS_SHOWN.filter(({ name }) =>
    rows.some((row) => row.variant === name && row.delta_angular !== null)
  );
  const top = largestStageAngle(causes, layer);
  if (variants.length === 0 || top === 0) return null;
  const hasDraws = causes.spreads.some((row) => row.layer === layer);
  return {
    id: `stages-${layer}`,
    title: claimOf(results, layer, {
      claim: title(results, layer),
      plain: `Layer ${layer}: the angle from stage to stage`,
    }),
    charts: panels(variants.map(({ name, label }) => ({
      title: label,
      draw: (width) => stagesChart(causes, { layer, variant: name, top, width }),
    }))),
    legend: [
      ...legend(seriesStyles(PEAK_INPUTS)),
      ...hasDraws
        ? STAGE_BASELINES.map(({ name, label }) => ({
          swatch: `<span class="draws ${name}"></span>`,
          label,
        }))
        : [],
    ],
    caption: "Angle between base and instruct at each product on the way from input to output.",
    reading: [
      "Angles are in degrees, each in the space of its product.",
      results.inputs.base.has_post_norm
        ? "h is act(gate) ⊙ up; “base’s norm” puts both down products through the base’s norm after the MLP, so that what the output adds to it is the change of that norm’s weight."
        : "h is act(gate) ⊙ up.",
      ...hasDraws
        ? [
          "Bars, random role mixtures on the left and random directions on the right, reach from the 5 % to the 95 % quantile, with a dot at the median; a draw counts with the larger of its two signs.",
          "The angle appears at the first stage from which on PC1 turns farther than 95 % of the random role mixtures, by rank: p = (1 + mixtures at least as far) / (N + 1) at most 0.05, uncorrected for the number of stages.",
          "PC1 and −PC1 stand here each for itself against the larger sign of a draw. The p of a layer elsewhere takes the larger sign of both sides, so it is smaller where −PC1 turns farther.",
        ]
        : ["No draws were run, so nothing tells which of these angles are common."],
      ...variants.length > 1
        ? [
          "Gate, up and h are no outputs and have no outlier dimensions; both panels have the same axis.",
        ]
        : [],
    ],
    table: stagesTable(results, layer),
  };
}

/** From which stage on the angle is uncommon. */
function title({ causes }: CausedResults, layer: number): string {
  const found = appearanceAt(causes, layer, "raw");
  if (found === undefined || found.standing === "unknown") {
    return `Layer ${layer}: the angle from stage to stage`;
  }
  return found.stage === null
    ? `Layer ${layer}: PC1 does not turn farther than 95 % of random role mixtures at the output`
    : `Layer ${layer}: PC1 turns farther than 95 % of random role mixtures from ${
      STAGE_WORDS[found.stage]
    } on${withoutOutliers(causes, layer, found.stage)}`;
}

/** What the other panel shows where it is something else. */
function withoutOutliers(causes: Causes, layer: number, stage: Stage): string {
  const found = appearanceAt(causes, layer, "trimmed");
  if (found === undefined || found.standing === "unknown" || found.stage === stage) return "";
  return found.stage === null
    ? ", on all coordinates only"
    : `, without the outlier dimensions from ${STAGE_WORDS[found.stage]} on`;
}

function stagesTable({ causes }: CausedResults, layer: number): TableView {
  const rows = STAGES.flatMap((stage) =>
    OUTPUT_VARIANTS_SHOWN.flatMap(({ name: variant }) => {
      const of = (name: string) =>
        causes.stages.find((row) =>
          row.layer === layer && row.stage === stage && row.variant === variant &&
          row.input_vector === name
        );
      const own = of(PEAK_INPUT);
      return own === undefined ? [] : [{ stage, variant, own, negative: of(`-${PEAK_INPUT}`) }];
    })
  );
  type Row = typeof rows[number];
  const keys = [["5 %", "q05"], ["50 %", "q50"], ["95 %", "q95"]] as const;
  return tableView(`Layer ${layer}: angles by stage, in degrees`, rows, [
    declared(stageColumns.stage, (row) => STAGE_NAMES[row.stage]),
    declared(stageColumns.variant, (row) => VARIANT_LABELS[row.variant]),
    angleColumn(PEAK_INPUT, (row) => row.own.delta_angular),
    angleColumn(inputText(`-${PEAK_INPUT}`), (row) => row.negative?.delta_angular),
    ...STAGE_BASELINES.flatMap(({ name: baseline, label: what }) =>
      keys.map(([label, key]): Column<Row> => ({
        label: `${what} ${label}`,
        digits: 3,
        value: ({ stage, variant }) =>
          degreesOrNull(
            spreadRow(causes, { layer, quantity: `${stage}_angular`, variant, baseline })?.[key],
          ),
      }))
    ),
    declared(stageColumns.p_persona, (row) => row.own.p_persona, {
      label: `p of ${PEAK_INPUT} alone, role mixtures`,
    }),
  ]);
}

/** The angle itself, where the results have 1 - cos. */
function angleColumn<Row>(
  label: string,
  value: (row: Row) => number | null | undefined,
): Column<Row> {
  return declared(stageColumns.delta_angular, (row) => degreesOrNull(value(row)), {
    label,
    meaning: "Angle between base and instruct there, in degrees.",
    digits: 3,
  });
}
