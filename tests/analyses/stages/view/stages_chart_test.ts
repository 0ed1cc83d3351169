import { ok, strictEqual } from "node:assert/strict";
import { stagesChart } from "../../../../src/analyses/stages/view/stages_chart.ts";
import { largestStageAngle } from "../../../../src/site/kit/cause_rows.ts";
import { causesOf, matchesSnapshot, titles } from "../../../site/snapshot.ts";

const layers = [17, 18];
const width = 360;
const causes = causesOf({ layers });

Deno.test("stagesChart() draws as before", () => {
  const top = largestStageAngle(causes, 18);
  matchesSnapshot("stages", stagesChart(causes, { layer: 18, variant: "raw", top, width }));
});

Deno.test("stagesChart() gives PC1 in degrees at every stage, without the outlier dimensions at the outputs alone", () => {
  // 1 - cos 0.0853 is 23.8 degrees, 0.31 of it 13.2; 0.05 of it 5.29.
  const raw = stagesChart(causes, { layer: 18, variant: "raw", top: 30, width });
  const trimmed = stagesChart(causes, { layer: 18, variant: "trimmed", top: 30, width });
  const own = (svg: string) => titles(svg).filter((title) => title.startsWith("PC1"));
  strictEqual(own(raw).length, 6);
  strictEqual(own(raw)[0], "PC1, the gate product: 5.29°");
  strictEqual(own(raw)[5], "PC1, the output: 23.8°");
  strictEqual(own(trimmed).length, 3);
  strictEqual(own(trimmed)[2], "PC1, the output: 13.2°");
  // The draws' 1 - cos of 0.001, 0.0035 and 0.006 are 2.56, 4.80 and 6.28 degrees.
  ok(
    titles(raw).includes(
      "32 random role mixtures, the gate product: 5 % 2.56°, median 4.8°, 95 % 6.28°",
    ),
  );
});

Deno.test("stagesChart() leaves out the base's norm where no norm follows the MLP", () => {
  const plain = causesOf({ layers, hasPostNorm: false });
  const svg = stagesChart(plain, { layer: 18, variant: "raw", top: 30, width });
  strictEqual(titles(svg).filter((title) => title.startsWith("PC1")).length, 5);
  ok(!svg.includes("base_normed"));
});

Deno.test("stagesChart() copes with one layer, and with a checkpoint against itself", () => {
  for (const options of [{ layers: [18] }, { layers, isSelf: true }]) {
    const own = causesOf(options);
    const charts = [
      stagesChart(own, { layer: 18, variant: "raw", top: largestStageAngle(own, 18), width }),
    ];
    for (const svg of charts) ok(svg.startsWith("<svg") && !/NaN|undefined|Infinity/.test(svg));
  }
});
