/**
 * The verdict on one layer: whether the change of PC1 there is beyond what other directions undergo, and under which conditions.
 *
 * @module
 */

import type { Settled, Settling } from "../analysis.ts";
import type { Measured, Verdict } from "../../results.ts";
import { HYPOTHESIS_LAYER } from "../../results/peak_input.ts";
import { isWithinNoise } from "../../results/spoken.ts";
import { rowAt } from "../../results/peak_input.ts";
import { verdictConditions, type VerdictEvidence } from "./settle/conditions.ts";
import { RAW } from "../../results/verdict_cells.ts";
import { verdictParagraph } from "./words/paragraph.ts";
import { decisive, type Judged, verdictTable } from "./settle/table.ts";
import { BEYOND_PERSONA, decidingCells, isBeyond } from "../../results/verdict_cells.ts";
import { verdictSentence, wouldChange } from "./words.ts";

/**
 * Judges the first layer of `--focus`, else layer 18 if analysed, else the angular peak.
 *
 * *yes*: family-wise p <= 0.05 against persona directions and above the 95 % quantile of single roles, on all coordinates, without
 * the outlier dimensions where the layer has any, and at the operating point; *no*: not on all coordinates; *cannot tell*: one of these is unknown; else *only
 * under* the conditions named. *no difference* where |d| = 0 or within the rounding noise of the weights.
 */
export function verdictOf(measured: Measured, evidence: VerdictEvidence): Verdict {
  const { layer, isChosenAfterLooking } = layerToJudge(measured);
  const conditions = verdictConditions(measured, evidence, layer);
  const table = verdictTable(conditions, {
    layer,
    evidence: evidence.layers.find((it) => it.layer === layer),
  });
  const answer = answerOf(measured, layer, { table, conditions });
  const judged: Judged = {
    measured,
    evidence,
    layer,
    isChosenAfterLooking,
    conditions,
    table,
    answer,
  };
  return {
    layer,
    is_chosen_after_looking: isChosenAfterLooking,
    answer,
    conditions: answer === "only under"
      ? conditions.map(({ name }) => name).filter((name) => isBeyond(table, name) === true)
      : [],
    sentence: verdictSentence(judged),
    paragraph: verdictParagraph(judged),
    would_change: wouldChange(judged),
    // Within the noise the figures stand, and nothing is claimed from them.
    table: answer === "no difference" ? table.map((cell) => ({ ...cell, holds: null })) : table,
  };
}

function layerToJudge({ options, peaks }: Measured) {
  const { focus, layers, is_focus_automatic } = options;
  // All layers are no choice of one.
  const isChoice = !is_focus_automatic && (focus.length === 1 || focus.length < layers.length);
  const asked = isChoice ? focus[0] : undefined;
  const noted = options.layers.includes(HYPOTHESIS_LAYER) ? HYPOTHESIS_LAYER : undefined;
  const settled = asked ?? noted;
  const peak = peaks.angular?.layer ?? peaks.absolute?.layer;
  return {
    layer: settled ?? peak ?? options.layers[0] ?? 0,
    isChosenAfterLooking: settled === undefined && peak !== undefined,
  };
}

function answerOf(
  measured: Measured,
  layer: number,
  { table, conditions }: Pick<Judged, "table" | "conditions">,
): Verdict["answer"] {
  if (rowAt(measured.mlp, layer)?.delta_norm === 0 || isWithinNoise(measured, layer)) {
    return "no difference";
  }
  // Without p-values nothing is told, even where single roles would already say no.
  const persona = decidingCells(table, RAW).find(({ claim }) => claim === BEYOND_PERSONA);
  if (persona === undefined || persona.holds === null) return "cannot tell";
  if (isBeyond(table, RAW) === false) return "no";
  const beyond = decisive(conditions).map((name) => isBeyond(table, name));
  if (beyond.includes(null)) return "cannot tell";
  return beyond.includes(false) ? "only under" : "yes";
}

/** The verdict; null without baselines. */
export function settle({ measured, run }: Settling): Settled {
  const { evidence } = measured;
  if (run.random === 0 || evidence === null) return {};
  return { evidence: { verdict: verdictOf(measured, evidence) } };
}
