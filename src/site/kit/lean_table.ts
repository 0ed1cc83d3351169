/**
 * Tables of nothing but numbers, without a class on each: where a site has hundreds of them, or one has thousands of cells.
 *
 * @module
 */

import { type Column, tableView } from "./tables.ts";

/** One table; the first cell of a line is its head. */
export interface LeanTable {
  title: string;
  heads: { label: string; meaning: string | null }[];
  lines: string[][];
}

/** A table of one line an item, its numbers as in {@link tableView}. */
export function leanTable<T>(
  title: string,
  items: readonly T[],
  columns: readonly Column<T>[],
): LeanTable {
  const { columns: heads, rows } = tableView(title, items, columns);
  return {
    title,
    heads: heads.map(({ label, meaning }) => ({ label, meaning })),
    lines: rows.map(({ cells }) => cells.map(({ text }) => text)),
  };
}
