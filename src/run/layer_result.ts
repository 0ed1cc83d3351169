/**
 * What one layer gives: it is written down, and the results are made of it alone.
 *
 * @module
 */

import type { Activations } from "../results.ts";
import type { LayerCauses } from "../analyses/stages/settle/tables.ts";
import type { MeasuredLayer } from "../measure/layer_changes.ts";
import type { FocusLayer } from "../measure/focus_layer.ts";

/** What one layer gave. */
export interface LayerResult {
  readonly measured: MeasuredLayer;
  /** Under the rounding that the run was not asked for; null where nothing was. */
  readonly other: MeasuredLayer | null;
  /** Null without baselines. */
  readonly causes: LayerCauses | null;
  /** Of real inputs, at their layer. */
  readonly activations: Activations | null;
  /** What it needs should it be decomposed. */
  readonly focus: FocusLayer;
}

/** A layer's result without what only a decomposition needs. */
export type LayerNumbers = Omit<LayerResult, "focus">;
