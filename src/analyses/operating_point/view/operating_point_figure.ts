/**
 * Figure: the response to steps along PC1 from the mean state.
 *
 * @module
 */

import { DRAW_STYLES, operatingPointChart, STATE_STYLES } from "./operating_point_chart.ts";
import { degreesOrNull } from "../../../math/angle.ts";
import { summarise } from "../../../math/quantiles.ts";
import type { OperatingPointRow } from "../../../results.ts";
import { responsesOf } from "../../../results/responses.ts";
import type { EvidentResults } from "../../../site/kit/evidence_rows.ts";
import { type FigureView, legend, panels } from "../../../site/kit/figures.ts";
import { tableView } from "../../../site/kit/tables.ts";

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
          [`random role mixture, ${ROW_WORDS[row]}`, DRAW_STYLES[row]] as const
        )
        : [],
    ]),
    caption: [
      "A lone direction is not a state of the model. Here each MLP starts from µ and a step α is taken along PC1,",
      "in units of the median distance of roles from the default: R(α) = f(µ + α s v) − f(µ). Left: angle between the responses",
      "of base and instruct, in degrees; right: length of their difference.",
      hasDraws
        ? "Crosses beside α = 1 and −1 are the same step either way along each random role mixture: the sign of a direction is a convention, and p takes the larger of the two."
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
          baseline === "persona" ? "random role mixtures" : "roles and traits"
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
