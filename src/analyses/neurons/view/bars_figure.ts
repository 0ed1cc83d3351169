/**
 * Figure: the largest contributions of single neurons, each by its parts.
 *
 * @module
 */

import { grouped } from "../../../site/kit/numbers.ts";
import type { LayerNeurons, NeuronRow, OutputVariant } from "../../../results.ts";
import { type FigureView, panels } from "../../../site/kit/figures.ts";
import { declared, tableView } from "../../../site/kit/tables.ts";
import { plural } from "../../../text/words.ts";
import { neuronColumns } from "../schema.ts";
import { knownVariants } from "./known_variants.ts";
import { type NeuronBar, neuronBarsChart, partSwatch } from "./neuron_bars_chart.ts";

/** Neurons drawn. */
const N_DRAWN = 20;

/** The neurons of largest |c| of a variant, largest first. */
function largest(rows: readonly NeuronRow[], variant: OutputVariant): NeuronBar[] {
  const bars = variant === "raw" ? rows : rows.flatMap((row): NeuronBar[] => {
    const { trimmed_contribution: contribution, neuron } = row;
    const [fires, writes, rescaled] = [row.trimmed_fires, row.trimmed_writes, row.trimmed_rescaled];
    return contribution === null || fires === null || writes === null || rescaled === null
      ? []
      : [{ neuron, contribution, fires, writes, rescaled }];
  });
  return bars.toSorted((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution))
    .slice(0, N_DRAWN);
}

/** How many neurons reach half of the change. */
function title({ half_count, neurons }: LayerNeurons, nDrawn: number): string {
  const drawn = plural(nDrawn, "largest contribution", "largest contributions");
  return half_count === null
    ? `The ${drawn}`
    : `${grouped(half_count)} of ${grouped(neurons)} neurons ${
      half_count === 1 ? "reaches" : "reach"
    } half of |d|: the ${drawn}`;
}

/** The parts of the largest contributions as bars; null where no neuron is listed. */
export function barsFigure(
  neurons: LayerNeurons,
  { isSpoken }: { isSpoken: boolean },
): FigureView | null {
  const { layer, rows } = neurons;
  if (rows.length === 0) return null;
  const variants = knownVariants(neurons).map(({ name, label }) => ({
    name,
    label,
    bars: largest(rows, name),
  })).filter(({ bars }) => bars.length > 0);
  const nDrawn = Math.max(...variants.map(({ bars }) => bars.length));
  return {
    id: "largest",
    title: isSpoken
      ? title(neurons, nDrawn)
      : `The ${plural(nDrawn, "largest contribution", "largest contributions")}`,
    charts: panels(variants.map(({ name, label, bars }) => ({
      title: label,
      draw: (width) =>
        neuronBarsChart(bars, {
          className: `chart-neurons-${name}`,
          label: `Contributions of single neurons to |d| at layer ${layer}, ${label}`,
          width,
        }),
    }))),
    legend: [
      { swatch: partSwatch("fires"), label: "fires: its activation changed" },
      { swatch: partSwatch("writes"), label: "writes: its column of down changed" },
      // Without a post-norm nothing is rescaled.
      ...neurons.rescaled === 0
        ? []
        : [{ swatch: partSwatch("rescaled"), label: "rescaled: the scale of the output changed" }],
      { swatch: '<span class="sum-mark"></span>', label: "their sum c" },
    ],
    caption: "What single neurons add to the length of d, in parts.",
    reading: [
      "A row is one neuron, numbered on the left; the bar is its parts, stacked to either side of zero, and the thick line is their sum, written beside.",
      "Right of zero a neuron adds to the length of d, left of zero it takes away.",
      ...variants.length > 1
        ? [
          "Each panel lists its own neurons and has an axis of its own. Where the value of a neuron is much smaller on the right, most of what it adds lies in the outlier dimensions.",
        ]
        : [],
    ],
    table: tableView(
      `Layer ${layer}: the neurons drawn`,
      variants.flatMap(({ label, bars }) => bars.map((bar) => ({ label, ...bar }))),
      [
        declared(neuronColumns.neuron, (row) => row.neuron),
        { label: "coordinates", value: (row) => row.label },
        declared(neuronColumns.fires, (row) => row.fires),
        declared(neuronColumns.writes, (row) => row.writes),
        declared(neuronColumns.rescaled, (row) => row.rescaled),
        declared(neuronColumns.contribution, (row) => row.contribution, { label: "sum c" }),
      ],
    ),
  };
}
