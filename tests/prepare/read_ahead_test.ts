import assert from "node:assert/strict";
import { DEFAULT_OPTIONS } from "../../src/prepare/options.ts";
import { prepareRun } from "../../src/prepare/prepare.ts";
import { testOnStories } from "../stories.ts";
import { withStories } from "./stories_inputs.ts";

/** The layers that were asked for at once, call by call, and the number of layers of the run. */
function calls(nKept: number) {
  return withStories(async ({ vectors, ...models }) => {
    const asked: (readonly number[])[] = [];
    const { layers } = await prepareRun(
      {
        ...models,
        vectors: {
          ...vectors,
          nKept,
          readLayers: (layers) => {
            asked.push(layers);
            return vectors.readLayers(layers);
          },
        },
      },
      { ...DEFAULT_OPTIONS, pcaLayer: 2, random: 8, sweep: false, resamples: 20 },
    );
    return { asked, layers };
  });
}

testOnStories(
  "prepareRun() asks for all layers together where all are kept, so that each file is opened once",
  async () => {
    const { asked: [first, ...later], layers } = await calls(100);
    assert.deepEqual(first!.toSorted(), [...layers]);
    assert.ok(later.flat().every((layer) => first!.includes(layer)));
  },
);

testOnStories("prepareRun() asks for a few layers at a time where not all are kept", async () => {
  const { asked, layers } = await calls(4);
  assert.ok(asked[0]!.length < layers.length);
});
