import { ok } from "node:assert/strict";
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
const MARKED = [{ name: "PC1", meanAngular: 0.08 }];

Deno.test("sweepSwarmChart() draws as before", () => {
  const { rows } = sampleSweep(VECTORS, [17, 18]);
  matchesSnapshot("sweep_swarm", sweepSwarmChart(rows, MARKED, 360));
});

Deno.test("sweepSwarmChart() draws one kind alone, and names as text", () => {
  const { rows } = sampleSweep(HOSTILE_NAMES.map((name) => ({ kind: "role", name })), [18]);
  ok(!/<(script|img)/.test(sweepSwarmChart(rows, MARKED, 360)));
});

Deno.test("sweepLayersChart() draws as before, one layer too", () => {
  const results = sampleResults({ layers: [17, 18] });
  matchesSnapshot("sweep_layers", sweepLayersChart(results, sampleSweep(VECTORS, [17, 18]), 360));
  const one = sampleResults({ layers: [18] });
  ok(sweepLayersChart(one, sampleSweep(VECTORS, [18]), 360).startsWith("<svg"));
});
