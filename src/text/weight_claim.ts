/**
 * What two checkpoints' weights differ by, in sentences.
 *
 * @module
 */

// @ts-types="@types/d3-array"
import { median } from "d3-array";
import { degrees } from "../math/angle.ts";
import type { ComparedTensor, WeightComparison, WeightRow } from "../results/weight_comparison.ts";
import { layersText } from "./layers.ts";
import { COMPONENT_WORDS } from "./parts.ts";
import { capitalised, formatDegrees, formatNumber, list, plural } from "./words.ts";

/** The matrices of an MLP. */
export const MATRICES = ["gate", "up", "down"] as const satisfies readonly ComparedTensor[];
/** What most of their layers share is no peak: up to this many times the median, layers changed alike. */
const ALIKE = 1.1;

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
  if (middle === 0) return `; at most layers ${words} did not change at all`;
  const times = top.relative_change! / middle;
  const shown = percentText(middle);
  return times <= ALIKE
    ? `, hardly more than ${words} at the median layer (${shown})`
    : `, ${formatNumber(times, 2)} times as much as ${words} at the median layer (${shown})`;
}

/** What stands behind the claim: how the matrix changed, the other matrices, norms and biases, and what rounding does. */
export function weightDetails(comparison: WeightComparison): string[] {
  const { rows } = comparison;
  const matrices = rows.filter(isMatrix);
  const top = largest(matrices);
  if (top === null || top.delta_norm === 0) return [];
  return [
    ofTop(top),
    ...besideMatrices(top, matrices),
    ...besideNeighbours(matrices),
    ...ofOthers(rows),
    ...ofZeros(rows),
    ...ofRounding(top, matrices),
  ];
}

/** Its elements, its length and its direction. */
function ofTop(top: WeightRow): string {
  const ratio = top.base_norm === 0 ? null : top.instruct_norm / top.base_norm - 1;
  const length = ratio === null
    ? ""
    : Math.abs(ratio) < 5e-7
    ? "; it is as long as in the base"
    : `; it is ${percentText(Math.abs(ratio))} ${
      ratio > 0 ? "longer" : "shorter"
    } than in the base`;
  const turn = top.delta_angular === null
    ? ""
    : top.delta_angular === 0
    ? " and did not turn"
    : ` and turned by ${formatDegrees(degrees(top.delta_angular))}`;
  return `${sharePercent(top.changed_share)} of the elements of ${
    tensorWords(top.tensor)
  } of layer ${top.layer} differ${length}${turn}.`;
}

/** Where each of the other matrices changed most. */
function besideMatrices(top: WeightRow, matrices: readonly WeightRow[]): string[] {
  const others = MATRICES.filter((tensor) => tensor !== top.tensor).flatMap((tensor) => {
    const most = largest(matrices.filter((row) => row.tensor === tensor));
    return most === null ? [] : [
      most.delta_norm === 0
        ? `${tensorWords(tensor)} not at all`
        : `${tensorWords(tensor)} ${percentText(most.relative_change!)} (layer ${most.layer})`,
    ];
  });
  return others.length === 0 ? [] : [`The others changed at most: ${list(others)}.`];
}

/** The layer that stands out most from the two beside it, which a change that grows from layer to layer hides. */
function besideNeighbours(matrices: readonly WeightRow[]): string[] {
  const of = (tensor: ComparedTensor, layer: number) =>
    matrices.find((row) => row.tensor === tensor && row.layer === layer)?.relative_change ?? null;
  const found = matrices.flatMap(({ tensor, layer, relative_change }) => {
    const [before, after] = [of(tensor, layer - 1), of(tensor, layer + 1)];
    if (before === null || after === null || relative_change === null) return [];
    const beside = Math.max(before, after);
    return beside === 0 ? [] : [{ tensor, layer, relative_change, beside }];
  });
  const times = (row: typeof found[number]) => row.relative_change / row.beside;
  const [most] = found.toSorted((a, b) => times(b) - times(a));
  return most === undefined || times(most) <= ALIKE ? [] : [
    `${
      tensorWords(most.tensor)
    } of layer ${most.layer} stands out most from the layers next to it: ${
      percentText(most.relative_change)
    } where they have ${percentText(most.beside)} at most.`,
  ];
}

/** Norms and biases. */
function ofOthers(rows: readonly WeightRow[]): string[] {
  const names = [...new Set(rows.filter((row) => !isMatrix(row)).map(({ tensor }) => tensor))];
  const told = names.flatMap((tensor) => {
    const most = largest(rows.filter((row) => row.tensor === tensor));
    return most === null ? [] : [
      most.delta_norm === 0
        ? `${tensorWords(tensor)} did not change`
        : `${tensorWords(tensor)} changed by ${
          percentText(most.relative_change!)
        } at most (layer ${most.layer})`,
    ];
  });
  return told.length === 0 ? [] : [`${sentence(list(told))}.`];
}

/** Tensors that are all zeros in the base alone: their change has no percentage. */
function ofZeros(rows: readonly WeightRow[]): string[] {
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

/** How the changes stand beside what rounding does. */
function ofRounding(top: WeightRow, matrices: readonly WeightRow[]): string[] {
  const known = matrices.filter(({ rounding_change }) => rounding_change !== null);
  if (known.length === 0) return [];
  const nWithin = known.filter(isWithinRounding).length;
  if (nWithin === known.length) return [];
  const rounding = top.rounding_change === null
    ? ""
    : ` Rounding ${tensorWords(top.tensor)} of layer ${top.layer} to bfloat16 alone changes it by ${
      percentText(top.rounding_change)
    }.`;
  return [
    `${
      nWithin === 0 && known.length === matrices.length
        ? "Every matrix"
        : `${known.length - nWithin} of ${
          plural(known.length, "matrix", "matrices")
        } stored wider than bfloat16`
    } changed by more than rounding to bfloat16 alone does.${rounding}`,
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
function sentence(text: string): string {
  return text.startsWith("the ") ? capitalised(text) : text;
}

/** A relative change in percent, to three significant digits. */
export function percentText(change: number): string {
  return `${formatNumber(100 * change, 3)} %`;
}

/** A share of elements: all and none are told as what they are. */
function sharePercent(share: number): string {
  if (share === 1) return "All";
  const text = formatNumber(100 * share, 3);
  return text === "100" ? "More than 99.9 %" : `${text} %`;
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
