/**
 * Reading `results.json`.
 *
 * @module
 */

import * as v from "valibot";
import { SCHEMA } from "../results/envelope.ts";
import { isObject, mismatch, shown } from "../results/mismatch.ts";
import { fromSchema1, SCHEMA_1 } from "../results/schema_1.ts";
import type { Results } from "../results.ts";
import { results } from "./schema.ts";

/**
 * Checks that what was found, as parsed from `data/results.json`, has the form of {@link Results}; further keys are dropped, and
 * results of schema 1 are brought into the form of today.
 *
 * @throws {TypeError} with the path of the first mismatch, what was expected there and what was found; another schema
 * number is named before anything else is looked at.
 *
 * @example
 * ```ts
 * import { checkResults } from "./check_results.ts";
 * import { throws } from "node:assert/strict";
 *
 * throws(() => checkResults({ schema: "deltascope.results/3" }), {
 *   message: 'Cannot read results of another schema: expected "deltascope.results/2", ' +
 *     'found "deltascope.results/3"; render them with the version of deltascope that wrote them',
 * });
 * ```
 */
export function checkResults(found: unknown): Results {
  const value = isObject(found) && found.schema === SCHEMA_1 ? fromSchema1(found, SCHEMA) : found;
  if (isObject(value) && !isOurs(value.schema)) {
    throw new TypeError(
      `Cannot read results: expected the schema "${SCHEMA}", found ${
        value.schema === undefined ? "none" : shown(value.schema)
      }; give the data/results.json of a report`,
    );
  }
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

/** What the schema of every version begins with. */
const FAMILY = "deltascope.results/";

/** Whether a schema is one of results, of whatever version. */
function isOurs(schema: unknown): boolean {
  return typeof schema === "string" && schema.startsWith(FAMILY);
}
