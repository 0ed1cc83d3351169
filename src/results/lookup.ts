/**
 * Finding the row of a table that has given values in some of its columns.
 *
 * @module
 */

/** Gives the row with these values; the first where several have them. */
export type Lookup<Row, Key extends keyof Row> = (values: Readonly<Pick<Row, Key>>) =>
  | Row
  | undefined;

/** Tables read so far by their rows and keys: many pages look up the same ones, and results do not change. */
const known = new WeakMap<object, Map<string, unknown>>();

/**
 * Rows by the values of their keys, read once for all that is looked up; rows that were read must not change.
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
  const ofRows = known.get(rows) ?? new Map<string, unknown>();
  known.set(rows, ofRows);
  const name = keys.join();
  const find = ofRows.get(name) as Lookup<Row, Key> | undefined ?? lookupOf(rows, keys);
  ofRows.set(name, find);
  return find;
}

function lookupOf<Row extends object, Key extends keyof Row>(
  rows: readonly Row[],
  keys: readonly Key[],
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
