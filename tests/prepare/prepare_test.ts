import { deepStrictEqual as deepEqual, rejects } from "node:assert/strict";
import { DEFAULT_OPTIONS } from "../../src/prepare/options.ts";
import { prepareRun } from "../../src/prepare/prepare.ts";
import { openCheckpoint } from "../../src/sources/checkpoint/checkpoint.ts";
import { openInputFolder } from "../../src/sources/folder/input_folder.ts";
import { openVectorFolder } from "../../src/sources/vectors/vector_folder.ts";
import type { VectorFolder } from "../../src/sources/vectors/vectors.ts";
import { realPath, testOnRealData } from "../real_data.ts";
import { NO_NETWORK } from "../sources/local_inputs.ts";

/** Prepares a run that decomposes layer 2 alone, with vectors whose layers are read by `readLayers`. */
async function prepared(readLayers: (vectors: VectorFolder) => VectorFolder["readLayers"]) {
  const folder = (part: string, what: "checkpoint" | "vectors") =>
    openInputFolder(realPath(`stories260k/${part}`), what, NO_NETWORK);
  using opened = new DisposableStack();
  const base = opened.adopt(await openCheckpoint(await folder("base", "checkpoint")), close);
  const instruct = opened.adopt(
    await openCheckpoint(await folder("finetuned", "checkpoint")),
    close,
  );
  const keys = { roleKey: "pos_all", traitKey: "pos_neg_50", difference: "default" };
  const vectors = opened.adopt(
    await openVectorFolder(await folder("vectors", "vectors"), keys),
    close,
  );
  const inputs = { base, instruct, vectors: { ...vectors, readLayers: readLayers(vectors) } };
  return await prepareRun(inputs, {
    ...DEFAULT_OPTIONS,
    focus: [{ first: 2, last: 2 }],
    pcaLayer: 2,
    random: 0,
    sweep: false,
    resamples: 20,
  });
}

const close = (it: { close(): void }) => it.close();

testOnRealData(
  "prepareRun() reads the vectors of every analysed layer, so that all that a run reads is there before its first weight",
  "stories260k/base",
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

testOnRealData(
  "prepareRun() names a vector that cannot be used at a layer that is not decomposed",
  "stories260k/base",
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
