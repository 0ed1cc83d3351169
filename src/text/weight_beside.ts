/**
 * How the MLPs' part of what changed in the layers stands beside the rest of it, in sentences.
 *
 * @module
 */

import type { OtherWeightRow, WeightComparison, WeightRow } from "../results/weight_comparison.ts";
import { listFirst } from "./first_of_many.ts";
import { layersText } from "./layers.ts";
import { hasGrown, isOtherMatrix, isWithinRounding, percentText } from "./weight_rows.ts";

/** What the MLPs have of some layers. */
export interface MlpShare {
  /** Of the sum of all squared changes; null where nothing changed. */
  readonly ofChange: number | null;
  /** Of all elements. */
  readonly ofElements: number;
}

type Lengths = Pick<WeightRow, "delta_norm" | "n_elements">;

/** The part that rows of MLPs have of themselves and others. */
export function mlpShare(rows: readonly Lengths[], others: readonly Lengths[]): MlpShare {
  const [changed, changedBeside] = [squaredChange(rows), squaredChange(others)];
  const [n, nBeside] = [elements(rows), elements(others)];
  const changedInAll = changed + changedBeside;
  return {
    ofChange: changedInAll === 0 ? null : changed / changedInAll,
    ofElements: n / (n + nBeside),
  };
}

/** How much of all that changed in the tensors compared lies in MLPs, and what changed most of the rest and, of that, in no layer; nothing where only MLPs were compared. */
export function besideSentences(
  { rows, others }: Pick<WeightComparison, "rows" | "others">,
): string[] {
  if (others === null || others.length === 0) return [];
  const { ofChange, ofElements } = mlpShare(rows, others);
  if (ofChange === null) return ["No other tensor that was compared differs either."];
  if (others.every(({ delta_norm }) => delta_norm === 0)) {
    return ["Of all tensors compared none but those of MLPs changed."];
  }
  const top = mostChanged(others);
  return [
    `MLPs and their norms hold ${
      shareText(ofChange)
    } of the squared change of all tensors compared, and ${
      percentText(ofElements)
    } of their elements.`,
    ...top === null ? [] : [mostText(top, { of: others, where: "beside the MLPs" })],
    ...top?.layer === null ? [] : outsideSentences(others.filter(({ layer }) => layer === null)),
  ];
}

/** It has no row in the map of layers: what changed most of it is told by itself. */
function outsideSentences(outside: readonly OtherWeightRow[]): string[] {
  if (outside.length === 0) return [];
  const top = mostChanged(outside);
  if (top !== null) return [mostText(top, { of: outside, where: "in no layer" })];
  return outside.some(hasGrown) ? [] : ["What is in no layer did not change."];
}

/** A part of what changed, of which the rest changed too: no figure says that it is all. */
export function shareText(share: number): string {
  const text = percentText(share);
  return text === "100 %" ? "more than 99.9 %" : text;
}

/** Of matrices first: a bias or a norm is short, and little changes it by much. */
function mostChanged(others: readonly OtherWeightRow[]): OtherWeightRow | null {
  const known = others.filter((row) => row.relative_change !== null && row.delta_norm > 0);
  const matrices = known.filter(isOtherMatrix);
  return (matrices.length > 0 ? matrices : known).reduce<OtherWeightRow | null>(
    (most, row) => most === null || row.relative_change! > most.relative_change! ? row : most,
    null,
  );
}

function mostText(
  top: OtherWeightRow,
  { of, where }: { of: readonly OtherWeightRow[]; where: string },
): string {
  const change = percentText(top.relative_change!);
  const peaks = of.filter((row) =>
    row.relative_change !== null && percentText(row.relative_change) === change &&
    (isOtherMatrix(row) || !isOtherMatrix(top))
  );
  const names = [...new Set(peaks.map(({ tensor }) => tensor))];
  const layers = peaks.flatMap(({ layer }) => layer ?? []);
  const which = names.length === 1
    ? `${top.tensor}${layers.length === 0 ? "" : ` of ${layersText(layers)}`}`
    : listFirst(names);
  return `Of ${
    isOtherMatrix(top) ? "matrices" : "tensors"
  } ${where} ${which} changed most, by ${change} of ${
    names.length === 1 ? "its length" : "their length"
  }${peaks.length === 1 ? "" : " each"}${
    isWithinRounding(top) ? "; rounding alone may change it so" : ""
  }.`;
}

function squaredChange(rows: readonly Lengths[]): number {
  return rows.reduce((sum, { delta_norm }) => sum + delta_norm ** 2, 0);
}

function elements(rows: readonly Lengths[]): number {
  return rows.reduce((sum, { n_elements }) => sum + n_elements, 0);
}
