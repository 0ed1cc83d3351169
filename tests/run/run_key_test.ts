import { notStrictEqual, strictEqual as equal } from "node:assert/strict";
import { type AnalysisOptions, DEFAULT_OPTIONS } from "../../src/prepare/options.ts";
import { type PreparedRun, prepareRun } from "../../src/prepare/prepare.ts";
import {
  askedKey,
  keyOf,
  layerContent,
  layerInputContent,
  runKeyParts,
} from "../../src/run/run_key.ts";
import type { RunInputs } from "../../src/prepare/run_inputs.ts";
import type { VectorFolderOptions } from "../../src/sources/vectors/vector_layout.ts";
import { withPair } from "../cli/small_pair.ts";
import { openLocalCheckpoint, openLocalVectors } from "../sources/local_inputs.ts";

const SETTLED = { random: 2, resamples: 2, sweep: false };

type Opened = RunInputs & Disposable;

async function open(
  at: (path: string) => string,
  reading: Partial<VectorFolderOptions> = {},
): Promise<Opened> {
  const inputs = {
    base: await openLocalCheckpoint(at("base")),
    instruct: await openLocalCheckpoint(at("instruct")),
    vectors: await openLocalVectors(at("vectors"), {
      roleKey: "pos_all",
      traitKey: "pos_neg_50",
      difference: "default",
      ...reading,
    }),
  };
  const close = () => Object.values(inputs).forEach((input) => input.close());
  return { ...inputs, [Symbol.dispose]: close };
}

/** Both keys of a run of what lies there. */
async function keysOf(
  at: (path: string) => string,
  { options = {}, reading = {}, code = "1", change = (run) => run }: {
    options?: Partial<AnalysisOptions>;
    /** How the vectors are read. */
    reading?: Partial<VectorFolderOptions>;
    code?: string;
    change?: (run: PreparedRun) => PreparedRun;
  } = {},
): Promise<{ run: string; asked: string }> {
  using inputs = await open(at, reading);
  const settled = { ...DEFAULT_OPTIONS, ...SETTLED, ...options } as
    & typeof SETTLED
    & AnalysisOptions;
  const run = change(await prepareRun(inputs, settled));
  return {
    run: keyOf(await runKeyParts(inputs, run, settled, { code })),
    asked: await askedKey(inputs, settled, { code }),
  };
}

Deno.test("the key of a run and askedKey() are the same for the same, whatever layers are run and decomposed", () =>
  withPair(async ({ at }) => {
    const first = await keysOf(at);
    for (
      const options of [
        {},
        { layers: [{ first: 1, last: 1 }] },
        { focus: [{ first: 0, last: 0 }] },
        { likePublished: true },
      ]
    ) {
      const { run, asked } = await keysOf(at, { options });
      equal(run, first.run, JSON.stringify(options));
      equal(asked, first.asked, JSON.stringify(options));
    }
  }));

Deno.test("the key of a run is another where the same vectors are read in another way", () =>
  withPair(async ({ at }) => {
    const ways: Partial<VectorFolderOptions>[] = [
      { difference: "none" },
      { vectorsAre: "difference" },
      { difference: "none", vectorsAre: "raw" },
    ];
    const keys = [await keysOf(at)];
    for (const reading of ways) keys.push(await keysOf(at, { reading }));
    equal(new Set(keys.map(({ run }) => run)).size, keys.length);
    equal(new Set(keys.map(({ asked }) => asked)).size, keys.length);
  }));

Deno.test("the key of a run is another with every option that changes a layer's numbers, and with the code", () =>
  withPair(async ({ at }) => {
    const first = await keysOf(at);
    const others: Partial<AnalysisOptions>[] = [
      { pcs: 1 },
      { pca: "computed" },
      { pcaLayer: 0 },
      { vectorLayer: 1 },
      { random: 3 },
      { resamples: 3 },
      { seed: 7 },
      { weights: "stored" },
      { rounding: "notebook" },
      { outliers: 1 },
      { pcaScale: "standard" },
      { inputRow: "before" },
      { sweep: true },
    ];
    for (const options of others) {
      const { run, asked } = await keysOf(at, { options });
      notStrictEqual(run, first.run, JSON.stringify(options));
      notStrictEqual(asked, first.asked, JSON.stringify(options));
    }
    const { run, asked } = await keysOf(at, { code: "2" });
    notStrictEqual(run, first.run);
    notStrictEqual(asked, first.asked);
  }));

Deno.test("the key of a run is another with every input file that was written anew", () =>
  withPair(async ({ at }) => {
    const first = await keysOf(at);
    const files = [
      "base/model.safetensors",
      "instruct/model.safetensors",
      "vectors/role_vectors/poet.pt",
      "vectors/default_vector.pt",
    ];
    for (const [ix, file] of files.entries()) {
      const { mtime } = await Deno.stat(at(file));
      const later = new Date(1_800_000_000_000 + ix);
      await Deno.utime(at(file), later, later);
      const { run, asked } = await keysOf(at);
      notStrictEqual(run, first.run, file);
      notStrictEqual(asked, first.asked, file);
      await Deno.utime(at(file), mtime!, mtime!);
    }
    equal((await keysOf(at)).run, first.run);
  }));

Deno.test("the key of a run is another with other directions, and with other activations", () =>
  withPair(async ({ at }) => {
    const first = await keysOf(at);
    const [, fewer] = [
      first,
      await keysOf(at, {
        change: (run) => ({ ...run, directions: { ...run.directions, persona: [] } }),
      }),
    ];
    notStrictEqual(fewer.run, first.run);
    const activations = (entry: number, fileName = "a.npy"): Parameters<typeof keysOf>[1] => ({
      change: (run) => ({
        ...run,
        activations: {
          layer: 1,
          fileName,
          rowsInFile: 1,
          indices: [0],
          values: Float32Array.of(entry),
          unreadTensors: [],
        },
      }),
    });
    const [one, two] = [await keysOf(at, activations(1)), await keysOf(at, activations(2))];
    notStrictEqual(one.run, first.run);
    notStrictEqual(one.run, two.run);
    notStrictEqual((await keysOf(at, activations(1, "b.npy"))).run, one.run);
  }));

Deno.test("the key of a run tells weights of one size and one time apart, by what stands at their end", () =>
  withPair(async ({ at }) => {
    const path = at("instruct/model.safetensors");
    const time = new Date(1_800_000_000_000);
    await Deno.utime(path, time, time);
    const first = await keysOf(at);
    const bytes = await Deno.readFile(path);
    bytes[bytes.length - 1]! ^= 1;
    await Deno.writeFile(path, bytes);
    await Deno.utime(path, time, time);
    notStrictEqual((await keysOf(at)).run, first.run);
    notStrictEqual((await keysOf(at)).asked, first.asked);
  }));

Deno.test("the key of a run is another for the pair whose figures are published: it is run under both roundings", () =>
  withPair(async ({ at }) => {
    using inputs = await open(at);
    const options = { ...DEFAULT_OPTIONS, ...SETTLED };
    const prepared = await prepareRun(inputs, options);
    const none = {
      components: [],
      spaces: [],
      isotropic: [],
      persona: [],
      roles: [],
      controls: [],
      bootstrap: [],
    };
    const run = { ...prepared, layers: [], directions: none };
    const named = (base: string) => {
      const recipe = { ...inputs.base.recipe, hiddenSize: 4608, nLayers: 46 };
      return {
        ...inputs,
        base: { ...inputs.base, label: base, recipe },
        instruct: { ...inputs.instruct, label: "gemma-2-27b-it", recipe },
      };
    };
    const key = async (base: string) =>
      keyOf(await runKeyParts(named(base), run, options, { code: "1" }));
    equal(await key("a"), await key("b"));
    notStrictEqual(await key("gemma-2-27b"), await key("a"));
  }));

Deno.test("layerContent() is another where a tensor is read from another file", () =>
  withPair(async ({ at }) => {
    using inputs = await open(at);
    const moved = {
      ...inputs.base,
      layerWeights: (layer: number) => {
        const weights = inputs.base.layerWeights(layer);
        return { ...weights, up: { ...weights.up, fileName: "other.safetensors" } };
      },
    };
    notStrictEqual(
      await layerContent({ ...inputs, base: moved }, 0),
      await layerContent(inputs, 0),
    );
  }));

Deno.test("layerInputContent() is another with the states around a layer, its own PC1 and what is swept", () =>
  withPair(async ({ at }) => {
    using inputs = await open(at);
    const { states } = await prepareRun(inputs, { ...DEFAULT_OPTIONS, ...SETTLED });
    const { states: alone } = await prepareRun(inputs, {
      ...DEFAULT_OPTIONS,
      ...SETTLED,
      layers: [{ first: 1, last: 1 }],
    });
    const first = layerInputContent(1, { states }, []);
    equal(layerInputContent(1, { states: alone }, []), first);
    const changed = (layer: number, change: object) => {
      const others = new Map(states);
      others.set(layer, { ...states.get(layer)!, ...change });
      return layerInputContent(1, { states: others }, []);
    };
    const { own } = states.get(1)!;
    const otherOwn = { ...own!, values: own!.values.map((entry) => -entry) };
    for (
      const other of [
        changed(0, { mu: states.get(1)!.mu }),
        changed(1, { mu: states.get(0)!.mu }),
        changed(1, { step: 7 }),
        changed(1, { own: otherOwn }),
        layerInputContent(1, { states }, [{ kind: "role", name: "poet", values: own!.values }]),
      ]
    ) notStrictEqual(other, first);
  }));

Deno.test("layerContent() is another with the first bytes of each tensor of the layer, of either model", () =>
  withPair(async ({ at }) => {
    const contents = async () => {
      using inputs = await open(at);
      return [await layerContent(inputs, 0), await layerContent(inputs, 1)];
    };
    const first = await contents();
    notStrictEqual(first[0], first[1]);
    for (const model of ["base", "instruct"]) {
      const path = at(`${model}/model.safetensors`);
      const bytes = await Deno.readFile(path);
      const changed = bytes.slice();
      changed[changed.length - 1]! ^= 0x80; // of the last tensor, which is of layer 1
      await Deno.writeFile(path, changed);
      const found = await contents();
      equal(found[0], first[0]);
      notStrictEqual(found[1], first[1]);
      await Deno.writeFile(path, bytes);
    }
  }));
