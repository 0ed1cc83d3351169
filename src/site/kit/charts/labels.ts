/**
 * Where the texts of a chart go, so that none lies on another or on a mark.
 *
 * @module
 */

/** Pixels that a character of a bold label takes on average, and that are left between neighbours. */
const CHARACTER_WIDTH = 7.5;
const GAP = 6;
/** Pixels above a mark that its label takes, from the middle of the mark to the top of the text. */
const LABEL_REACH = 22;
/** Pixels that another mark may come near the text. */
const MARK_RADIUS = 5;

/** Pixels that a text takes on average. */
export function textWidth(text: string): number {
  return CHARACTER_WIDTH * [...text].length;
}

/**
 * A line for each label, counted from the chart: in one line no two meet. `at` is the middle of a label in pixels.
 *
 * @example
 * ```ts
 * import { labelLines } from "./labels.ts";
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * deepStrictEqual(labelLines([{ at: 50, text: "PC1" }, { at: 55, text: "-PC1" }, { at: 200, text: "PC2" }]), [0, 1, 0]);
 * ```
 */
export function labelLines(labels: readonly { at: number; text: string }[]): number[] {
  const ends: number[] = [];
  const lines = new Map<number, number>();
  for (const i of labels.keys().toArray().sort((a, b) => labels[a]!.at - labels[b]!.at)) {
    const { at, text } = labels[i]!;
    const half = textWidth(text) / 2;
    const free = ends.findIndex((end) => end + GAP <= at - half);
    const line = free === -1 ? ends.length : free;
    ends[line] = at + half;
    lines.set(i, line);
  }
  return labels.map((_, i) => lines.get(i)!);
}

/**
 * The value above which a label is clear of every mark: `value`, or that of a mark which the text would lie on.
 *
 * @param others Values of the marks that stand where the text would.
 *
 * @example
 * ```ts
 * import { clearOf } from "./labels.ts";
 * import { strictEqual } from "node:assert/strict";
 *
 * strictEqual(clearOf(10, [12, 40], { pixelsPerUnit: 5 }), 12);
 * ```
 */
export function clearOf(
  value: number,
  others: readonly number[],
  { pixelsPerUnit }: { pixelsPerUnit: number },
): number {
  let top = value;
  for (const other of others.toSorted((a, b) => a - b)) {
    if (other > top && (other - top) * pixelsPerUnit < LABEL_REACH + MARK_RADIUS) top = other;
  }
  return top;
}
