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

/**
 * Of player `player` among n: the factor of each coalition's outcome, so that the Shapley value is the sum of factor times
 * outcome. Coalitions are numbers whose bit k says that player k is in.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shapleyFactors } from "./shapley.ts";
 * assert.deepEqual(shapleyFactors(0, 2), [-0.5, 0.5, -0.5, 0.5]);
 * ```
 */
export function shapleyFactors(player: number, n: number): number[] {
  return Array.from({ length: 2 ** n }, (_, coalition) => {
    const isIn = (coalition >> player & 1) === 1;
    const others = bits(coalition) - Number(isIn);
    return (isIn ? 1 : -1) * orderShare(others, n);
  });
}

/**
 * Shapley value of every player from the outcome of every coalition: what it adds to each of those without it, so that a player that
 * adds nothing anywhere has exactly 0.
 */
export function shapleyValues(outcomes: readonly number[]): number[] {
  const n = Math.log2(outcomes.length);
  return Array.from({ length: n }, (_, player) => {
    const factors = shapleyFactors(player, n);
    return outcomes.reduce((sum, outcome, coalition) => {
      const without = coalition & ~(1 << player);
      return sum + factors[coalition]! * (coalition === without ? 0 : outcome - outcomes[without]!);
    }, 0);
  });
}

function bits(coalition: number): number {
  let count = 0;
  for (let rest = coalition; rest > 0; rest >>= 1) count += rest & 1;
  return count;
}
