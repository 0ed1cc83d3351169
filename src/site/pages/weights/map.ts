/**
 * The heat map of a comparison of weights: the change of every matrix of the layers, of MLPs and of the rest, by layer.
 *
 * @module
 */

import { quantile } from "d3-array";
import type { WeightComparison } from "../../../results/weight_comparison.ts";
import { isMatrix, isOtherMatrix, percentText, tensorWords } from "../../../text/weight_rows.ts";
import { layersText } from "../../../text/layers.ts";
import { heatMap, type HeatMapView, largestOf } from "../../kit/heat_map.ts";
import type { Column } from "../../kit/tables.ts";

/** The part of all changes that is told apart by colour where the largest is many times as large. */
const USUAL = 0.95;
const MANY_TIMES = 4;

/** What stands on the page. */
export interface WeightMapView {
  /** The claim above it. */
  readonly title: string;
  readonly map: HeatMapView;
  readonly reading: readonly string[];
}

/** A matrix of every layer that has it. */
interface MatrixChanges {
  readonly tensor: string;
  /** Relative changes in percent, by layer; null where there is none. */
  readonly values: readonly (number | null)[];
  /** The largest of them. */
  readonly most: number;
}

/** Null where MLPs alone were compared, whose lines tell as much, and where no change has a percentage. */
export function weightMap({ rows, others, layers }: WeightComparison): WeightMapView | null {
  const beside = others?.filter((row) => row.layer !== null && isOtherMatrix(row)) ?? [];
  if (beside.length === 0) return null;
  const known = [
    ...rows.filter(isMatrix).map((row) => ({ ...row, tensor: tensorWords(row.tensor) })),
    ...beside,
  ];
  const matrices = Array.from(
    Map.groupBy(known, ({ tensor }) => tensor),
    ([tensor, of]): MatrixChanges => {
      const values = layers.map((layer) => {
        const change = of.find((row) => row.layer === layer)?.relative_change ?? null;
        return change === null ? null : 100 * change;
      });
      return { tensor, values, most: largestOf([{ values }]) };
    },
  ).sort((a, b) => b.most - a.most);
  const [first] = matrices;
  if (first === undefined || first.most === 0) return null;
  const isWhole = matrices.every(({ values }) => !values.includes(null));
  return {
    title: titleOf(matrices, layers),
    map: heatMap({
      caption: "Relative change of every matrix of the layers, in percent, by layer",
      label: "relative change by layer, %",
      layers,
      rows: matrices.map((row) => ({ row, values: row.values })),
      columns: COLUMNS,
      noted: null,
      strip: null,
      largest: fullColour(matrices),
      isSigned: false,
      missing: "none",
    }),
    reading: [
      "A row is a matrix and a column a layer; the fuller the colour, the larger the change, of all layers and matrices alike. A matrix is taken as one long vector, and its change is the length of the difference over its length in the base.",
      ...isWhole ? [] : [
        "None is said where a layer has no such matrix that both checkpoints have in one shape, or where that is all zeros in the base, whose change has no percentage.",
      ],
      "Vectors, as norms and biases, and what is in no layer have no row; the tables have them.",
    ],
  };
}

/** A few matrices that changed many times as much as the rest, as where the base is nearly zero, take the colours of no other. */
function fullColour(matrices: readonly MatrixChanges[]): number {
  const most = largestOf(matrices);
  const usual = quantile(
    matrices.flatMap(({ values }) => values.filter((it) => it !== null)),
    USUAL,
  );
  return usual && most > MANY_TIMES * usual ? usual : most;
}

const COLUMNS: readonly Column<MatrixChanges>[] = [
  { label: "matrix", value: ({ tensor }) => tensor },
  {
    label: "most, %",
    meaning: "The largest relative change of this matrix at any layer, in percent.",
    digits: 3,
    value: ({ most }) => most,
  },
];

/** The matrix that changed most and where, unless others are told by the same figure. */
function titleOf(matrices: readonly MatrixChanges[], layers: readonly number[]): string {
  const change = percentText(matrices[0]!.most / 100);
  const peaks = matrices.flatMap(({ tensor, values }) =>
    values.flatMap((value, i) =>
      value !== null && percentText(value / 100) === change ? [{ tensor, layer: layers[i]! }] : []
    )
  );
  const tensors = new Set(peaks.map(({ tensor }) => tensor));
  return tensors.size === 1
    ? `Largest change of a matrix: ${peaks[0]!.tensor} of ${
      layersText(peaks.map(({ layer }) => layer))
    }, by ${change}`
    : `Largest change of a matrix: by ${change}, of ${tensors.size} matrices`;
}
