import {
  assertReport,
  FLOAT32_BOUNDS,
  NOTEBOOK_BOUNDS,
  readExpectedReports,
} from "../expected_report.ts";
import { realPath, testOnRealData } from "../real_data.ts";
import { runAnalysis } from "../run_analysis.ts";

const folders = {
  base: realPath("stories260k/base"),
  instruct: realPath("stories260k/finetuned"),
  vectors: realPath("stories260k/vectors"),
};

testOnRealData(
  "analyse() says what the oracle says of stories260k",
  "stories260k/base",
  async () => {
    const { report } = await readExpectedReports("stories260k");
    assertReport(await runAnalysis(folders, { pcaLayer: 2 }), report!, FLOAT32_BOUNDS);
  },
);

testOnRealData(
  "analyse() with notebook rounding says what the oracle says of stories260k",
  "stories260k/base",
  async () => {
    const { notebook } = await readExpectedReports("stories260k");
    const results = await runAnalysis(folders, { pcaLayer: 2, rounding: "notebook" });
    assertReport(results, notebook!, NOTEBOOK_BOUNDS);
  },
);
