/**
 * The three charts by layer, each with its legend, how to read it, and its numbers.
 *
 * @module
 */

import { PEAK_INPUT, PEAK_INPUTS, rowAt } from "../../../results/peak_input.ts";
import type { Results } from "../../../results.ts";
import { baselineSummaries } from "../../../results/baseline_summary.ts";
import { bandWords, bootstrapBand, PERSONA_BAND } from "../../../site/kit/charts/bands.ts";
import { lengthsTitle, movesTitle, turnsTitle } from "../../../site/kit/peak_titles.ts";
import { deltaAngularChart } from "./delta_angular_chart.ts";
import { deltaNormChart } from "./delta_norm_chart.ts";
import { outputNormsChart } from "./output_norms_chart.ts";
import { seriesStyles } from "../../../site/kit/charts/series.ts";
import { degreesOrNull } from "../../../math/angle.ts";
import { index } from "../../../results/lookup.ts";
import { bandLegend, bothWidths, type FigureView } from "../../../site/kit/figures.ts";
import { analysedLayers } from "../../../site/kit/layer_strip.ts";
import { type Column, declared, tableView } from "../../../site/kit/tables.ts";
import { mlp } from "../schema.ts";
import { inputText } from "../../../text/input_text.ts";

/** Said in place of the peak where there is none. */
const ALL_ZERO = `For ${PEAK_INPUT} every value is zero.`;

/** Delta norm, output norms and delta angular, in this order. */
export function overviewFigures(results: Results): FigureView[] {
  return [deltaNorm(results), outputNorms(results), deltaAngular(results)];
}

function deltaNorm(results: Results): FigureView {
  return {
    id: "delta-norm",
    title: movesTitle(results),
    charts: bothWidths((width) => deltaNormChart(results, width)),
    legend: bootstrapLegend(results),
    caption: "|d|: length of the difference between the outputs for the same input, by layer.",
    reading: [
      results.peaks.absolute === null ? ALL_ZERO : "The absolute peak is ringed.",
      "The length grows with that of the outputs themselves (next figure), so the highest point need not",
      "be where the output changes most in kind. Markers are measured, lines only guide the eye.",
    ],
    table: tableView("Delta norm by layer", analysedLayers(results), [
      layerColumn,
      ...PEAK_INPUTS.map((name) => mlpColumn(results, name, "delta_norm", inputText(name))),
    ]),
  };
}

function outputNorms(results: Results): FigureView {
  return {
    id: "output-norms",
    title: lengthsTitle(results),
    charts: bothWidths((width) => outputNormsChart(results, width)),
    legend: bootstrapLegend(results),
    caption: `|y|: length of the MLP output for ${PEAK_INPUT} in each model, by layer.`,
    reading: [
      "Where the lines part, tuning changed the length; the direction may change even where they meet.",
    ],
    table: tableView("Output norms by layer", analysedLayers(results), [
      layerColumn,
      mlpColumn(results, PEAK_INPUT, "base_output_norm", "base"),
      mlpColumn(results, PEAK_INPUT, "instruct_output_norm", "instruct"),
    ]),
  };
}

function deltaAngular(results: Results): FigureView {
  const { evidence } = results;
  const names = [...new Set(results.mlp.map((row) => row.input_vector))];
  const random = baselineSummaries(results.baseline, "delta_angular");
  const ofLayer = new Map(random.map((summary) => [summary.layer, summary]));
  const [summary] = random;
  const nRoleMixtures = evidence?.quantiles.find((row) => row.baseline === "persona")?.n ?? 0;
  const inDegrees = (label: string, value: (layer: number) => number | null) =>
    declared<number>(mlp.angle_degrees, (layer) => degreesOrNull(value(layer)), { label });
  const quantilesOf = index(evidence?.quantiles ?? [], "layer", "baseline", "variant");
  const mixtures = (key: "q05" | "q50" | "q95") => (layer: number) =>
    quantilesOf({ layer, baseline: "persona", variant: "raw" })?.[key] ?? null;
  return {
    id: "delta-angular",
    title: turnsTitle(results),
    charts: bothWidths((width) => deltaAngularChart(results, width)),
    legend: [
      ...nRoleMixtures > 0 ? bandLegend([["random role mixtures, 5 % to 95 %", PERSONA_BAND]]) : [],
      ...bootstrapLegend(results),
    ],
    caption: "Angle between the outputs of base and instruct for the same input, by layer.",
    reading: [
      results.peaks.angular === null ? ALL_ZERO : "The angular peak is ringed.",
      "Heights are angles; the axis on the right gives 1 − cos, which grows with the square of the angle.",
      ...baselineCaption(summary?.nRows ?? 0, nRoleMixtures),
    ],
    table: tableView("Angle in degrees, by layer", analysedLayers(results), [
      layerColumn,
      ...names.map((name) =>
        inDegrees(
          inputText(name),
          (layer) => rowAt(results.mlp, layer, name)?.delta_angular ?? null,
        )
      ),
      ...summary
        ? (["mean", "smallest", "largest"] as const).map((statistic) =>
          inDegrees(
            `random directions, ${statistic}`,
            (layer) => ofLayer.get(layer)?.[statistic] ?? null,
          )
        )
        : [],
      ...nRoleMixtures > 0
        ? ([["5 %", "q05"], ["50 %", "q50"], ["95 %", "q95"]] as const).map(([words, key]) =>
          inDegrees(`random role mixtures, ${words}`, mixtures(key))
        )
        : [],
    ]),
  };
}

function baselineCaption(nIsotropicInputs: number, nRoleMixtures: number): string[] {
  if (nIsotropicInputs === 0) {
    return [
      "No random directions were run, so the chart does not tell how far any other input would turn.",
    ];
  }
  if (nRoleMixtures === 0) {
    return [
      `The band spans the smallest to the largest of ${nIsotropicInputs} random inputs a layer (random directions, each in both signs), the dotted line is their mean.`,
    ];
  }
  return [
    `The outlined band spans the 5 % to the 95 % quantile of ${nRoleMixtures} random role mixtures a layer (each with the larger of its two signs),`,
    `the dash-dotted line is their median; the dotted line is the mean of ${nIsotropicInputs} random inputs (random directions, each in both signs).`,
  ];
}

/** The bootstrap bands of PC1; empty where there are none. */
function bootstrapLegend({ evidence }: Results): FigureView["legend"] {
  if (evidence === null || evidence.bootstrap.bands.length === 0) return [];
  const band = bootstrapBand(seriesStyles([PEAK_INPUT]).get(PEAK_INPUT)!);
  return bandLegend([[bandWords(evidence.bootstrap), band]]);
}

const layerColumn = declared<number>(mlp.layer, (layer) => layer);

/** A column of the main table for one input by layer; `label` tells it from the same column of another input. */
function mlpColumn(
  results: Results,
  name: string,
  column: "base_output_norm" | "instruct_output_norm" | "delta_norm",
  label: string,
): Column<number> {
  return declared(mlp[column], (layer) => rowAt(results.mlp, layer, name)?.[column] ?? null, {
    label,
  });
}
