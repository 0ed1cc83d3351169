/**
 * Cosines of every two layers' changes as two heat maps.
 *
 * @module
 */

import type { Results, SameDirection } from "../../../results.ts";
import { isWithinNoise } from "../../../results/spoken.ts";
import { heatMap, type HeatMapView, largestOf } from "../../../site/kit/heat_map.ts";
import { type LeanTable, leanTable } from "../../../site/kit/lean_table.ts";
import { significant } from "../../../site/kit/numbers.ts";
import { layerPath, PATHS } from "../../../site/kit/paths.ts";
import { nearestWords } from "../words.ts";

/** The figure as its template takes it. */
export interface MatrixFigure {
  id: string;
  title: string;
  maps: HeatMapView[];
  caption: string;
  reading: string[];
  summary: string;
  table: LeanTable;
  csvPath: string;
}

/** Both matrices, with a claim about the noted layer, or about all where none is noted. */
export function matrixFigure(results: Results, found: SameDirection): MatrixFigure {
  const { layers, cosines, trimmed_cosines } = found;
  const spoken = layers.filter((layer) => !isWithinNoise(results, layer));
  const noted = found.noted === null ? null : results.evidence?.verdict?.layer ?? null;
  const rows = [cosines, ...trimmed_cosines === null ? [] : [trimmed_cosines]].map((matrix) =>
    layers.map((layer, i) => ({
      row: offDiagonal(layers, { spoken, matrix, i }),
      values: matrix[i]!,
      layer,
    }))
  );
  // One scale for both. The diagonal is 1 by definition, and would leave the rest pale; noise would set it just as well.
  const largest = largestOf(rows.flat().map(({ row }) => row)) || 1;
  return {
    id: "same-direction",
    title: titleOf(found, results.within_noise),
    maps: rows.map((of, i) =>
      heatMap({
        caption: i === 0 ? "All coordinates" : "Without the outlier dimensions of either layer",
        label: "cosine with the change at layer",
        layers,
        rows: of,
        columns: [
          {
            label: "layer",
            value: ({ layer }) => layer,
            href: ({ layer }) => layerPath(layer),
          },
          {
            label: "most with",
            meaning: "The other layer of largest |cosine|.",
            value: ({ other }) => other,
          },
          { label: "cos", meaning: "Its cosine.", digits: 3, value: ({ cosine }) => cosine },
        ],
        noted,
        strip: null,
        largest,
      })
    ),
    caption: "Cosine of every two layers’ changes of PC1; the diagonal is 1.",
    reading: [
      "Row and column are layers; orange is a positive cosine, blue a negative one, paper is zero, and the scale ends at the largest off the diagonal.",
      "The right map leaves the outlier dimensions of both layers out: where it pales, the likeness was that of a few coordinates.",
      `Of two directions picked at random among ${results.inputs.base.hidden_size} dimensions the cosine has a standard deviation of ${
        significant(1 / Math.sqrt(results.inputs.base.hidden_size), 2)
      }; outputs of MLPs are not random directions, and these were not compared with random inputs.`,
    ].filter((_, i) => i !== 1 || trimmed_cosines !== null)
      .concat(
        spoken.length === layers.length ? [] : [
          "Layers within the rounding noise of the weights are drawn, but neither the title nor “most with” nor the scale goes by them.",
        ],
      ),
    summary: "The numbers as a table",
    table: numbersTable(found),
    csvPath: PATHS.sameDirection,
  };
}

function titleOf(found: SameDirection, withinNoise: readonly number[]): string {
  const told = nearestWords(found, withinNoise);
  if (told !== null) return told.title;
  return found.cosines.some((row, i) => row.some((value, j) => i !== j && value !== null))
    ? "No two directions are compared: fewer than two layers’ changes are larger than the rounding of the weights"
    : "No two layers’ changes can be compared";
}

/**
 * A layer with the other that its change is most along or against, and its cosines without that with itself; none of layers of which
 * nothing is said.
 */
function offDiagonal(
  layers: readonly number[],
  { spoken, matrix, i }: {
    spoken: readonly number[];
    matrix: SameDirection["cosines"];
    i: number;
  },
) {
  const isSpoken = layers.map((layer) => spoken.includes(layer));
  const values = matrix[i]!.map((value, j) => i !== j && isSpoken[i] && isSpoken[j] ? value : null);
  const best = values.reduce<number | null>(
    (at, value, j) =>
      value !== null && (at === null || Math.abs(value) > Math.abs(values[at]!)) ? j : at,
    null,
  );
  return {
    layer: layers[i]!,
    other: best === null ? null : layers[best]!,
    cosine: best === null ? null : values[best]!,
    values,
  };
}

/** Both matrices in one: all coordinates above the diagonal, without outlier dimensions below it. */
function numbersTable({ layers, cosines, trimmed_cosines }: SameDirection): LeanTable {
  const title = trimmed_cosines === null
    ? "Cosines of every two layers’ changes"
    : "Cosines of every two layers’ changes: all coordinates above the diagonal, without outlier dimensions below it";
  return leanTable(title, layers.map((layer, i) => ({ layer, i })), [
    { label: "layer", value: ({ layer }) => layer },
    ...layers.map((other, j) => ({
      label: String(other),
      digits: 3,
      value: ({ i }: { i: number }) =>
        (j >= i || trimmed_cosines === null ? cosines : trimmed_cosines)[i]?.[j] ?? null,
    })),
  ]);
}
