/**
 * The narrow waist: everything that analysis writes and the site reads, as it stands in `data/results.json`.
 *
 * Keys are in snake case because rows use the column names of the CSV files. An unknown number is `null`; NaN and Infinity
 * never occur. Nothing here tells where on a disk an input lay. The types are written out of the schema of `src/analyses/schema.ts`,
 * so that what is written and what `checkResults` accepts cannot part.
 *
 * @module
 */

import type { Results } from "./results/interfaces.ts";

export type * from "./results/interfaces.ts";
export { SCHEMA } from "./results/envelope.ts";

/** What was measured: the parts that sentences are made of. */
export type Measured = Omit<Results, "schema" | "run" | "device" | "findings">;
