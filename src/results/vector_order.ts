/**
 * The order of role and trait vectors that are alike in everything else.
 *
 * @module
 */

import type { ProjectionRow } from "../results.ts";

type Named = Pick<ProjectionRow, "kind" | "name">;

/** By kind, then name; in order of code units, the same on every system, unlike `localeCompare`. */
export function compareNames(a: Named, b: Named): number {
  return compareText(a.kind, b.kind) || compareText(a.name, b.name);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
