/**
 * The table behind a verdict: every claim under every condition, with the figure in words.
 *
 * @module
 */

import { BEYOND_PERSONA, BEYOND_ROLES } from "../../../results/verdict_cells.ts";
import type { LayerEvidence, Measured, Verdict, VerdictCell } from "../../../results.ts";
import { countWord, formatDegrees, formatNumber, ordinal } from "../../../text/words.ts";
import { countedP } from "../../../text/counted_p.ts";
import { ALPHA, MIN_DRAWS } from "../../../math/significance.ts";
import { type Condition, type Reading, type VerdictEvidence } from "./conditions.ts";
import { AT_OPERATING_POINT, RAW, TRIMMED } from "../../../results/verdict_cells.ts";

/** The conditions that decide it where they are asked; the others are told beside them. */
const DECISIVE: readonly string[] = [RAW, TRIMMED, AT_OPERATING_POINT];

/** Names of the conditions that decide: a layer without outlier dimensions has no trimmed one. */
export function decisive(conditions: readonly Pick<Condition, "name">[]): string[] {
  return DECISIVE.filter((name) => conditions.some((condition) => condition.name === name));
}

/** What the sentences of a verdict are made of. */
export interface Judged {
  readonly measured: Measured;
  readonly evidence: VerdictEvidence;
  readonly layer: number;
  readonly isChosenAfterLooking: boolean;
  readonly conditions: readonly Condition[];
  readonly table: readonly VerdictCell[];
  readonly answer: Verdict["answer"];
}

type Answered = Omit<VerdictCell, "claim" | "condition">;

/** One cell for each claim and condition at a layer, claim by claim; `holds` is null where nothing can be said. */
export function verdictTable(
  conditions: readonly Condition[],
  { layer, evidence }: { layer: number; evidence: LayerEvidence | undefined },
): VerdictCell[] {
  const claims: [string, (condition: Condition, reading: Reading) => Answered][] = [
    [
      "largest angle",
      ({ readings }) => peak(readings, layer, { column: "turn", say: formatDegrees }),
    ],
    [
      "largest |d|",
      ({ readings }) => peak(readings, layer, { column: "length", say: formatNumber }),
    ],
    [
      "largest |d| / |y_b|",
      ({ readings }) =>
        peak(readings, layer, { column: "relative", say: (value) => formatNumber(value, 3) }),
    ],
    [BEYOND_PERSONA, ({ readings }, reading) => beyondPersona(reading, readings.length)],
    [BEYOND_ROLES, (_, reading) => beyondRoles(reading)],
    ["specific", ({ name }) => specific(name, evidence)],
  ];
  return claims.flatMap(([claim, answer]) =>
    conditions.map((condition): VerdictCell => {
      const reading = condition.readings.find((it) => it.layer === layer);
      const answered = reading === undefined
        ? unknown(condition.readings.length === 0 ? "not run" : "not run at this layer")
        : answer(condition, reading);
      return { claim, condition: condition.name, ...answered };
    })
  );
}

/** PC1 at the layer of the verdict under a condition. */
export function readingOf({ conditions, layer }: Judged, name: string): Reading | undefined {
  return conditions.find((condition) => condition.name === name)
    ?.readings.find((reading) => reading.layer === layer);
}

/** Layers by angle, largest first; the lowest layer wins a tie. */
export function byTurn({ conditions }: Judged, name: string): { layer: number; turn: number }[] {
  return (conditions.find((condition) => condition.name === name)?.readings ?? [])
    .flatMap(({ layer, turn }) => turn === null ? [] : [{ layer, turn }])
    .sort((a, b) => b.turn - a.turn || a.layer - b.layer);
}

/**
 * The angular peaks of PC1 on all coordinates and, where that is a condition, without the outlier dimensions; null for a single
 * layer, or where one is unknown.
 */
export function peakLayers(judged: Judged): { raw: number; trimmed: number | null } | null {
  const [raw, trimmed] = [byTurn(judged, RAW), byTurn(judged, TRIMMED)];
  const isTrimmed = judged.conditions.some(({ name }) => name === TRIMMED);
  return raw[0] === undefined || raw.length === 1 || isTrimmed && trimmed[0] === undefined
    ? null
    : { raw: raw[0].layer, trimmed: trimmed[0]?.layer ?? null };
}

function unknown(figure: string): Answered {
  return { holds: null, figure };
}

/** Whether a column is largest at the layer; the lowest layer wins a tie, as peaks do. */
function peak(
  readings: readonly Reading[],
  layer: number,
  { column, say }: { column: "turn" | "length" | "relative"; say: (value: number) => string },
): Answered {
  const known = readings.flatMap((reading) => {
    const value = reading[column];
    return value === null ? [] : [{ layer: reading.layer, value }];
  }).sort((a, b) => b.value - a.value || a.layer - b.layer);
  const rank = known.findIndex((it) => it.layer === layer);
  const [own, first] = [known[rank], known[0]];
  if (own === undefined || first === undefined) return unknown("not measured");
  const figure = say(own.value);
  if (known.length === 1) return unknown(`${figure}; no other layer to compare with`);
  if (first.value === 0) return { holds: false, figure: `${figure} at all ${known.length} layers` };
  return rank === 0
    ? { holds: true, figure: `${figure}, the largest of ${known.length} layers` }
    : {
      holds: false,
      figure: `${figure}, the ${ordinal(rank + 1)} largest of ${known.length} layers ` +
        `(layer ${first.layer}: ${say(first.value)})`,
    };
}

/** Said where nothing was too little but an output that is zero has no angle. */
const NO_ANGLE = "one of the two outputs is zero there, so there is no angle";

function beyondPersona({ pfw, nPersona, turn }: Reading, nLayers: number): Answered {
  if (turn === null) return unknown(NO_ANGLE);
  if (nPersona === 0) return unknown("no random role mixtures were run");
  if (nPersona < MIN_DRAWS) {
    return unknown(`only ${nPersona} random role mixtures were run, and ${MIN_DRAWS} are needed`);
  }
  if (pfw === null) return unknown("no p-value against random role mixtures could be computed");
  return {
    holds: pfw <= ALPHA,
    figure: countedP(pfw, { n: nPersona, nLayers }),
  };
}

function beyondRoles(
  { turn, largerTurn, rolesQuantile, nRoles, nRolesAtLeast }: Reading,
): Answered {
  if (turn === null) return unknown(NO_ANGLE);
  if (nRoles === 0 || rolesQuantile === null) return unknown("no single roles or traits were run");
  if (largerTurn === null) return unknown("no angle could be measured");
  const count = nRolesAtLeast === null
    ? ""
    : `; ${countWord(nRolesAtLeast)} of them ${
      nRolesAtLeast === 1 ? "turns" : "turn"
    } at least as far`;
  return {
    holds: largerTurn > rolesQuantile,
    figure:
      `${formatDegrees(largerTurn)}, and ${formatDegrees(rolesQuantile)} at the 95 % quantile of ` +
      `${nRoles} single roles and traits${count}`,
  };
}

/** Farther than each of the median persona direction, PC2 and -PC1. */
function specific(condition: string, evidence: LayerEvidence | undefined): Answered {
  if (condition !== RAW) return unknown("computed on all coordinates only");
  if (evidence === undefined || evidence.specificity === null) return unknown("not computed");
  const { specificity, ln_ratio_persona_median, ln_ratio_pc2, ln_ratio_negative } = evidence;
  const ratios = [
    [ln_ratio_persona_median, "the median random role mixture"],
    [ln_ratio_pc2, "PC2"],
    [ln_ratio_negative, "-PC1"],
  ] as const;
  const said = ratios.flatMap(([ln, what]) =>
    ln === null ? [] : [`${formatNumber(Math.exp(ln), 2)} times that of ${what}`]
  );
  return { holds: specificity > 0, figure: `angle of PC1: ${said.join(", ")}` };
}
