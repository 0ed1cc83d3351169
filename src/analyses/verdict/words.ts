/**
 * The answer of a verdict in one sentence, and what would change it.
 *
 * @module
 */

import type { Finding, Measured, VerdictCell } from "../../results.ts";
import { noDifference, peakLabel, withinNoise } from "../change/words.ts";
import { MIN_FLOORS } from "../noise_floor/schema.ts";
import { rowAt } from "../../results/peak_input.ts";
import { PEAK_INPUT } from "../../results/peak_input.ts";
import { formatDegrees, list } from "../../text/words.ts";
import { countedP } from "../../text/counted_p.ts";
import { ALPHA } from "../../math/significance.ts";
import { RAW } from "../../results/verdict_cells.ts";
import { decisive, type Judged, peakLayers, readingOf } from "./settle/table.ts";
import { BEYOND_PERSONA, decidingCells, isBeyond } from "../../results/verdict_cells.ts";

/** The answer in one sentence, with its layer and figures. */
export function verdictSentence(judged: Judged): string {
  const { measured, layer, answer } = judged;
  const label = peakLabel(measured.pcs);
  switch (answer) {
    case "no difference":
      return noDifferenceAt(judged, label);
    case "yes":
      return `Yes: at layer ${layer} the MLP output for ${label} turns farther from base to instruct than random role mixtures ` +
        `and than 95 % of single roles and traits ${
          inEach(judged)
        }: in units of each layer's spread, ${list(counts(judged))}${peakElsewhere(judged)}.`;
    case "only under":
      return `Only ${
        list(under(judged, true))
      }: at layer ${layer} the MLP output for ${label} turns farther from base ` +
        `to instruct than is common for random role mixtures (p_fw at most ${ALPHA}) and than 95 % of single ` +
        `roles and traits; this does not hold ${under(judged, false).join(" or ")}${
          peakElsewhere(judged)
        }.`;
    case "no":
      return `No: at layer ${layer} the MLP output for ${label} turns by ${
        turnAt(judged)
      } from base to instruct on all coordinates, ${list(reasonsAgainst(judged))}${
        peakElsewhere(judged)
      }.${elsewhere(judged)}`;
    case "cannot tell":
      return `Cannot tell: at layer ${layer} the MLP output for ${label} turns by ${
        turnAt(judged)
      } from base to instruct, but ${list(missing(judged))}.`;
  }
}

/** One line on what would change the verdict. */
export function wouldChange(judged: Judged): string {
  const { measured, layer, answer } = judged;
  switch (answer) {
    case "no difference":
      return rowAt(measured.mlp, layer)?.delta_norm === 0
        ? `This verdict would change if base and instruct gave different outputs for ${PEAK_INPUT} at layer ${layer}.`
        : `This verdict would change if |d| at layer ${layer} were at least ${MIN_FLOORS} times the rounding noise of the weights.`;
    case "yes":
      return `This verdict would change if ${drawsToSpare(judged)} of the ${
        nPersona(judged)
      } random role mixtures turned as far ${
        inAny(judged)
      }, or more than 5 % of the single roles and traits.`;
    case "cannot tell":
      return `This verdict would be settled by what is missing: ${
        told(judged, cells(judged, null)).join("; ")
      }.`;
    case "no":
      return `This verdict would change if ${PEAK_INPUT} were ${
        list(cells(judged, false, [RAW]).map(({ claim }) => claim))
      } ${wordsOf(judged, RAW)}.`;
    case "only under":
      return `This verdict would become yes if what fails were to hold: ${
        told(judged, cells(judged, false)).join("; ")
      }.`;
  }
}

/** `in each of the three`, of the conditions that decide. */
function inEach({ conditions }: Judged): string {
  return decisive(conditions).length === 3 ? "in each of the three" : "in both";
}

function inAny({ conditions }: Judged): string {
  return decisive(conditions).length === 3
    ? "in any of the three conditions"
    : "in either condition";
}

function noDifferenceAt({ measured, layer }: Judged, label: string): string {
  if (measured.peaks.absolute === null) return noDifference(measured);
  return rowAt(measured.mlp, layer)?.delta_norm === 0
    ? `No difference: base and instruct give the same MLP output for ${label} at layer ${layer}.`
    : withinNoise(measured, layer);
}

/** Conditions that hold or fail, in the words of a sentence. */
function under({ table, conditions }: Judged, isHolding: boolean): string[] {
  return conditions.filter(({ name }) => isBeyond(table, name) === isHolding)
    .map((condition) => condition.words);
}

function wordsOf({ conditions }: Judged, name: string): string {
  return conditions.find((condition) => condition.name === name)?.words ?? name;
}

/** How many random role mixtures go as far under a condition, with p_fw. */
function counted(judged: Judged, name: string): string {
  const reading = readingOf(judged, name);
  if (reading === undefined || reading.pfw === null) return "how many go as far is unknown";
  return countedP(reading.pfw, { n: reading.nPersona, nLayers: nLayersOf(judged, name) });
}

/** The same of every condition that decides, those of the same count together. */
function counts(judged: Judged): string[] {
  const names = decisive(judged.conditions);
  return [...Map.groupBy(names, (name) => counted(judged, name))]
    .map(([text, alike]) => `${text} ${list(alike.map((name) => wordsOf(judged, name)))}`);
}

function nLayersOf({ conditions }: Judged, name: string): number {
  return conditions.find((condition) => condition.name === name)?.readings.length ?? 0;
}

function turnAt(judged: Judged): string {
  const turn = readingOf(judged, RAW)?.turn ?? null;
  return turn === null ? "an unknown angle" : formatDegrees(turn);
}

/** Why the answer is no, from the cells that fail on all coordinates. */
function reasonsAgainst(judged: Judged): string[] {
  const quantile = readingOf(judged, RAW)?.rolesQuantile ?? null;
  return decidingCells(judged.table, RAW).filter(({ holds }) => holds === false).map(({ claim }) =>
    claim === BEYOND_PERSONA
      ? `which is not shown to be farther than is common for random role mixtures: in units of each layer's spread, ${
        counted(judged, RAW)
      }`
      : `which is not beyond the 95 % quantile of single roles and traits (${
        quantile === null ? "unknown" : formatDegrees(quantile)
      })`
  );
}

/** That another layer turns more, where one does. */
function peakElsewhere(judged: Judged): string {
  const peaks = peakLayers(judged);
  if (peaks === null) return "";
  const trimmed = peaks.trimmed ?? peaks.raw;
  if (peaks.raw === judged.layer && trimmed === judged.layer) return "";
  if (peaks.trimmed === null) return `; the angular peak is layer ${peaks.raw}`;
  const without = "without the outlier dimensions";
  return peaks.raw === peaks.trimmed
    ? `; the angular peak is layer ${peaks.raw}, on all coordinates and ${without}`
    : `; the angular peak is layer ${peaks.raw} on all coordinates and layer ${peaks.trimmed} ${without}`;
}

function elsewhere(judged: Judged): string {
  const held = under(judged, true);
  return held.length === 0 ? "" : ` It is beyond both ${list(held)}.`;
}

/** What could not be told, each reason once. */
function missing(judged: Judged): string[] {
  return [
    ...new Set(
      decisive(judged.conditions).flatMap((name) => {
        const open = decidingCells(judged.table, name).filter(({ holds }) => holds === null);
        const figures = new Set(open.map(({ figure }) => figure));
        return [...figures].map((figure) =>
          figure.startsWith("not run") ? `it was ${figure} ${wordsOf(judged, name)}` : figure
        );
      }),
    ),
  ];
}

/** Cells that decide and read so. */
function cells(
  { table, conditions }: Judged,
  holds: boolean | null,
  names: readonly string[] = decisive(conditions),
): VerdictCell[] {
  return names.flatMap((name) => decidingCells(table, name))
    .filter((cell) => cell.holds === holds);
}

/** Cells in words, those of the same claim and figure together. */
function told(judged: Judged, open: readonly VerdictCell[]): string[] {
  const alike = Map.groupBy(open, ({ claim, figure }) => `${claim}\n${figure}`);
  return [...alike.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const where = list(group.map(({ condition }) => wordsOf(judged, condition)));
    return [`${first.claim} ${where} (${first.figure})`];
  });
}

/** How many persona directions there are. */
function nPersona(judged: Judged): number {
  return readingOf(judged, RAW)?.nPersona ?? 0;
}

/** The fewest further persona directions that would lift a deciding p above its bound, in words. */
function drawsToSpare(judged: Judged): string {
  const n = nPersona(judged) + 1;
  const allowed = Math.floor(ALPHA * n);
  const largest = Math.max(
    ...decisive(judged.conditions).map((name) => readingOf(judged, name)?.pfw ?? 0),
  );
  const further = allowed - Math.round(largest * n) + 1;
  return further === 1 ? "one more" : `${further} more`;
}

/** The verdict itself. */
export function words({ evidence }: Measured): Finding[] {
  const verdict = evidence?.verdict ?? null;
  return verdict === null
    ? []
    : [{ topic: "verdict", layer: null, text: verdict.sentence, layers: [verdict.layer] }];
}
