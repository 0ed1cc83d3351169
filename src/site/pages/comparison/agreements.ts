/**
 * How alike the decompositions of two runs are: rank correlations of the cosines of PC1's change, and of those of the random role
 * mixtures, the k-th of A with the k-th of B.
 *
 * @module
 */

// @ts-types="@types/d3-array"
import { quantile } from "d3-array";
import { rankCorrelation } from "../../../math/rank_correlation.ts";
import { peakProjections } from "../../../results/peak_input.ts";
import type { DecompositionRow, Results } from "../../../results.ts";
import { anchorId } from "../../kit/names.ts";
import { vectorsPath } from "../../kit/paths.ts";
import { comparedLayers, type LayerPair } from "./compared_layers.ts";
import { type Mixtures, readMixtures } from "./mixture_file.ts";

/** Fewer vectors have no order to speak of. */
export const FEWEST_VECTORS = 3;

/** Binary files that lie beside the results of each run, by their path in its site. */
export interface AttachedFiles {
  readonly a: ReadonlyMap<string, Uint8Array>;
  readonly b: ReadonlyMap<string, Uint8Array>;
}

/** A vector that both runs have. */
export interface SharedVector {
  readonly kind: DecompositionRow["kind"];
  readonly name: string;
  readonly a: DecompositionRow;
  readonly b: DecompositionRow;
}

/** Rank correlations of one form of the cosines. */
export interface Correlation {
  readonly variant: "raw" | "specific";
  /** Vectors of which both runs know it. */
  readonly vectors: number;
  /** Of PC1; null where it is not defined. */
  readonly rho: number | null;
  /** Of the mixtures, k of A with k of B; null where they cannot be compared. */
  readonly mixtures: Spread | null;
}

/** Spread of the correlations of mixtures. */
export interface Spread {
  readonly n: number;
  readonly q05: number;
  readonly q50: number;
  readonly q95: number;
}

/** Two decompositions against each other. */
export interface Agreement {
  readonly layers: LayerPair;
  readonly shared: readonly SharedVector[];
  /** Vectors that one run alone has. */
  readonly nAlone: { readonly a: number; readonly b: number };
  readonly correlations: readonly Correlation[];
  /** Why no mixtures stand beside PC1; null where they do. */
  readonly without: string | null;
}

/** One for each pair of layers that is compared. */
export function agreements(a: Results, b: Results, attached: AttachedFiles): Agreement[] {
  return comparedLayers(a, b).map((layers) => agreement({ a, b }, { layers, attached }));
}

function agreement(
  runs: { a: Results; b: Results },
  { layers, attached }: { layers: LayerPair; attached: AttachedFiles },
): Agreement {
  const rows = {
    a: peakProjections(runs.a, layers.a),
    b: peakProjections(runs.b, layers.b),
  };
  const ofB = new Map(rows.b.map((row) => [anchorId(row), row]));
  const shared = rows.a.flatMap((a): SharedVector[] => {
    const b = ofB.get(anchorId(a));
    return b === undefined ? [] : [{ kind: a.kind, name: a.name, a, b }];
  });
  const [a, b] = (["a", "b"] as const).map((run) => {
    const path = vectorsPath(layers[run]);
    const bytes = attached[run].get(path);
    return bytes === undefined ? null : readMixtures(`${path} of ${run.toUpperCase()}`, bytes);
  });
  const without = whyWithout(runs, { layers, a: a ?? null, b: b ?? null });
  const mixtures = without === null ? { a: a!, b: b! } : null;
  return {
    layers,
    shared,
    nAlone: { a: rows.a.length - shared.length, b: rows.b.length - shared.length },
    correlations: (["raw", "specific"] as const).map((variant) =>
      correlationOf(variant, { shared, mixtures })
    ),
    without,
  };
}

/** Both values of every vector that has them; the mean direction is removed where `specific` is asked for. */
function correlationOf(
  variant: Correlation["variant"],
  { shared, mixtures }: {
    shared: readonly SharedVector[];
    mixtures: { a: Mixtures; b: Mixtures } | null;
  },
): Correlation {
  // One length divides all projections of a run, so their ranks are those of the cosines.
  const column = variant === "raw" ? "cosine" : "specific_projection";
  const known = shared.flatMap((vector) => {
    const [a, b] = [vector.a[column], vector.b[column]];
    return a === null || b === null ? [] : [{ vector, a, b }];
  });
  const isEnough = known.length >= FEWEST_VECTORS;
  const rho = isEnough ? rankCorrelation(known.map(({ a }) => a), known.map(({ b }) => b)) : null;
  const drawn = mixtures === null || !isEnough
    ? []
    : mixtureCorrelations(mixtures.a, mixtures.b, { variant, of: known.map((it) => it.vector) });
  return { variant, vectors: known.length, rho, mixtures: spreadOf(drawn) };
}

/** Of the k-th mixtures of both over the same vectors; those without a change in a run are left out. */
export function mixtureCorrelations(
  a: Mixtures,
  b: Mixtures,
  { variant, of }: {
    variant: Correlation["variant"];
    of: readonly Pick<SharedVector, "kind" | "name">[];
  },
): number[] {
  const [first, second] = [a, b].map((mixtures) => {
    const values = variant === "raw" ? mixtures.cosine : mixtures.specific;
    const columns = new Map(mixtures.vectors.map((vector, s) => [anchorId(vector), s]));
    return { values, nColumns: mixtures.vectors.length, at: (id: string) => columns.get(id) };
  });
  const ids = of.map(anchorId)
    .filter((id) => first!.at(id) !== undefined && second!.at(id) !== undefined);
  if (first!.values === null || second!.values === null) return [];
  return Array.from({ length: Math.min(a.draws, b.draws) }, (_, k) => {
    const [own, other] = [first!, second!].map(({ values, nColumns, at }) =>
      ids.map((id) => values![k * nColumns + at(id)!]!)
    );
    return rankCorrelation(own!, other!);
  }).filter((rho) => rho !== null);
}

function spreadOf(values: readonly number[]): Spread | null {
  if (values.length === 0) return null;
  const [q05, q50, q95] = [0.05, 0.5, 0.95].map((p) => quantile(values, p)!);
  return { n: values.length, q05: q05!, q50: q50!, q95: q95! };
}

/**
 * Mixture k weighs the roles by random numbers that depend on the seed and k alone, in the order of the roles: under another seed,
 * or with other roles, it is another input, and k of A has nothing to do with k of B.
 */
function whyWithout(
  runs: { a: Results; b: Results },
  { layers, ...mixtures }: { layers: LayerPair; a: Mixtures | null; b: Mixtures | null },
): string | null {
  for (const run of ["a", "b"] as const) {
    const name = run.toUpperCase();
    const drawn = runs[run].decomposition_info[layers[run]]?.summary?.draws;
    if (runs[run].options.random === 0 || drawn === 0) {
      return `${name} was run without random role mixtures.`;
    }
    if (mixtures[run] === null) {
      return `The random role mixtures of ${name} were not there: no ${
        vectorsPath(layers[run])
      } lies beside its results, or it is of an earlier version. Run deno task report for ${name} again to write it, then compare again.`;
    }
  }
  const [a, b] = [runs.a.options.seed, runs.b.options.seed];
  if (a !== b) {
    return `The seeds differ, ${a} in A and ${b} in B: mixture k of A is another input than mixture k of B, so mixtures are left out.`;
  }
  return rolesOf(mixtures.a!) === rolesOf(mixtures.b!)
    ? null
    : "The runs have different roles: mixture k of A is another input than mixture k of B, so mixtures are left out.";
}

function rolesOf({ vectors }: Mixtures): string {
  return JSON.stringify(vectors.filter(({ kind }) => kind === "role").map(({ name }) => name));
}
