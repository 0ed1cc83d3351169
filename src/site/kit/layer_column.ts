/**
 * The first column of tables by layer, and shares in percent.
 *
 * @module
 */

import { layerPath, rootFrom } from "./paths.ts";
import { KEYS } from "../../results/key_columns.ts";
import { type Column, declared } from "./tables.ts";

/** The layer. */
export const layerColumn = declared(KEYS.layer, (layer: number) => layer);

/** The layer with a link to its page, in a table of the page at `path`. */
export function linkedLayerColumn(path: string): Column<number> {
  return { ...layerColumn, href: (layer) => rootFrom(path) + layerPath(layer) };
}

/** A share of 0 to 1 in percent. */
export function inPercent(share: number | null | undefined): number | null {
  return share === null || share === undefined ? null : share * 100;
}
