/**
 * What the records of a run are called.
 *
 * @module
 */

/** Of a layer: its numbers, or what is made of the weights of a decomposed one once more. */
export type RecordKind = typeof RECORD_KINDS[number];
const RECORD_KINDS = ["layer", "focus"] as const;

/** For instance `layer-018`. */
export function recordName(kind: RecordKind, layer: number): string {
  return `${kind}-${String(layer).padStart(3, "0")}`;
}

/**
 * The layers of records by their names, ascending, each once; other names are passed over.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { recordedLayers, recordName } from "./record_names.ts";
 * const names = [recordName("layer", 18), recordName("focus", 3), "about"];
 * assert(recordedLayers(names).join() === "3,18" && recordedLayers(names, ["layer"]).join() === "18");
 * ```
 */
export function recordedLayers(
  names: Iterable<string>,
  kinds: readonly RecordKind[] = RECORD_KINDS,
): number[] {
  const layers = new Set<number>();
  for (const name of names) {
    const [, named, digits] = /^([a-z]+)-(\d{3,9})$/.exec(name) ?? [];
    if (kinds.some((kind) => kind === named)) layers.add(Number(digits));
  }
  return [...layers].sort((a, b) => a - b);
}
