import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { MASSIVE_COORDINATE, PLANTED, SYNTHETIC_NOTE } from "../../src/demonstration/parameters.ts";
import { type Demonstration, prepareDemonstration } from "../../src/demonstration/prepare.ts";
import { type ExpectedRow, readExpectedEvidence, rowsWith } from "../expected_evidence.ts";
import {
  assertReport,
  FLOAT32_BOUNDS,
  NOTEBOOK_BOUNDS,
  readExpectedReports,
} from "../expected_report.ts";
import { runAnalysis } from "../run_analysis.ts";
import { openLocalCheckpoint, openLocalVectors } from "../sources/local_inputs.ts";
import { GEMMA_2_FAMILY } from "../sources/checkpoint/recipes.ts";

const KEYS = { roleKey: "pos_all", traitKey: "pos_neg_50", difference: "default" };

let cacheFolder: string;
let demonstration: Demonstration;
const said: string[] = [];
const prepare = () => prepareDemonstration({ cacheFolder, onProgress: (text) => said.push(text) });

Deno.test.beforeAll(async () => {
  cacheFolder = await Deno.makeTempDir({ prefix: "deltascope-test-" });
  demonstration = await prepare();
});
Deno.test.afterAll(() => Deno.remove(cacheFolder, { recursive: true }));

/** Of 32 draws: 1 / 33, to the digits of the oracle. */
const SMALLEST_P = 0.0303030303;

/** The one row that has these values, numbers or null. */
function one(rows: readonly ExpectedRow[], values: ExpectedRow): Record<string, number> {
  const found = rowsWith(rows, values);
  assert.equal(found.length, 1, JSON.stringify(values));
  return found[0] as Record<string, number>;
}

/** SHA-256 of every file below a folder, by path. */
async function hashes(folder: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for await (const entry of Deno.readDir(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory) { for (const pair of await hashes(path)) found.set(...pair); }
    else found.set(path, createHash("sha256").update(await Deno.readFile(path)).digest("hex"));
  }
  return found;
}

Deno.test("prepareDemonstration() makes a Gemma 2 pair of 26 layers in F32 and BF16 shards", async () => {
  for (
    const [folder, dtype] of [[demonstration.base, "F32"], [
      demonstration.instruct,
      "BF16",
    ]] as const
  ) {
    const checkpoint = await openLocalCheckpoint(folder);
    try {
      assert.deepEqual(checkpoint.recipe, {
        ...GEMMA_2_FAMILY,
        hiddenSize: 192,
        intermediateSize: 768,
        nLayers: 26,
      });
      assert.equal(checkpoint.syntheticNote, SYNTHETIC_NOTE);
      const files = new Set<string>();
      for (let layer = 0; layer < 26; layer++) {
        const { gate, up, down, preNorm, postNorm } = checkpoint.layerWeights(layer);
        for (const tensor of [gate, up, down, preNorm!, postNorm!]) {
          assert.equal(tensor.dtype, dtype, tensor.name);
          files.add(tensor.fileName);
        }
      }
      assert.equal(files.size, dtype === "F32" ? 4 : 3, "shards");
    } finally {
      checkpoint.close();
    }
  }
});

Deno.test("prepareDemonstration() makes persona files that the report reads, one of them to be skipped", async () => {
  const vectors = await openLocalVectors(demonstration.vectors, KEYS);
  try {
    assert.equal(vectors.layout, "persona");
    assert.deepEqual([vectors.nLayers, vectors.hiddenSize], [26, 192]);
    assert.deepEqual([vectors.roleNames.length, vectors.traitNames.length], [47, 32]);
    assert.deepEqual(vectors.skipped.map(({ kind, name }) => `${kind} ${name}`), ["role hermit"]);
    assert.equal(vectors.syntheticNote, SYNTHETIC_NOTE);
    assert.deepEqual(
      vectors.traitNames.filter((name) => vectors.roleNames.includes(name)),
      ["contrarian", "romantic", "stoic"],
    );
  } finally {
    vectors.close();
  }
});

Deno.test("prepareDemonstration() plants a change that the report finds", async () => {
  const { report } = await readExpectedReports("demonstration");
  const results = await runAnalysis(demonstration);
  assertReport(results, report!, FLOAT32_BOUNDS);

  assert.equal(results.peaks.angular?.layer, PLANTED.decoy.layer);
  assert.equal(results.peaks.absolute?.layer, PLANTED.decoy.layer);
  const rows = results.decompositions[PLANTED.layer]!
    .filter(({ input_vector }) => input_vector === "PC1");
  const bySign = rows.toSorted((a, b) => b.projection - a.projection);
  const named = (part: typeof rows, kind: string) =>
    part.map((row) => `${row.kind} ${row.name}`).filter((label) => label.startsWith(kind)).sort();
  const labels = (kind: string, names: readonly string[]) =>
    names.map((name) => `${kind} ${name}`).sort();
  assert.deepEqual(named(bySign.slice(0, 3), ""), labels("trait", PLANTED.toward));
  assert.deepEqual(named(bySign.slice(-3), ""), labels("role", PLANTED.away));
});

Deno.test("prepareDemonstration() makes one coordinate of every mean activation about 50 times the median", async () => {
  const vectors = await openLocalVectors(demonstration.vectors, KEYS);
  try {
    for (const raw of await vectors.readLayers(Array.from({ length: 26 }, (_, layer) => layer))) {
      const roles = raw.vectors.filter(({ kind }) => kind === "role").map(({ values }) => values);
      for (const mean of [raw.default!, ...roles]) {
        const magnitudes = mean.map(Math.abs).sort();
        const ratio = mean[MASSIVE_COORDINATE]! / magnitudes[96]!;
        assert.ok(ratio > 40 && ratio < 60, `layer ${raw.layer}: ${ratio}`);
      }
    }
  } finally {
    vectors.close();
  }
});

Deno.test("prepareDemonstration() plants a decoy that is gone without the outlier dimensions", async () => {
  const evidence = await readExpectedEvidence("demonstration");
  const [real, decoy] = [PLANTED.layer, PLANTED.decoy.layer];
  const peak = (variant: string) => one(evidence.peaks, { input_vector: "PC1", variant });
  assert.deepEqual([peak("raw").angular_layer, peak("trimmed").angular_layer], [decoy, real]);

  const pc1 = (layer: number, variant: string) =>
    one(evidence.robustness, { layer, input_vector: "PC1", variant });
  const ofRoles = (layer: number, variant: string) =>
    one(evidence.quantiles, { layer, baseline: "roles", variant }).q95!;
  for (const variant of ["raw", "trimmed"]) {
    assert.equal(pc1(real, variant).pfw_persona, SMALLEST_P, variant);
    assert.ok(pc1(real, variant).delta_angular! > 2 * ofRoles(real, variant), variant);
  }
  assert.equal(pc1(decoy, "raw").pfw_persona, SMALLEST_P);
  assert.ok(pc1(decoy, "raw").top1_share! > 0.95);
  assert.ok(pc1(decoy, "trimmed").pfw_persona! > 0.5);
  assert.ok(pc1(decoy, "trimmed").delta_angular! < ofRoles(decoy, "trimmed"));

  const atMean = { layer: real, row: "same" };
  const response = one(evidence.operating_point, { ...atMean, alpha: 1 }).response_angular!;
  const roles = rowsWith(evidence.operating_baseline, { ...atMean, baseline: "roles" });
  assert.equal(one(evidence.layers, { layer: real }).pfw_operating_point, SMALLEST_P);
  assert.ok(roles.length > 0 && roles.every((row) => Number(row.response_angular) < response));
});

Deno.test("prepareDemonstration() serves the run like the notebook's", async () => {
  const { like_notebook } = await readExpectedReports("demonstration");
  const focus = [{ first: 18, last: 18 }];
  const results = await runAnalysis(
    demonstration,
    { pcs: 1, focus, rounding: "notebook", likeNotebook: true },
    { roleKey: "pos_all", traitKey: "pos_all" },
  );
  assertReport(results, like_notebook!, NOTEBOOK_BOUNDS);
});

Deno.test("prepareDemonstration() has the PCA that computed components give", async () => {
  const layers = [{ first: 18, last: 18 }];
  const fromFile = await runAnalysis(demonstration, { layers });
  const computed = await runAnalysis(demonstration, { layers, pca: "computed" });
  for (const [i, row] of fromFile.mlp.entries()) {
    const other = computed.mlp[i]!;
    assert.equal(other.input_vector, row.input_vector);
    // One in a thousand entries may fall on another side of a bfloat16 boundary.
    assert.ok(Math.abs(other.delta_norm / row.delta_norm - 1) < 1e-4, row.input_vector);
  }
});

Deno.test("prepareDemonstration() reuses what is complete and makes the same again where a file is missing", async () => {
  const before = await hashes(cacheFolder);
  assert.deepEqual(said, ["Making the synthetic demonstration: 80 MB in the cache folder, once"]);
  assert.deepEqual(await prepare(), demonstration);
  assert.equal(said.length, 1);

  await Deno.remove(join(demonstration.base, "model-00002-of-00004.safetensors"));
  await prepare();
  assert.equal(said.length, 2);
  assert.deepEqual(await hashes(cacheFolder), before);
});
