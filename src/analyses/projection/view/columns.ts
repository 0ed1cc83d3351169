/**
 * Columns of the tables of role and trait vectors, as the results declare them.
 *
 * @module
 */

import type { DecompositionRow } from "../../../results.ts";
import { anchorId } from "../../../site/kit/names.ts";
import { type Column, declared } from "../../../site/kit/tables.ts";
import { decompositionColumns } from "../schema/columns.ts";

/** A column of the rows as they are. */
export function shown(name: keyof typeof decompositionColumns): Column<DecompositionRow> {
  return declared(decompositionColumns[name], (row) => row[name]);
}

/** The name with a link to its row in the table of all vectors, on the page at `page`; empty on that page itself. */
export function linkedName(page = ""): Column<DecompositionRow> {
  return { ...shown("name"), href: (row) => `${page}#${anchorId(row)}` };
}

/** Those of which any row knows a value: earlier runs did not have all. */
export function knownIn(
  rows: readonly DecompositionRow[],
  columns: readonly Column<DecompositionRow>[],
): Column<DecompositionRow>[] {
  return columns.filter(({ value }) => rows.some((row) => value(row) !== null));
}
