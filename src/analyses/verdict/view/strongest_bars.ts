/**
 * Chart: the roles and traits that the change points toward and away from most, by the cosine.
 *
 * @module
 */

import * as Plot from "@observablehq/plot";
import { ALPHA } from "../../../math/significance.ts";
import { peakProjections } from "../../../results/peak_input.ts";
import type { DecompositionRow, Results } from "../../../results.ts";
import { shortened } from "../../../site/kit/names.ts";
import { renderSvg } from "../../../site/kit/charts/svg.ts";

/** At each end. */
const N_EACH = 5;
const ROW_HEIGHT = 15;
const NAME_LENGTH = 16;

/** A row whose cosine is known. */
type KnownRow = DecompositionRow & { readonly cosine: number };

/** The rows of largest and of smallest cosine, the largest first; none where there is no difference. */
export function strongestRows(results: Results, layer: number): KnownRow[] {
  const rows = peakProjections(results, layer)
    .filter((row): row is KnownRow => row.cosine !== null)
    .sort((a, b) => b.cosine - a.cosine);
  const nEach = Math.min(N_EACH, Math.floor(rows.length / 2));
  return nEach === 0 ? [] : [...rows.slice(0, nEach), ...rows.slice(-nEach)];
}

/** One bar a row; filled where the cosine is beyond those of random role mixtures after correction. */
export function strongestBars(rows: readonly KnownRow[], width: number): string {
  const bars = rows.map((row, rank) => ({
    ...row,
    rank,
    isBeyond: row.cosine_pfw !== null && row.cosine_pfw <= ALPHA,
    text: row.cosine.toFixed(2).replace("-", "\u2212"),
  }));
  const names = bars.map(({ name }) => shortened(name, NAME_LENGTH));
  const largest = Math.max(...bars.map(({ cosine }) => Math.abs(cosine)));
  const reach = 1.35 * largest || 1;
  const text = { x: "cosine", y: "rank", text: "text", fill: "var(--ink)" } as const;
  return renderSvg({
    className: "chart-strongest",
    label:
      "Cosine of the change of PC1 with the roles and traits that it points toward and away from most",
    description: bars.map(({ name, text }) => `${name} ${text}`).join(", "),
    width,
  }, {
    height: ROW_HEIGHT * bars.length + 34,
    marginLeft: 20 + 6.8 * Math.max(...names.map((name) => [...name].length)),
    marginRight: 8,
    marginTop: 2,
    marginBottom: 32,
    x: { domain: [-reach, reach], ticks: 3, label: "cosine with d" },
    y: {
      type: "band",
      domain: bars.map(({ rank }) => rank),
      tickFormat: (rank: number) => names[rank]!,
      tickSize: 0,
      label: null,
      padding: 0.2,
    },
    marks: [
      Plot.barX(bars, {
        x: "cosine",
        y: "rank",
        fill: (bar) => `var(--${bar.kind})`,
        fillOpacity: (bar) => bar.isBeyond ? 1 : 0.15,
        stroke: (bar) => `var(--${bar.kind})`,
        title: (bar) => `${bar.kind} ${shortened(bar.name, 300)}: ${bar.text}`,
      }),
      Plot.ruleX([0]),
      Plot.text(bars.filter(({ cosine }) => cosine < 0), { ...text, textAnchor: "end", dx: -4 }),
      Plot.text(bars.filter(({ cosine }) => cosine >= 0), { ...text, textAnchor: "start", dx: 4 }),
    ],
  });
}
