/**
 * How much of the change of a direction is the same for its negative.
 *
 * @module
 */

import {
  inVariants,
  signedQuantities,
  spreadRows,
  type TracedLayer,
} from "../../measure/traced_quantities.ts";
import type { ParityRow, Quantity, SpreadRow } from "../../results.ts";
import type { LayerSource } from "../analysis.ts";

const QUANTITIES: readonly Quantity[] = ["down_even_share", "output_even_share"];

/** One layer's part. */
export interface ParityNumbers {
  readonly rows: readonly ParityRow[];
  readonly spreads: readonly SpreadRow[];
  /** Share of the even part of d at the output, by input vector. */
  readonly evenShares: ReadonlyMap<string, number | null>;
}

/** Even shares of one layer; null where nothing was traced. */
export function measure({ traced, run }: LayerSource): ParityNumbers | null {
  if (traced === null) return null;
  const names = run.directions.components.map(({ info }) => info.name);
  return {
    rows: parityRows(traced, names),
    spreads: spreadRows(traced, QUANTITIES),
    evenShares: new Map(
      signedQuantities(traced, names).map(({ input_vector, quantities }) => [
        input_vector,
        quantities.output_even_share?.raw ?? null,
      ]),
    ),
  };
}

function parityRows({ layer, components }: TracedLayer, names: readonly string[]): ParityRow[] {
  return components.filter(({ name }) => names.includes(name)).flatMap(({ name, pair }) =>
    (["down", "output"] as const).flatMap((stage) =>
      inVariants(pair.plus, `${stage}_even_share`).map(([variant, even_share]) => ({
        layer,
        input_vector: name,
        stage,
        variant,
        even_share,
      }))
    )
  );
}
