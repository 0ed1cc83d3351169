import { match, strictEqual as equal } from "node:assert/strict";
import { words } from "../../../src/analyses/stages/words.ts";
import type { Measured, StageAppearance } from "../../../src/results.ts";
import { sampleResults, THREE_LAYERS } from "../../site/sample_results.ts";

/** The sentence about layer 18, where this was settled of it. */
function told(settled: Pick<StageAppearance, "variant" | "standing" | "stage">[]): string {
  const results = sampleResults({ layers: THREE_LAYERS });
  results.causes!.stage_appearance = settled.map((row) => ({ layer: 18, ...row }));
  const found = words(results as Measured);
  equal(found.every(({ topic, layer }) => topic === "stages" && layer === 18), true);
  return found.map(({ text }) => text).join("\n");
}

const RAW = { variant: "raw", standing: "from_stage", stage: "down" } as const;
const TRIMMED = { ...RAW, variant: "trimmed" } as const;

Deno.test("words() of stages name the stage, and set beside it what is left without the outlier dimensions", () => {
  match(
    told([RAW, TRIMMED]),
    /^At layer 18 PC1 turns farther than 95 % of the random role mixtures by the larger of their signs \(rank p at most 0\.05, uncorrected\) from the down product on, with and without the outlier dimensions\. /,
  );
  match(
    told([RAW, { ...TRIMMED, stage: "output" }]),
    / on, without the outlier dimensions from the output on\. /,
  );
  match(
    told([RAW, { ...TRIMMED, standing: "nowhere", stage: null }]),
    / on, but not without the outlier dimensions\. /,
  );
});

Deno.test("words() of stages say nothing of outlier dimensions that a layer has not, or of which nothing is known", () => {
  match(told([RAW]), /from the down product on\. Angles between base and instruct, in brackets/);
  match(
    told([RAW, { ...TRIMMED, standing: "unknown", stage: null }]),
    /from the down product on\. Angles between base and instruct, in brackets/,
  );
});

Deno.test("words() of stages name none where the output is not beyond the mixtures, or where that is not known", () => {
  match(
    told([{ ...RAW, standing: "nowhere", stage: null }]),
    /does not turn farther than 95 % of the random role mixtures .*, so no stage is named\. Angles between base and instruct, in brackets/,
  );
  // 1 - cos of 0.05 * 0.0853 at gate and of 0.0853 at the output.
  match(
    told([{ ...RAW, standing: "unknown", stage: null }]),
    /^At layer 18, angles between base and instruct for PC1.*: the gate product 5\.29 degrees .* and the output 23\.8 degrees/,
  );
  equal(told([]), "");
});

Deno.test("words() of stages say that p is of one sign where the other turns farther", () => {
  const results = sampleResults({ layers: THREE_LAYERS });
  results.causes!.stage_appearance = [{ layer: 18, ...RAW, standing: "nowhere", stage: null }];
  const ofSign = (delta_angular: number) => {
    results.mlp.find((row) => row.layer === 18 && row.input_vector === "-PC1")!.delta_angular =
      delta_angular;
    return words(results as Measured)[0]!.text;
  };
  match(
    ofSign(1),
    /degrees\)?\. This p is of PC1 alone; at the output −PC1 turns farther, by 90 degrees\.$/,
  );
  equal(ofSign(0.01).includes("alone"), false);
});
