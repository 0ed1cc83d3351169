/**
 * What one step of the state along PC1 adds to the outputs of a layer: a lone difference is not of a state of the model.
 *
 * Shape letters: C hidden size.
 *
 * @module
 */

import { difference } from "./change.ts";
import type { LayerValues, Outputs } from "./layer_values.ts";
import type { AnalysisOptions } from "../prepare/options.ts";

/** What one step of the state along PC1 adds to the outputs: R = y(mu + s x / |x|) - y(mu). */
export interface FocusResponse {
  readonly base: Float64Array; // f64 [C]
  readonly instruct: Float64Array; // f64 [C]
}

/**
 * R = y(mu + s x / |x|) - y(mu) of both models, where the state is that of the row which `--input-row` names; null where these
 * states were not run.
 */
export function focusResponse(
  { singles }: Pick<LayerValues, "singles">,
  { inputRow }: Pick<AnalysisOptions, "inputRow">,
): FocusResponse | null {
  const at = (alpha: number) =>
    singles.find(({ row }) =>
      row.kind === "state" && "alpha" in row.point && row.point.row === inputRow &&
      row.point.alpha === alpha
    );
  const [origin, step] = [at(0), at(1)];
  if (origin === undefined || step === undefined) return null;
  const response = (side: keyof Outputs) =>
    difference(origin[side], step[side], { isRounded: false });
  return { base: response("base"), instruct: response("instruct") };
}
