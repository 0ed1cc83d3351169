/** Results against the evidence that tests/oracle/evidence.py computed. */

import assert from "node:assert/strict";
import type { Evidence, Results } from "../../src/results.ts";
import { drawRows } from "../draw_rows.ts";
import {
  type ExpectedEvidence,
  type ExpectedRow,
  readExpectedEvidence,
  rowsWith,
} from "../expected_evidence.ts";

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

/** Every row that the oracle gives, and every column of it. */
export async function assertEvidence(results: Results, name: string): Promise<void> {
  const expected = await readExpectedEvidence(name);
  const evidence = results.evidence as Evidence;
  const found: Record<keyof typeof KEYS, readonly object[]> = {
    ...evidence,
    operating_baseline: drawRows(evidence.operating_draws),
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
  { layers, operating_point, operating_draws }: Evidence,
  { layer, row }: ExpectedRow,
): ExpectedRow {
  const isHere = (it: { layer: number; row: string }) => it.layer === layer && it.row === row;
  const [plus, minus] = [1, -1].map((alpha) =>
    Number(operating_point.find((it) => isHere(it) && it.alpha === alpha)?.response_angular)
  );
  const larger = Math.max(Number(plus), Number(minus));
  const turnsOf = (baseline: string) => {
    const turns: number[] = [];
    for (const it of operating_draws.filter((it) => isHere(it) && it.baseline === baseline)) {
      it.response_angular.forEach((turn, index) => {
        turns[index] = Math.max(turns[index] ?? 0, Number(turn));
      });
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

/** (PC1 / random - 1) (PC1 / PC2 - 1) from the oracle's own columns, 1 - cos and the mean of the random directions. */
export function assertReferenceScore(results: Results, expected: ExpectedEvidence): void {
  const layer = 18;
  const turn = (input_vector: string) =>
    Number(rowsWith(expected.mlp, { layer, input_vector })[0]?.delta_angular);
  const [spread] = rowsWith(expected.quantiles, { layer, baseline: "isotropic", variant: "raw" });
  const score = (turn("PC1") / Number(spread?.mean) - 1) * (turn("PC1") / turn("PC2") - 1);
  const own = results.evidence?.layers.find((row) => row.layer === layer)?.specificity_reference;
  assert.ok(Math.abs(Number(own) / score - 1) < RELATIVE_BOUND, `expected ${score}, got ${own}`);
}
