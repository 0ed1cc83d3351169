/**
 * Shapley values of a game whose outcome is known for every coalition.
 *
 * @module
 */

/** Share of the orders of n players in which exactly a given coalition of `size` others comes before a player. */
function orderShare(size: number, n: number): number {
  let share = 1 / n;
  for (let k = 1; k <= size; k++) share *= k / (n - k);
  return share;
}

/** A player joining a coalition. Coalitions are numbers whose bit k says that player k is in. */
export interface Joining {
  readonly without: number;
  readonly joined: number;
  /** Share of the orders of all players in which just these come before it. */
  readonly share: number;
}

/**
 * Player `player` among n joining each coalition of others: its Shapley value is the sum of share times the difference that it makes,
 * so that a player that makes none anywhere has exactly 0.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { joiningsOf } from "./shapley.ts";
 * assert.deepEqual(joiningsOf(0, 2), [
 *   { without: 0b00, joined: 0b01, share: 0.5 },
 *   { without: 0b10, joined: 0b11, share: 0.5 },
 * ]);
 * ```
 */
export function joiningsOf(player: number, n: number): Joining[] {
  return Array.from({ length: 2 ** n }, (_, without) => ({
    without,
    joined: without | 1 << player,
    share: orderShare(bits(without), n),
  })).filter(({ without, joined }) => without !== joined);
}

/** Shapley value of every player from the outcome of every coalition. */
export function shapleyValues(outcomes: readonly number[]): number[] {
  const n = Math.log2(outcomes.length);
  return Array.from(
    { length: n },
    (_, player) =>
      joiningsOf(player, n).reduce(
        (sum, { without, joined, share }) => sum + share * (outcomes[joined]! - outcomes[without]!),
        0,
      ),
  );
}

function bits(coalition: number): number {
  let count = 0;
  for (let rest = coalition; rest > 0; rest >>= 1) count += rest & 1;
  return count;
}
