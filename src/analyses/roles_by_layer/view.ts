/**
 * Roles by layers: a heat map of all of them, a page of each, and all numbers to take away.
 *
 * @module
 */

import type { Results } from "../../results.ts";
import type { PageMaker } from "../../site/kit/page.ts";
import { PATHS, rolePath } from "../../site/kit/paths.ts";
import { methodsSection, type Place, type Section } from "../../site/kit/section.ts";
import type { TensorFile } from "../../site/kit/tensor_file.ts";
import { ordered } from "./view/ordered.ts";
import { rolePage } from "./view/role_page.ts";
import { rolesPage } from "./view/roles_page.ts";
import { rolesTensors } from "./view/tensors.ts";

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

/** Every number by layer, input and vector. */
export function tensors({ roles_by_layer }: Results): TensorFile[] {
  return roles_by_layer === null
    ? []
    : [{ path: PATHS.rolesByLayer, bytes: () => rolesTensors(roles_by_layer) }];
}

/** How it is computed, on the methods page. */
export function sections({ roles_by_layer, options }: Results, place: Place): Section[] {
  return roles_by_layer === null ? [] : methodsSection(place, "decomposition", {
    template: "methods_roles_by_layer",
    content: { vectorLayer: options.vector_layer },
  });
}
