/**
 * What the records of a run are called.
 *
 * @module
 */

/** Of a layer: its numbers, or what is made of the weights of a decomposed one once more. */
export type RecordKind = "layer" | "focus";

/** For instance `layer-018`. */
export function recordName(kind: RecordKind, layer: number): string {
  return `${kind}-${String(layer).padStart(3, "0")}`;
}

/**
 * The layers of records of a kind by their names, ascending, each once; other names are passed over.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { recordedLayers, recordName } from "./record_names.ts";
 * assert(recordedLayers("layer", [recordName("layer", 18), "focus-003", "about"]).join() === "18");
 * ```
 */
export function recordedLayers(kind: RecordKind, names: Iterable<string>): number[] {
  const layers = new Set<number>();
  for (const name of names) {
    const [, named, digits] = /^([a-z]+)-(\d{3,9})$/.exec(name) ?? [];
    if (named === kind) layers.add(Number(digits));
  }
  return [...layers].sort((a, b) => a - b);
}
