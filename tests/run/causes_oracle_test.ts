import { readLocalActivations } from "../sources/local_inputs.ts";
import {
  assertActivations,
  assertRanks,
  assertSweep,
  type ExpectedActivations,
  type ExpectedRanks,
  readExpectedCauses,
} from "../expected_causes.ts";
import { readTables } from "../expected_evidence.ts";
import { STORIES, testOnStories } from "../stories.ts";
import { runAnalysis } from "../run_analysis.ts";
import { assertAll, CPU_BOUNDS } from "./assert_causes.ts";

/** By the criterion the pair has no outlier dimensions. */
const storiesOptions = { layers: "all", pcaLayer: 2, random: 32, outliers: 8 } as const;

testOnStories(
  "analyse() gives the oracle's causes, decompositions, sweep and activations on stories260k",
  async () => {
    const name = "activations-stories260k";
    const file = new URL(`../testdata/causes/${name}.npy`, import.meta.url);
    const rows = await readLocalActivations(decodeURIComponent(file.pathname), {
      hiddenSize: 64,
      maxRows: 1024,
      seed: 42,
    });
    const results = await runAnalysis(STORIES, {
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
