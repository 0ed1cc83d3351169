/**
 * The vectors that a change points toward and away from, signs apart: short lists that lead to the full table.
 *
 * @module
 */

import type { DecompositionRow } from "../../../results.ts";
import { type TableView, tableView } from "../../../site/kit/tables.ts";
import { knownIn, linkedName, shown } from "./columns.ts";

/** Rows in each list of a page. */
export const N_LISTED = 15;

/** What to list, and where the full table is. */
export interface SideOptions {
  /** Rows in each list. */
  nListed: number;
  /** The page with the full table, as a link from the page of the list; empty on that page itself. */
  page: string;
}

/** The lists of one kind; a list without rows is null and says so. */
export interface SidesView {
  id: string;
  title: string;
  sides: { none: string; table: TableView | null }[];
}

/** The ends of one kind: roles are ranked apart from traits, since their vectors are made differently. */
export function sidesView(
  rows: readonly DecompositionRow[],
  kind: DecompositionRow["kind"],
  options: SideOptions,
): SidesView {
  const ofKind = rows.filter((row) => row.kind === kind);
  return {
    id: `${kind}s`,
    title: `Toward and away from ${kind}s`,
    sides: ofKind.length === 0 ? [] : [side(ofKind, 1, options), side(ofKind, -1, options)],
  };
}

/** The most positive or most negative rows, linked to the full table. */
function side(rows: readonly DecompositionRow[], sign: 1 | -1, { nListed, page }: SideOptions) {
  // Rows come by |projection|, so those of one sign are in order already.
  const ofSign = rows.filter((row) => row.projection * sign > 0).slice(0, nListed);
  const [word, direction] = sign > 0 ? ["positive", "toward"] : ["negative", "away from"];
  const { kind } = rows[0]!;
  const these = ofSign.length === 1 ? `this one ${kind}` : `these ${ofSign.length} ${kind}s`;
  return {
    none: `No ${kind} has a ${word} projection.`,
    table: ofSign.length === 0 ? null : tableView(`Most ${word}: ${direction} ${these}`, ofSign, [
      linkedName(page),
      ...knownIn(rows, SIDE_COLUMNS.map(shown)),
    ]),
  };
}

const SIDE_COLUMNS = ["projection", "trimmed_projection", "cosine", "cosine_pfw"] as const;
