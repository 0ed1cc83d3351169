/**
 * Roles by layers: a heat map of all of them, a page of each, and a table to take away.
 *
 * @module
 */

import type { Results } from "../../results.ts";
import { type DataFile, dataFile } from "../../site/kit/data_file.ts";
import type { PageMaker } from "../../site/kit/page.ts";
import { PATHS, rolePath } from "../../site/kit/paths.ts";
import { methodsSection, type Place, type Section } from "../../site/kit/section.ts";
import { rolesByLayerColumns } from "./schema.ts";
import { ordered } from "./view/ordered.ts";
import { rolePage } from "./view/role_page.ts";
import { rolesPage } from "./view/roles_page.ts";

/** Its pages: the map, then one of each role and trait in the order of the map. */
export function pages(results: Results): PageMaker[] {
  const { roles_by_layer } = results;
  if (roles_by_layer === null) return [];
  const shown = ordered(results, roles_by_layer);
  return [
    { path: PATHS.roles, make: () => rolesPage(results, shown) },
    ...shown.vectors.map((vector, at) => ({
      path: rolePath(vector),
      make: () => rolePage(results, shown, at),
    })),
  ];
}

/** A row for each layer, input and vector. */
export function files({ roles_by_layer }: Results): DataFile[] {
  if (roles_by_layer === null) return [];
  const { vectors, layers } = roles_by_layer;
  const rows = layers.flatMap(({ layer, inputs }) =>
    (inputs ?? []).flatMap(({ input_vector, cosines, projections }) =>
      vectors.flatMap(({ kind, name }, i) => {
        const projection = projections[i] ?? null;
        return projection === null
          ? []
          : [{ layer, input_vector, kind, name, cosine: cosines[i] ?? null, projection }];
      })
    )
  );
  return [
    dataFile(rolesByLayerColumns, rows, {
      path: PATHS.rolesByLayer,
      description:
        "The change of every component at every analysed layer set against every role and trait vector; positive signs.",
    }),
  ];
}

/** How it is computed, on the methods page. */
export function sections({ roles_by_layer, options }: Results, place: Place): Section[] {
  return roles_by_layer === null ? [] : methodsSection(place, "decomposition", {
    template: "methods_roles_by_layer",
    content: { vectorLayer: options.vector_layer },
  });
}
