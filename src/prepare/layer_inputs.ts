/**
 * All inputs of one layer, in named groups.
 *
 * @module
 */

import { OWN_LAYER_INPUT } from "../results/peak_input.ts";
import { directionGroups } from "./direction_groups.ts";
import { componentGroup, type InputGroup } from "./input_groups.ts";
import { stateStepped } from "./layer_state.ts";
import type { StateRow } from "./options.ts";
import type { PreparedRun } from "./prepare.ts";
import { stateInputs } from "./state_inputs.ts";

/** The inputs of one layer: the fixed directions, then what this layer has of its own: its PC1, its states, and `others`. */
export function layerInputs(
  layer: number,
  run: PreparedRun,
  { inputRow, others = [] }: { inputRow: StateRow; others?: readonly InputGroup[] },
): InputGroup[] {
  const states = STATE_ROWS.flatMap((row) => {
    const state = stateStepped(run.states, { layer, inputRow: row });
    return state === undefined
      ? []
      : stateInputs(row, { state, directions: run.directions, hasBaselines: row === inputRow });
  });
  const own = run.states.get(layer)?.own ?? null;
  return [
    ...directionGroups(run.directions),
    componentGroup(
      "own component",
      own === null ? [] : [{ name: OWN_LAYER_INPUT, values: own.values }],
    ),
    {
      name: "states",
      isPaired: false,
      inputs: states.map(({ point, values }) => ({ row: { kind: "state", point }, values })),
    },
    ...others,
  ];
}

const STATE_ROWS: readonly StateRow[] = ["same", "before"];
