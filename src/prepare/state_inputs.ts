/**
 * States around the model's mean state as inputs of a layer: a lone direction is not a state of the model.
 *
 * mu + a s v with v = PC1, unit length, s the median distance of roles from mu.
 *
 * Shape letters: C hidden size.
 *
 * @module
 */

import { roundArrayToBf16 } from "../math/dtypes.ts";
import { norm, type Vector } from "../math/vector_math.ts";
import { baselineDirections, type Directions } from "./directions.ts";
import type { StatePoint } from "./input_groups.ts";
import type { LayerState } from "./layer_state.ts";
import type { StateRow } from "./options.ts";

/** Steps along PC1, in units of s; 0 is mu itself. */
export const ALPHAS = [-2, -1, -0.5, 0, 0.5, 1, 2] as const;
/** Baselines run at alpha 1 and -1: the sign of a direction is a convention. */
const STATE_BASELINES = ["persona", "roles"] as const;

/** One state as it enters the MLP. */
export interface StateInput {
  readonly point: StatePoint;
  readonly values: Float32Array; // f32 [C], bfloat16 values
}

/**
 * The states of one layer: the line along PC1, and with `hasBaselines` one step either way along each
 * random role mixture and single role.
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
