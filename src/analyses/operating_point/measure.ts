/**
 * The response of a layer around the model's mean state: a lone direction is not a state of the model.
 *
 * R(a) = f(mu + a s v) - f(mu) with v = PC1, unit length, s the median distance of roles from mu.
 *
 * Shape letters: C hidden size.
 *
 * @module
 */

import type { OperatingBaselineRow, OperatingPointRow } from "../../results.ts";
import { roundArrayToBf16 } from "../../sources/dtypes.ts";
import { baselineDirections, type Directions } from "../../prepare/directions.ts";
import { difference, measureDelta } from "../../measure/change.ts";
import type { StateRow } from "../../prepare/options.ts";
import type { StatePoint } from "../../measure/input_groups.ts";
import { norm, type Vector } from "../../math/vector_math.ts";
import type { LayerState } from "../../prepare/layer_state.ts";

/** Steps along PC1, in units of s; 0 is mu itself. */
export const ALPHAS = [-2, -1, -0.5, 0, 0.5, 1, 2] as const;
/** Baselines run at alpha 1 and -1: the sign of a direction is a convention. */
const STATE_BASELINES = ["persona", "roles"] as const;

/** One state as it enters the MLP. */
export interface StateInput {
  readonly point: StatePoint;
  readonly values: Float32Array; // f32 [C], bfloat16 values
}

/** Outputs of both models at one state. */
export interface StateOutput {
  readonly point: StatePoint;
  readonly base: Vector; // [C]
  readonly instruct: Vector; // [C]
}

/**
 * The states of one layer: the line along PC1, and with `hasBaselines` one step either way along each
 * persona draw and single role.
 */
export function stateInputs(
  row: StateRow,
  { state, directions, hasBaselines }: {
    state: LayerState;
    directions: Directions;
    hasBaselines: boolean;
  },
): StateInput[] {
  const pc1 = directions.components[0]?.values;
  const { mu, step } = state;
  if (pc1 === undefined || step === null) return [];
  const at = (direction: Vector, alpha: number) => {
    const scale = alpha * step / norm(direction);
    return roundArrayToBf16(mu.map((entry, i) => entry + scale * direction[i]!));
  };
  const line = ALPHAS.map((alpha): StateInput => ({
    point: { row, alpha },
    values: at(pc1, alpha),
  }));
  if (!hasBaselines) return line;
  return [
    ...line,
    ...STATE_BASELINES.flatMap((baseline) =>
      baselineDirections(directions, baseline).flatMap((direction, index) =>
        ([1, -1] as const).map((sign): StateInput => ({
          point: { row, baseline, index, sign },
          values: at(direction, sign),
        }))
      )
    ),
  ];
}

/** Lengths and turns of the responses at one layer; at alpha 0 those of f(mu) itself. */
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
      : [response(base, origin.base), response(instruct, origin.instruct)];
    const d = difference(fromBase, fromInstruct, { isRounded: false });
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

/** The larger 1 - cos of a whole step along PC1 either way; null where one is unknown. */
export function largerResponse(line: readonly OperatingPointRow[]): number | null {
  return largest([1, -1].map((sign) => line.find(({ alpha }) => alpha === sign)?.response_angular));
}

/** The larger 1 - cos of both signs of every direction of a baseline, by index; null where one is unknown. */
export function responsesOf(
  rows: readonly OperatingBaselineRow[],
  { row, baseline }: Pick<OperatingBaselineRow, "row" | "baseline">,
): (number | null)[] {
  const here = rows.filter((it) => it.row === row && it.baseline === baseline);
  return [...Map.groupBy(here, ({ index }) => index)].sort(([a], [b]) => a - b)
    .map(([, signs]) => largest(signs.map(({ response_angular }) => response_angular)));
}

function largest(turns: readonly (number | null | undefined)[]): number | null {
  const known = turns.filter((turn) => turn !== null && turn !== undefined);
  return known.length === turns.length && known.length > 0 ? Math.max(...known) : null;
}

function isOrigin(point: StatePoint): boolean {
  return "alpha" in point && point.alpha === 0;
}

function response(output: Vector, origin: Vector): Float64Array {
  return Float64Array.from(output, (entry, i) => entry - origin[i]!);
}
