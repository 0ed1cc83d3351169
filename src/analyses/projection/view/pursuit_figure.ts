/**
 * Figure: the few vectors that make up most of a change.
 *
 * @module
 */

import { plural } from "../../../text/words.ts";
import { percent } from "../../../site/kit/numbers.ts";
import type { DecompositionSummary, PursuitStep, SpanVariant } from "../../../results.ts";
import { type FigureView, panels } from "../../../site/kit/figures.ts";
import { anchorId } from "../../../site/kit/names.ts";
import { declared, type TableView, tableView } from "../../../site/kit/tables.ts";
import { pursuitColumns } from "../schema/together_columns.ts";
import { pursuitChart } from "./pursuit_chart.ts";
import { VARIANT_WORDS } from "./variant_words.ts";

/** The few vectors that make up most of the change, on all coordinates and without the outlier dimensions; none without steps. */
export function pursuitFigure(layer: number, { pursuit }: DecompositionSummary): FigureView[] {
  const of = (variant: SpanVariant) => pursuit.filter((step) => step.variant === variant);
  const shown = (["raw", "trimmed"] as const).filter((variant) => of(variant).length > 0);
  if (shown.length === 0) return [];
  return [{
    id: "pursuit",
    title: title(pursuit),
    charts: panels(shown.map((variant) => ({
      title: VARIANT_WORDS[variant],
      draw: (width) =>
        pursuitChart(of(variant), {
          className: `chart-pursuit-${variant}`,
          label: `Layer ${layer}: cumulative share by step, ${VARIANT_WORDS[variant]}`,
          width,
        }),
    }))),
    legend: [],
    caption: "Share of |d|² told by the few vectors that tell most of it, added one by one.",
    reading: [
      "Orthogonal matching pursuit: each step takes the vector that tells most of what is left, and fits all taken so far again.",
      "The band goes from the median to the 95 % quantile of the random role mixtures, each with a pursuit of its own.",
      "Another order or another set of vectors may do nearly as well: this is one way to write the change, not the one.",
    ],
    table: pursuitTable(layer, shown.flatMap(of)),
  }];
}

/** How much the steps tell together. */
function title(pursuit: DecompositionSummary["pursuit"]): string {
  const last = pursuit.filter(({ variant }) => variant === "raw").at(-1);
  return last === undefined
    ? "The few vectors that tell most of it"
    : `${plural(last.step, "vector tells", "vectors together tell")} ${
      percent(last.r2)
    } of the change`;
}

function pursuitTable(layer: number, steps: readonly PursuitStep[]): TableView {
  const { step, name, kind, variant, coefficient, r2, draws_q50, draws_q95 } = pursuitColumns;
  return tableView(`Layer ${layer}: the pursuit step by step`, steps, [
    declared(step, (row) => row.step),
    declared(name, (row) => row.name, { href: (row) => `#${anchorId(row)}` }),
    declared(kind, (row) => row.kind),
    declared(variant, (row) => VARIANT_WORDS[row.variant]),
    declared(coefficient, (row) => row.coefficient),
    declared(r2, (row) => row.r2),
    declared(draws_q50, (row) => row.draws_q50),
    declared(draws_q95, (row) => row.draws_q95),
  ]);
}
