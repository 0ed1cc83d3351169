/**
 * What stands behind the claim on two checkpoints' weights, a sentence each.
 *
 * @module
 */

import { degrees } from "../math/angle.ts";
import type { ComparedTensor, WeightComparison, WeightRow } from "../results/weight_comparison.ts";
import { besideSentences } from "./weight_beside.ts";
import { ALIKE } from "./weight_claim.ts";
import { spectrumSentences } from "./weight_spectrum.ts";
import {
  BF16_ROUNDING,
  hasGrown,
  isMatrix,
  isWithinRounding,
  largest,
  MATRICES,
  ofZeros,
  percentText,
  sentence,
  tensorWords,
} from "./weight_rows.ts";
import { formatDegrees, formatNumber, list } from "./words.ts";

/** Beside a change this many times what rounding does, that needs no word: it adds a twenty-fifth to its square. */
const FAR_ABOVE = 5;

/** What stands behind the claim: how the matrix changed, the other matrices, norms and biases, and what rounding does. */
export function weightDetails(comparison: WeightComparison): string[] {
  const { rows } = comparison;
  const matrices = rows.filter(isMatrix);
  const top = largest(matrices);
  if (top === null || top.delta_norm === 0) {
    // The claim is all that there is to say of matrices.
    const others = rows.filter((row) => !isMatrix(row));
    const differ = rows.some(({ changed_share }) => changed_share > 0);
    return [
      ...differ ? [...ofOthers(rows), ...ofZeros(others)] : [],
      ...besideSentences(comparison),
    ];
  }
  return [
    ofTop(top),
    ...besideMatrices(top, matrices),
    ...besideNeighbours(matrices),
    ...spectrumSentences(comparison),
    ...besideSentences(comparison),
    ...ofOthers(rows),
    ...ofZeros(rows),
    ...ofRounding(top, matrices),
  ];
}

/** Its elements, its length and its direction. */
function ofTop(top: WeightRow): string {
  const ratio = top.instruct_norm / top.base_norm - 1;
  const length = top.instruct_norm === 0
    ? "; it is all zeros in the other checkpoint"
    : Math.abs(ratio) < 5e-7
    ? "; it is as long as in the base"
    : ratio > 0
    ? `; it is ${percentText(ratio)} longer than in the base`
    : `; it is ${sharePercent(-ratio).toLowerCase()} shorter than in the base`;
  const turn = top.delta_angular === null
    ? ""
    : top.delta_angular === 0
    ? " and did not turn"
    : ` and, as one long vector, turned by ${formatDegrees(degrees(top.delta_angular))}`;
  return `${sharePercent(top.changed_share)} of the elements of ${
    tensorWords(top.tensor)
  } of layer ${top.layer} differ${length}${turn}.`;
}

/** Where each of the other matrices changed most. */
function besideMatrices(top: WeightRow, matrices: readonly WeightRow[]): string[] {
  const others = MATRICES.filter((tensor) => tensor !== top.tensor).map((tensor) =>
    ofTensor(tensor, matrices)
  );
  return others.length === 0 ? [] : [`Among the other MLP matrices, ${list(others)}.`];
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
    } of layer ${most.layer} stands out most from the two layers beside it: it changed by ${
      percentText(most.relative_change)
    }, they by ${percentText(most.beside)} at most.`,
  ];
}

/** Norms and biases. */
function ofOthers(rows: readonly WeightRow[]): string[] {
  const names = [...new Set(rows.filter((row) => !isMatrix(row)).map(({ tensor }) => tensor))];
  const told = names.map((tensor) => ofTensor(tensor, rows));
  return told.length === 0 ? [] : [`${sentence(list(told))}.`];
}

/** Where a tensor changed most. */
function ofTensor(tensor: ComparedTensor, rows: readonly WeightRow[]): string {
  const same = rows.filter((row) => row.tensor === tensor);
  const most = largest(same);
  if (most !== null && most.delta_norm > 0) {
    return `${tensorWords(tensor)} changed by at most ${
      percentText(most.relative_change!)
    } (layer ${most.layer})`;
  }
  return same.some(hasGrown)
    ? `${tensorWords(tensor)} changed only where it is all zeros in the base`
    : `${tensorWords(tensor)} did not change`;
}

/** How the changes stand beside what rounding does. */
function ofRounding(top: WeightRow, matrices: readonly WeightRow[]): string[] {
  const known = matrices.filter(({ rounding_change }) => rounding_change !== null);
  if (known.length === 0) {
    return top.relative_change! > FAR_ABOVE * BF16_ROUNDING ? [] : [
      `Both checkpoints are stored as bfloat16, and rounding to that changes a matrix by about ${
        percentText(BF16_ROUNDING)
      } by itself, and two that were rounded apart by ${
        percentText(Math.SQRT2 * BF16_ROUNDING)
      }: how much of these changes it is cannot be told.`,
    ];
  }
  const nWithin = known.filter(isWithinRounding).length;
  if (nWithin === known.length) return [];
  const rounding = top.rounding_change === null
    ? ""
    : ` Rounding ${tensorWords(top.tensor)} of layer ${top.layer} to bfloat16 alone changes it by ${
      percentText(top.rounding_change)
    }.`;
  const wider = known.length === matrices.length ? "" : " stored wider than bfloat16";
  const which = nWithin === 0
    ? `Every MLP matrix${wider}`
    : `${known.length - nWithin} of ${known.length} MLP matrices${wider}`;
  return [`${which} changed by more than rounding to bfloat16 alone does.${rounding}`];
}

/** A share: all and none are told as what they are. */
function sharePercent(share: number): string {
  if (share === 1) return "All";
  const text = formatNumber(100 * share, 3);
  return text === "100" ? "More than 99.9 %" : `${text} %`;
}
