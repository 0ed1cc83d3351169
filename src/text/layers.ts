/**
 * Layers in words.
 *
 * @module
 */

/**
 * Layers in the words of `--layers`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { formatLayers } from "./layers.ts";
 * assert(formatLayers([3, 7, 15, 16, 17]) === "3,7,15-17");
 * ```
 */
export function formatLayers(layers: readonly number[]): string {
  const ranges: { first: number; last: number }[] = [];
  for (const layer of layers) {
    const open = ranges.at(-1);
    if (open !== undefined && open.last === layer - 1) open.last = layer;
    else ranges.push({ first: layer, last: layer });
  }
  return ranges.map(({ first, last }) => first === last ? `${first}` : `${first}-${last}`).join(
    ",",
  );
}

/** `layer 3` or `layers 3,7,15-17` */
export function layersText(layers: readonly number[]): string {
  return `${layers.length === 1 ? "layer" : "layers"} ${formatLayers(layers)}`;
}
