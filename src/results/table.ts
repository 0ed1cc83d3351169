/**
 * Tables of the results: a column is declared once, and gives the type of its values, their check, the CSV column, the head of a
 * table and its meaning.
 *
 * @module
 */

import * as v from "valibot";

/** How a column reads. */
export interface ColumnWords {
  /** Head of a table. */
  readonly label: string;
  /** One line on what its values are; shown on the data page, and on the head of a table. */
  readonly meaning: string;
  /** For instance `degrees`; none for counts, shares and names. */
  readonly unit?: string;
  /** Significant digits of the column's largest number on a page; 5 unless told. */
  readonly digits?: number;
  /** Decimals of every number on a page, in place of significant digits. */
  readonly decimals?: number;
  /** Whether the cells are names read from files: no spreadsheet may take one for a formula. */
  readonly isName?: boolean;
}

/** One column. */
export interface TableColumn<Schema extends v.GenericSchema = v.GenericSchema> extends ColumnWords {
  /** What a value is. */
  readonly schema: Schema;
}

/** Columns by name, in the order of the CSV file. */
export type Columns = Readonly<Record<string, TableColumn>>;

/** A row that has these columns. */
export type RowOf<C extends Columns> = { [K in keyof C]: v.InferOutput<C[K]["schema"]> };

/** Declares a column. */
export function column<const Schema extends v.GenericSchema>(
  schema: Schema,
  words: ColumnWords,
): TableColumn<Schema> {
  return { schema, ...words };
}

/** The entries of a row. */
export function entriesOf<C extends Columns>(columns: C): { [K in keyof C]: C[K]["schema"] } {
  return Object.fromEntries(
    Object.entries(columns).map(([name, { schema }]) => [name, schema]),
  ) as { [K in keyof C]: C[K]["schema"] };
}

/** The check of a row. */
export function rowOf<C extends Columns>(
  columns: C,
): v.ObjectSchema<{ [K in keyof C]: C[K]["schema"] }, undefined> {
  return v.object(entriesOf(columns));
}
