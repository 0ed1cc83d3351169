/**
 * Where names of roles and traits lead to.
 *
 * @module
 */

import type { Results } from "../../results.ts";
import { anchorId } from "./names.ts";
import { rolePath, rootFrom } from "./paths.ts";

/** The way from the page at `path` to that of a role or trait; null where the run has no page of it. */
export function roleLinks(
  { roles_by_layer }: Results,
  path: string,
): (vector: { kind: string; name: string }) => string | null {
  const known = new Set(roles_by_layer?.vectors.map(anchorId));
  return (vector) => known.has(anchorId(vector)) ? rootFrom(path) + rolePath(vector) : null;
}
