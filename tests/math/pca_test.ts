import assert from "node:assert/strict";
import { centre, principalComponents, resampledGram } from "../../src/math/pca.ts";
import { gramMatrix } from "../../src/math/products.ts";
import { seededNormals } from "../../src/math/random.ts";
import { componentsFromRoles } from "../../src/prepare/principal_components.ts";
import { dot, norm } from "../../src/math/vector_math.ts";
import { openFileBytes } from "../../src/sources/folder/file_bytes.ts";
import { openSafetensors, readTensorValues } from "../../src/sources/safetensors/safetensors.ts";
import { realPath, testOnRealData } from "../real_data.ts";
import { agrees, readStatistics } from "./statistics_fixture.ts";

const AS_STORED = { pcaScale: "mean", pcSpace: "components" } as const;

Deno.test("principalComponents() are orthonormal, at most one fewer than the vectors, largest entry positive", () => {
  const vectors = [[1, 2, 0, 4], [-3, 1, 1, 0], [2, 2, -5, 1]].map((v) => Float32Array.from(v));
  const { components, varianceExplained, coordinates } = principalComponents(vectors, 3);
  assert.equal(components.length, 2);
  assert.ok(Math.abs(varianceExplained.reduce((a, b) => a + b, 0) - 1) < 1e-12);
  for (const [k, axis] of components.entries()) {
    assert.ok(Math.abs(norm(axis) - 1) < 1e-12);
    const largest = axis.reduce((a, b) => Math.abs(b) > Math.abs(a) ? b : a);
    assert.ok(largest > 0);
    assert.ok(
      Math.abs(coordinates[k]!.reduce((a, b) => a + b, 0)) < 1e-12,
      "coordinates are centred",
    );
  }
  assert.ok(Math.abs(dot(components[0]!, components[1]!)) < 1e-12);
});

Deno.test("principalComponents() gives the first of two equal entries the positive sign", () => {
  const { components } = principalComponents([Float32Array.of(-1, 1), Float32Array.of(1, -1)], 1);
  assert.ok(components[0]![0]! > 0 && components[0]![1]! < 0);
});

Deno.test("principalComponents() of z-scores agree with scikit-learn's StandardScaler and PCA", () => {
  const expected = readStatistics().scaledPca;
  const rows = expected.rows.map((row) => Float64Array.from(row));
  const pca = principalComponents(rows, 3, { scale: "standard" });
  const close = (actual: Iterable<number>, wanted: readonly number[]) =>
    assert.ok([...actual].every((value, i) => agrees(value, wanted[i]!)), `${actual} ${wanted}`);
  close(pca.scale!, expected.scale);
  close(pca.varianceExplained, expected.varianceExplained);
  for (const [k, axis] of pca.components.entries()) {
    close(axis, expected.components[k]!);
    close(pca.coordinates[k]!, expected.coordinates[k]!);
  }
  assert.equal(pca.components.length, 3);
});

Deno.test("principalComponents() leave the scale alone unless asked, and the vectors always", () => {
  const vectors = [[0, 5], [10, 6], [20, 4]].map((v) => Float32Array.from(v));
  assert.equal(principalComponents(vectors, 1).scale, null);
  assert.ok(principalComponents(vectors, 1).components[0]![0]! > 0.99);
  const { scale, components } = principalComponents(vectors, 1, { scale: "standard" });
  assert.ok(Math.abs(scale![0]! - 10 * scale![1]!) < 1e-12);
  assert.ok(Math.abs(Math.abs(components[0]![0]!) - Math.SQRT1_2) < 1e-12);
  assert.deepEqual(vectors[1], Float32Array.of(10, 6));
});

Deno.test("componentsFromRoles() says what is missing when there are too few roles", () => {
  const raw = { layer: 7, vectors: [], default: null };
  assert.throws(() => componentsFromRoles(raw, { pcs: 3, ...AS_STORED }), {
    message:
      "Cannot compute principal components at layer 7: expected at least two different role vectors, got 0; " +
      "give role vectors, a layer that has them with --pca-layer N, or a PCA file with --pca FILE; " +
      "a probe or steering vector is run beside them by --input",
  });
});

testOnRealData(
  "principalComponents() of the 273 Qwen 3 32B roles agree with scikit-learn",
  "qwen-3-32b",
  async () => {
    const expected = JSON.parse(await Deno.readTextFile(realPath("qwen-3-32b/expected-pca.json")));
    const file = await openSafetensors(
      await openFileBytes(realPath("qwen-3-32b/roles-layer32.safetensors")),
    );
    const vectors = [];
    for (const [key, tensor] of file.tensors) {
      const name = key.replace(/^role\./, "");
      if (name !== "default") {
        vectors.push(
          { kind: "role", name, values: await readTensorValues(tensor) } as const,
        );
      }
    }
    file.close();
    assert.equal(vectors.length, expected.roles);
    const { varianceExplained } = principalComponents(vectors.map(({ values }) => values), 5);
    for (const [k, ratio] of expected.explained_variance_ratio_first5.entries()) {
      assert.ok(Math.abs(varianceExplained[k]! / ratio - 1) < 1e-9, `PC${k + 1}`);
    }
    const { components: [first] } = componentsFromRoles({ layer: 32, vectors, default: null }, {
      pcs: 1,
      ...AS_STORED,
    });
    assert.deepEqual(first?.info.highest.slice(0, 8), expected.most_positive_on_PC1);
    assert.deepEqual(first?.info.lowest.slice(0, 8), expected.most_negative_on_PC1);
  },
);

Deno.test("resampledGram() gives the products of a resample less its own mean, whatever was taken off all", () => {
  const next = seededNormals("resample");
  const vectors = Array.from(
    { length: 5 },
    () => Float64Array.from({ length: 7 }, () => 3 + next()),
  );
  const [places, counts] = [[4, 0, 2], [1, 3, 1]];
  const direct = gramMatrix(centre(places.map((place) => vectors[place]!), counts));
  for (const all of [gramMatrix(vectors), gramMatrix(centre(vectors))]) {
    for (const [i, row] of resampledGram(all, { places, counts }).entries()) {
      for (const [j, product] of row.entries()) {
        assert.ok(Math.abs(product - direct[i]![j]!) < 1e-12, `${i} ${j}`);
      }
    }
  }
});
