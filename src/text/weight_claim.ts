/**
 * What two checkpoints' weights differ by, in sentences.
 *
 * @module
 */

// @ts-types="@types/d3-array"
import { median } from "d3-array";
import type { ComparedTensor, WeightComparison, WeightRow } from "../results/weight_comparison.ts";
import { layersText } from "./layers.ts";
import { COMPONENT_WORDS } from "./parts.ts";
import { capitalised, formatNumber, list, plural } from "./words.ts";

/** The matrices of an MLP. */
export const MATRICES = ["gate", "up", "down"] as const satisfies readonly ComparedTensor[];
/** What most of their layers share is no peak: up to this many times the median, layers changed alike. */
export const ALIKE = 1.1;

/** A tensor in sentences. */
export function tensorWords(tensor: ComparedTensor): string {
  const part = tensor.replace(/_bias$/, "") as keyof typeof COMPONENT_WORDS;
  const words = COMPONENT_WORDS[part];
  return part === tensor ? words : `the bias of ${words}`;
}

/**
 * The answer: which matrix of which layer changed most, by how much, and beside what; first, where that is so, that nothing differs or
 * that rounding alone does as much.
 */
export function weightClaim(comparison: WeightComparison): string {
  const { rows, layers } = comparison;
  const where = layersWords(comparison);
  const synthetic = isSynthetic(comparison) ? "Synthetic data. " : "";
  if (rows.every(({ changed_share }) => changed_share === 0)) {
    return `${synthetic}No difference: every MLP tensor of ${where} is the same in both checkpoints${
      isRounded(comparison)
        ? ", each rounded to bfloat16 (--weights stored compares them as they are stored)"
        : ""
    }.`;
  }
  const matrices = rows.filter(isMatrix);
  const top = largest(matrices);
  if (top === null || top.delta_norm === 0) {
    const zeros = ofZeros(matrices);
    if (zeros.length > 0) return synthetic + zeros.join(" ");
    const other = largest(rows);
    return `${synthetic}No matrix of ${where} changed${
      other === null || other.delta_norm === 0
        ? ""
        : `; of the other tensors ${
          tensorWords(other.tensor)
        } of layer ${other.layer} changed most, by ${
          percentText(other.relative_change!)
        } of its length`
    }.`;
  }
  const change = percentText(top.relative_change!);
  const name = `${tensorWords(top.tensor)} of layer ${top.layer}`;
  const most = matrices.length === 1
    ? `${name} changed by ${change} of its length`
    : `${name} changed most, by ${change} of its length`;
  if (matrices.every((row) => isWithinRounding(row))) {
    return `${synthetic}No matrix of ${where} changed by more than rounding alone does: ${most}, and rounding it to bfloat16 changes it by ${
      percentText(top.rounding_change!)
    }.`;
  }
  return `${synthetic}${
    layers.length === 1 ? "" : `Of ${plural(layers.length, "layer", "layers")}, `
  }${most}${besideOthers(top, matrices)}.`;
}

/** How a matrix stands beside the same of the other layers. */
function besideOthers(top: WeightRow, matrices: readonly WeightRow[]): string {
  const same = matrices.filter(({ tensor }) => tensor === top.tensor);
  if (same.length < 2) return "";
  const middle = median(same, ({ relative_change }) => relative_change ?? 0)!;
  const words = tensorWords(top.tensor);
  if (middle === 0) {
    const nSame = same.filter(({ delta_norm }) => delta_norm === 0).length;
    return `; at ${nSame} of ${same.length} layers ${words} did not change at all`;
  }
  const times = top.relative_change! / middle;
  const shown = percentText(middle);
  return times <= ALIKE
    ? `, hardly more than ${words} at the median layer (${shown})`
    : `, ${formatNumber(times, 2)} times as much as ${words} at the median layer (${shown})`;
}

/** Tensors that are all zeros in the base alone: their change has no percentage. */
export function ofZeros(rows: readonly WeightRow[]): string[] {
  const grown = rows.filter((row) => row.relative_change === null && row.delta_norm > 0);
  return grown.length === 0 ? [] : [
    `${
      sentence(
        list(grown.map(({ tensor, layer }) => `${tensorWords(tensor)} of layer ${layer}`)),
      )
    } ${
      grown.length === 1 ? "is" : "are"
    } all zeros in the base and not in the other checkpoint: no percentage tells that change.`,
  ];
}

/** Whether a change is no larger than what rounding the tensor to bfloat16 makes. */
export function isWithinRounding(
  { relative_change, rounding_change }: Pick<WeightRow, "relative_change" | "rounding_change">,
): boolean {
  return rounding_change !== null && (relative_change ?? 0) <= rounding_change;
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

/** Whether a row is of one of the three matrices. */
export function isMatrix({ tensor }: Pick<WeightRow, "tensor">): boolean {
  return MATRICES.some((matrix) => matrix === tensor);
}

/** Whether any of the weights were made by a program. */
export function isSynthetic({ base, instruct }: WeightComparison): boolean {
  return base.synthetic !== null || instruct.synthetic !== null;
}

/** With a capital first, unless it begins with the name of a tensor. */
export function sentence(text: string): string {
  return text.startsWith("the ") ? capitalised(text) : text;
}

/** A relative change in percent, to three significant digits. */
export function percentText(change: number): string {
  return `${formatNumber(100 * change, 3)} %`;
}

function isRounded({ weights, base, instruct }: WeightComparison): boolean {
  return weights === "bf16" &&
    [base, instruct].some(({ dtypes }) => dtypes.some((dtype) => dtype !== "BF16"));
}

function layersWords({ layers, n_layers }: WeightComparison): string {
  return layers.length === n_layers
    ? n_layers === 1 ? "the one layer" : `the ${n_layers} layers`
    : layersText(layers);
}
