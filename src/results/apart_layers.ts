/**
 * Layers at which an input is set apart from random role mixtures: the layer of its largest angle need be none of them.
 *
 * @module
 */

import { hiddenBy } from "../analyses/noise_floor/schema.ts";
import type { Measured, MlpRow } from "../results.ts";
import { standingByP } from "./chance_standing.ts";
import { index } from "./lookup.ts";

/** Random role mixtures of a layer, on all coordinates; 0 where none were run. */
export function mixturesAt({ evidence }: Pick<Measured, "evidence">, layer: number): number {
  return index(evidence?.quantiles ?? [], "layer", "baseline", "variant")({
    layer,
    baseline: "persona",
    variant: "raw",
  })?.n ?? 0;
}

/**
 * Rows of an input at the layers where it turns farther than is common for random role mixtures at any layer, by its family-wise p, and
 * by more than noise; ascending.
 */
export function apartRows(
  measured: Pick<Measured, "mlp" | "evidence">,
  name: string,
): MlpRow[] {
  return measured.mlp.filter((row) =>
    row.input_vector === name && row.delta_norm > 0 && hiddenBy(row) === null &&
    standingByP({ n: mixturesAt(measured, row.layer), pfw: row.pfw_persona ?? null }) === "apart"
  ).toSorted((a, b) => a.layer - b.layer);
}
