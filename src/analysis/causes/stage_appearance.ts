/**
 * At which stage of the MLP a turn appears.
 *
 * @module
 */

import type { Causes, OutputVariant, Stage } from "../../results.ts";
import { STAGES } from "../../results/causes.ts";

/** One stage of one input at one layer beside the persona draws. */
export interface StageBesideDraws {
  readonly stage: Stage;
  readonly deltaAngular: number | null;
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
    return [{ stage, deltaAngular: row.delta_angular, q95: spread?.q95 ?? null }];
  });
}

/**
 * The stage from which on, up to the output, the turn is beyond the 95 % quantile of the persona draws; null where the output itself
 * is not, `undefined` where that cannot be told.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { appearsAt } from "./stage_appearance.ts";
 * const at = (stage: "gate" | "down" | "output", deltaAngular: number) => ({ stage, deltaAngular, q95: 0.2 });
 * assert(appearsAt([at("gate", 0.1), at("down", 0.3), at("output", 0.4)]) === "down");
 * assert(appearsAt([at("gate", 0.3), at("down", 0.1), at("output", 0.4)]) === "output");
 * assert(appearsAt([at("gate", 0.3), at("down", 0.3), at("output", 0.1)]) === null);
 * ```
 */
export function appearsAt(stages: readonly StageBesideDraws[]): Stage | null | undefined {
  let found: Stage | null = null;
  for (const { stage, deltaAngular, q95 } of stages.toReversed()) {
    if (deltaAngular === null || q95 === null) return found ?? undefined;
    if (deltaAngular <= q95) break;
    found = stage;
  }
  return found;
}
