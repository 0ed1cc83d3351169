import assert from "node:assert/strict";
import { measureSpaces } from "../../../../src/analyses/projection/settle/measure_spaces.ts";
import type { SemanticVector } from "../../../../src/prepare/semantic_vectors.ts";
import { seededNormals } from "../../../../src/math/random.ts";
import { dot } from "../../../../src/math/vector_math.ts";

const C = 40, OUTLIERS = [3, 17];
const draw = seededNormals("spaces");
const random = (): Float64Array => Float64Array.from({ length: C }, () => draw());
const scaled = (y: Float64Array, by: number): Float64Array => y.map((entry) => by * entry);
const unit = (y: Float64Array): Float64Array => scaled(y, 1 / Math.sqrt(dot(y, y)));
const sum = (a: Float64Array, b: Float64Array): Float64Array => a.map((entry, i) => entry + b[i]!);
const less = (y: Float64Array, m: Float64Array): Float64Array => sum(y, scaled(m, -dot(y, m)));
const trimmed = (y: Float64Array): Float64Array =>
  y.map((entry, i) => OUTLIERS.includes(i) ? 0 : entry);

const M = unit(random());
/** A unit vector of which m leaves so much. */
const beside = (left: number): Float64Array =>
  sum(scaled(M, Math.sqrt(1 - left * left)), scaled(unit(less(random(), M)), left));

/** Products of what `change` leaves, one by one. */
function expected(
  change: (y: Float64Array) => Float64Array,
  { units, differences }: { units: readonly Float64Array[]; differences: readonly Float64Array[] },
) {
  const left = units.map((it) => unit(change(it)));
  return {
    gram: left.map((a) => left.map((b) => dot(a, b))),
    squared: differences.map((d) => dot(change(d), change(d))),
    along: differences.map((d) => left.map((a) => dot(change(d), a))),
  };
}

/** A unit vector of which the trimmed variant leaves so much. */
const atOutlier = (left: number): Float64Array => {
  const kept = unit(trimmed(random()));
  return kept.map((entry, i) => i === OUTLIERS[0] ? Math.sqrt(1 - left * left) : left * entry);
};

function check(units: readonly Float64Array[], differences: readonly [Float64Array, Float64Array]) {
  const [d, drawn] = differences;
  const spaces = measureSpaces({
    units: units.map((unit, s) => ({
      unit,
      vector: { kind: "role", name: `${s}`, values: new Float32Array(0) } satisfies SemanticVector,
    })),
    m: M,
    inputs: [d],
    draws: [drawn],
    outliers: OUTLIERS,
  });
  const changes = {
    raw: (y: Float64Array) => y,
    trimmed,
    without_common: (y: Float64Array) => less(y, M),
  };
  assert.deepEqual(spaces.map(({ variant }) => variant), Object.keys(changes));
  assert.deepEqual(spaces.map(({ dimensions }) => dimensions), [C, C - OUTLIERS.length, C - 1]);
  for (const { variant, gram, differences: [own], draws: [other], vectors } of spaces) {
    const { gram: G, squared, along } = expected(changes[variant], { units, differences });
    assert.deepEqual(vectors.map(({ name }) => Number(name)), units.map((_, s) => s));
    for (const [n, found] of [own, other!].entries()) {
      assert.ok(Math.abs(found.squared - squared[n]!) <= 1e-9 * squared[n]!, variant);
      const length = Math.sqrt(squared[n]!);
      for (const [s, product] of along[n]!.entries()) {
        assert.ok(Math.abs(found.along[s]! - product) <= 1e-10 * length, `${variant} ${n} ${s}`);
      }
    }
    for (const [i, row] of G.entries()) {
      for (const [j, product] of row.entries()) {
        assert.ok(Math.abs(gram[i]![j]! - product) <= 1e-12, `${variant} ${i} ${j}`);
      }
    }
  }
}

Deno.test("measureSpaces() has the products of vectors, without outliers and without m", () => {
  check([0.9, 0.5, 0.3, 1].map(beside), [random(), random()]);
});

Deno.test("measureSpaces() has them of vectors that lie nearly along m", () => {
  check([0.9, 1e-4, 1e-3, 1].map(beside), [random(), random()]);
});

Deno.test("measureSpaces() has them of a difference that lies nearly along m", () => {
  check([0.9, 0.5, 1].map(beside), [random(), beside(1e-7)]);
});

Deno.test("measureSpaces() has them of vectors and differences that are little but outliers", () => {
  check([beside(0.5), atOutlier(1e-4), beside(0.9), atOutlier(1e-5)], [random(), atOutlier(1e-5)]);
});

Deno.test("measureSpaces() leaves out what m, or the trimmed variant, leaves nothing of", () => {
  const at = (k: number) => Float64Array.from({ length: 4 }, (_, i) => i === k ? 1 : 0);
  const source = {
    units: [at(0), at(1), at(2)].map((unit, s) => ({
      unit,
      vector: { kind: "trait", name: `${s}`, values: new Float32Array(0) } as const,
    })),
    m: at(0),
    inputs: [at(0)] as [Float64Array],
    draws: [new Float64Array(4), at(1)],
    outliers: [1],
  };
  const told = measureSpaces(source).map(({ vectors, differences, draws }) => [
    vectors.map(({ name }) => name).join(),
    [...differences, ...draws].map(({ squared }) => squared),
  ]);
  assert.deepEqual(told, [["0,1,2", [1, 0, 1]], ["0,2", [1, 0, 0]], ["1,2", [0, 0, 1]]]);
});
