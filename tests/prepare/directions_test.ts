import assert from "node:assert/strict";
import { directionsFile, settleDirections } from "../../src/prepare/directions.ts";
import { DEFAULT_OPTIONS } from "../../src/prepare/options.ts";
import { componentsFromRoles } from "../../src/prepare/principal_components.ts";
import { dot } from "../../src/math/vector_math.ts";
import { openFileBytes } from "../../src/sources/folder/file_bytes.ts";
import { openSafetensors, readTensorValues } from "../../src/sources/safetensors/safetensors.ts";
import type { RawVectors } from "../../src/sources/vectors/vectors.ts";
import { seededNormals } from "../../src/math/random.ts";

const HIDDEN_SIZE = 16;

function roles(n: number): RawVectors {
  const draw = seededNormals("directions test");
  const vectors = Array.from({ length: n }, (_, k) => ({
    kind: "role" as const,
    name: `role ${k}`,
    values: Float32Array.from({ length: HIDDEN_SIZE }, draw),
  }));
  return { layer: 4, vectors, default: new Float32Array(HIDDEN_SIZE) };
}

function settle(n: number, random: number) {
  const raw = roles(n);
  const set = componentsFromRoles(raw, { ...DEFAULT_OPTIONS, pcs: 1 });
  return settleDirections(
    { ...set, controls: [], raw, isTraitRawMean: false, hiddenSize: HIDDEN_SIZE },
    { ...DEFAULT_OPTIONS, random, resamples: 20 },
  );
}

Deno.test("settleDirections() draws nothing without baselines", () => {
  const { components, isotropic, persona, roles, bootstrap } = settle(5, 0);
  assert.equal(components.length, 1);
  assert.deepEqual([isotropic, persona, roles, bootstrap], [[], [], [], []]);
});

Deno.test("settleDirections() has no persona baseline for fewer than three roles", () => {
  const { isotropic, persona, roles } = settle(2, 4);
  assert.deepEqual([isotropic.length, persona.length, roles.length], [4, 0, 2]);
});

Deno.test("settleDirections() keeps random role mixtures away from PC1", () => {
  const { components, persona } = settle(9, 7);
  assert.equal(persona.length, 7);
  // Rounding to bfloat16 leaves up to 2^-9 of each entry.
  for (const draw of persona) assert.ok(Math.abs(dot(draw, components[0]!.values)) < 2 ** -8);
});

Deno.test("directionsFile() is a safetensors file of every direction that was run", async () => {
  const directions = settle(5, 3);
  const path = await Deno.makeTempFile({ suffix: ".safetensors" });
  await Deno.writeFile(path, directionsFile(directions, { hiddenSize: HIDDEN_SIZE, seed: 42 }));
  const file = await openSafetensors(await openFileBytes(path));
  const shapes = [...file.tensors.values()].map(({ name, shape }) => `${name} ${shape.join("x")}`);
  assert.deepEqual(shapes, [
    "pcs 1x16",
    "isotropic 3x16",
    "persona 3x16",
    "roles 5x16",
    "bootstrap 20x16",
  ]);
  const values = await readTensorValues(file.tensor("persona"));
  assert.deepEqual([...values.subarray(HIDDEN_SIZE, 2 * HIDDEN_SIZE)], [...directions.persona[1]!]);
  assert.equal(file.metadata.get("seed"), "42");
  file.close();
  await Deno.remove(path);
});
