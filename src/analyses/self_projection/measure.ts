/**
 * How far the output for a direction lies along that direction itself, and how much is left beside it.
 *
 * @module
 */

import {
  inVariants,
  type SignedQuantities,
  signedQuantities,
  spreadRows,
} from "../../measure/traced_quantities.ts";
import type { MlpRow, Quantity, SelfProjectionRow, SpreadRow } from "../../results.ts";
import type { LayerSource } from "../analysis.ts";

const QUANTITIES: readonly Quantity[] = [
  "base_self_projection",
  "instruct_self_projection",
  "self_projection_change",
  "base_orthogonal_norm",
  "instruct_orthogonal_norm",
  "orthogonal_norm_change",
];

/** What it adds to a row of the main table. */
export type SelfProjectionColumns = Pick<
  MlpRow,
  | "base_self_projection"
  | "instruct_self_projection"
  | "base_orthogonal_norm"
  | "instruct_orthogonal_norm"
>;

/** One layer's part. */
export interface SelfProjectionNumbers {
  readonly rows: readonly SelfProjectionRow[];
  readonly spreads: readonly SpreadRow[];
  /** By input vector. */
  readonly columns: ReadonlyMap<string, SelfProjectionColumns>;
}

/** Self-projections of one layer; null where nothing was traced. */
export function measure({ traced, run }: LayerSource): SelfProjectionNumbers | null {
  if (traced === null) return null;
  const names = run.directions.components.map(({ info }) => info.name);
  const signed = signedQuantities(traced, names);
  return {
    rows: signed.flatMap(rowsOf),
    spreads: spreadRows(traced, QUANTITIES),
    columns: new Map(signed.map((it) => [it.input_vector, columnsOf(it, "raw")])),
  };
}

function rowsOf(signed: SignedQuantities): SelfProjectionRow[] {
  const { layer, input_vector, quantities } = signed;
  return inVariants(quantities, "base_self_projection").map(([variant]) => ({
    layer,
    input_vector,
    variant,
    ...columnsOf(signed, variant),
  }));
}

function columnsOf(
  { quantities }: SignedQuantities,
  variant: SelfProjectionRow["variant"],
): SelfProjectionColumns {
  const of = (quantity: Quantity) => quantities[quantity]?.[variant] ?? null;
  return {
    base_self_projection: of("base_self_projection"),
    instruct_self_projection: of("instruct_self_projection"),
    base_orthogonal_norm: of("base_orthogonal_norm"),
    instruct_orthogonal_norm: of("instruct_orthogonal_norm"),
  };
}
