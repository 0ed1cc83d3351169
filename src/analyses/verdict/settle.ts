/**
 * The verdict on one layer: whether the change of PC1 there is beyond what other directions undergo, and under which conditions.
 *
 * @module
 */

import type { Settled, Settling } from "../analysis.ts";
import type { LayerChanges } from "../../measure/layer_changes.ts";
import type { Measured, Verdict, VerdictCell } from "../../results.ts";
import { HYPOTHESIS_LAYER, rowAt } from "../../results/peak_input.ts";
import { isWithinNoise } from "../../results/spoken.ts";
import {
  AT_OPERATING_POINT,
  BEYOND_PERSONA,
  cellAt,
  isBeyond,
  RAW,
} from "../../results/verdict_cells.ts";
import { verdictConditions, type VerdictEvidence } from "./settle/conditions.ts";
import {
  angularPeaks,
  decisive,
  drawsToChange,
  largestCoordinate,
  reversedAngle,
} from "./settle/standing.ts";
import { verdictTable } from "./settle/table.ts";

/**
 * Judges the first layer of `--focus`, else layer 18 if analysed, else the angular peak, or the absolute one where that alone is clear
 * of the noise.
 *
 * *yes*: p_fw <= 0.05 (max-T over the layers) against random role mixtures and above the 95 % quantile of single roles, on all
 * coordinates, without the outlier dimensions where the layer has any, and at the operating point; *no*: not on all coordinates
 * (of a model without a norm before its MLP: nor at the operating point); *cannot tell*: one of these is unknown; else *only
 * under* the conditions named. *no difference* where |d| = 0 or within the rounding noise of the weights.
 *
 * @param changes Of the layers whose d is at hand: they tell which coordinate holds most.
 */
export function verdictOf(
  measured: Measured,
  evidence: VerdictEvidence,
  changes: readonly Pick<LayerChanges, "layer" | "d">[] = [],
): Verdict {
  const { layer, isChosenAfterLooking } = layerToJudge(measured);
  const conditions = verdictConditions(measured, evidence, layer);
  const names = conditions.map(({ name }) => name);
  const deciding = decisive(conditions);
  const table = verdictTable(conditions, {
    layer,
    evidence: evidence.layers.find((it) => it.layer === layer),
  });
  const noDifference = noDifferenceAt(measured, layer);
  const answer = noDifference === null
    ? answerOf(table, deciding, { isScaleFree: measured.inputs.base.has_pre_norm })
    : "no difference";
  // Within the noise the figures stand, and nothing is claimed from them.
  const claimed = noDifference === null ? table : table.map((cell) => ({ ...cell, holds: null }));
  return {
    layer,
    is_chosen_after_looking: isChosenAfterLooking,
    answer,
    conditions: answer === "only under"
      ? names.filter((name) => isBeyond(table, name) === true)
      : [],
    no_difference: noDifference,
    asked: names.map((condition) => ({
      condition,
      decides: deciding.includes(condition),
      is_beyond: isBeyond(claimed, condition),
    })),
    angular_peaks: angularPeaks(conditions, measured.within_noise),
    reversed_angle: reversedAngle(
      conditions.find(({ name }) => name === RAW)?.readings.find((it) => it.layer === layer),
    ),
    largest_coordinate: largestCoordinate(evidence, {
      layer,
      changes: changes.find((it) => it.layer === layer),
    }),
    draws_to_change: answer === "yes"
      ? drawsToChange(table.filter(({ claim, decides }) => decides && claim === BEYOND_PERSONA))
      : null,
    table: claimed,
  };
}

function layerToJudge(measured: Measured) {
  const { options, peaks } = measured;
  const { focus, layers, is_focus_automatic } = options;
  // All layers as they come are no choice of one.
  const isAll = focus.length > 1 && focus.join() === layers.join();
  const isChoice = !is_focus_automatic && !isAll;
  const asked = isChoice ? focus[0] : undefined;
  const hypothesis = layers.includes(HYPOTHESIS_LAYER) ? HYPOTHESIS_LAYER : undefined;
  const settled = asked ?? hypothesis;
  const found = [peaks.angular, peaks.absolute].flatMap((peak) => peak?.layer ?? []);
  // What is largest within the noise was picked by the noise.
  const peak = found.find((layer) => !isWithinNoise(measured, layer)) ?? found[0];
  return {
    layer: settled ?? peak ?? layers[0] ?? 0,
    // Of one layer there was nothing to choose.
    isChosenAfterLooking: settled === undefined && peak !== undefined && layers.length > 1,
  };
}

/** Null where there is a difference to speak of. */
function noDifferenceAt(measured: Measured, layer: number): Verdict["no_difference"] {
  const isZero = rowAt(measured.mlp, layer)?.delta_norm === 0;
  if (isZero) return measured.peaks.absolute === null ? "everywhere" : "at_layer";
  return isWithinNoise(measured, layer) ? "within_noise" : null;
}

/** @param isScaleFree Whether a norm before the MLP takes the length of the input out: else a component says least at its own length, 1. */
function answerOf(
  table: readonly VerdictCell[],
  deciding: readonly string[],
  { isScaleFree }: { isScaleFree: boolean },
): Verdict["answer"] {
  // Without p-values nothing is told, even where single roles would already say no.
  const persona = cellAt(table, BEYOND_PERSONA, RAW);
  if (persona === undefined || persona.holds === null) return "cannot tell";
  const isBeyondThere = !isScaleFree && isBeyond(table, AT_OPERATING_POINT) === true;
  if (isBeyond(table, RAW) === false && !isBeyondThere) return "no";
  const beyond = deciding.map((name) => isBeyond(table, name));
  if (beyond.includes(null)) return "cannot tell";
  return beyond.includes(false) ? "only under" : "yes";
}

/** The verdict; null without baselines. */
export function settle({ measured, run, layers }: Settling): Settled {
  const { evidence } = measured;
  if (run.random === 0 || evidence === null) return {};
  return { evidence: { verdict: verdictOf(measured, evidence, layers) } };
}
