/**
 * How the change stands to the noise floor, and at which layers it is too near to it to be spoken of.
 *
 * @module
 */

import type { MlpRow } from "../../results.ts";
import { PEAK_INPUT } from "../../results/peak_input.ts";
import type { Settled, Settling } from "../analysis.ts";
import type { Floors } from "./measure.ts";
import { hiddenBy } from "./schema.ts";

/** The columns of the main table, and the layers within the noise. */
export function settle({ numbers, measured }: Settling<Floors>): Settled {
  const floors = new Map(numbers.map(({ layer, numbers }) => [layer, numbers]));
  const columns = ({ layer, input_vector, delta_norm }: MlpRow) => {
    const floor = floors.get(layer)?.get(input_vector) ?? null;
    return {
      noise_floor: floor,
      delta_over_floor: floor === null || floor === 0 ? null : delta_norm / floor,
    };
  };
  return {
    columns: { mlp: columns },
    results: {
      within_noise: measured.mlp.flatMap((row) => {
        const isWithin = hiddenBy({ ...row, ...columns(row) }) !== null;
        return row.input_vector === PEAK_INPUT && isWithin ? [row.layer] : [];
      }),
    },
  };
}
