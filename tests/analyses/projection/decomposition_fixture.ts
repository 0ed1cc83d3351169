/** What `tests/oracle/decomposition.py` computed, and comparison with it. */

import assert from "node:assert/strict";
import type { LayerDifferences } from "../../../src/analyses/projection/settle/decompose_layer.ts";
import type { SemanticVectors } from "../../../src/prepare/semantic_vectors.ts";
import type { DecompositionRow, DecompositionSummary } from "../../../src/results.ts";

/** One input and what it gave. */
interface FixtureInput {
  readonly name: string;
  readonly d: readonly number[];
  readonly base: readonly number[];
  readonly instruct: readonly number[];
}

/** One file of `tests/testdata/decomposition`. */
export interface DecompositionFixture {
  readonly kinds: readonly ("role" | "trait")[];
  readonly names: readonly string[];
  readonly vectors: readonly (readonly number[])[];
  readonly inputs: readonly FixtureInput[];
  readonly draws: readonly (readonly number[])[];
  readonly outliers: readonly number[];
  readonly expected: {
    readonly rows: readonly DecompositionRow[];
    readonly summary: DecompositionSummary;
  };
}

/** Three roles, two of them equal, and a trait, made by hand. */
export const FEW_VECTORS: SemanticVectors = {
  layer: 22,
  vectors: [
    { kind: "trait", name: "b", values: Float32Array.of(0, -1) },
    { kind: "role", name: "z", values: Float32Array.of(0, 1) },
    { kind: "role", name: "c", values: Float32Array.of(0, 1) },
    { kind: "role", name: "poet", values: Float32Array.of(1, 0) },
  ],
  zeroLength: [],
  default: Float32Array.of(0, 1),
};

const folder = new URL("../../testdata/decomposition/", import.meta.url);

/** Names of all fixtures, without extension. */
export function decompositionNames(): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name.replace(".json", "")).sort();
}

/** Reads one fixture. */
export function readDecomposition(name: string): DecompositionFixture {
  return JSON.parse(Deno.readTextFileSync(new URL(`${name}.json`, folder)));
}

/** The fixture as the analysis takes it. */
export function differenceOf(
  fixture: DecompositionFixture,
): LayerDifferences & { layer: number; semantic: SemanticVectors } {
  const [first, ...others] = fixture.inputs;
  const inputOf = ({ name, d, base, instruct }: FixtureInput) => ({
    name,
    d: Float64Array.from(d),
    base: Float32Array.from(base),
    instruct: Float32Array.from(instruct),
  });
  const vectors = fixture.vectors.map((values, i) => ({
    kind: fixture.kinds[i]!,
    name: fixture.names[i]!,
    values: Float32Array.from(values),
  }));
  return {
    layer: 18,
    inputs: [inputOf(first!), ...others.map(inputOf)],
    outliers: fixture.outliers,
    draws: fixture.draws.map((draw) => Float64Array.from(draw)),
    semantic: { layer: 22, vectors, zeroLength: [], default: null },
  };
}

/** Asserts every number of `expected`: equal to `bound`, relative to the larger of 0.001 and the expected one. */
export function assertAlike(
  found: Readonly<Record<string, unknown>>,
  expected: Readonly<Record<string, unknown>>,
  { bound, where }: { bound: number; where: string },
): void {
  assert.deepEqual(Object.keys(found).sort(), Object.keys(expected).sort(), where);
  for (const [key, value] of Object.entries(expected)) {
    const own = found[key];
    if (typeof value !== "number" || typeof own !== "number") {
      assert.equal(own, value, `${where} ${key}`);
    } else {
      const message = `${where} ${key}: expected ${value}, found ${own}`;
      assert.ok(Math.abs(own - value) <= bound * Math.max(1e-3, Math.abs(value)), message);
    }
  }
}
