import {
  assertReport,
  FLOAT32_BOUNDS,
  NOTEBOOK_BOUNDS,
  readExpectedReports,
} from "../expected_report.ts";
import { STORIES, testOnStories } from "../stories.ts";
import { runAnalysis } from "../run_analysis.ts";

testOnStories("analyse() says what the oracle says of stories260k", async () => {
  const { report } = await readExpectedReports("stories260k");
  assertReport(await runAnalysis(STORIES, { pcaLayer: 2 }), report!, FLOAT32_BOUNDS);
});

testOnStories(
  "analyse() with notebook rounding says what the oracle says of stories260k",
  async () => {
    const { notebook } = await readExpectedReports("stories260k");
    const results = await runAnalysis(STORIES, { pcaLayer: 2, rounding: "notebook" });
    assertReport(results, notebook!, NOTEBOOK_BOUNDS);
  },
);
