/** What `tests/oracle/evidence_statistics.py` computed. */

import type { Summary } from "../../src/math/quantiles.ts";
import type { VariantDeltas } from "../../src/measure/variants.ts";

/** The content of `tests/testdata/evidence/statistics.json`. */
export interface StatisticsFixture {
  readonly variants: VariantDeltas & {
    readonly mu: readonly number[];
    readonly base: readonly number[];
    readonly instruct: readonly number[];
    readonly d: readonly number[];
    readonly outliers: readonly number[];
  };
  readonly familyWise: {
    readonly observed: readonly number[];
    readonly draws: readonly (readonly number[])[];
    /** null where a layer has no spread. */
    readonly z: readonly (number | null)[];
    readonly pfw: readonly number[];
    readonly p: readonly number[];
  };
  readonly zScores: {
    readonly value: number;
    readonly signed: readonly number[];
    readonly z: number;
  };
  readonly summaries: readonly (Summary & {
    readonly larger: readonly number[];
    readonly signed: readonly number[];
  })[];
  readonly scaledPca: {
    readonly rows: readonly (readonly number[])[];
    readonly scale: readonly number[];
    readonly components: readonly (readonly number[])[];
    readonly varianceExplained: readonly number[];
    readonly coordinates: readonly (readonly number[])[];
  };
}

/** Reads the fixture. */
export function readStatistics(): StatisticsFixture {
  const url = new URL("../testdata/evidence/statistics.json", import.meta.url);
  return JSON.parse(Deno.readTextFileSync(url));
}

/** Whether two numbers agree to 1e-10, relative to the larger of 1 and the expected one. */
export function agrees(actual: number | null, expected: number | null): boolean {
  if (actual === null || expected === null) return actual === expected;
  return Math.abs(actual - expected) <= 1e-10 * Math.max(1, Math.abs(expected));
}
