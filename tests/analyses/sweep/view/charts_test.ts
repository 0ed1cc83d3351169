import { ok, strictEqual } from "node:assert/strict";
import { sweepLayersChart } from "../../../../src/analyses/sweep/view/sweep_layers_chart.ts";
import { sweepSwarmChart } from "../../../../src/analyses/sweep/view/sweep_swarm_chart.ts";
import { HOSTILE_NAMES, sampleResults } from "../../../site/sample_results.ts";
import { sampleSweep } from "../../../site/sample_sweep.ts";
import { matchesSnapshot } from "../../../site/snapshot.ts";

const VECTORS = [
  { kind: "role", name: "poet" },
  { kind: "role", name: "bard" },
  { kind: "trait", name: "literal" },
] as const;
/** A sweep beside PC1 that turns by 1 - cos = 0.08. */
function sweepOver(
  layers: readonly number[],
  vectors: Parameters<typeof sampleSweep>[0] = VECTORS,
) {
  const beside = [{ input_vector: "PC1", delta_angular_mean: 0.08 }];
  return { ...sampleSweep(vectors, { layers, mlp: [] }), beside };
}

Deno.test("sweepSwarmChart() draws as before", () => {
  matchesSnapshot("sweep_swarm", sweepSwarmChart(sweepOver([17, 18]), 360));
});

Deno.test("sweepSwarmChart() draws one kind alone, and names as text", () => {
  const hostile = sweepOver([18], HOSTILE_NAMES.map((name) => ({ kind: "role", name })));
  ok(!/<(script|img)/.test(sweepSwarmChart(hostile, 360)));
});

Deno.test("sweepSwarmChart() marks the mean of a kind that its test has", () => {
  const sweep = sweepOver([18]);
  const description = (svg: string) => /aria-description="([^"]*)"/.exec(svg)?.[1];
  // acos(1 - 0.025) = 12.84 degrees, acos(1 - 0.02) = 11.48 degrees.
  strictEqual(
    description(sweepSwarmChart(sweep, 360)),
    "3 vectors; roles turn by 12.8° in the mean, traits turn by 11.5° in the mean.",
  );
  const tests = sweep.tests.map((test) => ({ ...test, traits_mean: null }));
  strictEqual(
    description(sweepSwarmChart({ ...sweep, tests }, 360)),
    "3 vectors; roles turn by 12.8° in the mean.",
  );
});

Deno.test("sweepLayersChart() draws as before, one layer too", () => {
  const results = sampleResults({ layers: [17, 18] });
  matchesSnapshot("sweep_layers", sweepLayersChart(results, sweepOver([17, 18]), 360));
  const one = sampleResults({ layers: [18] });
  ok(sweepLayersChart(one, sweepOver([18]), 360).startsWith("<svg"));
});
