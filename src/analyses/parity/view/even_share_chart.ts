/**
 * Chart: how much of the change of PC1 is the same for -PC1, by layer.
 *
 * @module
 */

import { PEAK_INPUT } from "../../../results/peak_input.ts";
import { spreadRow } from "../../../site/kit/cause_rows.ts";
import type { Causes, OutputVariant } from "../../../results.ts";
import { percent } from "../../../site/kit/numbers.ts";
import { PERSONA_STYLE } from "../../../site/kit/charts/baseline_styles.ts";
import { layerLinesChart } from "../../../site/kit/charts/layer_lines.ts";
import { VARIANT_STYLES } from "../../../site/kit/charts/variant_styles.ts";
import { OUTPUT_VARIANTS_SHOWN } from "../../../site/kit/comparison_names.ts";

/**
 * The even share of PC1 at the output, with and without the outlier dimensions, over the middle 90 % of random role mixtures and
 * their median, on all coordinates.
 */
export function evenShareChart(causes: Causes, layers: readonly number[], width: number): string {
  const spreads = layers.flatMap((layer) =>
    spreadRow(causes, {
      layer,
      quantity: "output_even_share",
      variant: "raw",
      baseline: "persona",
    }) ?? []
  );
  return layerLinesChart({
    className: "chart-even-share",
    label: "Even share of the change of PC1 by layer",
    description:
      "Lines with and without the outlier dimensions; the numbers are in the table below.",
    width,
  }, {
    layers,
    label: "even share of |d|²",
    domain: [0, 1],
    tickFormat: (share) => `${Math.round(share * 100)} %`,
    band: spreads.flatMap(({ layer, q05, q95 }) =>
      q05 === null || q95 === null ? [] : [{ layer, low: q05, high: q95 }]
    ),
    lines: [
      ...OUTPUT_VARIANTS_SHOWN.map(({ name: variant, label }) => ({
        style: VARIANT_STYLES[variant],
        points: layers.flatMap((layer) => {
          const value = peakEvenShare(causes, { layer, stage: "output", variant });
          const title = `${label}, layer ${layer}: `;
          return value === null ? [] : [{ layer, value, title: title + percent(value) }];
        }),
      })),
      {
        style: PERSONA_STYLE,
        points: spreads.flatMap(({ layer, n, q50 }) =>
          q50 === null ? [] : [{
            layer,
            value: q50,
            title: `median of ${n} random role mixtures, layer ${layer}: ${percent(q50)}`,
          }]
        ),
      },
    ],
  });
}

/** How even the change of PC1 is at a layer; null where unknown. */
export function peakEvenShare(
  { parity }: Causes,
  { layer, stage, variant }: { layer: number; stage: "down" | "output"; variant: OutputVariant },
): number | null {
  return parity.find((row) =>
    row.layer === layer && row.input_vector === PEAK_INPUT && row.stage === stage &&
    row.variant === variant
  )?.even_share ?? null;
}
