import { deepStrictEqual as deepEqual, ok, strictEqual as equal } from "node:assert/strict";
import { projectionsAlong } from "../../src/analyses/roles_by_layer/view/projections_along.ts";
import type { Results } from "../../src/results.ts";
import { memoryFolder } from "../../src/sources/folder/memory_folder.ts";
import { realPath } from "../real_data.ts";
import { testOnStories } from "../stories.ts";
import { analyseFolders, type RunOptions } from "../run_analysis.ts";
import { readFiles } from "../sources/temporary_folder.ts";

async function analysed(options: RunOptions): Promise<Results> {
  const folder = async (part: string) =>
    memoryFolder(part, await readFiles(realPath(`stories260k/${part}`)));
  return await analyseFolders({
    base: await folder("base"),
    instruct: await folder("finetuned"),
    vectors: await folder("vectors"),
  }, { pcaLayer: 2, ...options });
}

/** The same to the nine digits that stand there. */
function assertSame(actual: number | null, expected: number | null, label: string) {
  if (actual === null || expected === null) return equal(actual, expected, label);
  ok(Math.abs(actual - expected) <= 1e-8 * Math.abs(expected), `${label}: ${actual} ${expected}`);
}

/** The numbers of the decompositions in the form of those by layer. */
function assertAsDecomposed(
  { decompositions, roles_by_layer }: Results,
  layers: readonly number[],
) {
  const { vectors, layers: found } = roles_by_layer!;
  let n = 0;
  for (const at of found.filter((it) => layers.includes(it.layer))) {
    const { layer } = at;
    for (const input of at.inputs!) {
      const { input_vector, cosines } = input;
      const projections = projectionsAlong(at, input);
      const rows = decompositions[layer]!.filter((row) => row.input_vector === input_vector);
      vectors.forEach(({ kind, name }, v) => {
        const row = rows.find((it) => it.kind === kind && it.name === name);
        const label = `layer ${layer}, ${input_vector}, ${kind} ${name}`;
        assertSame(cosines[v]!, row?.cosine ?? null, label);
        assertSame(projections[v]!, row?.projection ?? null, label);
        n++;
      });
    }
  }
  ok(n > 100, String(n));
}

testOnStories(
  "analyse() gives roles by layers the numbers of the decompositions to nine digits, whichever layers are decomposed",
  async () => {
    const all = await analysed({ focus: "all", random: 4 });
    const layers = all.roles_by_layer!.layers.map(({ layer }) => layer);
    deepEqual(layers, all.options.layers);
    deepEqual(
      all.roles_by_layer!.layers[0]!.inputs!.map(({ input_vector }) => input_vector),
      all.pcs.map(({ name }) => name),
    );
    assertAsDecomposed(all, layers);
    const one = await analysed({ focus: [{ first: 2, last: 2 }], random: 4 });
    deepEqual(Object.keys(one.decompositions), ["2"]);
    deepEqual(one.roles_by_layer, all.roles_by_layer);
    deepEqual(one.same_direction, all.same_direction);
  },
);

testOnStories(
  "analyse() sets every layer against the vectors of the one that --vector-layer names",
  async () => {
    const fixed = await analysed({ focus: "all", vectorLayer: 3 });
    deepEqual(
      fixed.roles_by_layer!.layers.map(({ vector_layer }) => vector_layer),
      fixed.options.layers.map(() => 3),
    );
    assertAsDecomposed(fixed, fixed.options.layers);
  },
);
