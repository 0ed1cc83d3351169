import { deepStrictEqual as deepEqual, ok } from "node:assert/strict";
import { checkResults } from "../../src/analyses/check_results.ts";
import { sampleResults, THREE_LAYERS } from "../site/sample_results.ts";

/** The sample as schema 1 has it, with nothing decided of its causes. */
function earlier(change: (causes: Record<string, unknown>) => void = () => {}): unknown {
  const { causes, ...rest } = structuredClone(sampleResults({ layers: THREE_LAYERS }));
  const { stage_appearance: _s, leading_tensors: _l, named_neurons: _n, ...old } = causes!;
  change(old);
  return { ...rest, schema: "deltascope.results/1", evidence: null, findings: [], causes: old };
}

Deno.test("checkResults() decides of earlier causes what sentences and pages decided of them", () => {
  // The decisions of the sample are written down there, beside the rows that they are of.
  const { stage_appearance, leading_tensors, named_neurons } = sampleResults({
    layers: THREE_LAYERS,
  }).causes!;
  const causes = checkResults(earlier()).causes!;
  deepEqual(causes.stage_appearance, stage_appearance);
  deepEqual(causes.leading_tensors, leading_tensors);
  deepEqual(causes.named_neurons, named_neurons);
});

Deno.test("checkResults() takes a rank that an earlier run did not write for unknown", () => {
  const causes = checkResults(earlier((old) => {
    const stages = old.stages as Record<string, unknown>[];
    old.stages = stages.map(({ p_persona: _, ...row }) => row);
  })).causes!;
  ok(causes.stage_appearance.length > 0);
  ok(
    causes.stage_appearance.every(({ standing, stage }) =>
      standing === "unknown" && stage === null
    ),
  );
});
