import assert from "node:assert/strict";
import { personaDirections } from "../../src/prepare/persona_directions.ts";
import { dot, norm } from "../../src/math/vector_math.ts";
import { seededNormals } from "../../src/math/random.ts";
import { roundToBf16 } from "../../src/math/dtypes.ts";

const C = 64;

/** Roles that share a large mean and vary in the first `rank` coordinates alone, most in coordinate 0. */
function roles(n: number, rank = 5) {
  const draw = seededNormals("roles of the test");
  return Array.from(
    { length: n },
    () =>
      Float32Array.from({ length: C }, (_, i) => 9 + (i < rank ? draw() * (i === 0 ? 8 : 1) : 0)),
  );
}

/** Not of unit length, as PCs of a file may be. */
const PC1 = Float32Array.from({ length: C }, (_, i) => i === 0 ? 3 : 0);
const OPTIONS = { pc1: PC1, n: 20, seed: 42 };

Deno.test("personaDirections() are unit vectors of bfloat16 values without a part along PC1", () => {
  for (const direction of personaDirections(roles(12), OPTIONS)) {
    assert.ok(direction.every((entry) => roundToBf16(entry) === entry));
    assert.ok(Math.abs(norm(direction) - 1) < 2 ** -8); // each entry is off by at most 2^-9 of itself
    assert.equal(dot(direction, PC1), 0);
  }
});

Deno.test("personaDirections() lie where the roles vary, not along their mean", () => {
  for (const direction of personaDirections(roles(12), OPTIONS)) {
    assert.ok(direction.every((entry, i) => i < 5 || Math.abs(entry) < 1e-6));
  }
});

Deno.test("personaDirections() are the normal combinations of the centred roles", () => {
  // Centred by hand: (-1, -1, 0), (1, -1, 0), (0, 2, 0); without coordinate 0 the sum is 2 g_2 - g_0 - g_1 in coordinate 1.
  const three = [[0, 0, 5], [2, 0, 5], [1, 3, 5]].map((role) => Float32Array.from(role));
  const pc1 = Float32Array.of(1, 0, 0);
  for (const [k, direction] of personaDirections(three, { pc1, n: 20, seed: 7 }).entries()) {
    const draw = seededNormals(`7 persona ${k}`);
    const [g0, g1, g2] = [draw(), draw(), draw()];
    assert.deepEqual(direction, Float32Array.of(0, Math.sign(2 * g2 - g0 - g1), 0));
  }
});

Deno.test("personaDirections() take both signs and no favourite among equal coordinates", () => {
  const directions = personaDirections(roles(40), { ...OPTIONS, n: 400 });
  const share = directions.filter((direction) => direction[1]! > 0).length / 400;
  assert.ok(Math.abs(share - 0.5) < 4 * Math.sqrt(0.25 / 400), `${share}`);
});

Deno.test("personaDirections() depend on seed and index alone, whatever their number", () => {
  const [many, few] = [20, 3].map((n) => personaDirections(roles(12), { ...OPTIONS, n }));
  assert.deepEqual(many!.slice(0, 3), few);
  assert.notDeepEqual(few![0], few![1]);
  assert.notDeepEqual(personaDirections(roles(12), { ...OPTIONS, seed: 43 })[0], few![0]);
});

Deno.test("personaDirections() are none for fewer than three roles", () => {
  assert.deepEqual(personaDirections(roles(2), OPTIONS), []);
  assert.deepEqual(personaDirections([], OPTIONS), []);
});

Deno.test("personaDirections() are none where the roles vary along PC1 only, or not at all", () => {
  assert.deepEqual(personaDirections(roles(12, 1), OPTIONS), []);
  assert.deepEqual(personaDirections(roles(12, 0), OPTIONS), []);
  // Along a slanted PC1 rounding is left.
  const slanted = Float64Array.of(0.1, 0.7, -0.3);
  const along = [1, 2, 5].map((x) => slanted.map((entry) => x * entry));
  assert.deepEqual(personaDirections(along, { pc1: slanted, n: 2, seed: 1 }), []);
});
