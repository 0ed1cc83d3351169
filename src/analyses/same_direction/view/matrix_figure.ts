/**
 * Cosines of every two layers' changes as two heat maps.
 *
 * @module
 */

import type { NearestLayers, Results, SameDirection } from "../../../results.ts";
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
  const nearest = found.noted ?? found.largest;
  const noted = found.noted === null ? null : results.evidence?.verdict?.layer ?? null;
  const rows = [cosines, ...trimmed_cosines === null ? [] : [trimmed_cosines]].map((matrix) =>
    layers.map((layer, i) => ({ row: offDiagonal(layers, matrix, i), values: matrix[i]!, layer }))
  );
  // One scale for both. The diagonal is 1 by definition, and would leave the rest pale.
  const largest = largestOf(rows.flat().map(({ row }) => row)) || 1;
  return {
    id: "same-direction",
    title: titleOf(nearest),
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
      }; outputs of MLPs are no such directions, and no draws are set beside these.`,
    ].filter((_, i) => i !== 1 || trimmed_cosines !== null),
    summary: "The numbers as a table",
    table: numbersTable(found),
    csvPath: PATHS.sameDirection,
  };
}

function titleOf(nearest: NearestLayers): string {
  if (nearest.raw === null) return "No two layers’ changes can be compared";
  const { claim, trimmed } = nearestWords(nearest, nearest.raw);
  return (trimmed === null ? claim : `${claim}; ${trimmed}`).replaceAll(/(?<= )-(?=\d)/g, "−");
}

/** A layer with the other that its change is most along or against, and its cosines without that with itself. */
function offDiagonal(layers: readonly number[], matrix: SameDirection["cosines"], i: number) {
  const values = matrix[i]!.map((value, j) => i === j ? null : value);
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
