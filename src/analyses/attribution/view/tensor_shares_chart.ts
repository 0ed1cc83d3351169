/**
 * Chart: the share of the change of PC1 that each tensor of the MLP carries, by layer.
 *
 * @module
 */

import { NAMED_SHARE } from "../../../results/leading_component.ts";
import { PEAK_INPUT } from "../../../results/peak_input.ts";
import type { AttributionRow, Causes, MlpComponent, OutputVariant } from "../../../results.ts";
import { COMPONENTS } from "../../../results/values.ts";
import { percent } from "../../../site/kit/numbers.ts";
import { layerLinesChart } from "../../../site/kit/charts/layer_lines.ts";
import { type SeriesStyle, seriesStyles } from "../../../site/kit/charts/series.ts";
import { VARIANT_LABELS } from "../../../site/kit/comparison_names.ts";

/** Names of the tensors as charts and tables give them. */
export const COMPONENT_NAMES: Record<MlpComponent, string> = {
  pre_norm: "pre-norm",
  gate: "gate",
  up: "up",
  down: "down",
  post_norm: "post-norm",
};

/** Look of each tensor: hue and marker differ. */
const COMPONENT_STYLES: ReadonlyMap<MlpComponent, SeriesStyle> = new Map(
  [...seriesStyles(COMPONENTS)].map(([name, style]) => [name as MlpComponent, style]),
);

/** The share column of a variant. */
export function shareOf(row: AttributionRow, variant: OutputVariant): number | null {
  return variant === "raw" ? row.share : row.trimmed_share;
}

/** A line a tensor, in percent; `domain` in shares, so that panels beside each other can be compared. */
export function tensorSharesChart(
  { attribution }: Causes,
  { layers, variant, domain, width }: {
    layers: readonly number[];
    variant: OutputVariant;
    domain: readonly [number, number];
    width: number;
  },
): string {
  const rows = attribution.filter((row) => row.input_vector === PEAK_INPUT);
  const lines = COMPONENTS.map((component) => ({
    name: COMPONENT_NAMES[component],
    style: COMPONENT_STYLES.get(component)!,
    points: rows.flatMap((row) => {
      const share = shareOf(row, variant);
      if (row.component !== component || share === null) return [];
      const title = `${COMPONENT_NAMES[component]}, layer ${row.layer}: ${percent(share)}`;
      return [{ layer: row.layer, value: share, title }];
    }),
  }));
  return layerLinesChart({
    className: `chart-tensor-shares-${variant}`,
    label: `Shapley share of each tensor in the change of PC1 by layer, ${VARIANT_LABELS[variant]}`,
    description: "A line a tensor; the numbers are in the table below.",
    width,
  }, {
    layers,
    label: "share of |d|²",
    lines,
    domain,
    rules: [NAMED_SHARE],
    tickFormat: (share) => `${Math.round(share * 100)} %`,
  });
}
