/**
 * Chart: the neurons that contribute most to the length of a change, each split into what it fires, what it writes, and scale.
 *
 * @module
 */

import * as Plot from "@observablehq/plot";
import { columnFormat, significant } from "../../../site/kit/numbers.ts";
import { valueDomain } from "../../../site/kit/charts/layer_lines.ts";
import { renderSvg } from "../../../site/kit/charts/svg.ts";

const ROW_HEIGHT = 21;
/** Share of the axis kept free for the value beside a bar. */
const VALUE_ROOM = 0.2;

/** The three parts of a contribution. */
export type Part = "fires" | "writes" | "rescaled";

/** One neuron as the chart draws it. */
export interface NeuronBar extends Record<Part, number> {
  neuron: number;
  contribution: number;
}

/** Look of each part: filled, tinted within an outline, hollow within a dashed one. */
const PART_STYLES: Record<
  Part,
  { color: string; fillOpacity: number; dash: string | undefined }
> = {
  fires: { color: "var(--series-1)", fillOpacity: 1, dash: undefined },
  writes: { color: "var(--series-2)", fillOpacity: 0.3, dash: undefined },
  rescaled: { color: "var(--series-6)", fillOpacity: 0, dash: "2 2" },
};

const PARTS = Object.keys(PART_STYLES) as Part[];

/** A row a neuron in the order given: its parts stacked to either side of zero, a thick line at their sum, which is written beside. */
export function neuronBarsChart(
  neurons: readonly NeuronBar[],
  { className, label, width }: { className: string; label: string; width: number },
): string {
  const bars = neurons.flatMap(stackedParts);
  const format = columnFormat(neurons.map((row) => row.contribution), 3);
  const ends = bars.flatMap(({ from, to }) => [from, to]);
  const domain = valueDomain(ends);
  const room = (domain[1] - domain[0]) * VALUE_ROOM;
  const values = neurons.map((row) => {
    const own = bars.filter((bar) => bar.neuron === row.neuron).flatMap((
      bar,
    ) => [bar.from, bar.to]);
    return { ...row, text: format(row.contribution), end: Math.max(0, ...own) };
  });
  return renderSvg({
    className,
    label,
    description: `${neurons.length} neurons, contributions from ${
      significant(Math.max(...neurons.map((row) => row.contribution)))
    } to ${
      significant(Math.min(...neurons.map((row) => row.contribution)))
    }; the numbers are in the table below.`,
    width,
  }, {
    height: ROW_HEIGHT * neurons.length + 48,
    marginLeft: 56,
    marginRight: 8,
    marginTop: 4,
    marginBottom: 42,
    x: {
      domain: [domain[0], domain[1] + room],
      ticks: 4,
      label: "contribution to |d|",
      labelAnchor: "right",
    },
    y: {
      type: "band",
      domain: neurons.map((row) => row.neuron),
      tickFormat: String,
      tickSize: 0,
      label: null,
      padding: 0.25,
    },
    marks: [
      ...PARTS.map((part) => {
        const { color, fillOpacity, dash } = PART_STYLES[part];
        return Plot.barX(bars.filter((bar) => bar.part === part), {
          x1: "from",
          x2: "to",
          y: "neuron",
          fill: color,
          fillOpacity,
          stroke: color,
          ...dash === undefined ? {} : { strokeDasharray: dash },
          title: ({ neuron, part, value }) => `neuron ${neuron}, ${part}: ${significant(value, 3)}`,
        });
      }),
      Plot.ruleX([0]),
      Plot.tickX(neurons, {
        x: "contribution",
        y: "neuron",
        stroke: "var(--ink)",
        strokeWidth: 2.5,
      }),
      Plot.text(values, {
        x: "end",
        y: "neuron",
        text: "text",
        textAnchor: "start",
        dx: 6,
        fill: "var(--ink)",
      }),
    ],
  });
}

/** The parts of a neuron end to end, positive ones to the right of zero and negative ones to the left. */
function stackedParts(row: NeuronBar) {
  const reached = { positive: 0, negative: 0 };
  return PARTS.flatMap((part) => {
    const value = row[part];
    if (value === 0) return [];
    const side = value > 0 ? "positive" : "negative";
    const from = reached[side];
    reached[side] += value;
    return [{ neuron: row.neuron, part, value, from, to: reached[side] }];
  });
}

/** A legend's sample of a part. */
export function partSwatch(part: Part): string {
  const { color, fillOpacity, dash } = PART_STYLES[part];
  const frame = { className: "swatch", width: 26, label: null, description: null };
  return renderSvg(frame, {
    height: 14,
    axis: null,
    margin: 1,
    x: { domain: [0, 1] },
    y: { domain: [0, 1] },
    marks: [
      Plot.rect([{ x1: 0, x2: 1, y1: 0, y2: 1 }], {
        x1: "x1",
        x2: "x2",
        y1: "y1",
        y2: "y2",
        fill: color,
        fillOpacity,
        stroke: color,
        ...dash === undefined ? {} : { strokeDasharray: dash },
      }),
    ],
  });
}
