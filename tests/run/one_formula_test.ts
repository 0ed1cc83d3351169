import assert from "node:assert/strict";
import { degrees } from "../../src/math/angle.ts";
import type { Results } from "../../src/results.ts";
import { preparedDemonstration } from "../demonstration/prepared.ts";
import { STORIES, testOnStories } from "../stories.ts";
import { runAnalysis } from "../run_analysis.ts";

/** Every table that shows |d|, 1 - cos or an angle of the same input has the same number, to the last bit. */
function assertOneFormula(results: Results): void {
  const { mlp, baseline, evidence, causes, decomposition_info, sweep } = results;
  assert.ok(evidence !== null && causes !== null);
  let nCompared = 0;
  const same = (found: unknown, expected: unknown, where: string) => {
    assert.ok(found !== undefined && expected !== undefined, where);
    assert.ok(Object.is(found, expected), `${where}: ${found} and ${expected}`);
    nCompared++;
  };
  for (const row of mlp) {
    const { layer, input_vector, delta_norm, delta_angular } = row;
    const where = `layer ${layer}, ${input_vector}`;
    const raw = evidence.robustness.find((it) =>
      it.layer === layer && it.input_vector === input_vector && it.variant === "raw"
    );
    same(raw?.delta_norm, delta_norm, `${where}: |d| of robustness`);
    same(raw?.delta_angular, delta_angular, `${where}: 1 - cos of robustness`);
    // Both are rounded to ten digits, after one was made of the other.
    const angle = degrees(Number(delta_angular));
    assert.ok(Math.abs(Number(row.angle_degrees) - angle) <= 1e-9 * angle, `${where}: degrees`);
    nCompared++;
    const output = causes.stages.find((it) =>
      it.layer === layer && it.input_vector === input_vector && it.stage === "output" &&
      it.variant === "raw"
    );
    same(output?.delta_angular, delta_angular, `${where}: 1 - cos of the last stage`);
  }
  for (const [layer, { delta_norm }] of Object.entries(decomposition_info)) {
    const pc1 = mlp.find((row) => row.layer === Number(layer) && row.input_vector === "PC1");
    same(delta_norm, pc1?.delta_norm, `layer ${layer}: |d| of the decomposition`);
    const whole = evidence.outlier_curve.find((row) =>
      row.layer === Number(layer) && row.removed === 0
    );
    same(
      whole?.delta_angular,
      pc1?.delta_angular,
      `layer ${layer}: curve without anything removed`,
    );
  }
  // A role that is run as a baseline at the layer of the PCA and swept there is the same input twice.
  const { layers } = results.options;
  if (sweep !== null && layers.length === 1) {
    for (const [index, { kind, name }] of evidence.role_directions.entries()) {
      const single = baseline.find((row) =>
        row.baseline === "roles" && row.index === index && row.sign === 1
      );
      const swept = sweep.rows.find((row) => row.kind === kind && row.name === name);
      same(swept?.delta_norm_max, single?.delta_norm, `${name}: |d| swept`);
      same(swept?.delta_angular_max, single?.delta_angular, `${name}: 1 - cos swept`);
    }
  }
  assert.ok(nCompared > 4 * mlp.length);
}

/** No number of what was measured has more than ten significant digits, and most have as many. */
function assertDigits({ options: _, inputs: __, run: ___, pcs: ____, ...measured }: Results): void {
  let nCut = 0;
  JSON.stringify(measured, (key, value) => {
    if (typeof value === "number" && !Number.isInteger(value)) {
      assert.equal(value, Number(value.toPrecision(10)), key);
      if (value !== Number(value.toPrecision(9))) nCut++;
    }
    return value;
  });
  assert.ok(nCut > 1000, `${nCut}`);
}

testOnStories(
  "every table of stories260k shows the same number for the same quantity, to the last bit",
  async () => {
    assertOneFormula(
      await runAnalysis(STORIES, { layers: "all", pcaLayer: 2, random: 4, outliers: 8 }),
    );
    const layers = [{ first: 2, last: 2 }];
    assertOneFormula(await runAnalysis(STORIES, { layers, pcaLayer: 2, random: 4, sweep: true }));
  },
);

Deno.test("every table of the demonstration shows the same number for the same quantity, to the last bit and in ten digits", async () => {
  const layers = [{ first: 18, last: 18 }, { first: 21, last: 21 }];
  const results = await runAnalysis(await preparedDemonstration(), { layers, random: 3 });
  assertOneFormula(results);
  assertDigits(results);
});
