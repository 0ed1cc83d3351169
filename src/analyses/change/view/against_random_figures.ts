/**
 * Every input vector of a layer beside its random inputs: how far the output turns, and how far it moves.
 *
 * @module
 */

import { claimOf } from "../../../site/kit/claim.ts";
import { degreesText, percent, significant } from "../../../site/kit/numbers.ts";
import { index } from "../../../results/lookup.ts";
import { PEAK_INPUT, reversedAngular, rowAt } from "../../../results/peak_input.ts";
import { isUnchanged } from "../../../results/spoken.ts";
import { degreesOrNull } from "../../../math/angle.ts";
import type { BaselineRow, MlpRow, Results } from "../../../results.ts";
import type { TableColumn } from "../../../results/table.ts";
import { type FigureView, oneWidth } from "../../../site/kit/figures.ts";
import { declared, type TableView, tableView } from "../../../site/kit/tables.ts";
import { mlp } from "../schema.ts";
import { againstRandomChart } from "./against_random_chart.ts";
import { inputColumn } from "../../../site/kit/input_column.ts";

/** The baselines that are drawn, as pages name them. */
const BASELINES = [
  { name: "isotropic", label: "random directions" },
  { name: "persona", label: "random role mixtures" },
] as const;

/** The angle, then |d|. */
export function againstRandomFigures(results: Results, layer: number): FigureView[] {
  const range = rangeWords(results, layer);
  const band = bandWords(results, layer);
  return [
    {
      id: "turn",
      title: claimOf(results, layer, {
        claim: farthestTitle(results, layer),
        plain: "How far the output turns",
      }),
      charts: oneWidth((width) => againstRandomChart(results, { layer, measure: "angle", width })),
      legend: [],
      caption: `Angle between the outputs of base and instruct for each input${band}.`,
      reading: range,
      table: againstTable(results, {
        layer,
        caption: `Layer ${layer}: how far the output turns`,
        column: mlp.angle_degrees,
        measure: (row) => degreesOrNull(row.delta_angular),
      }),
    },
    {
      id: "move",
      title: claimOf(results, layer, {
        claim: movedTitle(results, layer),
        plain: "How far the output moves",
      }),
      charts: oneWidth((width) =>
        againstRandomChart(results, { layer, measure: "delta_norm", width })
      ),
      legend: [],
      caption: `Length of the difference for each input${band}.`,
      reading: range,
      table: againstTable(results, {
        layer,
        caption: `Layer ${layer}: how far the output moves`,
        column: mlp.delta_norm,
        measure: (row) => row.delta_norm,
      }),
    },
  ];
}

/** |d| of PC1, and what share of the output that is. */
function movedTitle(results: Results, layer: number): string {
  if (isUnchanged(results, layer)) return "The output moves for no input";
  const row = rowAt(results.mlp, layer);
  if (row === undefined) return "How far the output moves";
  const share = row.base_output_norm === 0
    ? ""
    : `, ${percent(row.delta_norm / row.base_output_norm)} of the base output’s length`;
  return `It moves by ${significant(row.delta_norm)}${share}`;
}

/**
 * The angle of PC1, and how many role mixtures turn as far, all by the larger of their signs; without them, of how many random inputs
 * each turns less.
 */
function farthestTitle(results: Results, layer: number): string {
  const { among_isotropic, evidence, mlp } = results;
  if (isUnchanged(results, layer)) return "The output turns for no input";
  const angle = rowAt(mlp, layer)?.delta_angular ?? null;
  if (angle === null) return "How far the output turns";
  const turns = `${PEAK_INPUT} turns by ${degreesText(angle)}`;
  const mixtures = index(evidence?.as_far ?? [], "layer", "baseline", "variant")({
    layer,
    baseline: "persona",
    variant: "raw",
  });
  if (mixtures !== undefined) {
    const reverse = reversedAngular(mlp, layer);
    const farther = reverse === null ? "" : ` as −${PEAK_INPUT} (${degreesText(reverse)})`;
    const { n_at_least: count, n } = mixtures;
    return `${turns}; ${count} of ${n} role mixtures ${
      count === 1 ? "turns" : "turn"
    } as far${farther}`;
  }
  const known = among_isotropic.find((row) => row.layer === layer);
  return known === undefined || known.n_at_least === null
    ? turns
    : `${turns}, farther than ${known.n - known.n_at_least} of ${known.n} random inputs`;
}

/** What the band is, which the overview draws of the same draws in another way. */
function bandWords(results: Results, layer: number): string {
  const drawn = drawnAt(results, layer);
  return drawn === null ? "" : `; grey is the whole range of the ${drawn.label}, each sign alone`;
}

/** What the ticks are, and how the band stands to that of the overview. */
function rangeWords(results: Results, layer: number): string[] {
  const drawn = drawnAt(results, layer);
  return drawn === null ? [] : [
    "A tick is one draw in one sign.",
    ...drawn.name === "persona"
      ? [
        "The band of the overview is narrower: the middle 90 %, each draw by the larger of its signs.",
      ]
      : [],
  ];
}

/** The baseline whose range is the band, the last that was run. */
function drawnAt({ baseline }: Results, layer: number) {
  return BASELINES.findLast(({ name }) =>
    baseline.some((row) => row.layer === layer && row.baseline === name)
  ) ?? null;
}

/** The numbers of a chart of inputs against draws: each input, and the ends of each baseline. */
function againstTable(
  results: Results,
  { layer, caption, column, measure }: {
    layer: number;
    caption: string;
    column: TableColumn;
    measure: (row: MlpRow | BaselineRow) => number | null;
  },
): TableView {
  const ofLayer = (row: MlpRow | BaselineRow) => row.layer === layer;
  const draws = Map.groupBy(results.baseline.filter(ofLayer), (row) => row.baseline);
  const rows = [
    ...results.mlp.filter(ofLayer).map((row) => ({ name: row.input_vector, value: measure(row) })),
    ...BASELINES.flatMap(({ name, label }) => {
      const values = (draws.get(name) ?? []).map(measure).filter((value) => value !== null);
      return values.length === 0 ? [] : [
        { name: `${label}, smallest of ${values.length}`, value: Math.min(...values) },
        { name: `${label}, largest of ${values.length}`, value: Math.max(...values) },
      ];
    }),
  ];
  return tableView(caption, rows, [
    inputColumn(mlp.input_vector, (row: typeof rows[number]) => row.name),
    declared(column, (row) => row.value, { digits: 4 }),
  ]);
}
