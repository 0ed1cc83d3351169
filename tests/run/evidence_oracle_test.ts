import assert from "node:assert/strict";
import type { Evidence, Results } from "../../src/results.ts";
import { type ExpectedRow, readExpectedEvidence } from "../expected_evidence.ts";
import { realPath, testOnRealData } from "../real_data.ts";
import { runAnalysis } from "../run_analysis.ts";

/** Of each figure, on the CPU twin: some are small differences of large numbers, which float32 sums would blur. */
const RELATIVE_BOUND = 1e-4;

/** The columns by which rows of a table are matched. */
const KEYS = {
  mlp: ["layer", "input_vector"],
  baseline: ["layer", "baseline", "index", "sign"],
  robustness: ["layer", "input_vector", "variant"],
  operating_point: ["layer", "row", "alpha"],
  operating_baseline: ["layer", "row", "baseline", "index", "sign"],
  quantiles: ["layer", "baseline", "variant"],
  ranks: ["layer", "variant"],
  layers: ["layer"],
  outlier_curve: ["layer", "removed"],
  peaks: ["input_vector", "variant"],
  components: ["name"],
  calibration: ["alpha"],
  role_directions: ["kind", "name"],
  bands: ["layer", "input_vector", "variant", "column"],
} as const;

const stories = {
  base: realPath("stories260k/base"),
  instruct: realPath("stories260k/finetuned"),
  vectors: realPath("stories260k/vectors"),
};

/** Every row that the oracle gives, and every column of it. */
async function assertEvidence(results: Results, name: string): Promise<void> {
  const expected = await readExpectedEvidence(name);
  const evidence = results.evidence as Evidence;
  const found: Record<keyof typeof KEYS, readonly object[]> = {
    ...evidence,
    mlp: results.mlp,
    baseline: results.baseline,
    bands: evidence.bootstrap.bands,
  };
  const tables = { ...expected, bands: expected.bootstrap.bands };
  assert.equal(evidence.bootstrap.resamples, expected.bootstrap.resamples);
  assert.equal(evidence.bootstrap.interval, expected.bootstrap.interval);
  for (const [table, keys] of Object.entries(KEYS)) {
    const id = (row: object) => keys.map((key) => (row as ExpectedRow)[key]).join(" ");
    const byId = new Map(found[table as keyof typeof KEYS].map((row) => [id(row), row]));
    for (const row of tables[table as keyof typeof KEYS] ?? []) {
      assertRow(byId.get(id(row)), row, `${name} ${table} ${id(row)}`);
    }
  }
  for (const [layer, rows] of Object.entries(expected.outlier_tables ?? {})) {
    const own = evidence.outlier_tables[layer] ?? [];
    assert.equal(own.length, rows.length, `${name} outliers of layer ${layer}`);
    for (const [i, row] of rows.entries()) assertRow(own[i], row, `${name} outlier ${layer} ${i}`);
  }
  for (const row of expected.operating_tests ?? []) {
    assertRow(operatingTest(evidence, row), row, `${name} operating point, layer ${row.layer}`);
  }
}

/** What the published rows say of PC1 at the operating point of one layer: of each direction the larger sign at one step. */
function operatingTest(
  { layers, operating_point, operating_baseline }: Evidence,
  { layer, row }: ExpectedRow,
): ExpectedRow {
  const isHere = (it: { layer: number; row: string }) => it.layer === layer && it.row === row;
  const [plus, minus] = [1, -1].map((alpha) =>
    Number(operating_point.find((it) => isHere(it) && it.alpha === alpha)?.response_angular)
  );
  const larger = Math.max(Number(plus), Number(minus));
  const turnsOf = (baseline: string) => {
    const turns: number[] = [];
    for (const it of operating_baseline.filter((it) => isHere(it) && it.baseline === baseline)) {
      turns[it.index] = Math.max(turns[it.index] ?? 0, Number(it.response_angular));
    }
    return turns.sort((a, b) => a - b);
  };
  const atLeast = (turns: readonly number[]) => turns.filter((turn) => turn >= larger).length;
  const [draws, roles] = [turnsOf("persona"), turnsOf("roles")];
  const at = 0.95 * (draws.length - 1);
  const [below, above] = [Number(draws[Math.floor(at)]), Number(draws[Math.ceil(at)])];
  return {
    layer,
    row,
    plus_angular: plus,
    minus_angular: minus,
    larger_angular: larger,
    p_persona: (1 + atLeast(draws)) / (draws.length + 1),
    pfw_persona: layers.find((it) => it.layer === layer)?.pfw_operating_point,
    persona_q95: below + (at - Math.floor(at)) * (above - below),
    roles: roles.length,
    roles_at_least: atLeast(roles),
  };
}

function assertRow(found: object | undefined, expected: ExpectedRow, where: string): void {
  assert.ok(found !== undefined, `${where}: no such row`);
  for (const [column, value] of Object.entries(expected)) {
    const own: unknown = (found as ExpectedRow)[column];
    if (typeof value !== "number" || typeof own !== "number") {
      assert.deepEqual(own, value, `${where} ${column}`);
    } else {
      const bound = RELATIVE_BOUND * Math.abs(value);
      const message = `${where} ${column}: expected ${value}, got ${own}`;
      assert.ok(Math.abs(own - value) <= bound, message);
    }
  }
}

testOnRealData(
  "analyse() gives the oracle's evidence on stories260k",
  "stories260k/base",
  async () => {
    const results = await runAnalysis(stories, { layers: "all", pcaLayer: 2, random: 32 });
    await assertEvidence(results, "stories260k");
  },
);

testOnRealData(
  "analyse() with --outliers 8 leaves out the oracle's coordinates on stories260k, which has none by the criterion",
  "stories260k/base",
  async () => {
    const asked = { layers: "all", pcaLayer: 2, random: 32, outliers: 8 } as const;
    await assertEvidence(await runAnalysis(stories, asked), "stories260k-outliers-8");
  },
);

testOnRealData(
  "analyse() tests the larger of both signs at the operating point on stories260k",
  "stories260k/base",
  async () => {
    const { evidence } = await runAnalysis(stories, { layers: "all", pcaLayer: 2, random: 32 });
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

testOnRealData(
  "analyse() gives the oracle's PC1 in the spaces of a scaled PCA on stories260k",
  "stories260k/base",
  async () => {
    const results = await runAnalysis(stories, {
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

testOnRealData(
  "analyse() with --input-row before tests the layers that have a row before",
  "stories260k/base",
  async () => {
    const asked = { layers: "all", pcaLayer: 2, random: 19, inputRow: "before" } as const;
    const { evidence } = await runAnalysis(stories, asked);
    const known = evidence?.layers.map(({ pfw_operating_point }) => pfw_operating_point !== null);
    assert.deepEqual(known, [false, true, true, true, true]);
    assert.deepEqual(evidence?.operating_test, { row: "before", n: 19, layers: 4 });
  },
);

testOnRealData(
  "analyse() cannot tell with fewer than 19 draws, and judges the first layer of --focus",
  "stories260k/base",
  async () => {
    const focus = [{ first: 3, last: 3 }, { first: 1, last: 1 }];
    const few = await runAnalysis(stories, { layers: "all", random: 5, focus });
    assert.equal(few.evidence?.verdict?.answer, "cannot tell");
    assert.equal(few.evidence?.verdict?.layer, 3);
    const chance = few.findings.find(({ topic }) => topic === "chance")?.text ?? "";
    assert.match(chance, /5 random role mixtures .* are too few for a p-value, which takes 19/);
    assert.doesNotMatch(chance, /does not set PC1 apart/);
  },
);
