import assert from "node:assert/strict";
import { peakProjections } from "../../src/results/peak_input.ts";
import type { Results } from "../../src/results.ts";
import { readLocalActivations } from "../sources/local_inputs.ts";
import { prepareDemonstration } from "../../src/demonstration/prepare.ts";
import { testOnGpu } from "../compute/gpu.ts";
import {
  assertActivations,
  assertCauses,
  assertDecompositions,
  assertNeurons,
  assertRanks,
  assertSweep,
  type Bounds,
  type ExpectedActivations,
  type ExpectedCauses,
  type ExpectedRanks,
  readExpectedCauses,
} from "../expected_causes.ts";
import { readTables } from "../expected_evidence.ts";
import { realPath, testOnRealData } from "../real_data.ts";
import { runAnalysis } from "../run_analysis.ts";

const CPU_BOUNDS: Bounds = { e: 1e-4, z: 1e-6, p: 1e-6 };
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

const stories = {
  base: realPath("stories260k/base"),
  instruct: realPath("stories260k/finetuned"),
  vectors: realPath("stories260k/vectors"),
};
/** By the criterion the pair has no outlier dimensions. */
const storiesOptions = { layers: "all", pcaLayer: 2, random: 32, outliers: 8 } as const;

function assertAll(results: Results, expected: ExpectedCauses, bounds: Bounds): void {
  assert.deepEqual(results.options.focus, expected.focus, "focus");
  assertCauses(results, expected, bounds);
  assertNeurons(results, expected, bounds);
  assertDecompositions(results, expected, bounds);
}

testOnRealData(
  "analyse() gives the oracle's causes, decompositions, sweep and activations on stories260k",
  "stories260k/base",
  async () => {
    const name = "activations-stories260k";
    const file = new URL(`../testdata/causes/${name}.npy`, import.meta.url);
    const rows = await readLocalActivations(decodeURIComponent(file.pathname), {
      hiddenSize: 64,
      maxRows: 1024,
      seed: 42,
    });
    const results = await runAnalysis(stories, {
      ...storiesOptions,
      sweep: true,
      activations: { ...rows, layer: 2 },
    });
    const expected = await readExpectedCauses("stories260k");
    assertAll(results, expected, CPU_BOUNDS);
    assertSweep(results, expected, CPU_BOUNDS);
    assertRanks(results, await readTables<ExpectedRanks>("causes/ranks-stories260k.json"));
    assertActivations(
      results,
      await readTables<ExpectedActivations>(`causes/${name}.json`),
      CPU_BOUNDS,
    );
  },
);

testOnGpu("analyse() on a GPU gives the oracle's causes on the demonstration", async () => {
  const results = await runOnDemonstration({ device: "gpu", random: 32 });
  assertAll(results, await readExpectedCauses("demonstration"), GPU_BOUNDS);
  assertPlanted(results);
});

Deno.test("analyse() gives the oracle's causes, decompositions and sweep on the demonstration, and names what was planted", async () => {
  const results = await runOnDemonstration({ random: 32, sweep: true });
  const expected = await readExpectedCauses("demonstration");
  assertAll(results, expected, DEMONSTRATION_BOUNDS);
  assertSweep(results, expected, DEMONSTRATION_BOUNDS);
  assertRanks(results, await readTables<ExpectedRanks>("causes/ranks-demonstration.json"));
  assertPlanted(results);
});

async function runOnDemonstration(
  options: NonNullable<Parameters<typeof runAnalysis>[1]>,
): Promise<Results> {
  const cacheFolder = await Deno.makeTempDir({ prefix: "deltascope-test-" });
  try {
    return await runAnalysis(await prepareDemonstration({ cacheFolder }), options);
  } finally {
    await Deno.remove(cacheFolder, { recursive: true });
  }
}

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
    const first = largest(peakProjections({ decompositions }, Number(layer)), projection).slice(
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
