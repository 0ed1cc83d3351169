/**
 * What single rows of a comparison of weights tell, for sentences and figures.
 *
 * @module
 */

import type { ComparedTensor, OtherWeightRow, WeightRow } from "../results/weight_comparison.ts";
import { layersText } from "./layers.ts";
import { COMPONENT_WORDS } from "./parts.ts";
import { capitalised, formatNumber, list } from "./words.ts";

/** The matrices of an MLP. */
export const MATRICES = ["gate", "up", "down"] as const satisfies readonly ComparedTensor[];
/** A base that was rounded may be shorter than what it was rounded from, and the same change a larger part of it. */
const LONGEST_OF_ROUNDED = 1 + 2 ** -8;

/**
 * About what rounding to bfloat16 changes in a tensor by itself, relative to its length: normal, Laplace and heavy-tailed elements give
 * 0.00166, uniform ones 0.0015 to 0.0018.
 */
export const BF16_ROUNDING = 0.0017;

/** A tensor in sentences. */
export function tensorWords(tensor: ComparedTensor): string {
  const part = tensor.replace(/_bias$/, "") as keyof typeof COMPONENT_WORDS;
  const words = COMPONENT_WORDS[part];
  return part === tensor ? words : `the bias of ${words}`;
}

/** Whether a tensor is all zeros in the base alone: its change has no percentage. */
export function hasGrown(
  { relative_change, delta_norm }: Pick<WeightRow, "relative_change" | "delta_norm">,
): boolean {
  return relative_change === null && delta_norm > 0;
}

/** Tensors that are all zeros in the base alone, each with its layers. */
export function ofZeros(rows: readonly WeightRow[]): string[] {
  const grown = rows.filter(hasGrown);
  const names = [...new Set(grown.map(({ tensor }) => tensor))];
  const told = names.map((tensor) =>
    `${tensorWords(tensor)} of ${
      layersText(grown.filter((row) => row.tensor === tensor).map(({ layer }) => layer))
    }`
  );
  return grown.length === 0 ? [] : [
    `${sentence(list(told))} ${
      grown.length === 1 ? "is" : "are"
    } all zeros in the base and not in the other checkpoint: no percentage tells that change.`,
  ];
}

/** Whether a change is no larger than what rounding the tensor to bfloat16 makes, whichever side was rounded. */
export function isWithinRounding(
  { delta_norm, relative_change, rounding_change }: Pick<
    WeightRow,
    "delta_norm" | "relative_change" | "rounding_change"
  >,
): boolean {
  if (delta_norm === 0) return true;
  return rounding_change !== null && relative_change !== null &&
    relative_change <= rounding_change * LONGEST_OF_ROUNDED;
}

/** The row of the largest relative change, of equals the first; null where none is known. */
export function largest(rows: readonly WeightRow[]): WeightRow | null {
  return rows.reduce<WeightRow | null>(
    (most, row) =>
      row.relative_change !== null && row.relative_change > (most?.relative_change ?? -1)
        ? row
        : most,
    null,
  );
}

/** The rows of the same tensor that are told by the same figure as the one that changed most: no layer of them is a peak. */
export function alikeRows(top: WeightRow, rows: readonly WeightRow[]): WeightRow[] {
  const change = percentText(top.relative_change!);
  return rows.filter(({ tensor, relative_change }) =>
    tensor === top.tensor && relative_change !== null && percentText(relative_change) === change
  );
}

/** Whether a row is of one of the three matrices. */
export function isMatrix({ tensor }: Pick<WeightRow, "tensor">): boolean {
  return MATRICES.some((matrix) => matrix === tensor);
}

/** Whether a row of what is none of an MLP is of a matrix. */
export function isOtherMatrix({ shape }: Pick<OtherWeightRow, "shape">): boolean {
  return shape.includes(",");
}

/** With a capital first, unless it begins with the name of a tensor. */
export function sentence(text: string): string {
  return text.startsWith("the ") ? capitalised(text) : text;
}

/** A relative change in percent, to three significant digits. */
export function percentText(change: number): string {
  return `${formatNumber(100 * change, 3)} %`;
}
