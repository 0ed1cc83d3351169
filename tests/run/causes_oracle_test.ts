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
import { realPath, testOnRealData } from "../real_data.ts";
import { runAnalysis } from "../run_analysis.ts";
import { assertAll, CPU_BOUNDS } from "./assert_causes.ts";

const stories = {
  base: realPath("stories260k/base"),
  instruct: realPath("stories260k/finetuned"),
  vectors: realPath("stories260k/vectors"),
};
/** By the criterion the pair has no outlier dimensions. */
const storiesOptions = { layers: "all", pcaLayer: 2, random: 32, outliers: 8 } as const;

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
