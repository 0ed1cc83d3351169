/** Whole reports computed by tests/oracle/report.py, and comparison with them. */

import assert from "node:assert/strict";
import { projectionsAt } from "../src/results/peak_input.ts";
import type {
  DecompositionInfo,
  MlpRow,
  PrincipalComponentInfo,
  ProjectionRow,
  Results,
} from "../src/results.ts";

/** What the oracle writes of one run; names and meaning are those of results.json. */
export interface ExpectedReport {
  pcs: Omit<PrincipalComponentInfo, "scaler">[];
  skipped: { name: string; kind: string }[];
  mlp: MlpRow[];
  peaks: { absolute: number; angular: number };
  decompositions: Record<string, ProjectionRow[]>;
  decomposition_info: Record<
    string,
    Pick<DecompositionInfo, "vector_layer" | "delta_norm" | "mean_cosine" | "zero_length">
  >;
}

/** Largest differences allowed. */
export interface Bounds {
  /** Relative, of output norms. */
  readonly norm: number;
  /** Relative, of delta norms and of 1 - cos; projections may differ by this share of |d|, cosines by as much. */
  readonly delta: number;
}

/** float32 outputs against the float64 of the oracle: the bounds of CPU against GPU twin, and as much again of a delta. */
export const FLOAT32_BOUNDS: Bounds = { norm: 2e-5, delta: 4e-4 };
/** Where n, y and d are rounded to bfloat16. */
export const NOTEBOOK_BOUNDS: Bounds = { norm: 1e-3, delta: 5e-3 };
/** Of what is computed in float64 from the vectors alone; the oracle's numbers have 9 digits. */
const VECTOR_BOUND = 1e-8;

/** Reads a file of tests/testdata/report. */
export async function readExpectedReports(name: string): Promise<Record<string, ExpectedReport>> {
  return JSON.parse(
    await Deno.readTextFile(new URL(`testdata/report/${name}.json`, import.meta.url)),
  );
}

/** Asserts that `results` says what the oracle says, number by number. */
export function assertReport(results: Results, expected: ExpectedReport, bounds: Bounds): void {
  assertComponents(results, expected);
  assert.equal(results.mlp.length, expected.mlp.length);
  for (const [i, row] of expected.mlp.entries()) {
    const found = results.mlp[i]!;
    const label = `layer ${row.layer}, ${row.input_vector}`;
    assert.equal(`layer ${found.layer}, ${found.input_vector}`, label);
    for (const column of ["base_output_norm", "instruct_output_norm"] as const) {
      assertClose(found[column], row[column], { label, bound: bounds.norm * row[column] });
    }
    for (const column of ["delta_norm", "delta_angular"] as const) {
      const expected = Number(row[column]);
      assertClose(Number(found[column]), expected, { label, bound: bounds.delta * expected });
    }
  }
  assert.equal(results.peaks.absolute?.layer, expected.peaks.absolute);
  assert.equal(results.peaks.angular?.layer, expected.peaks.angular);
  assert.deepEqual(
    results.inputs.vectors.skipped.map(({ name, kind }) => ({ name, kind })),
    expected.skipped,
  );
  assert.deepEqual(Object.keys(results.decompositions), Object.keys(expected.decompositions));
  for (const layer of Object.keys(expected.decompositions)) {
    assertDecomposition(results, expected, { layer, bounds });
  }
}

function assertComponents({ pcs }: Results, expected: ExpectedReport): void {
  assert.equal(pcs.length, expected.pcs.length);
  for (const [k, { variance_explained, highest, lowest, ...rest }] of expected.pcs.entries()) {
    const { variance_explained: found, scaler, ...info } = pcs[k]!;
    // With fewer than 20 roles the oracle's two lists overlap and the report's may be shorter.
    const nListed = Math.min(info.highest.length, info.lowest.length);
    assert.ok(nListed >= 5, `${rest.name}: ${nListed} roles listed`);
    assert.deepEqual(info, {
      ...rest,
      highest: highest.slice(0, nListed),
      lowest: lowest.slice(0, nListed),
    });
    assert.equal(scaler, null);
    assertClose(found!, variance_explained!, { label: rest.name, bound: VECTOR_BOUND });
  }
}

function assertDecomposition(
  results: Results,
  expected: ExpectedReport,
  { layer, bounds }: { layer: string; bounds: Bounds },
): void {
  const info = results.decomposition_info[layer]!;
  const expectedInfo = expected.decomposition_info[layer]!;
  const d = expectedInfo.delta_norm;
  assert.equal(info.vector_layer, expectedInfo.vector_layer);
  assert.deepEqual(info.zero_length, expectedInfo.zero_length);
  assertClose(info.delta_norm, d, { label: `layer ${layer}, |d|`, bound: bounds.delta * d });
  for (const [key, cosine] of Object.entries(expectedInfo.mean_cosine)) {
    const found = info.mean_cosine[key as keyof typeof info.mean_cosine];
    if (cosine === null) assert.equal(found, null);
    else assertClose(found!, cosine, { label: `layer ${layer}, ${key}`, bound: VECTOR_BOUND });
  }
  const rows = projectionsAt(results, Number(layer));
  assert.deepEqual(rows.map(keyOf).sort(), expected.decompositions[layer]!.map(keyOf).sort());
  const byKey = new Map(rows.map((row) => [keyOf(row), row]));
  for (const row of expected.decompositions[layer]!) {
    const found = byKey.get(keyOf(row))!;
    const label = `layer ${layer}, ${keyOf(row)}`;
    assertClose(found.projection, row.projection, { label, bound: bounds.delta * d });
    assertClose(found.cosine!, row.cosine!, { label, bound: bounds.delta });
  }
  for (const [i, row] of rows.slice(1).entries()) {
    assert.ok(Math.abs(row.projection) <= Math.abs(rows[i]!.projection), "|projection| descends");
  }
}

function keyOf({ kind, name }: ProjectionRow): string {
  return `${kind} ${name}`;
}

function assertClose(
  found: number,
  expected: number,
  { label, bound }: { label: string; bound: number },
): void {
  const error = Math.abs(found - expected);
  assert.ok(error <= bound, `${label}: expected ${expected} within ${bound}, found ${found}`);
}
