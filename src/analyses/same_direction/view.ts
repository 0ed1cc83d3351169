/**
 * Whether the change points the same way at other layers: two matrices on the evidence page, and a table to take away.
 *
 * @module
 */

import type { Results, SameDirection } from "../../results.ts";
import { type DataFile, dataFile } from "../../site/kit/data_file.ts";
import { PATHS } from "../../site/kit/paths.ts";
import { methodsSection, type Place, type Section } from "../../site/kit/section.ts";
import { sameDirectionColumns } from "./schema.ts";
import { matrixFigure } from "./view/matrix_figure.ts";

/** The matrices, and how they are computed. */
export function sections(results: Results, place: Place): Section[] {
  const { same_direction } = results;
  if (same_direction === null) return [];
  if (place.page === "evidence") {
    return [{ template: "heat_figure", content: matrixFigure(results, same_direction) }];
  }
  return methodsSection(place, "evidence", { template: "methods_same_direction", content: {} });
}

/** A row for every two layers. */
export function files({ same_direction }: Results): DataFile[] {
  return same_direction === null ? [] : [
    dataFile(sameDirectionColumns, rowsOf(same_direction), {
      path: PATHS.sameDirection,
      description:
        "Cosines of every two layers’ changes of PC1, with and without outlier dimensions.",
    }),
  ];
}

function rowsOf({ layers, cosines, trimmed_cosines }: SameDirection) {
  return layers.flatMap((layer, i) =>
    layers.slice(i + 1).map((other_layer, n) => ({
      layer,
      other_layer,
      cosine: cosines[i]?.[i + 1 + n] ?? null,
      trimmed_cosine: trimmed_cosines?.[i]?.[i + 1 + n] ?? null,
    }))
  );
}
