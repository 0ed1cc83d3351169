/**
 * Tables as templates take them: every cell is text already.
 *
 * @module
 */

import type { TableColumn } from "../../results/table.ts";
import { columnFormat, fixedText, UNKNOWN } from "./numbers.ts";

/** A label of more characters goes over several lines. */
const LONG_LABEL = 14;

/** One table. */
export interface TableView {
  /** What the table shows; also the name of its scrolling box. */
  caption: string;
  columns: { label: string; isNumber: boolean; isLong: boolean; meaning: string | null }[];
  rows: RowView[];
}

/** One row; its first cell is its header. */
export interface RowView {
  /** Id for links to the row, or null. */
  id: string | null;
  cells: CellView[];
}

/** One cell. */
export interface CellView {
  text: string;
  href: string | null;
  isNumber: boolean;
  /** What the text was made of, exact; downloads have it in place of the text. */
  value?: number | string | null;
}

/** One column: where its values come from and how they are shown. */
export interface Column<T> {
  label: string;
  /** One line on what its values are, shown on the head. */
  meaning?: string;
  value: (row: T) => number | string | null;
  /** Significant digits of the column's largest number; 5 unless told. Whole numbers are shown as they are. */
  digits?: number;
  /** Decimals of every number, in place of significant digits. */
  decimals?: number;
  /** Whether numbers above zero have a sign too, as differences do. */
  isSigned?: boolean;
  href?: (row: T) => string | null;
  /** How text is shown; as it is unless told. */
  text?: (value: string) => string;
}

/**
 * A column of a page's table as the results declare it; `shown` differs where the page shows it another way.
 *
 * @example
 * ```ts
 * import { declared } from "./tables.ts";
 * import { column } from "../../results/table.ts";
 * import { number } from "../../results/values.ts";
 * import { strictEqual } from "node:assert/strict";
 *
 * const norm = column(number, { label: "|d|", meaning: "Length of the change.", digits: 4 });
 * const { label, digits } = declared(norm, (row: { delta_norm: number }) => row.delta_norm);
 * strictEqual(`${label} ${digits}`, "|d| 4");
 * ```
 */
export function declared<T>(
  { label, meaning, digits, decimals }: TableColumn,
  value: Column<T>["value"],
  shown: Partial<Column<T>> = {},
): Column<T> {
  return {
    label,
    meaning,
    value,
    ...digits === undefined ? {} : { digits },
    ...decimals === undefined ? {} : { decimals },
    ...shown,
  };
}

/** A table with one row per item; in each column numbers have the same number of decimals. */
export function tableView<T>(
  caption: string,
  rows: readonly T[],
  columns: readonly Column<T>[],
  id: (row: T) => string | null = () => null,
): TableView {
  const rendered = columns.map((column) => columnCells(column, rows));
  return {
    caption,
    columns: columns.map(({ label, meaning }, c) => ({
      label,
      meaning: meaning ?? null,
      isNumber: rendered[c]!.some((cell) => cell.isNumber),
      isLong: label.length > LONG_LABEL,
    })),
    rows: rows.map((row, r) => ({ id: id(row), cells: rendered.map((cells) => cells[r]!) })),
  };
}

function columnCells<T>(
  { value, digits, decimals, isSigned = false, href, text = (it) => it }: Column<T>,
  rows: readonly T[],
): CellView[] {
  const values = rows.map(value);
  const numbers = values.filter((cell) => typeof cell === "number");
  const format = decimals !== undefined
    ? (number: number) => fixedText(number, decimals)
    : numbers.every(Number.isInteger)
    ? String
    : columnFormat(numbers, digits);
  const shown = (number: number) => {
    const text = format(number);
    return isSigned && number > 0 && /[1-9]/.test(text) ? `+${text}` : text;
  };
  return values.map((cell, r) => ({
    text: cell === null ? UNKNOWN : typeof cell === "number" ? shown(cell) : text(cell),
    href: href?.(rows[r]!) ?? null,
    isNumber: typeof cell === "number" || (cell === null && numbers.length > 0),
    value: cell,
  }));
}
