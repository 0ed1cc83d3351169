/**
 * Figures of a comparison of weights: the change of each matrix by layer, how far it is gathered in few directions, and the change of the norms.
 *
 * @module
 */

import type { ComparedTensor, WeightComparison } from "../../../results/weight_comparison.ts";
import {
  alikeRows,
  BF16_ROUNDING,
  largest,
  MATRICES,
  percentText,
  sentence,
  tensorWords,
} from "../../../text/weight_rows.ts";
import { mlpShare, shareText } from "../../../text/weight_beside.ts";
import { lowRanks, mostGathered, spectralRows } from "../../../text/weight_spectrum.ts";
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

/** What differs between the figures. */
interface Shown {
  readonly id: string;
  readonly tensors: readonly ComparedTensor[];
  /** The column whose share is drawn. */
  readonly column: "relative_change" | "delta_top8_share";
  readonly label: string;
  /** The claim above it, of the row that stands out. */
  readonly title: string;
  readonly name: string;
  readonly caption: string;
  readonly reading: readonly string[];
  /** A share to be compared with; null where none is drawn. */
  readonly rule: number | null;
}

/** The matrices of MLPs, how far their changes are gathered, then the norms; nothing of what is not there or did not change by a percentage. */
export function weightFigures(comparison: WeightComparison): FigureView[] {
  return [
    ...matrixFigure(comparison),
    ...spectrumFigure(comparison),
    ...normFigure(comparison),
    ...besideFigure(comparison),
  ];
}

function matrixFigure(comparison: WeightComparison): FigureView[] {
  const rounding = roundingOfMatrices(comparison);
  return changeFigure(comparison, {
    id: "matrices",
    tensors: MATRICES,
    one: "an MLP matrix",
    name: "Relative change of each MLP matrix by layer",
    caption: `Change of each MLP matrix in percent of its length; dashed: ${
      rounding === null ? "about " : ""
    }what rounding alone does.`,
    reading: [
      "A matrix is taken as one long vector: its length is the root of the sum of its squared elements, and its change the length of the difference over its length in the base.",
      rounding === null
        ? `Dashed is about what rounding to bfloat16 changes in a matrix, ${
          percentText(BF16_ROUNDING)
        }: both checkpoints are stored so, how far either was rounded when it was saved is not known, and two that were rounded apart differ by 1.4 times as much.`
        : "Dashed is the largest change that rounding one of the stored matrices to bfloat16 makes by itself: a change at or below it may be no more than rounding.",
    ],
    rule: rounding ?? BF16_ROUNDING,
  });
}

function spectrumFigure(comparison: WeightComparison): FigureView[] {
  const known = spectralRows(comparison.rows);
  const most = mostGathered(known);
  if (most === null) return [];
  const ranks = lowRanks(known);
  const isotropic = Math.max(...known.map(({ isotropic_top8_share }) => isotropic_top8_share));
  return [figure(comparison, {
    id: "directions",
    tensors: MATRICES,
    column: "delta_top8_share",
    label: "share in eight directions",
    title: ranks !== null
      ? `Every change of an MLP matrix lies in few directions: rank ${ranks}`
      : `Most concentrated change: ${tensorWords(most.tensor)} of layer ${most.layer}, with ${
        percentText(most.delta_top8_share)
      } of its square in eight directions`,
    name: "Share of each MLP matrix's change that eight directions hold, by layer",
    caption: `Share of the squared change in eight directions${
      isotropic === 1 ? "" : "; dashed: about the most for independent elements"
    }.`,
    reading: [
      "These are the squares of the eight largest singular values of the difference, over the sum of all of them. A change that is a sum of a few outer products, as a low-rank adapter makes, has nearly all of it there. One whose elements change independently and by one size has no more there than the dashed line. Rows or columns of larger elements concentrate a change by themselves, also that of rounding.",
    ],
    rule: isotropic === 1 ? null : isotropic,
  })];
}

function normFigure(comparison: WeightComparison): FigureView[] {
  return changeFigure(comparison, {
    id: "norms",
    tensors: NORMS.filter((norm) => comparison.rows.some(({ tensor }) => tensor === norm)),
    one: "an MLP norm",
    name: "Relative change of the weights of MLP norms by layer",
    caption: "Change of the weights of MLP norms in percent of their length.",
    reading: [
      comparison.norm_weight === "1 + w"
        ? "The weights are taken as they act, 1 + w: what is stored is w."
        : "These weights multiply the normed input, or output, of the MLP.",
    ],
    rule: null,
  });
}

/** The MLPs' part of what changed in each layer; nothing where only they were compared, or nothing changed. */
function besideFigure({ rows, others: all, layers }: WeightComparison): FigureView[] {
  // Only a layer has an MLP to hold a part of it.
  const others = all?.filter(({ layer }) => layer !== null) ?? [];
  if (others.length === 0) return [];
  const whole = mlpShare(rows, others);
  if (whole.ofChange === null) return [];
  const points = layers.flatMap((layer) => {
    const { ofChange } = mlpShare(ofLayer(rows, layer), ofLayer(others, layer));
    return ofChange === null ? [] : [{
      layer,
      value: ofChange,
      title: `layer ${layer}: ${shareOf(ofChange)}`,
    }];
  });
  const shares = points.map(({ value }) => value);
  const [least, most] = [shareOf(Math.min(...shares)), shareOf(Math.max(...shares))];
  return [{
    id: "share",
    title: `${points.length === 1 ? "The MLP holds" : "MLPs hold"} ${
      shareOf(whole.ofChange)
    } of the squared change${
      others.length === all!.length ? "" : ` of ${layers.length === 1 ? "the layer" : "layers"}`
    }${least === most ? "" : `, of single layers ${least} to ${most}`}`,
    charts: bothWidths((width) =>
      layerLinesChart({
        className: "chart-weights-share",
        label: "Share of the squared change of each layer that lies in its MLP",
        description: "One line; the numbers are sums of those in the tables of tensors.",
        width,
      }, {
        layers,
        label: "share in the MLP",
        rules: [whole.ofElements],
        domain: [0, 1],
        tickFormat: percentTick,
        lines: [{ style: STYLES.get("gate")!, points }],
      })
    ),
    legend: [],
    caption:
      "Share of the squared change of a layer in its MLP; dashed: its share of the elements compared.",
    reading: [
      "The squared changes of all tensors compared add up to the squared change of the layer; the share of the MLP, with the norms before and after it, is shown. If every weight had changed by the same amount, the share would be the MLP's share of the elements, which is dashed.",
    ],
    table: null,
  }];
}

function ofLayer<Row extends { readonly layer: number | null }>(
  rows: readonly Row[],
  layer: number,
) {
  return rows.filter((row) => row.layer === layer);
}

/** Where all is in the MLP it is told as that, and nothing else is. */
function shareOf(share: number): string {
  return share === 1 ? percentText(share) : shareText(share);
}

function percentTick(share: number): string {
  return `${Number((share * 100).toPrecision(6))} %`;
}

/** Of relative changes; nothing where none of the tensors has one. The claim calls one of them what `one` says: others may have changed more. */
function changeFigure(
  comparison: WeightComparison,
  { one, ...shown }: Omit<Shown, "column" | "label" | "title"> & { readonly one: string },
): FigureView[] {
  const most = largest(comparison.rows.filter(({ tensor }) => shown.tensors.includes(tensor)));
  // What was all zeros in the base has no percentage to draw.
  if (most === null || most.delta_norm === 0) return [];
  const change = percentText(most.relative_change!);
  const nSame = comparison.rows.filter(({ tensor }) => tensor === most.tensor).length;
  const isEverywhere = nSame > 1 && alikeRows(most, comparison.rows).length === nSame;
  return [figure(comparison, {
    ...shown,
    column: "relative_change",
    label: "relative change",
    title: isEverywhere
      ? `${
        sentence(tensorWords(most.tensor))
      } changed by ${change} at each of ${nSame} layers, and nothing here by more`
      : `Largest change of ${one}: ${
        tensorWords(most.tensor)
      } of layer ${most.layer}, by ${change}`,
  })];
}

function figure(
  { rows, layers }: WeightComparison,
  { id, tensors, column, label, title, name, caption, reading, rule }: Shown,
): FigureView {
  const lines = tensors.map((tensor) => ({
    style: STYLES.get(tensor)!,
    points: rows.flatMap((row) => {
      const value = row[column];
      return row.tensor !== tensor || value === null ? [] : [{
        layer: row.layer,
        value,
        title: `${LABELS[tensor]}, layer ${row.layer}: ${percentText(value)}`,
      }];
    }),
  }));
  return {
    id,
    title,
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
        label,
        rules: rule === null ? [] : [rule],
        tickFormat: percentTick,
        lines,
      })
    ),
    legend: legend(tensors.map((tensor) => [LABELS[tensor]!, STYLES.get(tensor)!] as const)),
    caption,
    reading: [...reading],
    table: null,
  };
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
