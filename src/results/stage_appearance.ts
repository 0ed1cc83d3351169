/**
 * At which stage of the MLP a turn appears.
 *
 * @module
 */

import type { Causes, OutputVariant, Stage } from "../results.ts";
import { STAGES } from "./values.ts";
import { ALPHA } from "../math/significance.ts";

/** One stage of one input at one layer beside the persona draws. */
export interface StageBesideDraws {
  readonly stage: Stage;
  readonly deltaAngular: number | null;
  /** By rank among the persona draws; null without draws. */
  readonly p: number | null;
  /** 95 % quantile of the persona draws; null without draws. */
  readonly q95: number | null;
}

/**
 * The stages of one input at one layer, in the order of the arithmetic. Stages that are no outputs have no trimmed variant: there
 * the raw one stands in.
 */
export function stagesBesideDraws(
  { stages, spreads }: Pick<Causes, "stages" | "spreads">,
  { layer, input, variant }: { layer: number; input: string; variant: OutputVariant },
): StageBesideDraws[] {
  return STAGES.flatMap((stage) => {
    const own = (wanted: OutputVariant) =>
      stages.find((row) =>
        row.layer === layer && row.input_vector === input && row.stage === stage &&
        row.variant === wanted
      );
    const row = own(variant) ?? own("raw");
    if (row === undefined) return [];
    const spread = spreads.find((it) =>
      it.layer === layer && it.baseline === "persona" && it.quantity === `${stage}_angular` &&
      it.variant === row.variant
    );
    return [{
      stage,
      deltaAngular: row.delta_angular,
      p: row.p_persona,
      q95: spread?.q95 ?? null,
    }];
  });
}

/**
 * The stage from which on, up to the output, the turn is beyond the persona draws, which is p <= 0.05 by rank, uncorrected; null
 * where the output itself is not, `undefined` where that cannot be told.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { appearsAt } from "./stage_appearance.ts";
 * const at = (stage: "gate" | "down" | "output", p: number) => ({ stage, p });
 * assert(appearsAt([at("gate", 0.5), at("down", 0.05), at("output", 0.03)]) === "down");
 * assert(appearsAt([at("gate", 0.03), at("down", 0.06), at("output", 0.03)]) === "output");
 * assert(appearsAt([at("gate", 0.03), at("down", 0.03), at("output", 0.06)]) === null);
 * ```
 */
export function appearsAt(
  stages: readonly Pick<StageBesideDraws, "stage" | "p">[],
): Stage | null | undefined {
  let found: Stage | null = null;
  for (const { stage, p } of stages.toReversed()) {
    if (p === null) return found ?? undefined;
    if (p > ALPHA) break;
    found = stage;
  }
  return found;
}
