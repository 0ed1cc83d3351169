/**
 * Figure: PC1 by layer with and without the outlier dimensions.
 *
 * @module
 */

import { variantsChart } from "./variants_chart.ts";
import { degreesOrNull } from "../../../math/angle.ts";
import { PEAK_INPUT } from "../../../results/peak_input.ts";
import { VARIANT_STYLES } from "../../../site/kit/charts/variant_styles.ts";
import { type EvidentResults, robustnessRow, VARIANTS } from "../../../site/kit/evidence_rows.ts";
import { bothWidths, type FigureView, legend } from "../../../site/kit/figures.ts";
import { analysedLayers } from "../../../site/kit/layer_strip.ts";
import { P_DECIMALS } from "../../../site/kit/numbers.ts";
import { tableView } from "../../../site/kit/tables.ts";

/** PC1 by layer in every variant. */
export function variantsFigure(results: EvidentResults): FigureView {
  const { evidence, options } = results;
  return {
    id: "variants",
    title: "With and without the outlier dimensions",
    charts: bothWidths((width) => variantsChart(evidence, width)),
    legend: legend(VARIANTS.map(({ name }) => [name, VARIANT_STYLES[name]])),
    caption: [
      `Angle between the outputs for ${PEAK_INPUT} by layer: raw, with all coordinates; trimmed, with ${
        outlierWords(options.outliers)
      }`,
      "set to zero in both outputs; centred, with the component along µ removed from both.",
      "The peak of each is ringed and named above. Where the peak moves when a handful of coordinates is left out, look at what they hold, below.",
    ],
    table: tableView("Angle of PC1 in degrees, by layer and variant", analysedLayers(results), [
      { label: "layer", value: (layer) => layer },
      ...VARIANTS.flatMap(({ name: variant }) => [
        {
          label: `${variant} in °`,
          digits: 3,
          value: (layer: number) =>
            degreesOrNull(
              robustnessRow(evidence, { layer, name: PEAK_INPUT, variant })?.delta_angular,
            ),
        },
        {
          label: "p_fw persona",
          decimals: P_DECIMALS,
          value: (layer: number) =>
            robustnessRow(evidence, { layer, name: PEAK_INPUT, variant })?.pfw_persona ?? null,
        },
      ]),
      ...VARIANTS.filter(({ name }) => name !== "centred").map(({ name: variant }) => ({
        label: `|d| ${variant}`,
        value: (layer: number) =>
          robustnessRow(evidence, { layer, name: PEAK_INPUT, variant })?.delta_norm ?? null,
      })),
    ]),
  };
}

/** The coordinates that the trimmed variant leaves out, in words. */
function outlierWords(outliers: EvidentResults["options"]["outliers"]): string {
  return outliers === "auto"
    ? "the outlier dimensions of the layer, where it has any,"
    : `the ${outliers} coordinates of largest |µ|`;
}
