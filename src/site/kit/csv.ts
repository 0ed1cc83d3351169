/**
 * The CSV files: UTF-8 without BOM, `\n`, quotes only where RFC 4180 needs them, numbers as the shortest text that reads back
 * to the same float64, an empty cell for an unknown number.
 *
 * @module
 */

import type {
  ActivationRow,
  AttributionRow,
  BaselineRow,
  DecompositionRow,
  MlpRow,
  OperatingPointRow,
  OutlierCurveRow,
  RobustnessRow,
  StageRow,
  SweepRow,
  WeightChangeRow,
} from "../../results.ts";

/** Columns of `data/mlp.csv`. */
export const MLP_COLUMNS = [
  "layer",
  "input_vector",
  "base_output_norm",
  "instruct_output_norm",
  "delta_norm",
  "delta_angular",
  "angle_degrees",
  "delta_relative",
  "radial_share",
  "z_isotropic",
  "p_isotropic",
  "pfw_isotropic",
  "z_persona",
  "p_persona",
  "pfw_persona",
  "noise_floor",
  "delta_over_floor",
  "base_self_projection",
  "instruct_self_projection",
  "base_orthogonal_norm",
  "instruct_orthogonal_norm",
  "gate_angular",
  "up_angular",
  "hidden_angular",
  "down_angular",
  "even_share",
] as const satisfies (keyof MlpRow)[];

/** Columns of `data/baseline.csv`. */
export const BASELINE_COLUMNS = [
  "layer",
  "baseline",
  "index",
  "sign",
  "delta_norm",
  "delta_angular",
  "delta_angular_trimmed",
  "delta_angular_centred",
] as const satisfies (keyof BaselineRow)[];

/** Columns of `data/robustness.csv`. */
export const ROBUSTNESS_COLUMNS = [
  "layer",
  "input_vector",
  "variant",
  "delta_norm",
  "delta_angular",
  "pfw_persona",
  "top1_share",
  "participation_ratio",
] as const satisfies (keyof RobustnessRow)[];

/** Columns of `data/outlier-curve.csv`. */
export const OUTLIER_CURVE_COLUMNS = [
  "layer",
  "removed",
  "delta_angular",
  "q05",
  "q50",
  "q95",
] as const satisfies (keyof OutlierCurveRow)[];

/** Columns of `data/operating-point.csv`. */
export const OPERATING_POINT_COLUMNS = [
  "layer",
  "row",
  "alpha",
  "response_base",
  "response_instruct",
  "response_delta",
  "response_angular",
] as const satisfies (keyof OperatingPointRow)[];

/** Columns of `data/attribution.csv`. */
export const ATTRIBUTION_COLUMNS = [
  "layer",
  "input_vector",
  "component",
  "share",
  "first_in",
  "last_in",
  "trimmed_share",
  "trimmed_first_in",
  "trimmed_last_in",
] as const satisfies (keyof AttributionRow)[];

/** Columns of `data/stages.csv`. */
export const STAGE_COLUMNS = [
  "layer",
  "input_vector",
  "stage",
  "variant",
  "delta_angular",
  "p_persona",
] as const satisfies (keyof StageRow)[];

/** Columns of `data/weight-change.csv`. */
export const WEIGHT_CHANGE_COLUMNS = [
  "layer",
  "weight",
  "isotropic_change",
  "pc1_change",
  "pc1_gain",
] as const satisfies (keyof WeightChangeRow)[];

/** Columns of `data/sweep.csv`. */
export const SWEEP_COLUMNS = [
  "kind",
  "name",
  "layers",
  "delta_norm_mean",
  "delta_norm_sd",
  "delta_norm_max",
  "delta_angular_mean",
  "delta_angular_sd",
  "delta_angular_max",
  "trimmed_angular_mean",
  "trimmed_angular_sd",
  "trimmed_angular_max",
  "delta_norm_rank",
  "delta_angular_rank",
] as const satisfies (keyof SweepRow)[];

/** Columns of `data/activations.csv`. */
export const ACTIVATION_COLUMNS = [
  "index",
  "along_pc1",
  "change_along_u",
  "delta_norm",
  "delta_angular",
  "trimmed_change_along_u",
  "trimmed_angular",
] as const satisfies (keyof ActivationRow)[];

/** Columns of `data/layer-N.csv`. */
export const DECOMPOSITION_COLUMNS = [
  "name",
  "kind",
  "projection",
  "cosine",
  "specific_projection",
  "trimmed_projection",
  "base_projection",
  "instruct_projection",
  "z",
  "cosine_z",
  "cosine_p",
  "cosine_pfw",
  "omp_step",
  "omp_coefficient",
  "trimmed_z",
  "trimmed_cosine_z",
  "trimmed_cosine_p",
  "trimmed_cosine_pfw",
  "input_vector",
] as const satisfies (keyof DecompositionRow)[];

/** Columns of `data/neurons-layer-N.csv`, as `neuronCells` makes them of a row. */
export const NEURON_COLUMNS = [
  "neuron",
  "contribution",
  "share",
  "base_activation",
  "instruct_activation",
  "fires",
  "writes",
  "rescaled",
  "trimmed_contribution",
  "trimmed_share",
  "trimmed_fires",
  "trimmed_writes",
  "trimmed_rescaled",
  "nearest_role",
  "nearest_role_cosine",
  "nearest_trait",
  "nearest_trait_cosine",
  "trimmed_nearest_role",
  "trimmed_nearest_role_cosine",
  "trimmed_nearest_trait",
  "trimmed_nearest_trait_cosine",
] as const;

/** Columns that hold names read from files. */
const NAME_COLUMNS: ReadonlySet<string> = new Set([
  "name",
  "nearest_role",
  "nearest_trait",
  "trimmed_nearest_role",
  "trimmed_nearest_trait",
]);

/** A row that has the columns, and perhaps more. */
export type CsvRow<K extends string> = Readonly<Record<K, string | number | null>>;

/**
 * Rows as CSV text, header first. In a column of names a cell that a spreadsheet would take for a formula (it starts with
 * `=`, `+`, `-`, `@`, tab or CR) gets a leading `'`.
 *
 * @throws {RangeError} if a number is not finite.
 *
 * @example
 * ```ts
 * import { csvText } from "./csv.ts";
 * import { strictEqual } from "node:assert/strict";
 *
 * const rows = [{ name: "=cmd()", kind: "role", projection: -0.1, cosine: null }];
 * const columns = ["name", "kind", "projection", "cosine"] as const;
 * strictEqual(csvText(columns, rows), "name,kind,projection,cosine\n'=cmd(),role,-0.1,\n");
 * ```
 */
export function csvText<K extends string>(
  columns: readonly K[],
  rows: readonly CsvRow<K>[],
): string {
  const lines = rows.map((row) => columns.map((column) => cell(column, row[column])).join(","));
  return [columns.join(","), ...lines, ""].join("\n");
}

function cell(column: string, value: string | number | null): string {
  if (typeof value === "number" && !Number.isFinite(value)) {
    throw new RangeError(`Cannot write ${column} to CSV: expected a finite number, got ${value}`);
  }
  const isName = typeof value === "string" && NAME_COLUMNS.has(column);
  return csvCell(isName ? inertName(value) : value);
}

/** A name that no spreadsheet takes for a formula: one that starts like a formula gets a leading `'`. */
export function inertName(name: string): string {
  return /^[=+\-@\t\r]/.test(name) ? `'${name}` : name;
}

/** One cell as CSV text, quoted where RFC 4180 needs it; null is empty. */
export function csvCell(value: string | number | null): string {
  const text = String(value ?? "");
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
