/**
 * The directions of a run as groups of inputs.
 *
 * @module
 */

import { componentGroup, type InputGroup } from "./input_groups.ts";
import { BASELINES } from "../results/values.ts";
import { baselineDirections, type Directions } from "./directions.ts";

/** The directions, the same at every layer: components, PC1 in other spaces, every baseline, and the resampled PC1s. */
export function directionGroups(directions: Directions): InputGroup[] {
  return [
    componentGroup(
      "components",
      directions.components.map(({ info, values }) => ({ name: info.name, values })),
    ),
    componentGroup("spaces", directions.spaces),
    ...BASELINES.map((baseline): InputGroup => ({
      name: baseline,
      isPaired: true,
      inputs: baselineDirections(directions, baseline).map((values, index) => ({
        row: { kind: "direction", baseline, index, sign: 1 },
        values,
      })),
    })),
    {
      name: "resamples",
      isPaired: true,
      inputs: directions.bootstrap.map((values, index) => ({
        row: { kind: "resample", index, sign: 1 },
        values,
      })),
    },
  ];
}
