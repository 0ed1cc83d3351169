/**
 * p-values of random role mixtures as counts: how many of them go as far, and whether fewer could have.
 *
 * @module
 */

import { countOf } from "../math/significance.ts";
import { formatP, plural } from "./words.ts";

/** A p-value above its floor by less than half a draw is at the floor. */
const HALF = 0.5;

/**
 * `p_fw = 0.0303, the smallest that 32 can show`: a p-value at its floor is said to be that.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { flooredP } from "./counted_p.ts";
 * assert(flooredP("p", 1 / 20, 19) === "p = 0.05, the smallest that 19 can show");
 * assert(flooredP("p", 2 / 20, 19) === "p = 0.1");
 * ```
 */
export function flooredP(name: "p" | "p_fw", p: number, n: number): string {
  const isLeast = p * (n + 1) < 1 + HALF;
  return `${name} = ${formatP(p)}${isLeast ? `, the smallest that ${n} can show` : ""}`;
}

/**
 * `0 of 32 random role mixtures go as far at any of the 10 layers (p_fw = 0.0303, the smallest that 32 can show)`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { countedP } from "./counted_p.ts";
 * const said = countedP(0.1, { n: 19, nLayers: 1 });
 * assert(said === "1 of 19 random role mixtures goes as far at the one layer (p_fw = 0.1)");
 * ```
 */
export function countedP(pfw: number, { n, nLayers }: { n: number; nLayers: number }): string {
  const count = countOf(pfw, n);
  return `${count} of ${plural(n, "random role mixture", "random role mixtures")} ${
    count === 1 ? "goes" : "go"
  } as far at ${anyLayer(nLayers)} (${flooredP("p_fw", pfw, n)})`;
}

/** `any of the 10 layers` */
export function anyLayer(nLayers: number): string {
  return nLayers === 1 ? "the one layer" : `any of the ${nLayers} layers`;
}
