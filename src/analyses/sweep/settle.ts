/**
 * Every role and trait as an input: how far the MLPs of the analysed layers change what they make of it.
 *
 * @module
 */

import type { SweptLayer, SweptVector } from "../../measure/swept_vectors.ts";
import type { Settled, Settling } from "../analysis.ts";
// @ts-types="@types/d3-array"
import { deviation, max, mean, min } from "d3-array";
import type { Sweep, SweepLayerRow, SweepRow, SweepTest } from "../../results.ts";
import type { VectorKind } from "../../sources/vectors/vectors.ts";
import { twoSample } from "../../math/two_sample.ts";
import { compareNames } from "../../results/vector_order.ts";
import { farthestOf, meansBeside, whyUntold } from "../../results/sweep_decisions.ts";
import { VECTOR_KINDS } from "../../results/values.ts";

/**
 * Every vector over the layers, the kinds at each layer, and roles against traits.
 *
 * Standard deviations are of n - 1 and null for one value. Rows stand by kind, then name. Ranks are by mean over layers among
 * all vectors, the largest first, and those of equal means by kind, then name.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { sweepOf } from "./settle.ts";
 * const vector = { kind: "role", name: "poet", deltaNorm: 2, trimmedAngular: null } as const;
 * const { rows } = sweepOf([0.1, 0.3].map((deltaAngular, layer) => ({
 *   layer,
 *   vectors: [{ ...vector, deltaAngular }],
 * })));
 * assert(rows[0]?.layers === 2 && rows[0].delta_angular_mean === 0.2);
 * ```
 */
export function sweepOf(
  layers: readonly SweptLayer[],
): Pick<Sweep, "rows" | "layers" | "tests"> {
  const rows = rankedRows(layers);
  return { rows, layers: layers.flatMap(layerRows), tests: tests(rows) };
}

function rankedRows(layers: readonly SweptLayer[]): SweepRow[] {
  const all = layers.flatMap(({ vectors }) => vectors);
  const ofOne = Map.groupBy(all, ({ kind, name }) => `${kind} ${name}`);
  const rows = [...ofOne.values()].map(vectorRow).sort(compareNames);
  const norm = ranks(rows, "delta_norm_mean");
  const angular = ranks(rows, "delta_angular_mean");
  return rows.map((row) => ({
    ...row,
    delta_norm_rank: norm.get(row) ?? null,
    delta_angular_rank: angular.get(row) ?? null,
  }));
}

type UnrankedRow = Omit<SweepRow, "delta_norm_rank" | "delta_angular_rank">;

/** One vector over the layers at which it was run. */
function vectorRow(vectors: readonly SweptVector[]): UnrankedRow {
  const { kind, name } = vectors[0]!;
  const trimmed = spread(vectors.flatMap((it) => it.trimmedAngular ?? []));
  return {
    kind,
    name,
    layers: vectors.length,
    ...spreads(vectors),
    trimmed_angular_mean: trimmed.mean,
    trimmed_angular_sd: trimmed.sd,
    trimmed_angular_max: trimmed.max,
  };
}

/** Rank of each row from 1 on, the largest first; the sort is stable, and the rows stand by kind and name. */
function ranks(
  rows: readonly UnrankedRow[],
  column: "delta_norm_mean" | "delta_angular_mean",
): Map<UnrankedRow, number> {
  const descending = rows.toSorted((a, b) => (b[column] ?? 0) - (a[column] ?? 0));
  return new Map(descending.map((row, i) => [row, i + 1]));
}

function layerRows({ layer, vectors }: SweptLayer): SweepLayerRow[] {
  return VECTOR_KINDS.flatMap((kind) => {
    const own = vectors.filter((vector) => vector.kind === kind);
    return own.length === 0 ? [] : [{
      layer,
      kind,
      n: own.length,
      ...spreads(own),
      delta_norm_min: min(own, ({ deltaNorm }) => deltaNorm) ?? null,
      delta_angular_min: min(own, ({ deltaAngular }) => deltaAngular) ?? null,
    }];
  });
}

function spreads(vectors: readonly SweptVector[]) {
  const norm = spread(vectors.map(({ deltaNorm }) => deltaNorm));
  const angular = spread(vectors.flatMap(({ deltaAngular }) => deltaAngular ?? []));
  return {
    delta_norm_mean: norm.mean,
    delta_norm_sd: norm.sd,
    delta_norm_max: norm.max,
    delta_angular_mean: angular.mean,
    delta_angular_sd: angular.sd,
    delta_angular_max: angular.max,
  };
}

function spread(values: readonly number[]) {
  return {
    mean: mean(values) ?? null,
    sd: deviation(values) ?? null,
    max: max(values) ?? null,
  };
}

/** Roles against traits by their means over layers; none of a column that nothing was measured in. */
function tests(rows: readonly SweepRow[]): SweepTest[] {
  return (["delta_norm", "delta_angular", "trimmed_angular"] as const).flatMap((column) => {
    const of = (kind: VectorKind) =>
      rows.flatMap((row) => row.kind === kind ? row[`${column}_mean`] ?? [] : []);
    const [roles, traits] = [of("role"), of("trait")];
    if (roles.length + traits.length === 0) return [];
    const { firstMean, secondMean, cohensD, welch, student } = twoSample(roles, traits);
    return [{
      column,
      roles: roles.length,
      traits: traits.length,
      roles_mean: firstMean,
      traits_mean: secondMean,
      cohens_d: cohensD,
      welch_t: welch.t,
      welch_df: welch.df,
      welch_p: welch.p,
      student_t: student.t,
      student_df: student.df,
      student_p: student.p,
      note: "assumes independence",
    }];
  });
}

/** The sweep of all layers beside PC1; null where none was asked for. */
export function settle(
  { numbers, run, measured: { mlp, within_noise } }: Settling<SweptVector[]>,
): Settled {
  if (!run.isSweep) return { results: { sweep: null } };
  const { rows, ...others } = sweepOf(
    numbers.map(({ layer, numbers: vectors }) => ({ layer, vectors })),
  );
  const beside = meansBeside(mlp);
  return {
    results: {
      sweep: {
        rows,
        ...others,
        beside,
        farthest: farthestOf(rows, { beside, nLayers: run.layers.length }),
        untold: whyUntold(rows, { layers: run.layers, withinNoise: within_noise }),
      },
    },
  };
}
