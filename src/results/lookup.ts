/**
 * Finding the row of a table that has given values in some of its columns.
 *
 * @module
 */

/** Gives the row with these values; the first where several have them. */
export type Lookup<Row, Key extends keyof Row> = (values: Readonly<Pick<Row, Key>>) =>
  | Row
  | undefined;

/**
 * Rows by the values of their keys, read once for all that is looked up.
 *
 * @example
 * ```ts
 * import { index } from "./lookup.ts";
 * import { strictEqual } from "node:assert/strict";
 *
 * const rows = [{ layer: 3, variant: "raw", n: 9 }, { layer: 3, variant: "trimmed", n: 8 }];
 * const find = index(rows, "layer", "variant");
 * strictEqual(find({ layer: 3, variant: "trimmed" })?.n, 8);
 * strictEqual(find({ layer: 4, variant: "raw" }), undefined);
 * ```
 */
export function index<Row extends object, Key extends keyof Row>(
  rows: readonly Row[],
  ...keys: readonly Key[]
): Lookup<Row, Key> {
  // As JSON, so that 1 is not "1" and no value can run into the next.
  const keyOf = (values: Pick<Row, Key>) => JSON.stringify(keys.map((key) => values[key]));
  const found = new Map<string, Row>();
  for (const row of rows) {
    const key = keyOf(row);
    if (!found.has(key)) found.set(key, row);
  }
  return (values) => found.get(keyOf(values));
}
