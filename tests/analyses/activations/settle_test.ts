import assert from "node:assert/strict";
import {
  activationsOf,
  resampledRows,
  RESAMPLES,
} from "../../../src/analyses/activations/settle.ts";
import type { MeasuredActivations } from "../../../src/analyses/activations/measure.ts";
import type { Activations } from "../../../src/results.ts";
import { assertClose, readSemantic } from "../../prepare/semantic_fixture.ts";

const { variants, ...fixture } = readSemantic<
  Pick<MeasuredActivations, "pc1" | "rows"> & Pick<Activations, "variants">
>("activations.json");
const MEASURED = {
  ...fixture,
  layer: 18,
  file: "mlp.npy",
  rowsInFile: 40,
  seed: 42,
  isTrimmed: true,
};

/** SciPy gives the interval alone. */
function withoutSign({ is_sign_open: _, ...row }: Activations["variants"][number]) {
  return row;
}

Deno.test("activationsOf() gives NumPy's quantiles and SciPy's slope and interval of the same resamples", () => {
  const found = activationsOf(MEASURED);
  assertClose(found.variants.map(withoutSign), variants, 1e-11);
  // Both intervals are on one side of 0.
  assert.deepEqual(found.variants.map(({ is_sign_open }) => is_sign_open), [false, false]);
  assert.deepEqual(found.rows, fixture.rows);
  const { layer, file, rows_in_file, resamples } = found;
  assert.deepEqual([layer, file, rows_in_file, resamples], [18, "mlp.npy", 40, 1000]);
});

Deno.test("resampledRows() are those that the interval was checked on", () => {
  const drawn = Array.from({ length: RESAMPLES }, (_, k) => resampledRows(12, { seed: 42, k }));
  assert.deepEqual(drawn, readSemantic("resampled-rows.json"));
  assert.notDeepEqual(resampledRows(12, { seed: 43, k: 0 }), drawn[0]);
});

Deno.test("activationsOf() has no trimmed variant without outlier dimensions", () => {
  const rows = fixture.rows.map((row) => ({
    ...row,
    trimmed_angular: null,
    trimmed_change_along_u: null,
  }));
  const pc1 = { ...fixture.pc1, trimmedAngular: null };
  const found = activationsOf({ ...MEASURED, rows, pc1 });
  assertClose(found.variants.map(withoutSign), variants.slice(0, 1), 1e-11);
});

Deno.test("activationsOf() has no slope where base and instruct are the same", () => {
  const rows = fixture.rows.map((row) => ({ ...row, change_along_u: null, delta_angular: 0 }));
  const pc1 = { deltaAngular: 0, trimmedAngular: null };
  const [raw] = activationsOf({ ...MEASURED, rows, pc1 }).variants;
  assert.deepEqual([raw?.slope, raw?.slope_low, raw?.slope_high, raw?.pc1_quantile], [
    null,
    null,
    null,
    0,
  ]);
});

Deno.test("activationsOf() leaves out resamples of one place, and has no slope of one activation", () => {
  const one = activationsOf({ ...MEASURED, rows: fixture.rows.slice(0, 1) });
  assert.deepEqual([one.resamples, one.variants[0]?.slope, one.variants[0]?.slope_low], [
    0,
    null,
    null,
  ]);
  const two = activationsOf({ ...MEASURED, rows: fixture.rows.slice(0, 2) });
  // Half of the resamples of two rows hold one of them twice; the others all have the same slope.
  assert.ok(Math.abs(two.resamples - 500) < 63, `${two.resamples}`);
  const [raw] = two.variants;
  assertClose([raw?.slope_low, raw?.slope_high], [raw?.slope, raw?.slope], 1e-12);
});
