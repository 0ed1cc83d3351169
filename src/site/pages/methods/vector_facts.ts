/**
 * The vectors of a run, as the methods page and a comparison tell of them.
 *
 * @module
 */

import type { VectorsInfo } from "../../../results.ts";
import { type Fact, factsOf } from "../../kit/facts.ts";
import { grouped } from "../../kit/numbers.ts";
import { type TableView, tableView } from "../../kit/tables.ts";

/** What they are as stored, and how they were read; what tells it only where reasons are asked for. */
export function vectorFacts(
  vectors: VectorsInfo,
  { hasReasons }: { hasReasons: boolean },
): Fact[] {
  return factsOf({
    "layout": vectors.layout,
    "roles used": grouped(vectors.roles),
    "traits used": grouped(vectors.traits),
    "role key": vectors.role_key ?? "none: one vector a role",
    "trait key": vectors.trait_key ?? "none: one vector a trait",
    ...toldFacts(vectors, hasReasons),
    "subtracted": vectors.difference ?? "nothing",
    "missing": vectors.missing.join(", ") || "nothing",
  });
}

/** Files among them that were not used. */
export function skippedTable({ skipped }: VectorsInfo): TableView {
  return tableView("Vector files passed over", skipped, [
    { label: "name", value: (file) => file.name },
    { label: "kind", value: (file) => file.kind },
    { label: "reason", value: (file) => file.reason },
  ]);
}

/** What vectors are as stored; nothing of earlier runs, which did not say. */
function toldFacts(vectors: VectorsInfo, hasReasons: boolean): Record<string, string> {
  const told = [
    ["row 0", vectors.row_zero, { block: "the output of block 0", embedding: "the embedding" }],
    ["roles as stored", vectors.roles_are, { raw: "raw means", difference: "differences" }],
    ["traits as stored", vectors.traits_are, { raw: "raw means", difference: "differences" }],
  ] as const;
  return Object.fromEntries(
    told.flatMap(([term, known, words]) => {
      if (known === null) return [];
      const what = (words as Record<string, string>)[known.is]!;
      return [[term, hasReasons ? `${what} (${known.why})` : what]];
    }),
  );
}

/** How a, whose direction is s, comes of what is stored. */
export function semanticSentence(
  { difference, layout, roles_are: roles, traits_are: traits }: VectorsInfo,
): string {
  const ofTraits = traits?.is === "raw" && difference !== null
    ? "For a trait, which is stored as a raw mean, it is the same."
    : layout === "persona"
    ? "A trait under a contrast key holds a difference already and is taken as it is; under a key of raw means (pos_70, pos_40_70) it gets the same subtraction."
    : "Traits are taken as stored.";
  if (roles?.is === "difference") {
    return `Roles are differences already and are taken as stored. ${ofTraits}`;
  }
  return difference === null
    ? `Roles are taken as they are (no difference). ${ofTraits}`
    : `For a role, a is its activation minus ${difference}. ${ofTraits}`;
}
