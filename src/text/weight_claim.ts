/**
 * What two checkpoints' weights differ by, in sentences: those on MLPs say that they are, as other matrices may stand beside them.
 *
 * @module
 */

// @ts-types="@types/d3-array"
import { median } from "d3-array";
import type { WeightComparison, WeightRow } from "../results/weight_comparison.ts";
import { layersText } from "./layers.ts";
import {
  alikeRows,
  hasGrown,
  isMatrix,
  isWithinRounding,
  largest,
  ofZeros,
  percentText,
  tensorWords,
} from "./weight_rows.ts";
import { formatNumber, plural } from "./words.ts";

/** What most of their layers share is no peak: up to this many times the median, layers changed alike. */
export const ALIKE = 1.1;

/**
 * The answer: which matrix of which layer changed most, by how much, and beside what; first, where that is so, that nothing differs or
 * that rounding alone does as much.
 */
export function weightClaim(comparison: WeightComparison): string {
  const { rows, layers } = comparison;
  const where = layersWords(comparison);
  const synthetic = isSynthetic(comparison) ? "Synthetic data. " : "";
  if (rows.every(({ changed_share }) => changed_share === 0)) {
    return `${synthetic}No difference in the MLPs: every MLP tensor of ${where} is the same in both checkpoints${
      isRounded(comparison)
        ? ", each rounded to bfloat16 (--weights stored compares them as they are stored)"
        : ""
    }.`;
  }
  const matrices = rows.filter(isMatrix);
  const grown = matrices.filter(hasGrown);
  const top = largest(matrices);
  if (top === null || top.delta_norm === 0) {
    if (grown.length === 0) {
      return `${synthetic}No MLP matrix of ${where} changed${ofOthers(rows)}.`;
    }
    const others = top === null ? "" : " No other MLP matrix changed.";
    return `${synthetic}${ofZeros(grown).join(" ")}${others}`;
  }
  const change = percentText(top.relative_change!);
  if (matrices.every((row) => hasGrown(row) || isWithinRounding(row))) {
    return `${synthetic}No MLP matrix of ${where} changed by more than rounding alone does${
      grown.length === 0 ? "" : ", but for what was all zeros in the base"
    }: ${
      nameOf(top)
    } changed most, by ${change} of its length, and rounding it to bfloat16 changes it by ${
      percentText(top.rounding_change!)
    }.`;
  }
  if (matrices.length === 1) {
    return `${synthetic}${nameOf(top)} changed by ${change} of its length.`;
  }
  const same = matrices.filter(({ tensor }) => tensor === top.tensor);
  const peaks = alikeRows(top, same);
  if (peaks.length > 1 && peaks.length === same.length) {
    return `${synthetic}At each of ${same.length} layers ${
      tensorWords(top.tensor)
    } changed by ${change} of its length, and no MLP matrix by more.`;
  }
  return `${synthetic}${
    layers.length === 1
      ? "Of the MLP of one layer, "
      : `Of the MLPs of ${plural(layers.length, "layer", "layers")}, `
  }${changedMost(top, peaks)}${besideOthers({ top, peaks, same })}.`;
}

/** What changed where no matrix did. */
function ofOthers(rows: readonly WeightRow[]): string {
  const top = largest(rows);
  if (top === null || top.delta_norm === 0) {
    return rows.some(hasGrown)
      ? "; of the other MLP tensors some did that are all zeros in the base"
      : "";
  }
  const peaks = alikeRows(top, rows);
  return `; of the other MLP tensors ${changedMost(top, peaks)}`;
}

/** The first of equals would be called a peak that it is not: all of them are named. */
function changedMost(top: WeightRow, peaks: readonly WeightRow[]): string {
  return `${tensorWords(top.tensor)} of ${
    layersText(peaks.map(({ layer }) => layer))
  } changed most, by ${percentText(top.relative_change!)} of its length${
    peaks.length === 1 ? "" : " each"
  }`;
}

/** How a matrix stands beside the same of the other layers. */
function besideOthers(
  { top, peaks, same }: {
    top: WeightRow;
    peaks: readonly WeightRow[];
    same: readonly WeightRow[];
  },
): string {
  const known = same.filter((row) => !hasGrown(row));
  if (known.length === peaks.length) return "";
  const words = tensorWords(top.tensor);
  const nSame = same.filter(({ delta_norm }) => delta_norm === 0).length;
  if (2 * nSame >= known.length) {
    return `; at ${nSame} of ${same.length} layers ${words} did not change at all`;
  }
  const [other] = known.length === 2 ? known.filter((row) => row !== top) : [];
  const [beside, change] = other === undefined
    // Of an even number it lies between two layers and is that of none.
    ? [`the median of ${words} over the layers`, median(known, (row) => row.relative_change ?? 0)!]
    : [`${words} of layer ${other.layer}`, other.relative_change!];
  const shown = percentText(change);
  // As many layers as that are named already.
  if (shown === percentText(top.relative_change!)) return "";
  const times = top.relative_change! / change;
  return times <= ALIKE
    ? `, hardly more than ${beside} (${shown})`
    : `, ${formatNumber(times, 2)} times as much as ${beside} (${shown})`;
}

function nameOf({ tensor, layer }: WeightRow): string {
  return `${tensorWords(tensor)} of layer ${layer}`;
}

/** Whether any of the weights were made by a program. */
export function isSynthetic({ base, instruct }: WeightComparison): boolean {
  return base.synthetic !== null || instruct.synthetic !== null;
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
