/**
 * What may be claimed beside published figures: whether the components are theirs, and how the sweep was counted.
 *
 * @module
 */

import { roundingOf } from "../../../prepare/published_pair.ts";
import published from "../../../prepare/published_gemma_2_27b.json" with { type: "json" };
import { projectionsAt } from "../../../results/peak_input.ts";
import type { Measured, Reproduction } from "../../../results.ts";
import type { DifferingPc, Unclaimed } from "../schema.ts";
import { ownRounding } from "./agreement.ts";

/** Of a share of the variance. */
const VARIANCE_TOLERANCE = 5e-4;
const N_VARIANCES = 3;

type ComparedComponents = Pick<
  Reproduction,
  "is_same_pcs" | "differing_pcs" | "is_computed" | "other_space"
>;

/** Whether the components are the published ones, told by the variance that they explain, and in what they are not. */
export function comparedComponents({ pcs, options }: Measured): ComparedComponents {
  const differing_pcs = published.pca.variance_explained_first5.slice(0, N_VARIANCES)
    .flatMap((figure, k): DifferingPc[] => {
      const name = `PC${k + 1}`;
      const info = pcs.find((pc) => pc.name === name);
      const own = info?.variance_explained ?? null;
      if (own !== null && Math.abs(own - figure) <= VARIANCE_TOLERANCE) return [];
      const difference = info === undefined
        ? "not_run"
        : own === null
        ? "unknown_variance"
        : "other_variance";
      return [{ name, difference, variance_explained: own, published: figure }];
    });
  const is_computed = pcs[0]?.source === "computed";
  const other_space = options.pc_space === "components" ? null : options.pc_space;
  return {
    is_same_pcs: differing_pcs.length === 0 && !is_computed && other_space === null,
    differing_pcs,
    is_computed,
    other_space,
  };
}

/** Why no agreement is claimed; empty where it is. */
export function whyUnclaimed(
  { options }: Measured,
  { is_same_pcs }: Pick<ComparedComponents, "is_same_pcs">,
): Unclaimed[] {
  return [
    ...is_same_pcs ? [] : ["other_components" as const],
    ...options.weights === "bf16" ? [] : ["weights_as_stored" as const],
  ];
}

/** Whether the sweep was rounded as the published one; null where it was not run. */
export function comparedSweep(measured: Measured): Reproduction["sweep"] {
  if (measured.sweep === null) return null;
  return ownRounding(measured) === roundingOf("semantic_sweep_layer_18")
    ? "counted_alike"
    : "other_rounding";
}

/** The vectors of the first decomposed layer as the published sweep counted them. */
export function mergedOf(measured: Measured): { roles: number; traits: number } {
  const [layer] = Object.keys(measured.decompositions).map(Number);
  const rows = layer === undefined ? [] : projectionsAt(measured, layer);
  const named = (kind: "role" | "trait") =>
    rows.filter((row) => row.kind === kind).map(({ name }) => name);
  return mergedCounts(named("role"), named("trait"));
}

/**
 * How the published sweep counted: roles and traits were merged by name, so that a name of both counts once, as a role.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { mergedCounts } from "./claims.ts";
 * const { roles, traits } = mergedCounts(["poet", "stoic"], ["stoic", "literal"]);
 * assert(roles === 2 && traits === 1);
 * ```
 */
export function mergedCounts(
  roleNames: readonly string[],
  traitNames: readonly string[],
): { roles: number; traits: number } {
  const roles = new Set(roleNames);
  const traits = new Set(traitNames.filter((name) => !roles.has(name)));
  return { roles: roles.size, traits: traits.size };
}
