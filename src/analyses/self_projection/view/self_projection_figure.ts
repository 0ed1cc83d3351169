/**
 * Figure: how far the outputs lie along their own input.
 *
 * @module
 */

import { claimOf } from "../../../site/kit/claim.ts";
import { significant } from "../../../site/kit/numbers.ts";
import { selfProjectionChangeChart } from "./self_projection_change_chart.ts";
import { INSTRUCT_STYLE, selfProjectionChart } from "./self_projection_chart.ts";
import { PEAK_INPUT } from "../../../results/peak_input.ts";
import { mlp } from "../schema.ts";
import { type CausedResults, causeLayer } from "../../../site/kit/cause_rows.ts";
import { selfProjectionChange, selfProjectionRow } from "./self_projection_rows.ts";
import { BASE_STYLE } from "../../../site/kit/charts/series.ts";
import { type FigureView, legend, panels } from "../../../site/kit/figures.ts";
import { layerColumn } from "../../../site/kit/layer_column.ts";
import { analysedLayers } from "../../../site/kit/layer_strip.ts";
import { hasPersona, personaColumns, personaLegend } from "../../../site/kit/persona_columns.ts";
import { declared, tableView } from "../../../site/kit/tables.ts";

/** At the layer that opens the page. */
function title(row: ReturnType<typeof selfProjectionRow>, layer: number): string {
  const [base, instruct] = [row?.base_self_projection, row?.instruct_self_projection];
  if (typeof base !== "number" || typeof instruct !== "number") {
    return "Does the layer push along PC1 itself?";
  }
  return base === instruct
    ? `Layer ${layer}: both models add as much along PC1 itself`
    : `Layer ${layer}: along PC1 itself the instruct model adds ${
      significant(instruct, 3)
    }, the base ${significant(base, 3)}`;
}

/** How far the outputs lie along their own input; null where nothing is known of it. */
export function selfProjectionFigure(results: CausedResults): FigureView | null {
  const { causes } = results;
  const layers = analysedLayers(results);
  const row = (layer: number, name: string = PEAK_INPUT, variant: "raw" | "trimmed" = "raw") =>
    selfProjectionRow(causes, { layer, name, variant });
  if (layers.every((layer) => (row(layer)?.base_self_projection ?? null) === null)) return null;
  const opening = causeLayer(results);
  const isBeside = hasPersona(results, "self_projection_change");
  const hasTrimmed = layers.some((layer) => row(layer, PEAK_INPUT, "trimmed") !== undefined);
  return {
    id: "self-projection",
    title: claimOf(results, opening, {
      claim: title(row(opening), opening),
      plain: "Does the layer push along PC1 itself?",
    }),
    charts: panels([
      { title: "base and instruct", draw: (width) => selfProjectionChart(causes, layers, width) },
      {
        title: "change, beside random role mixtures",
        draw: (width) => selfProjectionChangeChart(causes, layers, width),
      },
    ]),
    legend: [
      ...legend([["instruct, and the change", INSTRUCT_STYLE], ["base", BASE_STYLE]]),
      ...isBeside ? personaLegend() : [],
    ],
    caption: "What each model’s layer adds along PC1 itself, and how that changed.",
    reading: [
      "Left: the part of each model’s output for PC1 that lies along PC1, y · x / |x|. Above zero the layer adds to the direction that it was given, below zero it takes away.",
      "Right: instruct less base.",
      ...isBeside
        ? [
          "The band is the middle 90 % of the same change for random role mixtures along themselves, in both signs.",
        ]
        : [],
    ],
    table: tableView("Part of the output along the input, by layer", layers, [
      layerColumn,
      declared(mlp.base_self_projection, (layer) => row(layer)?.base_self_projection ?? null),
      declared(
        mlp.instruct_self_projection,
        (layer) => row(layer)?.instruct_self_projection ?? null,
      ),
      { label: "change", value: (layer) => selfProjectionChange(row(layer)) },
      {
        label: `change of −${PEAK_INPUT}`,
        value: (layer) => selfProjectionChange(row(layer, `-${PEAK_INPUT}`)),
      },
      ...hasTrimmed
        ? [{
          label: "change, outlier dimensions removed",
          value: (layer: number) => selfProjectionChange(row(layer, PEAK_INPUT, "trimmed")),
        }]
        : [],
      declared(mlp.base_orthogonal_norm, (layer) => row(layer)?.base_orthogonal_norm ?? null),
      declared(
        mlp.instruct_orthogonal_norm,
        (layer) => row(layer)?.instruct_orthogonal_norm ?? null,
      ),
      ...personaColumns(results, "self_projection_change", (value) => value ?? null),
    ]),
  };
}
