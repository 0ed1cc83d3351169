/**
 * What the schema of results cannot tell: rows that stand there twice, and lists that do not fit each other. Of a file alone, which
 * somebody may have put together: a run that has computed for hours is not refused its results.
 *
 * @module
 */

import { repeatedRow } from "../results/layer_numbers.ts";
import { mismatch } from "../results/mismatch.ts";
import type { Results } from "../results.ts";
import { shownName } from "../text/quote.ts";

/** Passes if the tables of a file are such as a run writes. @throws {TypeError} naming the table and what of it is wrong. */
export function checkTables(results: Results): void {
  expectOneOfEach(results);
  expectAllVectors(results.roles_by_layer);
}

/** In the tables of which pages look up one row at a time. */
function expectOneOfEach({ mlp, baseline, decompositions, evidence, causes }: Results): void {
  const repeated = repeatedRow({
    mlp,
    baseline,
    decompositions,
    evidence: { robustness: evidence?.robustness },
    causes: { attribution: causes?.attribution, stages: causes?.stages },
  });
  if (repeated === null) return;
  const { table, names } = repeated;
  throw new TypeError(
    `Cannot read results at ${table}: expected one row of ${
      names.map(([column, name]) => `${column} ${shownName(name)}`).join(", ")
    }, found two; render the file that a run wrote`,
  );
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
