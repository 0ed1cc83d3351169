/**
 * Figure: the response to steps along PC1 from the mean state.
 *
 * @module
 */

import { claimOf } from "../../../site/kit/claim.ts";
import { index } from "../../../results/lookup.ts";
import { degreesText, significant } from "../../../site/kit/numbers.ts";
import { operatingPointColumns } from "../schema.ts";
import { DRAW_STYLES, operatingPointChart, STATE_STYLES } from "./operating_point_chart.ts";
import { degreesOrNull } from "../../../math/angle.ts";
import type { OperatingPointRow } from "../../../results.ts";
import { BASELINES } from "../../../site/kit/comparison_names.ts";
import type { EvidentResults } from "../../../site/kit/evident.ts";
import { type FigureView, legend, panels } from "../../../site/kit/figures.ts";
import { declared, type TableView, tableView } from "../../../site/kit/tables.ts";
import { plural } from "../../../text/words.ts";

/** The response to steps along PC1 from the mean state; null where none was measured at this layer. */
export function operatingPointFigure(results: EvidentResults, layer: number): FigureView | null {
  const { evidence } = results;
  const steps = evidence.operating_point.filter((row) => row.layer === layer);
  if (steps.length === 0) return null;
  const rows = [...new Set(steps.map((row) => row.row))];
  const mixtures = evidence.operating_spreads.filter((row) =>
    row.layer === layer && row.baseline === "persona"
  );
  const drawn = rows.filter((row) => mixtures.some((it) => it.row === row));
  return {
    id: "operating-point",
    title: claimOf(results, layer, {
      claim: title(results, layer),
      plain: `Layer ${layer}: at the model’s operating point`,
    }),
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
      ...drawn.map((row) => [`random role mixture, ${ROW_WORDS[row]}`, DRAW_STYLES[row]] as const),
    ]),
    caption: "Response to a step along PC1 from the mean state µ, base beside instruct.",
    reading: [
      "A lone direction is not a state of the model. Here each MLP starts from µ and a step α is taken along PC1,",
      "in units of the median distance of roles from µ: R(α) = f(µ + α s v) − f(µ). Left: angle between the responses",
      "of base and instruct, in degrees; right: length of their difference.",
      ...drawn.length === 0 ? [] : [
        "Crosses beside α = 1 and −1 are the same step either way along each random role mixture: the sign of a direction is a convention, and p takes the larger of the two.",
      ],
      "µ is taken to be of the instruct model, so this is where the instruct model works and not where the base model does.",
    ],
    table: operatingPointTable(results, layer),
  };
}

/** What one step along PC1 does around the mean state that the run asked for. */
function title({ evidence, options }: EvidentResults, layer: number): string {
  const step = index(evidence.operating_point, "layer", "row", "alpha")({
    layer,
    row: options.input_row,
    alpha: 1,
  });
  return step === undefined || step.response_angular === null
    ? `Layer ${layer}: at the model’s operating point`
    : `Layer ${layer}: the responses to a step along PC1 are ${
      degreesText(step.response_angular)
    } apart`;
}

const ROW_WORDS: Record<OperatingPointRow["row"], string> = {
  same: "µ of this layer’s row",
  before: "µ of the row before",
};

function operatingPointTable({ evidence }: EvidentResults, layer: number): TableView {
  const steps = evidence.operating_point.filter((row) => row.layer === layer).map((row) => ({
    input: row.alpha === 0 ? "f(µ) itself" : `PC1, α = ${significant(row.alpha)}`,
    ...row,
  }));
  const spreads = evidence.operating_spreads.filter((row) => row.layer === layer)
    .flatMap(({ row, baseline, n, ...of }) => {
      const { one, label } = BASELINES.find((it) => it.name === baseline)!;
      return ([["median", "q50"], ["95 %", "q95"]] as const).map(([quantile, key]) => ({
        input: `${plural(n, one, label)}, one step either way (angle: the larger), ${quantile}`,
        row,
        response_base: null,
        response_instruct: null,
        response_delta: of[`delta_${key}`],
        response_angular: of[`angular_${key}`],
      }));
    });
  const { row: ofRow, response_base, response_instruct, response_delta } = operatingPointColumns;
  return tableView(`Layer ${layer}: responses around µ`, [...steps, ...spreads], [
    { label: "step", value: (row) => row.input },
    declared(ofRow, (row) => row.row === "same" ? "this row" : "row before", { label: "µ" }),
    declared(response_base, (row) => row.response_base),
    declared(response_instruct, (row) => row.response_instruct),
    declared(response_delta, (row) => row.response_delta),
    declared(operatingPointColumns.response_angular, (row) => degreesOrNull(row.response_angular), {
      label: "angle in °",
      digits: 3,
    }),
  ]);
}
