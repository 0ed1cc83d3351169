/**
 * Neurons as flat rows of a table.
 *
 * @module
 */

import type { NeuronRow } from "../../../results.ts";
import type { RowOf } from "../../../results/table.ts";
import type { neuronCellColumns } from "../schema.ts";

/**
 * A neuron with the one nearest role and the one nearest trait of each variant, null where there is none.
 *
 * @example
 * ```ts
 * import { neuronCells } from "./neuron_cells.ts";
 * import { strictEqual } from "node:assert/strict";
 *
 * const numbers = { neuron: 7, contribution: 3, share: 0.5, base_activation: 0, instruct_activation: 1 };
 * const parts = { fires: 3, writes: 0, rescaled: 0 };
 * const cells = neuronCells({
 *   ...numbers,
 *   ...parts,
 *   trimmed_contribution: null,
 *   trimmed_share: null,
 *   trimmed_fires: null,
 *   trimmed_writes: null,
 *   trimmed_rescaled: null,
 *   nearest: [{ kind: "trait", name: "calm", cosine: -0.4 }, { kind: "trait", name: "terse", cosine: 0.1 }],
 *   trimmed_nearest: [],
 * });
 * strictEqual(cells.nearest_trait, "calm");
 * strictEqual(cells.nearest_role, null);
 * ```
 */
export function neuronCells(
  { nearest, trimmed_nearest, ...numbers }: NeuronRow,
): RowOf<typeof neuronCellColumns> {
  const role = firstOf(nearest, "role"), trait = firstOf(nearest, "trait");
  const trimmedRole = firstOf(trimmed_nearest, "role");
  const trimmedTrait = firstOf(trimmed_nearest, "trait");
  return {
    ...numbers,
    nearest_role: role.name,
    nearest_role_cosine: role.cosine,
    nearest_trait: trait.name,
    nearest_trait_cosine: trait.cosine,
    trimmed_nearest_role: trimmedRole.name,
    trimmed_nearest_role_cosine: trimmedRole.cosine,
    trimmed_nearest_trait: trimmedTrait.name,
    trimmed_nearest_trait_cosine: trimmedTrait.cosine,
  };
}

/** The nearest of one kind: they come largest |cosine| first. */
function firstOf(
  nearest: NeuronRow["nearest"],
  kind: "role" | "trait",
): { name: string | null; cosine: number | null } {
  return nearest.find((vector) => vector.kind === kind) ?? { name: null, cosine: null };
}
