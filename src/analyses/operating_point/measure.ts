/**
 * The response of a layer around the model's mean state: a lone direction is not a state of the model.
 *
 * R(a) = f(mu + a s v) - f(mu) with v = PC1, unit length, s the median distance of roles from mu.
 *
 * Shape letters: C hidden size.
 *
 * @module
 */

import type { LayerSource } from "../analysis.ts";
import type { OperatingBaselineRow, OperatingPointRow } from "../../results.ts";
import { difference, measureDelta } from "../../measure/change.ts";
import type { StatePoint } from "../../prepare/input_groups.ts";
import type { Vector } from "../../math/vector_math.ts";

/** Of differences that were never the model's own numbers. */
const EXACT = { isRounded: false };

/** Outputs of both models at one state. */
export interface StateOutput {
  readonly point: StatePoint;
  readonly base: Vector; // [C]
  readonly instruct: Vector; // [C]
}

/** Lengths and angles of the responses at one layer; at alpha 0 those of f(mu) itself. */
export function measureResponses(
  layer: number,
  outputs: readonly StateOutput[],
): { line: OperatingPointRow[]; baseline: OperatingBaselineRow[] } {
  const line: OperatingPointRow[] = [];
  const baseline: OperatingBaselineRow[] = [];
  for (const { point, base, instruct } of outputs) {
    const origin = outputs.find((it) => it.point.row === point.row && isOrigin(it.point));
    if (origin === undefined) continue;
    const [fromBase, fromInstruct] = isOrigin(point)
      ? [base, instruct]
      : [difference(origin.base, base, EXACT), difference(origin.instruct, instruct, EXACT)];
    const d = difference(fromBase, fromInstruct, EXACT);
    const delta = measureDelta(fromBase, fromInstruct, d);
    const measured = {
      response_delta: delta.delta_norm,
      response_angular: delta.delta_angular,
    };
    if ("alpha" in point) {
      line.push({
        layer,
        row: point.row,
        alpha: point.alpha,
        response_base: delta.base_output_norm,
        response_instruct: delta.instruct_output_norm,
        ...measured,
      });
    } else {
      baseline.push({
        layer,
        row: point.row,
        baseline: point.baseline,
        index: point.index,
        sign: point.sign,
        ...measured,
      });
    }
  }
  return { line, baseline };
}

function isOrigin(point: StatePoint): boolean {
  return "alpha" in point && point.alpha === 0;
}

/** What one layer gave. */
export interface Responses {
  readonly line: readonly OperatingPointRow[];
  readonly baseline: readonly OperatingBaselineRow[];
}

/** The responses of one layer to its states. */
export function measure(
  { layer, values: { singles } }: Pick<LayerSource, "layer" | "values">,
): Responses {
  return measureResponses(
    layer,
    singles.flatMap(({ row, base, instruct }): StateOutput[] =>
      row.kind === "state" ? [{ point: row.point, base, instruct }] : []
    ),
  );
}
