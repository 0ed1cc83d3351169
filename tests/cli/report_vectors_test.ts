import assert from "node:assert/strict";
import { SemanticLayers } from "../../src/prepare/semantic_layers.ts";
import { openFileBytes } from "../../src/sources/folder/file_bytes.ts";
import { openSafetensors, readTensorValues } from "../../src/sources/safetensors/safetensors.ts";
import { STORIES, STORIES_PAIR, testOnStories } from "../stories.ts";
import { withReport } from "./run_main.ts";
import { withoutTermLinks } from "../site/html.ts";
import { openLocalVectors } from "../sources/local_inputs.ts";

/** On the CPU, which needs no device for what is written either way. */
const PAIR = ["--device", "cpu", ...STORIES_PAIR];

/** Every tensor of a file of vectors, in float64, and its metadata. */
async function vectorsOf(path: string) {
  const file = await openSafetensors(await openFileBytes(path));
  try {
    const tensors = new Map<string, Float64Array>();
    for (const [name, tensor] of file.tensors) {
      tensors.set(name, Float64Array.from(await readTensorValues(tensor)));
    }
    return { tensors, metadata: file.metadata };
  } finally {
    file.close();
  }
}

const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, x, i) => sum + x * b[i]!, 0);
const moments = (values: readonly number[]) => {
  const mean = values.reduce((sum, x) => sum + x / values.length, 0);
  const squares = values.reduce((sum, x) => sum + (x - mean) ** 2, 0);
  return { mean, sd: Math.sqrt(squares / (values.length - 1)) };
};

for (const [row, vectorLayer] of [["same", 3], ["before", 2]] as const) {
  testOnStories(
    `report writes the responses to a step from the state of the ${row} row, as operating-point.csv has them`,
    async () => {
      const args = [
        ...PAIR,
        "--layers",
        "3",
        "--sweep",
        "off",
        "--random",
        "3",
        "--input-row",
        row,
      ];
      await withReport(args, async (results, site) => {
        const { tensors, metadata } = await vectorsOf(`${site}/data/vectors-layer-3.safetensors`);
        const expected = results.evidence!.operating_point.find((it) =>
          it.layer === 3 && it.row === row && it.alpha === 1
        )!;
        for (
          const [name, length] of [
            ["base", expected.response_base],
            ["instruct", expected.response_instruct],
            ["difference", expected.response_delta],
          ] as const
        ) {
          const found = Math.hypot(...tensors.get(`response_${name}.PC1`)!);
          assert.ok(Math.abs(found / length - 1) < 1e-6, `${name}: ${found}, not ${length}`);
        }
        assert.equal(
          metadata.get("response_mu"),
          `default of the vector files at layer ${vectorLayer}`,
        );
        const folder = await openLocalVectors(STORIES.vectors, {
          roleKey: "pos_all",
          traitKey: "pos_neg_50",
          difference: "default",
        });
        const [raw] = await folder.readLayers([vectorLayer]);
        folder.close();
        const distances = raw!.vectors.filter(({ kind }) => kind === "role")
          .map(({ values }) => Math.hypot(...values.map((x, i) => x - raw!.default![i]!)))
          .sort((a, b) => a - b);
        const [low, high] = [distances.length - 1, distances.length].map((n) => distances[n >> 1]!);
        const median = (low! + high!) / 2;
        assert.ok(Math.abs(Number(metadata.get("response_s")) / median - 1) < 1e-6);
        const told = results.evidence!.layers.find(({ layer }) => layer === 3)!.step!;
        assert.ok(Math.abs(told / median - 1) < 1e-6, `${told}, not ${median}`);
      });
    },
  );
}

testOnStories(
  "report writes the draws' differences, from which z, p and R² can be computed again",
  async () => {
    const args = [...PAIR, "--layers", "3", "--sweep", "off", "--random", "32"];
    await withReport(args, async (results, site) => {
      const { tensors } = await vectorsOf(`${site}/data/vectors-layer-3.safetensors`);
      const draws = await vectorsOf(`${site}/data/draws-layer-3.safetensors`);
      assert.equal(draws.metadata.get("layer"), "3");
      assert.deepEqual(
        [...draws.tensors.keys()],
        Array.from({ length: 32 }, (_, k) => `difference.persona.${k}`),
      );
      const drawn = [...draws.tensors.values()];
      for (const [k, length] of drawn.map((d) => Math.sqrt(dot(d, d))).entries()) {
        const row = results.baseline.find((it) =>
          it.layer === 3 && it.baseline === "persona" && it.index === k && it.sign === 1
        )!;
        assert.ok(Math.abs(length / row.delta_norm - 1) < 1e-6, `draw ${k}`);
      }
      const semantic = await semanticAt(3);
      const { roles, traits } = results.decomposition_info["3"]!;
      assert.equal(semantic.length, roles + traits);
      const inputs = new Set(results.decompositions["3"]!.map((row) => row.input_vector));
      assert.deepEqual([...inputs], ["PC1", "-PC1", "PC2", "-PC2", "PC3", "-PC3"]);
      for (const input of inputs) {
        const differences = [tensors.get(`difference.${input}`)!, ...drawn];
        const z = semantic.map(({ s }) => {
          const cosines = differences.map((d) => dot(d, s) / Math.sqrt(dot(d, d) * dot(s, s)));
          const { mean, sd } = moments(cosines);
          return cosines.map((cosine) => Math.abs(cosine - mean) / sd);
        });
        const largest = drawn.map((_, k) => Math.max(...z.map((ofVector) => ofVector[k + 1]!)));
        for (const [j, { kind, name, s }] of semantic.entries()) {
          const row = results.decompositions["3"]!.find((it) =>
            it.input_vector === input && it.kind === kind && it.name === name
          )!;
          const [own, ...others] = z[j]!;
          // To the ten digits that results have.
          const rank = (values: number[]) =>
            Number(((1 + values.filter((it) => it >= own!).length) / 33).toPrecision(10));
          const where = `${input} ${kind} ${name}`;
          assert.ok(Math.abs(Math.abs(row.cosine_z!) - own!) < 1e-4, where);
          assert.equal(row.cosine_p, rank(others), where);
          assert.equal(row.cosine_pfw, rank(largest), where);
          const { mean, sd } = moments(drawn.map((d) => dot(d, s)));
          const length = (dot(differences[0]!, s) - mean) / sd;
          assert.ok(Math.abs(row.z! - length) < 1e-4 * Math.max(1, Math.abs(length)), where);
        }
      }
      // Cosines of the mixtures, by which runs are compared, in the order of their names.
      const file = await vectorsOf(`${site}/data/vectors-layer-3.safetensors`);
      const columns: [string, string][] = JSON.parse(file.metadata.get("mixture_vectors")!);
      assert.equal(columns.length, semantic.length);
      const cosines = file.tensors.get("mixture_cosine")!;
      for (const [j, [kind, name]] of columns.entries()) {
        const { s } = semantic.find((it) => it.kind === kind && it.name === name)!;
        for (const [k, d] of drawn.entries()) {
          const expected = dot(d, s) / Math.sqrt(dot(d, d) * dot(s, s));
          assert.ok(Math.abs(cosines[k * columns.length + j]! - expected) < 1e-6, `${name} ${k}`);
        }
      }
      assert.equal(file.tensors.get("mixture_specific")!.length, cosines.length);
      // R²: Gram-Schmidt leaves an orthonormal basis of the vectors.
      const basis: Float64Array[] = [];
      for (const { s } of semantic) {
        let left = s.slice();
        for (const e of [...basis, ...basis]) {
          const along = dot(left, e);
          left = left.map((x, i) => x - along * e[i]!);
        }
        const length = Math.sqrt(dot(left, left));
        if (length > 1e-6) basis.push(left.map((x) => x / length));
      }
      const share = (d: Float64Array) =>
        basis.reduce((sum, e) => sum + dot(d, e) ** 2, 0) / dot(d, d);
      const span = results.decomposition_info["3"]!.summary!.spans.find(({ variant }) =>
        variant === "raw"
      )!;
      assert.ok(Math.abs(share(tensors.get("difference.PC1")!) - span.r2!) < 1e-5);
      const shares = drawn.map(share).sort((a, b) => a - b);
      assert.ok(Math.abs((shares[15]! + shares[16]!) / 2 - span.draws_q50!) < 1e-5);
    });
  },
);

testOnStories("report writes no draws and no responses where baselines are off", async () => {
  await withReport([...PAIR, "--layers", "3", "--random", "0"], async (_, site) => {
    const { tensors } = await vectorsOf(`${site}/data/vectors-layer-3.safetensors`);
    assert.ok(![...tensors.keys()].some((name) => /^(?:response|mixture)/.test(name)));
    const names = [...Deno.readDirSync(`${site}/data`)].map(({ name }) => name);
    assert.ok(!names.some((name) => name.startsWith("draws")));
    assert.match(
      withoutTermLinks(await Deno.readTextFile(`${site}/decompositions/layer-3.html`)),
      /no mean state is known in this run/,
    );
  });
});

testOnStories(
  "report decomposes the components as run and their negatives, not PC1 in another space",
  async () => {
    const args = [...PAIR, "--layers", "3", "--sweep", "off", "--random", "2", "--pcs", "2"];
    const standard = ["--pca", "computed", "--pca-scale", "standard"];
    await withReport([...args, ...standard], async (results, site) => {
      const { tensors } = await vectorsOf(`${site}/data/vectors-layer-3.safetensors`);
      assert.ok(tensors.has("difference.PC1:activation"));
      const inputs = results.decompositions["3"]!.map((row) => row.input_vector);
      assert.deepEqual([...new Set(inputs)], ["PC1", "-PC1", "PC2", "-PC2"]);
      const [first] = results.decompositions["3"]!;
      const csv = await Deno.readTextFile(`${site}/data/layer-3.csv`);
      assert.match(csv, /^name,kind,projection,cosine,[^\n]*,input_vector\n/);
      assert.ok(
        csv.split("\n")[1]!.startsWith(`${first!.name},${first!.kind},${first!.projection},`),
      );
      assert.ok(csv.split("\n")[1]!.endsWith(",PC1"));
    });
  },
);

/** Role and trait vectors as they are set against a difference. */
async function semanticAt(layer: number) {
  const folder = await openLocalVectors(STORIES.vectors, {
    roleKey: "pos_all",
    traitKey: "pos_neg_50",
    difference: "default",
  });
  const semantic = await new SemanticLayers(folder, { layers: [layer], vectorLayer: "probed" })
    .at(layer);
  folder.close();
  return semantic.vectors.map(({ kind, name, values }) => ({
    kind,
    name,
    s: Float64Array.from(values),
  }));
}
