/**
 * What one layer gives: it is written down, and the results are made of it alone.
 *
 * @module
 */

import type { FocusLayer } from "../measure/focus_layer.ts";
import type { LayerChanges } from "../measure/layer_changes.ts";

/** What one layer gave. */
export interface LayerResult {
  readonly changes: LayerChanges;
  /** Under the rounding that the run was not asked for; null where nothing was. */
  readonly other: LayerChanges | null;
  /** What each analysis measured, by its name. */
  readonly numbers: Readonly<Record<string, unknown>>;
  /** What it needs should it be decomposed. */
  readonly focus: FocusLayer;
}

/** A layer's result without what only a decomposition needs. */
export type LayerNumbers = Omit<LayerResult, "focus">;
