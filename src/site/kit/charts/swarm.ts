/**
 * Laying out many dots along one axis so that they do not cover each other.
 *
 * @module
 */

/** Dots drawn of one group, and how large. */
export interface SwarmOptions {
  /** Pixels of the axis for one unit of the values. */
  pixelsPerUnit: number;
  /** Radius of a dot in pixels. */
  radius: number;
  /** Pixels that the group may take across the axis. */
  room: number;
}

/**
 * Offsets across the axis in pixels, one a value and in their order: values in one bin, as wide as a dot, are stacked to both
 * sides of the middle, closer where a stack would be higher than the room.
 *
 * @example
 * ```ts
 * import { swarmOffsets } from "./swarm.ts";
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * const options = { pixelsPerUnit: 10, radius: 2, room: 40 };
 * deepStrictEqual(swarmOffsets([1, 5, 1.01, 1.02], options), [0, 0, 4, -4]);
 * ```
 */
export function swarmOffsets(
  values: readonly number[],
  { pixelsPerUnit, radius, room }: SwarmOptions,
): number[] {
  const bin = (value: number) => Math.round(value * pixelsPerUnit / (2 * radius));
  const highest = Math.max(0, ...Map.groupBy(values, bin).values().map((stack) => stack.length));
  const gap = Math.min(2 * radius, (room - 2 * radius) / Math.max(1, highest - 1));
  const nStacked = new Map<number, number>();
  return values.map((value) => {
    const k = nStacked.get(bin(value)) ?? 0;
    nStacked.set(bin(value), k + 1);
    return k === 0 ? 0 : (k % 2 === 1 ? 1 : -1) * Math.ceil(k / 2) * gap;
  });
}
