/**
 * How far base and instruct are apart at every product on the way from input to output.
 *
 * @module
 */

import { rankP } from "../../math/significance.ts";
import {
  inVariants,
  type SignedQuantities,
  signedQuantities,
  spreadRows,
  type TracedLayer,
  valuesOf,
} from "../../measure/traced_quantities.ts";
import type { MlpRow, Quantity, SpreadRow, Stage, StageRow } from "../../results.ts";
import { STAGES } from "../../results/values.ts";
import type { LayerSource } from "../analysis.ts";

const QUANTITIES = STAGES.map((stage): Quantity => `${stage}_angular`);

/** What it adds to a row of the main table. */
export type StageColumns = Pick<
  MlpRow,
  "gate_angular" | "up_angular" | "hidden_angular" | "down_angular"
>;

/** One layer's part. */
export interface StageNumbers {
  readonly rows: readonly StageRow[];
  readonly spreads: readonly SpreadRow[];
  /** By input vector. */
  readonly columns: ReadonlyMap<string, StageColumns>;
}

/** The stages of one layer; null where nothing was traced. */
export function measure({ traced, run }: LayerSource): StageNumbers | null {
  if (traced === null) return null;
  const names = run.directions.components.map(({ info }) => info.name);
  const signed = signedQuantities(traced, names);
  return {
    rows: signed.flatMap((it) => stageRows(it, traced)),
    spreads: spreadRows(traced, QUANTITIES),
    columns: new Map(signed.map((it) => [it.input_vector, columnsOf(it)])),
  };
}

function columnsOf({ quantities }: SignedQuantities): StageColumns {
  const raw = (quantity: Quantity) => quantities[quantity]?.raw ?? null;
  return {
    gate_angular: raw("gate_angular"),
    up_angular: raw("up_angular"),
    hidden_angular: raw("hidden_angular"),
    down_angular: raw("down_angular"),
  };
}

function stageRows(
  { layer, input_vector, quantities }: SignedQuantities,
  { directions }: TracedLayer,
): StageRow[] {
  const persona = directions.filter(({ baseline }) => baseline === "persona");
  return STAGES.flatMap((stage: Stage) => {
    const quantity: Quantity = `${stage}_angular`;
    return inVariants(quantities, quantity).map(([variant, delta_angular]) => {
      const draws = persona.flatMap(({ pair }) => valuesOf(pair, { quantity, variant }));
      return {
        layer,
        input_vector,
        stage,
        variant,
        delta_angular,
        p_persona: rank(delta_angular, draws),
      };
    });
  });
}

/** p by rank; null where a value is unknown or there are no draws. */
function rank(value: number | null, draws: readonly (number | null | undefined)[]): number | null {
  const numbers = draws.filter((draw) => draw !== null && draw !== undefined);
  return value === null || draws.length === 0 || numbers.length < draws.length
    ? null
    : rankP(value, numbers);
}
