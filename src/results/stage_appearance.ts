/**
 * At which stage of the MLP the angle of PC1 appears.
 *
 * @module
 */

import type { Causes, OutputVariant, Stage, StageAppearance, StageRow } from "../results.ts";
import { PEAK_INPUT } from "./input_names.ts";
import { OUTPUT_VARIANTS, STAGES } from "./values.ts";
import { ALPHA } from "../math/significance.ts";

/** One stage of one input at one layer beside the random role mixtures. */
export interface StageBesideDraws {
  readonly stage: Stage;
  readonly deltaAngular: number | null;
  /** By rank among them; null without draws. */
  readonly p: number | null;
  /** Their 95 % quantile; null without draws. */
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
 * The stage from which on, up to the output, the angle is beyond the random role mixtures, which is p <= 0.05 by rank,
 * uncorrected; null where the output itself is not, `undefined` where that cannot be told.
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

/**
 * Where the angle of PC1 appears at each of the layers, on all coordinates and, where a layer has outlier dimensions, without them.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { stageAppearances } from "./stage_appearance.ts";
 * const row = { layer: 3, input_vector: "PC1", variant: "raw", delta_angular: 0.1 } as const;
 * deepStrictEqual(
 *   stageAppearances([
 *     { ...row, stage: "down", p_persona: 0.2 },
 *     { ...row, stage: "output", p_persona: 0.01 },
 *   ], [3]),
 *   [{ layer: 3, variant: "raw", standing: "from_stage", stage: "output" }],
 * );
 * ```
 */
export function stageAppearances(
  stages: readonly StageRow[],
  layers: readonly number[],
): StageAppearance[] {
  return layers.flatMap((layer) => {
    const ofLayer = stages.filter((row) => row.layer === layer);
    return OUTPUT_VARIANTS.flatMap((variant): StageAppearance[] => {
      if (!ofLayer.some((row) => row.variant === variant)) return [];
      const at = appearsAt(
        stagesBesideDraws({ stages: ofLayer, spreads: [] }, { layer, input: PEAK_INPUT, variant }),
      );
      return [{
        layer,
        variant,
        standing: at === undefined ? "unknown" : at === null ? "nowhere" : "from_stage",
        stage: at ?? null,
      }];
    });
  });
}

/** What was settled of one layer and variant; undefined where nothing was looked into. */
export function appearanceAt(
  { stage_appearance }: Pick<Causes, "stage_appearance">,
  layer: number,
  variant: OutputVariant,
): StageAppearance | undefined {
  return stage_appearance.find((row) => row.layer === layer && row.variant === variant);
}
