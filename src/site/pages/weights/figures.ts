/**
 * Figures of a comparison of weights: the change of each matrix by layer, and of the norms.
 *
 * @module
 */

import type { ComparedTensor, WeightComparison } from "../../../results/weight_comparison.ts";
import { largest, MATRICES, percentText, tensorWords } from "../../../text/weight_rows.ts";
import { layerLinesChart } from "../../kit/charts/layer_lines.ts";
import { type SeriesStyle, seriesStyles } from "../../kit/charts/series.ts";
import { bothWidths, type FigureView, legend } from "../../kit/figures.ts";

/** Colours and markers: those that matrices have on other pages, and two more. */
const STYLES: ReadonlyMap<ComparedTensor, SeriesStyle> = new Map(
  [...seriesStyles([...MATRICES, "pre_norm", "post_norm"])] as [ComparedTensor, SeriesStyle][],
);
const NORMS = ["pre_norm", "post_norm"] as const;
/** As tables and charts call tensors, short. */
const LABELS: Readonly<Partial<Record<ComparedTensor, string>>> = {
  gate: "gate",
  up: "up",
  down: "down",
  pre_norm: "norm before",
  post_norm: "norm after",
};

/** What differs between the two figures. */
interface Shown {
  readonly id: string;
  readonly tensors: readonly ComparedTensor[];
  readonly name: string;
  readonly caption: string;
  readonly reading: readonly string[];
  /** Relative change that rounding alone makes; null where none is drawn. */
  readonly rounding: number | null;
}

/** The matrices, then the norms; nothing of those that are not there or did not change by a percentage. */
export function weightFigures(comparison: WeightComparison): FigureView[] {
  const norms = NORMS.filter((norm) => comparison.rows.some(({ tensor }) => tensor === norm));
  const rounding = roundingOfMatrices(comparison);
  return [
    ...figure(comparison, {
      id: "matrices",
      tensors: MATRICES,
      name: "Relative change of each matrix by layer",
      caption: `Change of each matrix in percent of its length${
        rounding === null ? "" : "; dashed: what rounding alone does"
      }.`,
      reading: [
        "A matrix is taken as one long vector: its length is the root of the sum of its squared elements, and its change the length of the difference over its length in the base.",
        ...rounding === null ? [] : [
          "Dashed is the largest change that rounding one of the stored matrices to bfloat16 makes by itself: a line at or below it says no more than that numbers were rounded.",
        ],
      ],
      rounding,
    }),
    ...figure(comparison, {
      id: "norms",
      tensors: norms,
      name: "Relative change of the norm weights by layer",
      caption: "Change of the norm weights in percent of their length.",
      reading: [
        comparison.norm_weight === "1 + w"
          ? "The weights are taken as they act, 1 + w: what is stored is w."
          : "The weights by which the normed input, or output, of the MLP is multiplied.",
      ],
      rounding: null,
    }),
  ];
}

function figure(
  { rows, layers }: WeightComparison,
  { id, tensors, name, caption, reading, rounding }: Shown,
): FigureView[] {
  const most = largest(rows.filter(({ tensor }) => tensors.includes(tensor)));
  // What was all zeros in the base has no percentage to draw.
  if (most === null || most.delta_norm === 0) return [];
  const lines = tensors.map((tensor) => ({
    style: STYLES.get(tensor)!,
    points: rows.flatMap(({ layer, tensor: of, relative_change }) =>
      of !== tensor || relative_change === null ? [] : [{
        layer,
        value: relative_change,
        title: `${LABELS[tensor]}, layer ${layer}: ${percentText(relative_change)}`,
      }]
    ),
  }));
  return [{
    id,
    title: `Largest change: ${tensorWords(most.tensor)} of layer ${most.layer}, by ${
      percentText(most.relative_change!)
    }`,
    charts: bothWidths((width) =>
      layerLinesChart({
        className: `chart-weights-${id}`,
        label: name,
        description: `A line for each of ${
          tensors.map((tensor) => LABELS[tensor]).join(", ")
        }; the numbers are in the table of all tensors.`,
        width,
      }, {
        layers,
        label: "relative change",
        rules: rounding === null ? [] : [rounding],
        tickFormat: (change) => `${Number((change * 100).toPrecision(6))} %`,
        lines,
      })
    ),
    legend: legend(tensors.map((tensor) => [LABELS[tensor]!, STYLES.get(tensor)!] as const)),
    caption,
    reading: [...reading],
    table: null,
  }];
}

/** The largest of the matrices; null where none is stored wider than bfloat16. */
function roundingOfMatrices({ rows }: WeightComparison): number | null {
  const known = rows.flatMap(({ tensor, rounding_change }) =>
    rounding_change === null || !MATRICES.some((matrix) => matrix === tensor)
      ? []
      : [rounding_change]
  );
  return known.length === 0 ? null : Math.max(...known);
}
