/**
 * What one step of the state along PC1 adds to the outputs of a layer: a lone difference is not of a state of the model.
 *
 * Shape letters: C hidden size, V input vectors.
 *
 * @module
 */

import { difference } from "./deltas.ts";
import type { FocusResponse } from "./focus_layers.ts";
import type { InputRow } from "./inputs.ts";
import type { AnalysisOptions } from "./options.ts";
import { row } from "./vector_math.ts";

/**
 * R = y(mu + s x / |x|) - y(mu) of both models, where the state is that of the row which `--input-row` names; null where these
 * states were not run.
 *
 * @param rows V of them
 * @param outputs.base y_b, f32 [V, C]
 * @param outputs.instruct y_i, f32 [V, C]
 */
export function focusResponse(
  rows: readonly InputRow[],
  { base, instruct }: { base: Float32Array; instruct: Float32Array },
  { inputRow }: Pick<AnalysisOptions, "inputRow">,
): FocusResponse | null {
  const at = (alpha: number) =>
    rows.findIndex((what) =>
      what.kind === "state" && "alpha" in what.point && what.point.row === inputRow &&
      what.point.alpha === alpha
    );
  const [origin, step] = [at(0), at(1)];
  if (origin < 0 || step < 0) return null;
  const hiddenSize = base.length / rows.length;
  const response = (values: Float32Array) =>
    difference(row(values, origin, hiddenSize), row(values, step, hiddenSize), {
      isRounded: false,
    });
  return { base: response(base), instruct: response(instruct) };
}
