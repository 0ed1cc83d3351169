/**
 * What rounding the stored weights of the base to bfloat16 alone does to its output.
 *
 * @module
 */

import { norm } from "../../math/vector_math.ts";
import { difference } from "../../measure/change.ts";
import type { InputValues } from "../../measure/layer_values.ts";
import { signedName } from "../../prepare/input_groups.ts";
import type { LayerSource } from "../analysis.ts";

/** |y of the base as stored - y of the base in bfloat16| by input vector; null where it was not run so. */
export type Floors = ReadonlyMap<string, number | null>;

/** The floors of one layer. */
export function measure({ values: { pairs } }: Pick<LayerSource, "values">): Floors {
  return new Map(
    pairs.flatMap(({ plus, minus }) => [plus, minus]).flatMap(({ row, ...of }) =>
      row.kind === "component" ? [[signedName(row.name, row.sign), floorOf(of)]] : []
    ),
  );
}

function floorOf(
  { base, otherWeights }: Pick<InputValues, "base" | "otherWeights">,
): number | null {
  return otherWeights === null ? null : norm(difference(otherWeights, base, { isRounded: false }));
}
