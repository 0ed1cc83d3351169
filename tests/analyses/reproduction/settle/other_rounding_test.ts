import assert from "node:assert/strict";
import { projectionsAt } from "../../../../src/results/peak_input.ts";
import { type MlpRow, type Results } from "../../../../src/results.ts";
import { checkResults } from "../../../../src/analyses/check_results.ts";
import { preparedDemonstration } from "../../../demonstration/prepared.ts";
import { runAnalysis } from "../../../run_analysis.ts";

const ASKED = {
  layers: [{ first: 17, last: 18 }],
  focus: [{ first: 18, last: 18 }],
  random: 2,
} as const;

/** The measured columns. */
function measuredColumns(rows: readonly MlpRow[]) {
  return rows.map((
    { layer, input_vector, base_output_norm, instruct_output_norm, delta_norm, delta_angular },
  ) => ({
    layer,
    input_vector,
    base_output_norm,
    instruct_output_norm,
    delta_norm,
    delta_angular,
  }));
}

/** Projection and cosine alone. */
function projections(rows: Results["decompositions"][string]) {
  return rows.map(({ name, kind, projection, cosine }) => ({ name, kind, projection, cosine }));
}

/** Without what a run holds beyond one of another pair: more inputs meet its weights, and more of their products are checked. */
function withoutOther({ evidence, self_check: _, ...results }: Results) {
  return { ...results, evidence: { ...evidence, other_rounding: null, reproduction: null } };
}

Deno.test("analyse() gives under the other rounding what a run under it gives, for a published pair alone", async () => {
  const folders = await preparedDemonstration();
  const run = (rounding: "none" | "notebook", isPublished: boolean) =>
    runAnalysis(folders, { ...ASKED, rounding, isPublished: () => isPublished });
  const single = { none: await run("none", false), notebook: await run("notebook", false) };
  assert.notDeepEqual(measuredColumns(single.none.mlp), measuredColumns(single.notebook.mlp));
  for (const [rounding, other] of [["none", "notebook"], ["notebook", "none"]] as const) {
    assert.equal(single[rounding].evidence?.other_rounding, null);
    assert.equal(single[rounding].evidence?.reproduction, null);
    const both = await run(rounding, true);
    assert.deepEqual(withoutOther(both), withoutOther(single[rounding]));
    const { quantiles = [] } = single[other].evidence ?? {};
    assert.deepEqual(both.evidence?.other_rounding, {
      rounding: other,
      mlp: measuredColumns(single[other].mlp),
      // Published means of random directions are of outputs in float32.
      quantiles: other === "notebook"
        ? []
        : quantiles.filter(({ baseline, variant }) =>
          baseline === "isotropic" && variant === "raw"
        ),
      decompositions: { 18: projections(projectionsAt(single[other], 18)) },
    });
    const rows = both.evidence?.reproduction?.rows ?? [];
    for (const mark of ["f32-output", "bf16-output"]) {
      const found = rows.filter(({ quantity, rounding }) =>
        rounding === mark && / of -?PC\d, layer 18$/.test(quantity)
      );
      assert.equal(found.length, 4, mark);
      assert(found.every(({ value }) => value !== null), mark);
    }
    assert.deepEqual(checkResults(JSON.parse(JSON.stringify(both))), both);
  }
});
