/** What `tests/oracle/comparison.py` computed: two made-up runs, their mixtures, and SciPy's rank correlations. */

import { mixtureCosines } from "../src/run/mixture_cosines.ts";
import type { SemanticVector } from "../src/prepare/semantic_vectors.ts";

/** Numbers of one form of the cosines. */
export interface ExpectedCorrelations {
  readonly rho: number;
  /** Of PC1 of A with -PC1 of B. */
  readonly opposite: number;
  readonly mixtures: readonly number[];
  readonly q05: number;
  readonly q50: number;
  readonly q95: number;
}

/** One made-up run. */
export interface FixtureRun {
  readonly names: readonly (readonly ["role" | "trait", string])[];
  readonly vectors: readonly (readonly number[])[];
  readonly draws: readonly (readonly number[])[];
  readonly d: readonly number[];
  /** Cosines with every vector: of d in the first row, then of the draws. */
  readonly expected: Readonly<Record<"raw" | "specific", readonly (readonly number[])[]>>;
  /** The same of -PC1 of B. */
  readonly opposite?: Readonly<Record<"raw" | "specific", readonly number[]>>;
}

interface Fixture {
  readonly lists: readonly { a: number[]; b: number[]; rho: number | null }[];
  readonly runs: {
    readonly a: FixtureRun;
    readonly b: FixtureRun;
    readonly expected: Readonly<Record<"raw" | "specific", ExpectedCorrelations>>;
  };
}

/** All of the file. */
export const { lists, runs }: Fixture = JSON.parse(
  Deno.readTextFileSync(new URL("testdata/comparison/ranks.json", import.meta.url)),
);

/** The role and trait vectors of a run, in its order or in that of `names`. */
export function vectorsOf(
  run: FixtureRun,
  names: readonly (readonly ["role" | "trait", string])[] = run.names,
): SemanticVector[] {
  return names.map(([kind, name]) => {
    const at = run.names.findIndex(([k, n]) => k === kind && n === name);
    return { kind, name, values: Float32Array.from(run.vectors[at]!) };
  });
}

/** What a run measures of its mixtures. */
export function mixturesOf(run: FixtureRun, names = run.names) {
  const weighed = names.flatMap(([kind, name]) => kind === "role" ? [name] : []);
  return mixtureCosines(run.draws.map((d) => Float64Array.from(d)), {
    vectors: vectorsOf(run, names),
    weighed,
  })!;
}
