/**
 * A device as it is named while it computes.
 *
 * @module
 */

import { plural } from "../text/words.ts";
import type { DeviceDescription } from "./engine.ts";

/**
 * The name of a device, with the threads that it has of its own.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { deviceText } from "./device_text.ts";
 * assert(deviceText({ name: "WebAssembly (SIMD)", nThreads: 2 }) === "WebAssembly on 2 threads (SIMD)");
 * ```
 */
export function deviceText(
  { name, nThreads }: Pick<DeviceDescription, "name" | "nThreads">,
): string {
  if (nThreads === undefined) return name;
  const [engine, ...rest] = name.split(" (");
  return [`${engine} on ${plural(nThreads, "thread", "threads")}`, ...rest].join(" (");
}
