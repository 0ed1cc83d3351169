/**
 * The charts of the overview for two runs side by side, with the numbers of both in one table.
 *
 * @module
 */

import type { Results } from "../../results.ts";
import { type FigureView, panels } from "../kit/figures.ts";
import { overviewCharts } from "../../analyses/change/view/overview_charts.ts";
import { overviewFigures } from "../../analyses/change/view/overview_figures.ts";
import type { RowView, TableView } from "../kit/tables.ts";

/** One figure a chart; legends and how to read them are those of the overview. */
export function comparisonFigures(a: Results, b: Results): FigureView[] {
  const [ofA, ofB] = [overviewFigures(a), overviewFigures(b)];
  return overviewCharts.map(({ id, title, draw }): FigureView => {
    const [first, second] = [ofA, ofB].map((figures) => figures.find((it) => it.id === id));
    const known = new Set(first?.legend.map(({ label }) => label));
    return {
      id,
      title,
      charts: panels([
        { title: "A", draw: (width) => draw(a, width, [b]) },
        { title: "B", draw: (width) => draw(b, width, [a]) },
      ]),
      legend: [
        ...first?.legend ?? [],
        ...second?.legend.filter(({ label }) => !known.has(label)) ?? [],
      ],
      caption: first?.caption ?? "",
      reading: [
        ...first?.reading ?? [],
        "Both charts have the same axes, so that heights can be compared.",
      ],
      table: first?.table && second?.table
        ? joinedTable(`${title}: both runs by layer`, first.table, second.table)
        : null,
    };
  });
}

/** Two tables by layer as one: every layer of either, the columns of A and then those of B. */
function joinedTable(caption: string, a: TableView, b: TableView): TableView {
  const byLayer = (table: TableView) =>
    new Map(table.rows.map((row) => [row.cells[0]!.text, row.cells]));
  const [ofA, ofB] = [byLayer(a), byLayer(b)];
  const layers = [...new Set([...ofA.keys(), ...ofB.keys()])]
    .sort((first, second) => Number(first) - Number(second));
  const empty = { text: "–", href: null, isNumber: true };
  const cellsOf = (table: TableView, cells: RowView["cells"] | undefined) =>
    cells?.slice(1) ?? table.columns.slice(1).map(() => empty);
  const labelled = (table: TableView, run: string) =>
    table.columns.slice(1).map((column) => ({ ...column, label: `${column.label}, ${run}` }));
  return {
    caption,
    columns: [a.columns[0]!, ...labelled(a, "A"), ...labelled(b, "B")],
    rows: layers.map((layer) => ({
      id: null,
      cells: [
        { text: layer, href: null, isNumber: true },
        ...cellsOf(a, ofA.get(layer)),
        ...cellsOf(b, ofB.get(layer)),
      ],
    })),
  };
}
