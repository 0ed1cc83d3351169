import { deepStrictEqual as deepEqual, rejects } from "node:assert/strict";
import { DEFAULT_OPTIONS } from "../../src/prepare/options.ts";
import { prepareRun } from "../../src/prepare/prepare.ts";
import type { VectorFolder } from "../../src/sources/vectors/vectors.ts";
import { testOnStories } from "../stories.ts";
import { withStories } from "./stories_inputs.ts";

/** Prepares a run that decomposes layer 2 alone, with vectors whose layers are read by `readLayers`. */
function prepared(readLayers: (vectors: VectorFolder) => VectorFolder["readLayers"]) {
  return withStories(({ vectors, ...models }) =>
    prepareRun({ ...models, vectors: { ...vectors, readLayers: readLayers(vectors) } }, {
      ...DEFAULT_OPTIONS,
      focus: [{ first: 2, last: 2 }],
      pcaLayer: 2,
      random: 0,
      sweep: false,
      resamples: 20,
    })
  );
}

testOnStories(
  "prepareRun() reads the vectors of every analysed layer, so that all that a run reads is there before its first weight",
  async () => {
    const asked = new Set<number>();
    const run = await prepared((vectors) => (layers) => {
      for (const layer of layers) asked.add(layer);
      return vectors.readLayers(layers);
    });
    deepEqual(run.focus, [2]);
    deepEqual([...asked].sort(), [...run.layers]);
  },
);

testOnStories(
  "prepareRun() names a vector that cannot be used at a layer that is not decomposed",
  async () => {
    await rejects(
      prepared((vectors) => async (layers) => {
        const read = await vectors.readLayers(layers);
        return read.map((raw) =>
          raw.layer !== 4 ? raw : {
            ...raw,
            vectors: raw.vectors.map((it, i) =>
              i > 0 ? it : { ...it, values: it.values.map(() => 3e38) }
            ),
            default: raw.default!.map(() => -3e38),
          }
        );
      }),
      /^RangeError: Cannot use role \S+ at layer 4 less the default vector: expected /,
    );
  },
);
