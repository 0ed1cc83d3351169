/**
 * How alike the decompositions of two runs are: rank correlations of the cosines of PC1's change, and of those of the random role
 * mixtures, the k-th of A with the k-th of B.
 *
 * @module
 */

// @ts-types="@types/d3-array"
import { quantile } from "d3-array";
import { rankCorrelation } from "../../../math/rank_correlation.ts";
import { PEAK_INPUT, projectionsAt } from "../../../results/peak_input.ts";
import { isWithinNoise } from "../../../results/spoken.ts";
import type { DecompositionRow } from "../../../results.ts";
import { anchorId } from "../../kit/names.ts";
import { vectorsPath } from "../../kit/paths.ts";
import { comparedLayers, type LayerPair } from "./compared_layers.ts";
import { type Mixtures, readMixtures } from "./mixture_file.ts";
import { RUNS, type Runs } from "./runs.ts";
import { isSamePc1 } from "./shared_values.ts";
import { VARIANT_WORDS } from "./texts.ts";
import { whyWithout } from "./why_without.ts";

/** Fewer vectors have no order to speak of. */
export const FEWEST_VECTORS = 3;

/** Fewer correlations have no 5 % at either end. */
const FEWEST_MIXTURES = 20;

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
  /** Of B's -PC1; null where it is not known. */
  readonly opposite: DecompositionRow | null;
}

/** Rank correlations of one form of the cosines. */
export interface Correlation {
  readonly variant: "raw" | "specific";
  /** Vectors of which both runs know it. */
  readonly vectors: number;
  /** Of PC1; null where it is not defined. */
  readonly rho: number | null;
  /** Of A's PC1 with B's -PC1, where each run has a PC1 of its own, whose sign is its own too; else null. */
  readonly opposite: number | null;
  /** Of the mixtures, k of A with k of B; null where they cannot be compared, or too few have one. */
  readonly mixtures: Spread | null;
  /** Why no mixtures stand beside PC1; null where they do. */
  readonly without: string | null;
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
  /** Whether PC1 is the same input in both: only then can its correlation be more or less than that of mixtures. */
  readonly isSamePc1: boolean;
  readonly correlations: readonly Correlation[];
  /** Whether the change of either is within the noise of its run, so that nothing is claimed of where it points. */
  readonly isNoise: boolean;
}

/** One for each pair of layers that is compared. */
export function agreements(runs: Runs, attached: AttachedFiles): Agreement[] {
  return comparedLayers(runs.a, runs.b).map((layers) => agreement(runs, { layers, attached }));
}

function agreement(
  runs: Runs,
  { layers, attached }: { layers: LayerPair; attached: AttachedFiles },
): Agreement {
  const rows = {
    a: projectionsAt(runs.a, layers.a),
    b: projectionsAt(runs.b, layers.b),
  };
  const byId = (of: readonly DecompositionRow[]) => new Map(of.map((row) => [anchorId(row), row]));
  const ofB = byId(rows.b);
  const opposites = byId(projectionsAt(runs.b, layers.b, `-${PEAK_INPUT}`));
  const shared = rows.a.flatMap((a): SharedVector[] => {
    const b = ofB.get(anchorId(a));
    if (b === undefined) return [];
    return [{ kind: a.kind, name: a.name, a, b, opposite: opposites.get(anchorId(a)) ?? null }];
  });
  const [a = null, b = null] = RUNS.map((run) => {
    const path = vectorsPath(layers[run]);
    const bytes = attached[run].get(path);
    return bytes === undefined ? null : readMixtures(`${path} of ${run.toUpperCase()}`, bytes);
  });
  const unpaired = whyWithout(runs, { layers, a, b });
  const isSame = isSamePc1(runs.a, runs.b);
  return {
    layers,
    shared,
    nAlone: { a: rows.a.length - shared.length, b: rows.b.length - shared.length },
    isSamePc1: isSame,
    isNoise: RUNS.some((run) => isWithinNoise(runs[run], layers[run])),
    correlations: (["raw", "specific"] as const).map((variant) =>
      correlationOf(variant, {
        shared,
        isSamePc1: isSame,
        unpaired,
        mixtures: a === null || b === null || unpaired !== null ? null : { a, b },
      })
    ),
  };
}

/** Both values of every vector that has them; the mean direction is removed where `specific` is asked for. */
function correlationOf(
  variant: Correlation["variant"],
  { shared, isSamePc1, unpaired, mixtures }: {
    shared: readonly SharedVector[];
    isSamePc1: boolean;
    /** Why k of A is not k of B. */
    unpaired: string | null;
    mixtures: { a: Mixtures; b: Mixtures } | null;
  },
): Correlation {
  // One length divides all projections of a run, so their ranks are those of the cosines.
  const column = variant === "raw" ? "cosine" : "specific_projection";
  const correlated = (other: "b" | "opposite") => {
    const known = shared.flatMap((vector) => {
      const [a, b] = [vector.a[column], vector[other]?.[column] ?? null];
      return a === null || b === null ? [] : [{ vector, a, b }];
    });
    const rho = known.length < FEWEST_VECTORS
      ? null
      : rankCorrelation(known.map(({ a }) => a), known.map(({ b }) => b));
    return { known: known.map(({ vector }) => vector), rho };
  };
  const { known, rho } = correlated("b");
  const drawn = mixtures === null || known.length < FEWEST_VECTORS
    ? []
    : mixtureCorrelations(mixtures, { variant, of: known });
  const isEnough = drawn.length >= FEWEST_MIXTURES;
  return {
    variant,
    vectors: known.length,
    rho,
    opposite: isSamePc1 ? null : correlated("opposite").rho,
    mixtures: isEnough ? spreadOf(drawn) : null,
    without: isEnough ? null : unpaired ??
      `Mixtures are left out for the cosines ${
        VARIANT_WORDS[variant]
      }: a rank correlation is known of ${drawn.length}, and to tell more from less takes ${FEWEST_MIXTURES}.`,
  };
}

/** Of the k-th mixtures of both over the same vectors; those without a change in a run are left out. */
export function mixtureCorrelations(
  { a, b }: { a: Mixtures; b: Mixtures },
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

function spreadOf(values: readonly number[]): Spread {
  const [q05, q50, q95] = [0.05, 0.5, 0.95].map((p) => quantile(values, p)!);
  return { n: values.length, q05: q05!, q50: q50!, q95: q95! };
}
