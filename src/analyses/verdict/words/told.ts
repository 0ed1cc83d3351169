/**
 * What the sentences of a verdict have in common: its conditions in words, its cells, and what a cell tells.
 *
 * @module
 */

import { OWN_LAYER_INPUT, PEAK_INPUT } from "../../../results/peak_input.ts";
import type { Evidence, Measured, Verdict, VerdictCell } from "../../../results.ts";
import {
  AT_OPERATING_POINT,
  BEYOND_PERSONA,
  BEYOND_ROLES,
  cellAt,
  CENTRED,
  decidingCells,
  LARGEST_ANGLE,
  RAW,
  SPECIFIC,
  TRIMMED,
} from "../../../results/verdict_cells.ts";
import { list, withoutOutliers } from "../../../text/words.ts";
import { cellFigure } from "./figures.ts";

/** A verdict and what it was given on. */
export interface Judged {
  readonly measured: Measured;
  readonly evidence: Omit<Evidence, "verdict" | "reproduction">;
  readonly verdict: Verdict;
}

/** How a sentence ends that holds under a condition: `... turns farther on all coordinates`. */
export function conditionWords({ measured, evidence, verdict }: Judged, name: string): string {
  switch (name) {
    case RAW:
      return "on all coordinates";
    case TRIMMED: {
      const known = evidence.layers.find(({ layer }) => layer === verdict.layer);
      return withoutOutliers(known?.outliers.length ?? 0);
    }
    case CENTRED:
      return "with the mean direction removed";
    case OWN_LAYER_INPUT:
      return `with each layer's own PC1 instead of that of layer ${measured.options.pca_layer}`;
    case AT_OPERATING_POINT:
      return AT_OPERATING_POINT;
  }
  const space = inSpace(name);
  return space === null ? name : `with ${space}`;
}

/** A claim in the words of a reader: `PC1 turns ...` where it is one of the two that decide. */
export function claimWords(claim: string): string {
  switch (claim) {
    case BEYOND_PERSONA:
      return "farther than random role mixtures";
    case BEYOND_ROLES:
      return "farther than 95 % of single roles and traits";
    case SPECIFIC:
      return "farther than the median role mixture, PC2 and −PC1";
  }
  return claim;
}

/** A condition as the head of a column. */
export function conditionHead(name: string): string {
  switch (name) {
    case RAW:
      return "all coordinates";
    case TRIMMED:
      return "outlier dimensions removed";
    case CENTRED:
      return "mean direction removed";
    case OWN_LAYER_INPUT:
      return "each layer's own PC1";
  }
  return inSpace(name) ?? name;
}

/** `PC1 in readout space`; null for a condition that is no space of PC1. */
function inSpace(name: string): string | null {
  const prefix = `${PEAK_INPUT}:`;
  return name.startsWith(prefix) ? `${PEAK_INPUT} in ${name.slice(prefix.length)} space` : null;
}

/** Conditions that decide. */
export function decisive({ verdict }: Judged): string[] {
  return verdict.asked.filter(({ decides }) => decides).map(({ condition }) => condition);
}

/** Conditions that hold or fail, in the words of a sentence. */
export function under(judged: Judged, isHolding: boolean): string[] {
  return judged.verdict.asked.filter(({ is_beyond }) => is_beyond === isHolding)
    .map(({ condition }) => conditionWords(judged, condition));
}

/** Cells that decide and read so. */
export function decidingCellsThat(
  judged: Judged,
  holds: boolean | null,
  names: readonly string[] = decisive(judged),
): VerdictCell[] {
  return names.flatMap((name) => decidingCells(judged.verdict.table, name))
    .filter((cell) => cell.holds === holds);
}

/** Cells in words, those of the same claim and figure together. */
export function toldCells(judged: Judged, cells: readonly VerdictCell[]): string[] {
  const alike = Map.groupBy(cells, (cell) => `${cell.claim}\n${cellFigure(cell)}`);
  return [...alike.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const where = list(group.map(({ condition }) => conditionWords(judged, condition)));
    return [`${claimWords(first.claim)} ${where} (${cellFigure(first)})`];
  });
}

/** The angle of PC1 under a condition in degrees; null where it is unknown. */
export function angleUnder({ verdict }: Judged, condition: string): number | null {
  return cellAt(verdict.table, LARGEST_ANGLE, condition)?.value ?? null;
}
