/**
 * A dot a vector along one axis, roles above traits.
 *
 * @module
 */

import { VECTOR_KINDS } from "../../../results/values.ts";
import { swarmOffsets, type SwarmOptions } from "./swarm.ts";

/** Pixels of the row of a kind, of both, and left and right of them. */
export const KIND_ROOM = 92;
export const KINDS_HEIGHT = VECTOR_KINDS.length * KIND_ROOM;
const [MARGIN_LEFT, MARGIN_RIGHT] = [52, 16];

const middleOf = (row: number) => (row + 0.5) * KIND_ROOM;

/** The rows, for the renderer. */
export const KIND_ROWS = {
  marginLeft: MARGIN_LEFT,
  marginRight: MARGIN_RIGHT,
  marginBottom: 40,
  y: {
    domain: [0, KINDS_HEIGHT],
    reverse: true,
    ticks: VECTOR_KINDS.map((_, row) => middleOf(row)),
    tickFormat: (y: number) => `${VECTOR_KINDS[Math.floor(y / KIND_ROOM)]}s`,
    tickSize: 0,
    label: null,
  },
};

/** Pixels of the axis in a chart of this width. */
export function kindsWidth(width: number): number {
  return width - MARGIN_LEFT - MARGIN_RIGHT;
}

/** The vectors of each kind at their places, `y` in pixels from the top of the rows. */
export function kindSwarms<Row extends { readonly kind: typeof VECTOR_KINDS[number] }>(
  rows: readonly Row[],
  { valueOf, ...options }: SwarmOptions & { valueOf: (row: Row) => number },
) {
  return VECTOR_KINDS.map((kind, k) => {
    const ofKind = rows.filter((row) => row.kind === kind);
    const offsets = swarmOffsets(ofKind.map(valueOf), options);
    const middle = middleOf(k);
    return { kind, middle, dots: ofKind.map((row, i) => ({ ...row, y: middle + offsets[i]! })) };
  });
}
