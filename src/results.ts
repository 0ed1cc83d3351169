/**
 * The narrow waist: everything that analysis writes and the site reads, as it stands in `data/results.json`.
 *
 * Keys are in snake case because rows use the column names of the CSV files. An unknown number is `null`; NaN and Infinity
 * never occur. Nothing here tells where on a disk an input lay. The interfaces are written out from one schema, so that what is
 * written and what {@link checkResults} accepts cannot part.
 *
 * @module
 */

import * as v from "valibot";
import type { Results } from "./results/interfaces.ts";
import { isObject, mismatch, shown } from "./results/mismatch.ts";
import { results, SCHEMA } from "./results/schema.ts";

export type * from "./results/interfaces.ts";
export { SCHEMA };

/** What was measured: the parts that sentences are made of. */
export type Measured = Omit<Results, "schema" | "run" | "device" | "findings">;

/**
 * Checks that `value`, as parsed from `data/results.json`, has the form of {@link Results}; further keys are dropped.
 *
 * @throws {TypeError} with the path of the first mismatch, what was expected there and what was found; another schema
 * number is named before anything else is looked at.
 *
 * @example
 * ```ts
 * import { checkResults } from "./results.ts";
 * import { throws } from "node:assert/strict";
 *
 * throws(() => checkResults({ schema: "deltascope.results/2" }), {
 *   message: 'Cannot read results of another schema: expected "deltascope.results/1", ' +
 *     'found "deltascope.results/2"; render them with the version of deltascope that wrote them',
 * });
 * ```
 */
export function checkResults(value: unknown): Results {
  if (isObject(value) && value.schema !== SCHEMA) {
    throw new TypeError(
      `Cannot read results of another schema: expected "${SCHEMA}", ` +
        `found ${shown(value.schema)}; render them with the version of deltascope that wrote them`,
    );
  }
  const parsed = v.safeParse(results, value, { abortEarly: true });
  if (!parsed.success) {
    const [issue] = parsed.issues;
    const isMissing = issue.type === "object" && issue.input === undefined;
    // Checks of a value of the right type (finite, whole) say in their message what they expect.
    const named = issue.kind === "validation" ? issue.message : issue.expected ?? "another value";
    throw mismatch(issue.path ?? [], isMissing ? "a value" : named, issue.input);
  }
  for (const layer of Object.keys(parsed.output.decompositions)) {
    if (!(layer in parsed.output.decomposition_info)) {
      throw mismatch([{ key: "decomposition_info" }, { key: layer }], "a value", undefined);
    }
  }
  return parsed.output;
}
