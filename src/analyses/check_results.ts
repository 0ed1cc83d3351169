/**
 * Reading `results.json`.
 *
 * @module
 */

import * as v from "valibot";
import { SCHEMA } from "../results/envelope.ts";
import { repeatedRow } from "../results/layer_numbers.ts";
import { isObject, mismatch, shown } from "../results/mismatch.ts";
import { fromSchema1, SCHEMA_1 } from "../results/schema_1.ts";
import { shownName } from "../text/quote.ts";
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
  const repeated = repeatedRow(readByRow(parsed.output));
  if (repeated !== null) {
    const { table, names } = repeated;
    throw new TypeError(
      `Cannot read results at ${table}: expected one row of ${
        names.map(([column, name]) => `${column} ${shownName(name)}`).join(", ")
      }, found two; render the file that a run wrote`,
    );
  }
  for (const layer of Object.keys(parsed.output.decompositions)) {
    if (!(layer in parsed.output.decomposition_info)) {
      throw mismatch([{ key: "decomposition_info" }, { key: layer }], "a value", undefined);
    }
  }
  expectAllVectors(parsed.output.roles_by_layer);
  return parsed.output;
}

/** The tables whose rows pages look up one by one. */
function readByRow({ mlp, baseline, decompositions, evidence, causes }: Results): unknown {
  return {
    mlp,
    baseline,
    decompositions,
    evidence: { robustness: evidence?.robustness },
    causes: { attribution: causes?.attribution, stages: causes?.stages },
  };
}

/** What is by vector follows the order of the vectors. */
function expectAllVectors(found: Results["roles_by_layer"]): void {
  if (found === null) return;
  const { length } = found.vectors;
  for (const [ix, { lengths, inputs }] of found.layers.entries()) {
    const lists = [
      { path: ["lengths"], list: lengths },
      ...(inputs ?? []).map(({ cosines }, i) => ({
        path: ["inputs", i, "cosines"],
        list: cosines,
      })),
    ];
    for (const { path, list } of lists) {
      if (list.length === length) continue;
      const place = ["roles_by_layer", "layers", ix, ...path].map((key) => ({ key }));
      throw mismatch(place, `an array of ${length}, as there are so many vectors`, list);
    }
  }
}
