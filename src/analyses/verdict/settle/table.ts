/**
 * The table behind a verdict: every claim under every condition, with the numbers behind it.
 *
 * @module
 */

import {
  BEYOND_PERSONA,
  BEYOND_ROLES,
  isDecisive,
  LARGEST_ANGLE,
  LARGEST_LENGTH,
  LARGEST_RELATIVE,
  RAW,
  SPECIFIC,
} from "../../../results/verdict_cells.ts";
import type { LayerEvidence, VerdictCell } from "../../../results.ts";
import { ALPHA, countOf, MIN_DRAWS } from "../../../math/significance.ts";
import type { UntoldReason } from "../schema.ts";
import type { Condition, Reading } from "./conditions.ts";

type Place = Pick<VerdictCell, "claim" | "condition" | "decides">;
type Answered = Partial<Omit<VerdictCell, keyof Place>>;

/** One cell for each claim and condition at a layer, claim by claim; `holds` is null where nothing can be said. */
export function verdictTable(
  conditions: readonly Condition[],
  { layer, evidence }: { layer: number; evidence: LayerEvidence | undefined },
): VerdictCell[] {
  const claims: [string, (condition: Condition, reading: Reading) => Answered][] = [
    [LARGEST_ANGLE, ({ readings }) => peak(readings, layer, "angle")],
    [LARGEST_LENGTH, ({ readings }) => peak(readings, layer, "length")],
    [LARGEST_RELATIVE, ({ readings }) => peak(readings, layer, "relative")],
    [BEYOND_PERSONA, ({ readings }, reading) => beyondRoleMixtures(reading, readings.length)],
    [BEYOND_ROLES, (_, reading) => beyondRoles(reading)],
    [SPECIFIC, ({ name }) => specific(name, evidence)],
  ];
  return claims.flatMap(([claim, answer]) =>
    conditions.map((condition): VerdictCell => {
      const reading = condition.readings.find((it) => it.layer === layer);
      const answered = reading === undefined
        ? untold(condition.readings.length === 0 ? "not_run" : "not_run_at_layer")
        : answer(condition, reading);
      const place = { claim, condition: condition.name };
      return filled({ ...place, decides: isDecisive(place) }, answered);
    })
  );
}

/** A cell with every number, null where the claim has none, in the order of the schema. */
function filled({ claim, condition, decides }: Place, answered: Answered): VerdictCell {
  return {
    claim,
    condition,
    holds: answered.holds ?? null,
    decides,
    reason: answered.reason ?? null,
    value: answered.value ?? null,
    rank: answered.rank ?? null,
    of: answered.of ?? null,
    best_layer: answered.best_layer ?? null,
    best_value: answered.best_value ?? null,
    p: answered.p ?? null,
    n: answered.n ?? null,
    count: answered.count ?? null,
    quantile: answered.quantile ?? null,
    role_mixture_ratio: answered.role_mixture_ratio ?? null,
    pc2_ratio: answered.pc2_ratio ?? null,
    negative_ratio: answered.negative_ratio ?? null,
    told: null,
  };
}

function untold(reason: UntoldReason): Answered {
  return { reason };
}

/** Whether a column is largest at the layer; the lowest layer wins a tie, as peaks do. */
function peak(
  readings: readonly Reading[],
  layer: number,
  column: "angle" | "length" | "relative",
): Answered {
  const known = readings.flatMap((reading) => {
    const value = reading[column];
    return value === null ? [] : [{ layer: reading.layer, value }];
  }).sort((a, b) => b.value - a.value || a.layer - b.layer);
  const place = known.findIndex((it) => it.layer === layer);
  const [own, first] = [known[place], known[0]];
  if (own === undefined || first === undefined) {
    // Where the largest is elsewhere is known all the same.
    return { ...untold("not_measured"), of: known.length, best_layer: first?.layer ?? null };
  }
  const standing = {
    value: own.value,
    rank: place + 1,
    of: known.length,
    best_layer: first.layer,
    best_value: first.value,
  };
  if (known.length === 1) return { ...untold("one_layer"), ...standing };
  return { holds: first.value !== 0 && place === 0, ...standing };
}

function beyondRoleMixtures(
  { pfw, nPersona, angle, largerAngle }: Reading,
  nLayers: number,
): Answered {
  const known = { value: largerAngle, of: nLayers, n: nPersona };
  if (angle === null) return { ...untold("no_angle"), ...known };
  if (nPersona === 0) return { ...untold("no_role_mixtures"), ...known };
  if (nPersona < MIN_DRAWS) return { ...untold("too_few_draws"), ...known };
  if (pfw === null) return { ...untold("no_p_value"), ...known };
  return { holds: pfw <= ALPHA, ...known, p: pfw, count: countOf(pfw, nPersona) };
}

function beyondRoles(
  { angle, largerAngle, rolesQuantile, nRoles, nRolesAtLeast }: Reading,
): Answered {
  const known = { value: largerAngle, n: nRoles, count: nRolesAtLeast, quantile: rolesQuantile };
  if (angle === null) return { ...untold("no_angle"), ...known };
  if (nRoles === 0 || rolesQuantile === null) return { ...untold("no_single_roles"), ...known };
  if (largerAngle === null) return { ...untold("unknown_angle"), ...known };
  return { holds: largerAngle > rolesQuantile, ...known };
}

/** Farther than each of the median random role mixture, PC2 and -PC1. */
function specific(condition: string, evidence: LayerEvidence | undefined): Answered {
  if (condition !== RAW) return untold("raw_only");
  if (evidence === undefined || evidence.specificity === null) return untold("not_computed");
  const { specificity, ln_ratio_persona_median, ln_ratio_pc2, ln_ratio_negative } = evidence;
  return {
    holds: specificity > 0,
    role_mixture_ratio: ratioOf(ln_ratio_persona_median),
    pc2_ratio: ratioOf(ln_ratio_pc2),
    negative_ratio: ratioOf(ln_ratio_negative),
  };
}

function ratioOf(logarithm: number | null): number | null {
  return logarithm === null ? null : Math.exp(logarithm);
}
