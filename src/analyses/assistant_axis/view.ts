/**
 * The cosine of the change with the assistant axis as a chart over the layers, and as a table to take away.
 *
 * @module
 */

import { PEAK_INPUT } from "../../results/peak_input.ts";
import type { AssistantAxisRow, Results } from "../../results.ts";
import { layerLinesChart } from "../../site/kit/charts/layer_lines.ts";
import { seriesStyles } from "../../site/kit/charts/series.ts";
import { type DataFile, dataFile } from "../../site/kit/data_file.ts";
import { bothWidths } from "../../site/kit/figures.ts";
import { significant } from "../../site/kit/numbers.ts";
import { figureSection, type Place, type Section } from "../../site/kit/section.ts";
import { declared, tableView } from "../../site/kit/tables.ts";
import { assistantAxisColumns, PATH } from "./schema.ts";
import { axisChance, spokenCosines } from "./words.ts";

/** The chart, on the overview. */
export function sections(results: Results, { page }: Place): Section[] {
  const { assistant_axis: rows } = results;
  if (page !== "overview" || rows === null) return [];
  const spoken = spokenCosines(results);
  const caption = `Cosine of the change of ${PEAK_INPUT} with the assistant axis`;
  return figureSection({
    id: "assistant-axis",
    title: title(spoken),
    charts: bothWidths((width) => chart(rows, width)),
    legend: [],
    caption: "Cosine between the change of PC1 and the assistant axis of the same layer.",
    reading: [
      "1 is along the axis, 0 at a right angle, −1 against it.",
      `No other direction is set beside it. By chance, ${
        axisChance(Math.max(1, spoken.length), results.inputs.base.hidden_size)
      }.`,
    ],
    table: tableView(`${caption}, by layer`, rows, [
      declared(assistantAxisColumns.layer, (row) => row.layer),
      declared(assistantAxisColumns.cosine, (row) => row.cosine),
    ]),
  });
}

/** Where the cosine is largest in size. */
function title(spoken: readonly { layer: number; cosine: number }[]): string {
  const [most] = spoken;
  return most === undefined
    ? "Along the assistant axis"
    : `The cosine with the assistant axis is ${significant(most.cosine, 2)} at layer ${most.layer}${
      spoken.length === 1 ? "" : ", its largest in size"
    }`;
}

function chart(rows: readonly AssistantAxisRow[], width: number): string {
  const style = seriesStyles([PEAK_INPUT]).get(PEAK_INPUT)!;
  return layerLinesChart({
    className: "chart-assistant-axis",
    label: "Cosine of the change of PC1 with the assistant axis by layer",
    description: "A line over the layers; the numbers are in the table below.",
    width,
  }, {
    layers: rows.map(({ layer }) => layer),
    label: "cosine",
    lines: [{
      style,
      points: rows.flatMap(({ layer, cosine }) =>
        cosine === null
          ? []
          : [{ layer, value: cosine, title: `layer ${layer}: ${significant(cosine, 3)}` }]
      ),
    }],
  });
}

/** Its table to take away. */
export function files({ assistant_axis: rows }: Results): DataFile[] {
  return rows === null ? [] : [
    dataFile(assistantAxisColumns, rows, {
      path: PATH,
      description: "Cosine of the change of PC1 with the assistant axis, at every analysed layer.",
    }),
  ];
}
