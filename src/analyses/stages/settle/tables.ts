/**
 * The rows that tell where in the MLP a change arises, from measured layers.
 *
 * @module
 */

// @ts-types="@types/d3-array"
import { quantile } from "d3-array";
import type {
  Causes,
  MlpRow,
  OutputVariant,
  ParityRow,
  Quantity,
  SelfProjectionRow,
  SpreadRow,
  Stage,
  StageRow,
} from "../../../results.ts";
import { OUTPUT_VARIANTS, QUANTITIES, STAGES } from "../../../results/causes.ts";
import { BASELINES } from "../../../results/evidence.ts";
import { rankP } from "../../../math/significance.ts";
import { signedName } from "../../../prepare/input_groups.ts";
import type { MeasuredCauses } from "../../../measure/traced_quantities.ts";
import type { PairQuantities, Quantities } from "../../../measure/quantities.ts";

/** Columns of `data/mlp.csv` that tell where the change arises. */
export type CauseColumns = Pick<
  MlpRow,
  | "base_self_projection"
  | "instruct_self_projection"
  | "base_orthogonal_norm"
  | "instruct_orthogonal_norm"
  | "gate_angular"
  | "up_angular"
  | "hidden_angular"
  | "down_angular"
  | "even_share"
>;

/** What one layer adds to the tables, without the inputs that it was measured on. */
export interface LayerCauses {
  readonly layer: number;
  /** By input vector. */
  readonly columns: ReadonlyMap<string, CauseColumns>;
  readonly tables: CauseTables;
}

/** All tables but the neurons. */
export type CauseTables = Omit<Causes, "neurons">;

/** Columns of an input that was not looked into. */
export const UNKNOWN_CAUSES: CauseColumns = causeColumns({});

function causeColumns(quantities: Quantities): CauseColumns {
  const raw = (quantity: Quantity) => quantities[quantity]?.raw ?? null;
  return {
    base_self_projection: raw("base_self_projection"),
    instruct_self_projection: raw("instruct_self_projection"),
    base_orthogonal_norm: raw("base_orthogonal_norm"),
    instruct_orthogonal_norm: raw("instruct_orthogonal_norm"),
    gate_angular: raw("gate_angular"),
    up_angular: raw("up_angular"),
    hidden_angular: raw("hidden_angular"),
    down_angular: raw("down_angular"),
    even_share: raw("output_even_share"),
  };
}

/** The rows of one layer; `names` are the components that are reported. */
export function layerCauses(measured: MeasuredCauses, names: readonly string[]): LayerCauses {
  const { layer } = measured;
  const reported = measured.components.filter(({ name }) => names.includes(name))
    .map((component) => ({ layer, ...component }));
  const signed = reported.flatMap(({ name, pair }): Signed[] => [
    { layer, input_vector: signedName(name, 1), quantities: pair.plus },
    { layer, input_vector: signedName(name, -1), quantities: pair.minus },
  ]);
  return {
    layer,
    columns: new Map(
      signed.map(({ input_vector, quantities }) => [input_vector, causeColumns(quantities)]),
    ),
    tables: {
      stages: signed.flatMap((it) => stageRows(it, measured)),
      parity: reported.flatMap(parityRows),
      self_projection: signed.flatMap(selfProjectionRows),
      spreads: spreadRows(measured),
      attribution: [...measured.attribution],
      weight_change: [...measured.weightChange],
    },
  };
}

/** The rows of all layers. */
export function joinedCauses(layers: readonly LayerCauses[]): CauseTables {
  const all = layers.map(({ tables }) => tables);
  return {
    stages: all.flatMap(({ stages }) => stages),
    parity: all.flatMap(({ parity }) => parity),
    self_projection: all.flatMap(({ self_projection }) => self_projection),
    spreads: all.flatMap(({ spreads }) => spreads),
    attribution: all.flatMap(({ attribution }) => attribution),
    weight_change: all.flatMap(({ weight_change }) => weight_change),
  };
}

/** One component in one sign at one layer. */
interface Signed {
  readonly layer: number;
  readonly input_vector: string;
  readonly quantities: Quantities;
}

function stageRows(
  { layer, input_vector, quantities }: Signed,
  { directions }: Pick<MeasuredCauses, "directions">,
): StageRow[] {
  const persona = directions.filter(({ baseline }) => baseline === "persona");
  return STAGES.flatMap((stage: Stage) => {
    const quantity: Quantity = `${stage}_angular`;
    return known(quantities, quantity).map(([variant, delta_angular]) => {
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

function parityRows(
  { layer, name, pair }: { layer: number; name: string; pair: PairQuantities },
): ParityRow[] {
  return (["down", "output"] as const).flatMap((stage) =>
    known(pair.plus, `${stage}_even_share`).map(([variant, even_share]) => ({
      layer,
      input_vector: name,
      stage,
      variant,
      even_share,
    }))
  );
}

function selfProjectionRows({ layer, input_vector, quantities }: Signed): SelfProjectionRow[] {
  return known(quantities, "base_self_projection").map(([variant]) => {
    const of = (quantity: Quantity) => quantities[quantity]?.[variant] ?? null;
    return {
      layer,
      input_vector,
      variant,
      base_self_projection: of("base_self_projection"),
      instruct_self_projection: of("instruct_self_projection"),
      base_orthogonal_norm: of("base_orthogonal_norm"),
      instruct_orthogonal_norm: of("instruct_orthogonal_norm"),
    };
  });
}

/** Values in the variants that were measured, raw first. */
function known(
  quantities: Quantities,
  quantity: Quantity,
): [OutputVariant, number | null][] {
  return OUTPUT_VARIANTS.flatMap((variant) => {
    const value = quantities[quantity]?.[variant];
    return value === undefined ? [] : [[variant, value] as [OutputVariant, number | null]];
  });
}

/**
 * The spread of every quantity over every baseline's directions. Angles count with the larger of the two signs, as p-values do;
 * even shares are of a pair; projections are signed, and count in both signs.
 */
function spreadRows({ layer, directions }: MeasuredCauses): SpreadRow[] {
  return BASELINES.flatMap((baseline) => {
    const pairs = directions.filter((direction) => direction.baseline === baseline);
    return QUANTITIES.flatMap((quantity) =>
      OUTPUT_VARIANTS.flatMap((variant): SpreadRow[] => {
        const values = pairs.flatMap(({ pair }) => valuesOf(pair, { quantity, variant }));
        if (values.length === 0 || values.some((value) => value === undefined)) return [];
        const numbers = values.filter((value) => value !== null) as number[];
        const at = (p: number) =>
          numbers.length === values.length ? quantile(numbers, p) ?? null : null;
        const n = pairs.length;
        return [{
          layer,
          quantity,
          variant,
          baseline,
          n,
          q05: at(0.05),
          q50: at(0.5),
          q95: at(0.95),
        }];
      })
    );
  });
}

function valuesOf(
  { plus, minus }: PairQuantities,
  { quantity, variant }: { quantity: Quantity; variant: OutputVariant },
): (number | null | undefined)[] {
  const [a, b] = [plus[quantity]?.[variant], minus[quantity]?.[variant]];
  if (quantity.endsWith("_even_share")) return [a];
  if (!quantity.endsWith("_angular")) return [a, b];
  if (a === undefined || b === undefined) return [undefined];
  return [a === null || b === null ? null : Math.max(a, b)];
}
