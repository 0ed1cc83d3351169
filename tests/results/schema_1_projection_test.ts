import { deepStrictEqual as deepEqual } from "node:assert/strict";
import { decompositionInfoOf } from "../../src/results/schema_1/projection.ts";
import type { DecompositionInfo } from "../../src/results.ts";

/** What is settled of a layer whose rows are these. */
function settled(rows: unknown[], draws: number): DecompositionInfo {
  const info = { summary: { common_mode: [], spans: [], pursuit: [], draws } };
  const found = decompositionInfoOf({
    decompositions: { 7: rows },
    decomposition_info: { 7: info },
  }) as Record<string, DecompositionInfo>;
  return found[7]!;
}

const POET = { name: "poet", kind: "role", projection: 3, cosine: 0.2 };

Deno.test("decompositionInfoOf() counts what stands out of every input, and whether the draws were enough to tell", () => {
  const { inputs, summary } = settled([
    { ...POET, input_vector: "PC1", cosine_pfw: 0.04 },
    { ...POET, input_vector: "-PC1", cosine_pfw: 0.06 },
  ], 19);
  deepEqual(inputs, [
    { input_vector: "PC1", n_tested: 1, n_stands_out: 1 },
    { input_vector: "-PC1", n_tested: 1, n_stands_out: 0 },
  ]);
  deepEqual(summary?.draws_suffice, true);
  deepEqual(summary?.stands_out, { raw: [{ kind: "role", name: "poet" }], trimmed: null });
});

Deno.test("decompositionInfoOf() takes rows that name no input for those of PC1, and knows of no test in them", () => {
  const { inputs, summary } = settled([POET], 18);
  deepEqual(inputs, [{ input_vector: "PC1", n_tested: 0, n_stands_out: 0 }]);
  deepEqual(summary?.draws_suffice, false);
  deepEqual(summary?.stands_out, { raw: [], trimmed: null });
});
