/**
 * Figure: PC1 by layer with and without the outlier dimensions.
 *
 * @module
 */

import { hasOutliers } from "../../../results/outlier_layers.ts";
import { isWithinNoise, noisyPeak } from "../../../results/spoken.ts";
import { degreesOrNull } from "../../../math/angle.ts";
import type { Variant } from "../../../results.ts";
import { index } from "../../../results/lookup.ts";
import { PEAK_INPUT } from "../../../results/peak_input.ts";
import { VARIANT_STYLES } from "../../../site/kit/charts/variant_styles.ts";
import { tellingVariants } from "../../../site/kit/comparison_names.ts";
import type { EvidentResults } from "../../../site/kit/evident.ts";
import { bothWidths, type FigureView, legend } from "../../../site/kit/figures.ts";
import { layerColumn } from "../../../site/kit/layer_column.ts";
import { analysedLayers } from "../../../site/kit/layer_strip.ts";
import { declared, type TableView, tableView } from "../../../site/kit/tables.ts";
import { robustnessColumns } from "../schema.ts";
import { variantsChart } from "./variants_chart.ts";

/** PC1 by layer in every variant. */
export function variantsFigure(results: EvidentResults): FigureView {
  const { evidence, options } = results;
  const variants = tellingVariants(evidence);
  const isTrimmed = hasOutliers(evidence);
  return {
    id: "variants",
    title: title(results),
    charts: bothWidths((width) => variantsChart(evidence, width)),
    legend: legend(variants.map(({ name, label }) => [label, VARIANT_STYLES[name]])),
    caption:
      `Angle between the outputs for ${PEAK_INPUT} by layer, with and without some coordinates.`,
    reading: [
      isTrimmed
        ? `On all coordinates; with ${
          outlierWords(options.outliers)
        } set to zero in both outputs; and with the mean direction, that of µ, removed from both.`
        : "On all coordinates, and with the mean direction, that of µ, removed from both. No layer has an outlier dimension that could be left out.",
      "The peak of each is ringed and named above.",
      ...isTrimmed
        ? [
          "Where the peak moves when a handful of coordinates is left out, look at what they hold, below.",
        ]
        : [],
    ],
    table: variantsTable(results),
  };
}

/** Whether the peak stays where it is. */
function title(results: EvidentResults): string {
  const { evidence: { peaks }, options } = results;
  if (!hasOutliers(results.evidence)) return "With and without the mean direction";
  const plain = "With and without the outlier dimensions";
  if (noisyPeak(results) !== undefined) return plain;
  const peakOf = index(peaks, "input_vector", "variant");
  const layerOf = (variant: Variant) =>
    peakOf({ input_vector: PEAK_INPUT, variant })?.angular_layer ?? null;
  const [all, without] = [layerOf("raw"), layerOf("trimmed")];
  if (all === null || without === null || isWithinNoise(results, without)) return plain;
  const what = options.outliers === "auto" ? "outlier dimensions" : "the largest coordinates";
  return all === without
    ? `The peak stays at layer ${all} without ${what}`
    : `The peak moves from layer ${all} to layer ${without} without ${what}`;
}

function variantsTable({ evidence, ...results }: EvidentResults): TableView {
  const variants = tellingVariants(evidence);
  const find = index(evidence.robustness, "layer", "input_vector", "variant");
  const ofPeak = (layer: number, variant: Variant) =>
    find({ layer, input_vector: PEAK_INPUT, variant });
  const { delta_norm, pfw_persona } = robustnessColumns;
  return tableView("Angle of PC1 in degrees, by layer and variant", analysedLayers(results), [
    layerColumn,
    ...variants.flatMap(({ name, label }) => [
      {
        label: `${label}, in °`,
        digits: 3,
        value: (layer: number) => degreesOrNull(ofPeak(layer, name)?.delta_angular),
      },
      declared<number>(pfw_persona, (layer) => ofPeak(layer, name)?.pfw_persona ?? null, {
        label: `${pfw_persona.label}, ${label}`,
      }),
    ]),
    ...variants.filter(({ name }) => name !== "centred").map(({ name, label }) =>
      declared<number>(delta_norm, (layer) => ofPeak(layer, name)?.delta_norm ?? null, {
        label: `${delta_norm.label}, ${label}`,
      })
    ),
  ]);
}

/** The coordinates that are removed, in words. */
function outlierWords(outliers: EvidentResults["options"]["outliers"]): string {
  return outliers === "auto"
    ? "the outlier dimensions of the layer, where it has any,"
    : `the ${outliers} coordinates of largest |µ|`;
}
