/**
 * The published sweep of role and trait vectors, beside the run's own where that was rounded alike.
 *
 * The reference merged roles and traits by name: a name of both kinds counted once, as a role that holds the trait's vector.
 *
 * @module
 */

// @ts-types="@types/d3-array"
import { deviation, max, mean, min } from "d3-array";
import type { Measured } from "../../../results.ts";
import type { SweptLayer, SweptVector } from "../../../measure/swept_vectors.ts";
import { twoSample } from "../../../math/two_sample.ts";
import {
  type Agreement,
  type Compared,
  hasPublishedVectors,
  isNormAlike,
  isPrintedAlike,
  isSame,
  ownRounding,
} from "./agreement.ts";
import { roundingOf } from "../../../prepare/published_pair.ts";
import published from "../../../prepare/published_gemma_2_27b.json" with { type: "json" };

/** Decimals of the published 1 - cos, and of t. */
const isTurnAlike = isPrintedAlike(6), isTAlike = isPrintedAlike(3);

const FIRST_LAYER = 17, LAST_LAYER = 26;

/** The two groups as the reference counted them. */
export interface MergedGroups {
  readonly roles: readonly SweptVector[];
  readonly traits: readonly SweptVector[];
}

/**
 * Vectors merged by name: a trait takes the place of the role of its name, among the roles.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { mergedByName } from "./published_sweep.ts";
 * const measured = { deltaNorm: 1, deltaAngular: 0.1, trimmedAngular: null };
 * const { roles, traits } = mergedByName([
 *   { kind: "role", name: "stoic", ...measured },
 *   { kind: "trait", name: "stoic", ...measured },
 *   { kind: "trait", name: "literal", ...measured },
 * ]);
 * assert(roles.length === 1 && roles[0]?.kind === "trait" && traits[0]?.name === "literal");
 * ```
 */
export function mergedByName(vectors: readonly SweptVector[]): MergedGroups {
  const of = (kind: SweptVector["kind"]) =>
    new Map(vectors.filter((it) => it.kind === kind).map((it) => [it.name, it]));
  const [roles, traits] = [of("role"), of("trait")];
  return {
    roles: [...roles].map(([name, role]) => traits.get(name) ?? role),
    traits: [...traits].flatMap(([name, trait]) => roles.has(name) ? [] : [trait]),
  };
}

/** Every figure of the published sweep; values where the run swept the published vectors, rounded alike. */
export function sweepRows(swept: readonly SweptLayer[], measured: Measured): Compared[] {
  const rounding = roundingOf("semantic_sweep_layer_18");
  const isAlike = hasPublishedVectors(measured) && ownRounding(measured) === rounding;
  const layers = isAlike ? swept : [];
  return [...layerRows(layers), ...meanRows(layers)].map((row) => ({ ...row, rounding }));
}

type Unmarked = Omit<Compared, "rounding">;

/** Counts, means, standard deviations (n - 1) and ranges at layer 18. */
function layerRows(layers: readonly SweptLayer[]): Unmarked[] {
  const own = layers.find(({ layer }) => layer === 18)?.vectors;
  const groups = own === undefined ? null : mergedByName(own);
  return (["roles", "traits"] as const).flatMap((kind) => {
    const figures = published.semantic_sweep_layer_18[kind];
    const vectors = groups?.[kind] ?? [];
    const of = `of ${kind}, layer 18`;
    const columns = [
      ["|d|", "delta_norm", vectors.map((it) => it.deltaNorm), isNormAlike],
      ["1 - cos", "delta_angular", vectors.flatMap((it) => it.deltaAngular ?? []), isTurnAlike],
    ] as const;
    return [
      compared(`number ${of}`, figures.n, groups === null ? undefined : vectors.length, isSame),
      ...columns.flatMap(([what, column, values, agreement]) => {
        const [smallest, largest] = figures[`${column}_range`];
        return [
          compared(`mean ${what} ${of}`, figures[`${column}_mean`], mean(values), agreement),
          compared(`sd of ${what} ${of}`, figures[`${column}_sd`], deviation(values), agreement),
          compared(`smallest ${what} ${of}`, smallest!, min(values), agreement),
          compared(`largest ${what} ${of}`, largest!, max(values), agreement),
        ];
      }),
    ];
  });
}

/** Over the vectors' mean |d| of layers 17 to 26, where all of them were run. */
function meanRows(layers: readonly SweptLayer[]): Unmarked[] {
  const inRange = layers.filter(({ layer }) => layer >= FIRST_LAYER && layer <= LAST_LAYER);
  const isComplete = inRange.length === LAST_LAYER - FIRST_LAYER + 1;
  const groups = isComplete ? inRange.map(({ vectors }) => mergedByName(vectors)) : [];
  const meansOf = (kind: "roles" | "traits") => {
    const all = Map.groupBy(groups.flatMap((group) => group[kind]), ({ name }) => name);
    return [...all.values()].flatMap((own) => mean(own, ({ deltaNorm }) => deltaNorm) ?? []);
  };
  const [roles, traits] = [meansOf("roles"), meansOf("traits")];
  const figures = published.semantic_sweep_layers_17_to_26;
  const of = `layers ${FIRST_LAYER} to ${LAST_LAYER}`;
  return [
    compared(`mean |d| of roles, ${of}`, figures.roles_mean_delta_norm, mean(roles), isNormAlike),
    compared(`sd of |d| of roles, ${of}`, figures.roles_sd, deviation(roles), isNormAlike),
    compared(
      `mean |d| of traits, ${of}`,
      figures.traits_mean_delta_norm,
      mean(traits),
      isNormAlike,
    ),
    compared(`sd of |d| of traits, ${of}`, figures.traits_sd, deviation(traits), isNormAlike),
    compared(
      `Student's t of |d|, roles against traits, ${of}`,
      figures.t_test.t,
      twoSample(roles, traits).student.t,
      isTAlike,
    ),
  ];
}

function compared(
  quantity: string,
  figure: number,
  value: number | null | undefined,
  agreement: Agreement,
): Unmarked {
  return { quantity, published: figure, value: value ?? null, agreement };
}
