/**
 * Chart: the share of each tensor at one layer, with what it gives when it comes first and when it comes last.
 *
 * @module
 */

import * as Plot from "@observablehq/plot";
import { NAMED_SHARE, sharesOf } from "../../../results/leading_component.ts";
import { PEAK_INPUT } from "../../../results/peak_input.ts";
import type { AttributionRow, OutputVariant } from "../../../results.ts";
import { percent } from "../../../site/kit/numbers.ts";
import type { SeriesStyle } from "../../../site/kit/charts/series.ts";
import { renderSvg } from "../../../site/kit/charts/svg.ts";
import { COMPONENT_NAMES } from "./tensor_shares_chart.ts";
import { VARIANT_LABELS } from "../../../site/kit/comparison_names.ts";

const ROW_HEIGHT = 38;

/** Markers of first in and last in: shape and colour differ. */
export const ORDER_STYLES: Record<"first in" | "last in", SeriesStyle> = {
  "first in": marker("var(--series-2)", "triangle"),
  "last in": marker("var(--series-4)", "times"),
};

function marker(stroke: string, symbol: SeriesStyle["symbol"]): SeriesStyle {
  return { stroke, fill: "var(--paper)", symbol, dash: "", strokeWidth: 0, radius: 5 };
}

/** A bar a tensor for its Shapley share and two markers; `domain` in shares, the same for panels beside each other. */
export function layerSharesChart(
  rows: readonly AttributionRow[],
  { layer, variant, domain, width }: {
    layer: number;
    variant: OutputVariant;
    domain: readonly [number, number];
    width: number;
  },
): string {
  const bars = sharesOf(rows, variant).flatMap(({ component, share, firstIn, lastIn }) =>
    share === null ? [] : [{ name: COMPONENT_NAMES[component], share, firstIn, lastIn }]
  );
  const orders = [["first in", "firstIn"], ["last in", "lastIn"]] as const;
  return renderSvg({
    className: `chart-layer-shares-${layer}-${variant}`,
    label: `Share of each tensor in the change of ${PEAK_INPUT} at layer ${layer}, ${
      VARIANT_LABELS[variant]
    }`,
    description: `${bars.map(({ name, share }) => `${name} ${percent(share)}`).join(", ")}.`,
    width,
  }, {
    height: ROW_HEIGHT * bars.length + 50,
    marginLeft: 74,
    marginRight: 12,
    marginTop: 4,
    marginBottom: 42,
    x: {
      domain,
      // Markers at zero stand off the names.
      insetLeft: 8,
      ticks: 5,
      tickFormat: (share: number) => `${Math.round(share * 100)} %`,
      label: "share of |d|²",
      labelAnchor: "right",
      grid: true,
    },
    y: {
      type: "band",
      domain: bars.map(({ name }) => name),
      label: null,
      tickSize: 0,
      padding: 0.3,
    },
    marks: [
      Plot.ruleX([NAMED_SHARE], { stroke: "var(--ink-soft)", strokeDasharray: "5 3" }),
      Plot.barX(bars, {
        x: "share",
        y: "name",
        fill: "var(--series-1)",
        fillOpacity: 0.35,
        stroke: "var(--series-1)",
        title: ({ name, share }) => `${name}: ${percent(share)}`,
      }),
      Plot.ruleX([0]),
      ...orders.map(([order, key]) => {
        const { stroke, fill, symbol, radius } = ORDER_STYLES[order];
        return Plot.dot(bars.filter((bar) => bar[key] !== null), {
          x: key,
          y: "name",
          symbol,
          stroke,
          fill,
          r: radius,
          strokeWidth: 2,
          title: (bar) => `${bar.name}, ${order}: ${percent(bar[key]!)}`,
        });
      }),
    ],
  });
}
