/**
 * The figures of a comparison: what PC1 does by layer in both runs on one axis, and their decompositions against each other.
 *
 * @module
 */

import { degreesOrNull } from "../../../math/angle.ts";
import { PEAK_INPUT, rowAt } from "../../../results/peak_input.ts";
import type { Results } from "../../../results.ts";
import { layersOfAll } from "../../kit/charts/axes.ts";
import { bothWidths, type FigureView } from "../../kit/figures.ts";
import { analysedLayers } from "../../kit/layer_strip.ts";
import { significant } from "../../kit/numbers.ts";
import { type Column, tableView } from "../../kit/tables.ts";
import { agreementFigure } from "./agreement_figure.ts";
import type { Agreement } from "./agreements.ts";
import { angleClaim, lengthClaim, normsClaim } from "./claims.ts";
import { type RunLine, runLinesChart } from "./run_lines_chart.ts";
import { RUNS, type Runs } from "./runs.ts";
import { angleOf, deltaNorm, deltaRelative, isSameSize, trimmedOf } from "./shared_values.ts";

/** A value of one run at a layer. */
type Value = (results: Results, layer: number) => number | null;

type TrimmedRow = NonNullable<ReturnType<typeof trimmedOf>>[number];

/** Angle, length, output norms where they compare, and the scatter of the first decompositions that are compared. */
export function comparisonFigures(
  { a, b }: Runs,
  compared: readonly Agreement[],
): FigureView[] {
  return [
    angleFigure(a, b),
    lengthFigure(a, b),
    ...isSameSize(a, b) ? [normsFigure(a, b)] : [],
    ...compared.slice(0, 1).flatMap(agreementFigure),
  ];
}

function angleFigure(a: Results, b: Results): FigureView {
  const trimmed = trimmedLines({ a, b }, {
    value: (row) => degreesOrNull(row.delta_angular),
    unit: "°",
  });
  return figure({ a, b }, {
    id: "delta-angular",
    title: angleClaim(a, b),
    lines: [...plainLines({ a, b }, { value: angleOf, unit: "°" }), ...trimmed],
    dashed: withoutOutliers(trimmed),
    label: "angle",
    unit: "°",
    caption:
      `Angle between the outputs of base and instruct for ${PEAK_INPUT}, by layer, in both runs.`,
    table: "Angle in degrees, both runs by layer",
    digits: 3,
  });
}

function lengthFigure(a: Results, b: Results): FigureView {
  const isSame = isSameSize(a, b);
  // Of the ratio without outlier dimensions the length of the base output is not known.
  const trimmed = isSame ? trimmedLines({ a, b }, { value: (row) => row.delta_norm }) : [];
  return figure({ a, b }, {
    id: "delta-norm",
    title: lengthClaim(a, b),
    lines: [...plainLines({ a, b }, { value: isSame ? deltaNorm : deltaRelative }), ...trimmed],
    dashed: withoutOutliers(trimmed),
    label: isSame ? "|d|" : "|d| / |y base|",
    caption: isSame
      ? `|d|: length of the difference between the outputs for ${PEAK_INPUT}, by layer, in both runs.`
      : `|d| / |y base| for ${PEAK_INPUT}: the runs differ in hidden size, ${a.inputs.base.hidden_size} and ${b.inputs.base.hidden_size}, and lengths of different widths do not compare.`,
    table: `${isSame ? "|d|" : "|d| / |y base|"}, both runs by layer`,
    digits: 5,
  });
}

function normsFigure(a: Results, b: Results): FigureView {
  const norm = (column: "base_output_norm" | "instruct_output_norm"): Value => ({ mlp }, layer) =>
    rowAt(mlp, layer)?.[column] ?? null;
  return figure({ a, b }, {
    id: "output-norms",
    title: normsClaim(a, b),
    lines: [
      ...plainLines({ a, b }, {
        value: norm("instruct_output_norm"),
        name: (run) => `${run} instruct`,
      }),
      ...plainLines({ a, b }, {
        value: norm("base_output_norm"),
        name: (run) => `${run} base`,
        isDashed: true,
      }),
    ],
    dashed: "base",
    label: "|y|",
    caption: `|y|: length of the MLP output for ${PEAK_INPUT} in each model, by layer.`,
    table: "Output norms, both runs by layer",
    digits: 5,
  });
}

/** One line a run. */
function plainLines(
  runs: Runs,
  { value, unit = "", name = (run) => run, isDashed = false }: {
    value: Value;
    unit?: string;
    name?: (run: string) => string;
    isDashed?: boolean;
  },
): RunLine[] {
  return RUNS.map((run) => {
    const label = name(run.toUpperCase());
    const points = analysedLayers(runs[run]).flatMap((layer) => {
      const known = value(runs[run], layer);
      return known === null ? [] : [pointOf({ label, layer, value: known, unit })];
    });
    return { name: label, run, isDashed, points };
  });
}

/** A dashed line without the outlier dimensions for each run that has any; none unless it is known of both runs. */
function trimmedLines(
  runs: Runs,
  { value, unit = "" }: { value: (row: TrimmedRow) => number | null; unit?: string },
): RunLine[] {
  const lines = RUNS.flatMap((run): RunLine[] => {
    const rows = trimmedOf(runs[run]);
    const name = `${run.toUpperCase()}, no outliers`;
    const points = (rows ?? []).flatMap((row) => {
      const known = value(row);
      return known === null ? [] : [pointOf({ label: name, layer: row.layer, value: known, unit })];
    });
    return rows?.length === 0 ? [] : [{ name, run, isDashed: true, points }];
  });
  return lines.every(({ points }) => points.length > 0) ? lines : [];
}

/** What dashed lines of the angles and lengths are; null where there are none. */
function withoutOutliers(lines: readonly RunLine[]): string | null {
  const [first] = lines;
  if (first === undefined) return null;
  if (lines.length === RUNS.length) return "without the outlier dimensions of each run";
  const [own, other] = first.run === "a" ? ["A", "B"] : ["B", "A"];
  return `without the outlier dimensions of ${own}; ${other} has none`;
}

function pointOf(
  { label, layer, value, unit }: { label: string; layer: number; value: number; unit: string },
) {
  return { layer, value, title: `${label}, layer ${layer}: ${significant(value)}${unit}` };
}

function figure(
  runs: Runs,
  { id, title, lines, dashed, label, unit = "", caption, table, digits }: {
    id: string;
    title: string;
    lines: readonly RunLine[];
    /** What dashed lines are; null where there are none. */
    dashed: string | null;
    label: string;
    unit?: string;
    caption: string;
    table: string;
    digits: number;
  },
): FigureView {
  const layers = layersOfAll(RUNS.map((run) => analysedLayers(runs[run])));
  return {
    id,
    title,
    charts: bothWidths((width) =>
      runLinesChart({
        className: `chart-both-${id}`,
        label: `${table}, for ${PEAK_INPUT}`,
        description: "A line each; the numbers are in the table below.",
        width,
      }, { lines, label, unit })
    ),
    legend: [],
    caption,
    reading: [
      "Each line is named at its end. Markers are measured, lines only guide the eye.",
      ...dashed === null ? [] : [`Dashed: ${dashed}.`],
      "Layers are set side by side by their number, not by depth.",
      "Each run has its own PC1, with the sign that it has there.",
    ],
    table: tableView(table, layers, [
      { label: "layer", value: (layer) => layer },
      ...lines.map(({ name, points }): Column<number> => ({
        label: unit === "" ? name : `${name} (${unit})`,
        digits,
        value: (layer) => points.find((point) => point.layer === layer)?.value ?? null,
      })),
    ]),
  };
}
