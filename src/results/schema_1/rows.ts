/**
 * Reading tables of schema 1 before they are checked with the rest.
 *
 * @module
 */

import * as v from "valibot";

/** The rows of a table, with what earlier runs left out; none where one does not fit, which the check that follows tells. */
export function rowsOf<Row extends v.GenericSchema>(
  row: Row,
  table: unknown,
): v.InferOutput<Row>[] {
  const parsed = v.safeParse(v.array(row), table);
  return parsed.success ? parsed.output : [];
}
