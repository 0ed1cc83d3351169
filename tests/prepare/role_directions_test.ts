import assert from "node:assert/strict";
import { roleDirections } from "../../src/prepare/role_directions.ts";
import type { SemanticVector } from "../../src/prepare/semantic_vectors.ts";

const vectors = Array.from({ length: 10 }, (_, i): SemanticVector => ({
  kind: i < 6 ? "role" : "trait",
  name: `v${i}`,
  values: Float32Array.of(i),
}));

Deno.test("roleDirections() are all vectors where there are no more than asked", () => {
  assert.deepEqual(roleDirections(vectors, { max: 10, seed: 1 }), vectors);
  assert.deepEqual(roleDirections([], { max: 10, seed: 1 }), []);
});

Deno.test("roleDirections() are as many different vectors as asked, in the given order", () => {
  const sample = roleDirections(vectors, { max: 4, seed: 1 });
  const places = sample.map((vector) => vectors.indexOf(vector));
  assert.equal(new Set(places).size, 4);
  assert.deepEqual(places, places.toSorted((a, b) => a - b));
});

Deno.test("roleDirections() depend on the seed", () => {
  const sample = (seed: number) => roleDirections(vectors, { max: 4, seed });
  assert.deepEqual(sample(1), sample(1));
  assert.notDeepEqual(sample(1), sample(2));
});

Deno.test("roleDirections() take every vector as often as any other", () => {
  const counts = new Map<string, number>();
  for (let seed = 0; seed < 1000; seed++) {
    for (const { name } of roleDirections(vectors, { max: 4, seed })) {
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  // Four of ten: 400 of 1,000, with a standard deviation of 15.5; the bounds are four of them.
  for (const [name, count] of counts) assert.ok(Math.abs(count - 400) < 62, `${name}: ${count}`);
  assert.equal(counts.size, 10);
});
