/**
 * The column of tables that names input vectors.
 *
 * @module
 */

import type { TableColumn } from "../../results/table.ts";
import { inputText } from "../../text/input_text.ts";
import { type Column, declared } from "./tables.ts";

/** The column; downloads have the names as the results do. */
export function inputColumn<T>(column: TableColumn, value: (row: T) => string): Column<T> {
  return declared(column, value, { text: inputText });
}
