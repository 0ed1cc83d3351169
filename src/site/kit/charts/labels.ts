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

/** A bold label that is read over marks: the paper stands around it. */
export const HALO = {
  fill: "var(--ink)",
  fontWeight: 600,
  stroke: "var(--paper)",
  strokeWidth: 4,
} as const;

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

/** Pixels that a character of a plain label takes at most on average, and its line. */
const PLAIN_WIDTH = 6.8;
const LINE_HEIGHT = 14;
/** Pixels from a mark to a text right beside it, and by which one that finds no room there moves away, in turn. */
const BESIDE = 7;
const STEPS = [0, 10, 20, 32, 46, 62];
/** Pixels that a text rather moves away than lie on one more mark. */
const COST_OF_COVER = 12;

/** A place in a chart in pixels, from its upper left corner. */
export interface Spot {
  readonly x: number;
  readonly y: number;
}

/** A text beside its mark: the place that its end or middle is at, in the middle of the line. */
export interface PlacedLabel extends Spot {
  readonly anchor: "start" | "middle" | "end";
  /** Where a line from its mark must lead to, of a text that stands apart from it; else null. */
  readonly foot: Spot | null;
}

/**
 * A place for each text, the first ones first: inside the chart, on no other text, near its mark and on few of the others; null where
 * all places around its mark are taken.
 *
 * @example
 * ```ts
 * import { labelsBeside } from "./labels.ts";
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * const poet = { x: 50, y: 50, text: "poet" };
 * const chart = { width: 200, height: 100, marks: [poet] };
 * deepStrictEqual(labelsBeside([poet], chart), [{ x: 57, y: 50, anchor: "start", foot: null }]);
 * ```
 */
export function labelsBeside(
  labels: readonly (Spot & { readonly text: string })[],
  { width, height, marks }: { width: number; height: number; marks: readonly Spot[] },
): (PlacedLabel | null)[] {
  const taken: Box[] = [];
  const isFree = (box: Box) =>
    box.left >= 0 && box.right <= width && box.top >= 0 && box.bottom <= height &&
    !taken.some((other) => meet(box, other));
  return labels.map((label) => {
    const places = STEPS.flatMap((away) =>
      placesAround(label, away).filter(({ box }) => isFree(box)).map((place) => ({
        ...place,
        away,
        cost: away + COST_OF_COVER * marks.filter((mark) => isOn(mark, place.box)).length,
      }))
    );
    const best = places.toSorted((a, b) => a.cost - b.cost)[0];
    if (best === undefined) return null;
    const { at, anchor, away, box } = best;
    taken.push(box);
    return { ...at, anchor, foot: away === 0 ? null : nearestOf(box, label) };
  });
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** To the right, to the left, above and below, and over the corners. */
function placesAround({ x, y, text }: Spot & { text: string }, away: number) {
  const width = PLAIN_WIDTH * [...text].length;
  const aside = BESIDE + away;
  const up = aside + LINE_HEIGHT / 2;
  const columns = [
    { anchor: "start", at: x + aside, left: x + aside },
    { anchor: "end", at: x - aside, left: x - aside - width },
    { anchor: "middle", at: x, left: x - width / 2 },
  ] as const;
  return [y, y - up, y + up].flatMap((middle) =>
    columns.filter(({ anchor }) => anchor !== "middle" || middle !== y).map((column) => ({
      anchor: column.anchor,
      at: { x: column.at, y: middle },
      box: {
        left: column.left,
        right: column.left + width,
        top: middle - LINE_HEIGHT / 2,
        bottom: middle + LINE_HEIGHT / 2,
      },
    }))
  );
}

function meet(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

/** The place of a box that is nearest to a spot outside it. */
function nearestOf({ left, right, top, bottom }: Box, { x, y }: Spot): Spot {
  return { x: Math.max(left, Math.min(right, x)), y: Math.max(top, Math.min(bottom, y)) };
}

function isOn({ x, y }: Spot, { left, right, top, bottom }: Box): boolean {
  return x > left - MARK_RADIUS && x < right + MARK_RADIUS && y > top - MARK_RADIUS / 2 &&
    y < bottom + MARK_RADIUS / 2;
}
