/** The demonstration against the oracle: analysed once on each device, for all tests that read it. */

import { verdictText } from "../../src/results/verdict_text.ts";
import assert from "node:assert/strict";
import { projectionsAt } from "../../src/results/peak_input.ts";
import type { Results } from "../../src/results.ts";
import { preparedDemonstration } from "../demonstration/prepared.ts";
import { testOnGpu } from "../compute/gpu.ts";
import {
  assertRanks,
  assertSweep,
  type Bounds,
  type ExpectedRanks,
  readExpectedCauses,
} from "../expected_causes.ts";
import { readExpectedEvidence, readTables } from "../expected_evidence.ts";
import { runAnalysis } from "../run_analysis.ts";
import { assertAll, CPU_BOUNDS } from "./assert_causes.ts";
import { assertEvidence, assertReferenceScore } from "./assert_evidence.ts";

/**
 * Outputs of the demonstration are 230 to 440 long and the draws' projections have an sd from 1.2 on, so that rounding the outputs
 * to float32 alone moves z by as much as CPU_BOUNDS allow, and products before them are float32 too. From identical inputs z
 * and p are held to 1e-9 of NumPy's by decompose_layer_test.ts.
 */
const DEMONSTRATION_BOUNDS: Bounds = { ...CPU_BOUNDS, z: 1e-5 };
const GPU_BOUNDS: Bounds = { e: 1e-3, z: 1e-3, p: 1e-6 };

/** What was planted at layer 18 of the demonstration. */
const PLANTED = {
  layer: "18",
  neurons: [0, 96, 192, 288, 384, 480, 576, 672],
  toward: ["calibrated", "literal", "methodical"],
  away: ["caveman", "pirate", "poet"],
};

/** What is asked on each device; the sweep adds tables of its own and changes no other. */
const ASKED = {
  cpu: { device: "reference", random: 32, sweep: true },
  wasm: { device: "cpu", random: 32 },
  gpu: { device: "gpu", random: 32 },
} as const;

const analysed = new Map<keyof typeof ASKED, Promise<Results>>();

function analysedDemonstration(device: keyof typeof ASKED): Promise<Results> {
  const results = analysed.get(device) ??
    preparedDemonstration().then((folders) => runAnalysis(folders, ASKED[device]));
  analysed.set(device, results);
  return results;
}

testOnGpu("analyse() on a GPU gives the oracle's causes on the demonstration", async () => {
  const results = await analysedDemonstration("gpu");
  assertAll(results, await readExpectedCauses("demonstration"), GPU_BOUNDS);
  assertPlanted(results);
});

Deno.test("analyse() in WebAssembly gives the oracle's causes on the demonstration", async () => {
  const results = await analysedDemonstration("wasm");
  assert.equal(results.device.name, "WebAssembly (relaxed SIMD)");
  // As any engine that sums in float32.
  assertAll(results, await readExpectedCauses("demonstration"), GPU_BOUNDS);
  assertPlanted(results);
});

Deno.test("analyse() gives the oracle's causes, decompositions and sweep on the demonstration, and names what was planted", async () => {
  const results = await analysedDemonstration("cpu");
  const expected = await readExpectedCauses("demonstration");
  assertAll(results, expected, DEMONSTRATION_BOUNDS);
  assertSweep(results, expected, DEMONSTRATION_BOUNDS);
  assertRanks(results, await readTables<ExpectedRanks>("causes/ranks-demonstration.json"));
  assertPlanted(results);
});

Deno.test("analyse() gives the oracle's evidence on the demonstration, and sees through its decoy", async () => {
  const results = await analysedDemonstration("cpu");
  await assertEvidence(results, "demonstration");
  assertReferenceScore(results, await readExpectedEvidence("demonstration"));
  assert.equal(results.peaks.angular?.layer, 21);
  for (const { layer, outliers, has_outliers } of results.evidence?.layers ?? []) {
    assert.equal(has_outliers, outliers.length > 0, `layer ${layer}`);
  }
  assert.deepEqual(results.evidence?.missing_baselines, []);
  assert.equal(results.chance?.layer, 21);
  const trimmed = results.evidence?.peaks.find(({ variant }) => variant === "trimmed");
  assert.equal(trimmed?.angular_layer, 18);
  assert.equal(results.evidence?.verdict?.layer, 18);
  assert.equal(results.evidence?.verdict?.answer, "yes");
  assert.match(
    verdictText(results).paragraph ?? "",
    /layer 21 on all coordinates and layer 18 without them/,
  );
});

/** One weight, eight neurons, three traits toward and three roles away, on all coordinates and without O. */
function assertPlanted({ causes, decompositions }: Results): void {
  const { layer, neurons, toward, away } = PLANTED;
  const down = causes?.attribution.find((row) =>
    row.layer === Number(layer) && row.input_vector === "PC1" && row.component === "down"
  );
  const variants = [
    { share: "share", contribution: "contribution", projection: "projection" },
    {
      share: "trimmed_share",
      contribution: "trimmed_contribution",
      projection: "trimmed_projection",
    },
  ] as const;
  for (const { share, contribution, projection } of variants) {
    assert.ok(Number(down?.[share]) > 0.9, `${share} of down: expected above 0.9`);
    const most = largest(causes?.neurons[layer]?.rows ?? [], contribution).slice(0, 8);
    assert.deepEqual(most.map(({ neuron }) => neuron).sort((a, b) => a - b), neurons, contribution);
    const first = largest(projectionsAt({ decompositions }, Number(layer)), projection).slice(
      0,
      6,
    );
    const named = (kind: string, sign: number) =>
      first.filter((row) => row.kind === kind && Math.sign(Number(row[projection])) === sign)
        .map(({ name }) => name).sort();
    assert.deepEqual(named("trait", 1), toward, `${projection}: toward`);
    assert.deepEqual(named("role", -1), away, `${projection}: away`);
  }
}

/** Rows by |column| descending. */
function largest<C extends string, T extends { readonly [K in C]: number | null }>(
  rows: readonly T[],
  column: C,
): T[] {
  return rows.toSorted((a, b) => Math.abs(Number(b[column])) - Math.abs(Number(a[column])));
}
