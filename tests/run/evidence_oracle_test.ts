import assert from "node:assert/strict";
import type { ExpectedRow } from "../expected_evidence.ts";
import { STORIES, testOnStories } from "../stories.ts";
import { runAnalysis } from "../run_analysis.ts";
import { assertEvidence } from "./assert_evidence.ts";

testOnStories("analyse() gives the oracle's evidence on stories260k", async () => {
  const results = await runAnalysis(STORIES, { layers: "all", pcaLayer: 2, random: 32 });
  await assertEvidence(results, "stories260k");
});

testOnStories(
  "analyse() with --outliers 8 leaves out the oracle's coordinates on stories260k, which has none by the criterion",
  async () => {
    const asked = { layers: "all", pcaLayer: 2, random: 32, outliers: 8 } as const;
    await assertEvidence(await runAnalysis(STORIES, asked), "stories260k-outliers-8");
  },
);

testOnStories(
  "analyse() tests the larger of both signs at the operating point on stories260k",
  async () => {
    const { evidence } = await runAnalysis(STORIES, { layers: "all", pcaLayer: 2, random: 32 });
    const turn = (alpha: number) => {
      const isHere = (row: ExpectedRow) =>
        row.layer === 2 && row.row === "same" && row.alpha === alpha;
      return Number(evidence?.operating_point.find(isHere)?.response_angular);
    };
    // 47.3 and 27.1 degrees.
    assert.ok(Math.abs(turn(1) - 0.32146804) < 1e-5, `+1: ${turn(1)}`);
    assert.ok(Math.abs(turn(-1) - 0.109873514) < 1e-5, `-1: ${turn(-1)}`);
    // At +1 alone: 33, 5, 2, 33 and 31 of 33.
    const pfw = evidence?.layers.map(({ pfw_operating_point }) => Number(pfw_operating_point) * 33);
    assert.deepEqual(pfw?.map(Math.round), [28, 13, 2, 28, 33]);
  },
);

testOnStories(
  "analyse() gives the oracle's PC1 in the spaces of a scaled PCA on stories260k",
  async () => {
    const results = await runAnalysis(STORIES, {
      layers: "all",
      pcaLayer: 2,
      pcaScale: "standard",
      random: 32,
    });
    await assertEvidence(results, "stories260k-standard");
    const { components = [], space_cosines = [] } = results.evidence ?? {};
    assert.deepEqual(results.evidence?.pc1_spaces, ["components", "activation", "readout"]);
    const pairs = space_cosines.map(({ first, second }) => `${first} ${second}`);
    assert.deepEqual(pairs, [
      "PC1 PC1:activation",
      "PC1 PC1:readout",
      "PC1:activation PC1:readout",
    ]);
    for (const { first, second, cosine } of space_cosines.slice(0, 2)) {
      assert.equal(first, "PC1");
      assert.equal(components.find(({ name }) => name === second)?.cosine_with_pc1, cosine);
    }
  },
);

testOnStories(
  "analyse() with --input-row before tests the layers that have a row before",
  async () => {
    const asked = { layers: "all", pcaLayer: 2, random: 19, inputRow: "before" } as const;
    const { evidence } = await runAnalysis(STORIES, asked);
    const known = evidence?.layers.map(({ pfw_operating_point }) => pfw_operating_point !== null);
    assert.deepEqual(known, [false, true, true, true, true]);
    assert.deepEqual(evidence?.operating_test, { row: "before", n: 19, layers: 4 });
  },
);

testOnStories(
  "analyse() cannot tell with fewer than 19 draws, and judges the first layer of --focus",
  async () => {
    const focus = [{ first: 3, last: 3 }, { first: 1, last: 1 }];
    const few = await runAnalysis(STORIES, { layers: "all", random: 5, focus });
    assert.equal(few.evidence?.verdict?.answer, "cannot tell");
    assert.equal(few.evidence?.verdict?.layer, 3);
    const chance = few.findings.find(({ topic }) => topic === "chance")?.text ?? "";
    assert.match(chance, /5 random role mixtures .* are too few for a p-value, which takes 19/);
    assert.doesNotMatch(chance, /does not set PC1 apart/);
  },
);
