/**
 * A device as a reader knows it.
 *
 * @module
 */

/** What the engine of `--device reference` is called where it computes, and in results: the loops that define what kernels do. */
const TWINS = /^CPU twin\b.*/;

/**
 * The name of a device on the terminal and on pages; results keep its own.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { deviceName } from "./device_name.ts";
 * assert(
 *   deviceName("CPU twin (float64 accumulation)") ===
 *     "plain loops in TypeScript with sums in float64 (reference)",
 * );
 * assert(deviceName("llvmpipe") === "llvmpipe");
 * ```
 */
export function deviceName(name: string): string {
  return name.replace(TWINS, "plain loops in TypeScript with sums in float64 (reference)");
}
