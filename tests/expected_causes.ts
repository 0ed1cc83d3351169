/** Causes, decompositions, the sweep and activations computed by tests/oracle/causes.py, and how results are held against them. */

import assert from "node:assert/strict";
import { appearanceAt, appearsAt, stagesBesideDraws } from "../src/results/stage_appearance.ts";
import type { Results } from "../src/results.ts";
import { type ExpectedRow, readTables } from "./expected_evidence.ts";

type Rows = readonly ExpectedRow[];

/** The neurons of a layer: numbers, and two tables. */
interface ExpectedNeurons extends ExpectedRow {
  readonly rows: Rows;
  /** Of the first rows only. */
  readonly nearest: Rows;
}

interface ExpectedDecomposition {
  readonly rows: Rows;
  readonly common_mode: Rows;
  readonly spans: Rows;
  readonly pursuit: Rows;
  readonly draws: number;
}

/** What `causes/NAME.json` holds; names and meaning are those of results.json. */
export interface ExpectedCauses {
  /** What is new in the main table. Of some layers only in the demonstration, like the four that follow. */
  readonly mlp: Rows;
  readonly stages: Rows;
  readonly parity: Rows;
  readonly self_projection: Rows;
  readonly spreads: Rows;
  readonly attribution: Rows;
  readonly weight_change: Rows;
  readonly focus: readonly number[];
  readonly neurons: Readonly<Record<string, ExpectedNeurons>>;
  readonly decompositions: Readonly<Record<string, ExpectedDecomposition>>;
  readonly sweep: { readonly rows: Rows; readonly layers: Rows; readonly tests: Rows };
}

/** What `causes/ranks-NAME.json` holds: PC1 among the random role mixtures. */
export interface ExpectedRanks {
  /** p of every input at every stage of every layer. */
  readonly stages: Rows;
  /** The stage from which on, up to the output, p is 0.05 at most; null where the output's is not. */
  readonly appearance: Rows;
  /** p of R^2 at the decomposed layers. */
  readonly spans: Rows;
}

/** What `causes/activations-NAME.json` holds; the bootstrap is not there. */
export interface ExpectedActivations {
  readonly layer: number;
  readonly rows_in_file: number;
  readonly variants: Rows;
  readonly rows: Rows;
}

/** How far a number may be from the expected one. */
export type Bound = (expected: number, row: ExpectedRow) => number;

/** A table of results, the columns by which its rows are matched, and the bounds of the others. */
interface Comparison {
  readonly where: string;
  readonly keys: readonly string[];
  readonly bound: Bound;
  /** Of single columns. */
  readonly bounds?: Readonly<Record<string, Bound>>;
}

/** Bounds of one engine on one pair. */
export interface Bounds {
  /** Absolute for shares, R^2 and cosines; relative to what a quantity is measured by for the rest. */
  readonly e: number;
  /** Of z, relative to the larger of 1, which is one sd of the draws, and |z|. */
  readonly z: number;
  /** Of p, absolute. */
  readonly p: number;
}

/** Reads a file of tests/testdata/causes. */
export async function readExpectedCauses(name: string): Promise<ExpectedCauses> {
  return await readTables(`causes/${name}.json`);
}

const relative = (e: number): Bound => (expected) => e * Math.abs(expected);
const absolute = (e: number): Bound => () => e;

/** Every row of `expected` has its row in `found`, and every column of it its value. */
export function assertRows(
  found: readonly object[] | undefined,
  expected: Rows,
  { where, keys, bound, bounds = {} }: Comparison,
): void {
  const id = (row: object) => keys.map((key) => Reflect.get(row, key)).join(" ");
  const byId = new Map((found ?? []).map((row) => [id(row), row]));
  for (const row of expected) {
    const own = byId.get(id(row));
    assert.ok(own !== undefined, `${where} ${id(row)}: no such row`);
    for (const [column, value] of Object.entries(row)) {
      const number: unknown = Reflect.get(own, column);
      const place = `${where}${keys.length > 0 ? `, row ${id(row)}` : ""}, column ${column}`;
      if (typeof value !== "number" || typeof number !== "number") {
        assert.deepEqual(number, value, place);
        continue;
      }
      const most = (bounds[column] ?? bound)(value, row);
      const message = `${place}: expected ${value} within ${most}, got ${number}`;
      assert.ok(Math.abs(number - value) <= most, message);
    }
  }
}

/** Stages, parity, self-projection, spreads, attribution and the change of the weights. */
export function assertCauses(results: Results, expected: ExpectedCauses, { e }: Bounds): void {
  const { causes } = results;
  assert.ok(causes !== null, "results hold no causes");
  const inputs = ["layer", "input_vector"];
  const shares = absolute(e);
  assertRows(results.mlp, expected.mlp, {
    where: "mlp",
    keys: inputs,
    bound: relative(e),
    bounds: { even_share: shares },
  });
  assertRows(causes.stages, expected.stages, {
    where: "stages",
    keys: [...inputs, "stage", "variant"],
    bound: relative(e),
  });
  assertRows(causes.parity, expected.parity, {
    where: "parity",
    keys: [...inputs, "stage", "variant"],
    bound: shares,
  });
  assertRows(causes.self_projection, expected.self_projection, {
    where: "self_projection",
    keys: [...inputs, "variant"],
    bound: relative(e),
  });
  assertRows(causes.spreads, expected.spreads, {
    where: "spreads",
    keys: ["layer", "quantity", "variant", "baseline"],
    bound: (value, row) => e * spreadScale(value, row),
  });
  assertRows(causes.attribution, expected.attribution, {
    where: "attribution",
    keys: [...inputs, "component"],
    bound: shares,
  });
  assertRows(causes.weight_change, expected.weight_change, {
    where: "weight_change",
    keys: ["layer", "weight"],
    bound: relative(e),
  });
}

/** Shares are absolute; a quantity of either sign may have its median near zero and counts by the size of its spread. */
function spreadScale(value: number, { quantity, q05, q50, q95 }: ExpectedRow): number {
  if (String(quantity).endsWith("share")) return 1;
  const isSigned = /self_projection|change/.test(String(quantity));
  return isSigned
    ? Math.max(...[q05, q50, q95].map((it) => Math.abs(Number(it))))
    : Math.abs(value);
}

/** Where the turn appears and how much of d the vectors explain, by the rank among the random role mixtures. */
export function assertRanks(results: Results, { stages, appearance, spans }: ExpectedRanks): void {
  const { causes } = results;
  assert.ok(causes !== null, "results hold no causes");
  // Counts over N + 1: those of the oracle have 9 digits.
  const bound = absolute(1e-8);
  const keys = ["layer", "input_vector", "stage", "variant"];
  assertRows(causes.stages, stages, { where: "ranks of stages", keys, bound });
  const rows = Object.entries(results.decomposition_info).flatMap(([layer, { summary }]) =>
    (summary?.spans ?? []).map((row) => ({ ...row, layer: Number(layer) }))
  );
  assertRows(rows, spans, { where: "ranks of spans", keys: ["layer", "variant"], bound });
  for (const row of appearance) {
    const at = { layer: Number(row.layer), input: String(row.input_vector) };
    const variant = row.variant === "raw" ? "raw" : "trimmed";
    const found = appearsAt(stagesBesideDraws(causes, { ...at, variant }));
    assert.equal(found, row.stage, `layer ${at.layer}, ${at.input}, ${variant}: appears at`);
    const settled = appearanceAt(causes, at.layer, variant);
    if (at.input !== "PC1" || settled === undefined) continue;
    assert.equal(settled.stage, row.stage, `layer ${at.layer}, ${variant}: settled to appear at`);
  }
}

/** Neurons of every focus layer: contributions and splits relative to the largest |c_j|. */
export function assertNeurons(results: Results, expected: ExpectedCauses, { e }: Bounds): void {
  for (const [layer, { rows, nearest, ...numbers }] of Object.entries(expected.neurons)) {
    const found = results.causes?.neurons[layer];
    assert.ok(found !== undefined, `neurons: no layer ${layer}`);
    const where = `neurons of layer ${layer}`;
    const largest = (column: string) =>
      Math.max(...rows.map((row) => Math.abs(Number(row[column]))));
    const byContribution = absolute(e * largest("contribution"));
    const byActivation = absolute(e * largest("instruct_activation"));
    const bounds = {
      base_activation: byActivation,
      instruct_activation: byActivation,
      share: absolute(e),
      trimmed_share: absolute(e),
    };
    assertRows([found], [numbers], { where, keys: [], bound: byContribution });
    assertRows(found.rows, rows, { where, keys: ["neuron"], bound: byContribution, bounds });
    const near = found.rows.flatMap(({ neuron, nearest, trimmed_nearest }) => [
      ...nearest.map((row, position) => ({ neuron, variant: "raw", position, ...row })),
      ...trimmed_nearest.map((row, position) => ({ neuron, variant: "trimmed", position, ...row })),
    ]);
    assertRows(near, nearest, {
      where: `nearest of ${where}`,
      keys: ["neuron", "variant", "position"],
      bound: absolute(e),
    });
    const first = rows.slice(0, found.rows.length).map(({ neuron }) => neuron);
    const own = found.rows.slice(0, first.length).map(({ neuron }) => neuron);
    assert.deepEqual(own, first, `order of ${where}`);
  }
}

/** Rows in their order, and what stands behind them: projections relative to |d|. */
export function assertDecompositions(
  results: Results,
  { decompositions }: ExpectedCauses,
  { e, z, p }: Bounds,
): void {
  for (const [layer, expected] of Object.entries(decompositions)) {
    const info = results.decomposition_info[layer];
    const { summary } = info ?? {};
    const where = `decomposition of layer ${layer}`;
    assert.ok(info && summary, `${where}: no summary`);
    const byLength = absolute(e * info.delta_norm);
    // |d| of the row's own input, as s has length 1 but for rounding.
    const byOwnLength: Bound = (_, { projection, cosine }) =>
      e * Math.abs(Number(projection) / Number(cosine));
    const byDeviation: Bound = (value) => z * Math.max(1, Math.abs(value));
    const rows = results.decompositions[layer];
    assertRows(rows, expected.rows, {
      where,
      keys: ["input_vector", "kind", "name"],
      bound: byOwnLength,
      bounds: {
        cosine: absolute(e),
        z: byDeviation,
        cosine_z: byDeviation,
        cosine_p: absolute(p),
        cosine_pfw: absolute(p),
        trimmed_z: byDeviation,
        trimmed_cosine_z: byDeviation,
        trimmed_cosine_p: absolute(p),
        trimmed_cosine_pfw: absolute(p),
      },
    });
    const names = (list: readonly object[] = []) =>
      list.map((row) =>
        ["input_vector", "kind", "name"].map((key) => Reflect.get(row, key)).join(" ")
      );
    // The rows of PC1 come first; of some layers the oracle keeps no others.
    assert.deepEqual(
      names(rows).slice(0, expected.rows.length),
      names(expected.rows),
      `order of ${where}`,
    );
    assert.equal(summary.draws, expected.draws, where);
    assertRows(summary.common_mode, expected.common_mode, {
      where: `mean direction, ${where}`,
      keys: ["variant"],
      bound: absolute(e),
    });
    assertRows(summary.spans, expected.spans, {
      where: `spans, ${where}`,
      keys: ["variant"],
      bound: absolute(e),
      bounds: { effective_number: relative(e) },
    });
    assert.equal(summary.pursuit.length, expected.pursuit.length, `pursuit, ${where}: steps`);
    assertRows(summary.pursuit, expected.pursuit, {
      where: `pursuit, ${where}`,
      keys: ["variant", "step"],
      bound: absolute(e),
      bounds: { coefficient: byLength },
    });
  }
}

/** The sweep, its ranks exactly. */
export function assertSweep(results: Results, { sweep }: ExpectedCauses, { e }: Bounds): void {
  const bound = relative(e);
  assert.ok(results.sweep !== null, "results hold no sweep");
  assertRows(results.sweep.rows, sweep.rows, {
    where: "sweep",
    keys: ["kind", "name"],
    bound,
    bounds: { delta_norm_rank: absolute(0), delta_angular_rank: absolute(0) },
  });
  assertRows(results.sweep.layers, sweep.layers, {
    where: "sweep by layer",
    keys: ["layer", "kind"],
    bound,
  });
  assertRows(results.sweep.tests, sweep.tests, { where: "sweep tests", keys: ["column"], bound });
}

/** Real activations, but for the interval of the slope. */
export function assertActivations(
  results: Results,
  { layer, rows_in_file, variants, rows }: ExpectedActivations,
  { e }: Bounds,
): void {
  const { activations } = results;
  assert.equal(activations?.layer, layer, "activations: layer");
  assert.equal(activations.rows_in_file, rows_in_file, "activations: rows in file");
  assert.equal(activations.rows.length, rows.length, "activations: rows");
  const bound = relative(e);
  assertRows(activations.variants, variants, {
    where: "variants of activations",
    keys: ["variant"],
    bound,
    bounds: { pc1_quantile: absolute(0) },
  });
  const changes = (row: ExpectedRow) => e * Number(row.delta_norm);
  assertRows(activations.rows, rows, {
    where: "activations",
    keys: ["index"],
    bound,
    bounds: {
      along_pc1: relative(1e-8),
      change_along_u: (_, row) => changes(row),
      trimmed_change_along_u: (_, row) => changes(row),
    },
  });
}
