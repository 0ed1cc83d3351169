import assert from "node:assert/strict";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { openCheckpoint } from "../../../src/sources/checkpoint/checkpoint.ts";
import { memoryFolder } from "../../../src/sources/folder/memory_folder.ts";
import { readTensorValues } from "../../../src/sources/safetensors/safetensors.ts";
import {
  assertRefused,
  GATE,
  GEMMA_CONFIG,
  layerTensors,
  LLAMA_CONFIG,
  missingShard,
  SHARDS,
  type TensorSpec,
  TWO_SHARDS,
  withCheckpoint,
} from "../checkpoint_folder.ts";
import { openLocalCheckpoint } from "../local_inputs.ts";
import { readFiles } from "../temporary_folder.ts";
import { LLAMA_FAMILY } from "./recipes.ts";

Deno.test("openCheckpoint() opens a single file", () =>
  withCheckpoint({
    config: LLAMA_CONFIG,
    files: { "model.safetensors": [...layerTensors(0), ...layerTensors(1)] },
  }, async (folder) => {
    const checkpoint = await openLocalCheckpoint(folder);
    assert.equal(checkpoint.label, basename(folder));
    assert.equal(checkpoint.recipe.nLayers, 2);
    assert.equal(checkpoint.syntheticNote, null);
    const { layer, preNorm, gate, up, down, postNorm } = checkpoint.layerWeights(1);
    assert.equal(layer, 1);
    assert.equal(postNorm, null);
    assert.deepEqual(
      [preNorm!, gate, up, down].map(({ name, shape, dtype, sizeBytes, fileName }) => ({
        name,
        shape,
        dtype,
        sizeBytes,
        fileName,
      })),
      layerTensors(1).map(([name, dtype, shape]) => ({
        name,
        shape,
        dtype,
        sizeBytes: shape.length === 1 ? 16 : 96,
        fileName: "model.safetensors",
      })),
    );
    const bytes = new Uint8Array(4);
    await up.read(92, bytes);
    assert.deepEqual(bytes, new Uint8Array(4).fill(up.name.length));
    checkpoint.close();
  }));

Deno.test("openCheckpoint() opens Gemma 2 with both norms and mixed dtypes", () => {
  const norms = ["pre_feedforward_layernorm", "post_feedforward_layernorm"];
  return withCheckpoint({
    config: { ...GEMMA_CONFIG, deltascope_synthetic: "made by a test" },
    files: {
      "model.safetensors": [...layerTensors(0, norms, "BF16"), ...layerTensors(1, norms, "F16")],
    },
  }, async (folder) => {
    const checkpoint = await openLocalCheckpoint(folder);
    assert.equal(checkpoint.syntheticNote, "made by a test");
    assert.equal(checkpoint.layerWeights(0).gate.dtype, "BF16");
    const { preNorm, postNorm, gate } = checkpoint.layerWeights(1);
    assert.equal(gate.dtype, "F16");
    assert.equal(preNorm!.name, "model.layers.1.pre_feedforward_layernorm.weight");
    assert.equal(postNorm?.name, "model.layers.1.post_feedforward_layernorm.weight");
    checkpoint.close();
  });
});

Deno.test("openCheckpoint() opens shards", () =>
  withCheckpoint(TWO_SHARDS, async (folder) => {
    const checkpoint = await openLocalCheckpoint(folder);
    assert.equal(checkpoint.layerWeights(0).gate.fileName, SHARDS[0]);
    assert.equal(checkpoint.layerWeights(1).gate.fileName, SHARDS[1]);
    checkpoint.close();
  }));

Deno.test("openCheckpoint() takes model.safetensors where there is an index too, as transformers does", () =>
  withCheckpoint({
    ...TWO_SHARDS,
    files: { ...TWO_SHARDS.files, "model.safetensors": [...layerTensors(0), ...layerTensors(1)] },
  }, async (folder) => {
    const checkpoint = await openLocalCheckpoint(folder);
    assert.equal(checkpoint.layerWeights(1).gate.fileName, "model.safetensors");
    checkpoint.close();
  }));

Deno.test("openCheckpoint() touches only the shards of the layers asked for", () =>
  withCheckpoint(TWO_SHARDS, async (folder) => {
    const { open } = Deno;
    const opened: string[] = [];
    Deno.open = (path, ...rest) => {
      opened.push(basename(String(path)));
      return open(path, ...rest);
    };
    try {
      const checkpoint = await openLocalCheckpoint(folder, {
        layers: ({ nLayers }) => [nLayers - 1],
      });
      assert.equal(checkpoint.layerWeights(1).gate.name, GATE);
      assert.deepEqual(opened.sort(), [
        "config.json",
        SHARDS[1],
        "model.safetensors.index.json",
      ]);
      assert.throws(() => checkpoint.layerWeights(0), {
        message: 'Cannot read tensor "model.layers.0.post_attention_layernorm.weight": ' +
          "its layer was not asked for at opening",
      });
      checkpoint.close();
    } finally {
      Deno.open = open;
    }
  }));

Deno.test("openCheckpoint() refuses a config.json that is no JSON or not supported", async () => {
  const refused = (text: string, message: (folder: string) => string) =>
    assertRefused(
      TWO_SHARDS,
      message,
      (folder) => Deno.writeTextFile(join(folder, "config.json"), text),
    );
  await refused(
    "",
    (folder) =>
      `Cannot read config.json of ${folder}: expected JSON, found an empty file; the download may have failed`,
  );
  await refused(
    '{"architectures": ["MadeUpModel"]}',
    (folder) =>
      `Cannot use config.json of ${folder}: architecture "MadeUpModel" is not supported; ` +
      "docs/models.md lists those that are, alone or as the text model of a larger one, and what it takes to add one",
  );
});

Deno.test("openCheckpoint() asks for config.json, and for a snapshot in a folder of the Hub's cache", async () => {
  await assertRefused(
    TWO_SHARDS,
    (folder) =>
      `Cannot open checkpoint ${folder}: expected config.json in it, ` +
      "found weights (model-00001-of-00002.safetensors, model-00002-of-00002.safetensors) without config.json; " +
      "fetch it from where they came",
    (folder) => Deno.remove(join(folder, "config.json")),
  );
  await assertRefused(
    TWO_SHARDS,
    (folder) =>
      `Cannot open checkpoint ${folder}: expected config.json in it, ` +
      "found the Hub's cache of a model; give one of the folders in its snapshots folder",
    async (folder) => {
      await Deno.remove(join(folder, "config.json"));
      await Deno.mkdir(join(folder, "snapshots"));
    },
  );
});

Deno.test("openCheckpoint() refuses what is no folder", async () => {
  for (const src of ["gemma", "./a/b", "/no/such/folder", ""]) {
    await assert.rejects(openLocalCheckpoint(src), {
      message: `Cannot open checkpoint ${src || '""'}: no such folder${
        src === "gemma" ? ", and no id on the Hugging Face Hub, which is org/name" : ""
      }`,
    });
  }
  const path = fileURLToPath(import.meta.url);
  await assert.rejects(openLocalCheckpoint(path), {
    message: `Cannot open checkpoint ${path}: expected a folder with config.json, found a file`,
  });
});

Deno.test("openCheckpoint() names a snapshot in the Hub's cache by id and commit", () =>
  withCheckpoint(TWO_SHARDS, async (folder) => {
    const commit = "0123456789abcdef0123456789abcdef01234567";
    const snapshot = join(folder, "models--google--gemma-2-27b", "snapshots", commit);
    await Deno.mkdir(snapshot, { recursive: true });
    for (const name of ["config.json", "model.safetensors.index.json", ...SHARDS]) {
      await Deno.symlink(join(folder, name), join(snapshot, name));
    }
    const checkpoint = await openLocalCheckpoint(`${snapshot}/`);
    assert.equal(checkpoint.label, `google/gemma-2-27b@${commit}`);
    assert.equal(checkpoint.layerWeights(1).gate.fileName, SHARDS[1]);
    checkpoint.close();
  }));

Deno.test("identities() are of all weight files, of those too that no layer asked for needs", () =>
  withCheckpoint(TWO_SHARDS, async (folder) => {
    const seconds = 1_700_000_000;
    const written = async (name: string) => {
      await Deno.utime(join(folder, name), seconds, seconds);
      const bytes = await Deno.readFile(join(folder, name)); // of less than 4 KB
      const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
      const time = `${bytes.length} bytes, written at ${seconds}000000000 ns`;
      return { name, identity: `${time}, ends in ${digest}` };
    };
    const expected = [await written(SHARDS[0]), await written(SHARDS[1])];
    const open = () => openLocalCheckpoint(folder, { layers: () => [1] });
    const before = await open();
    assert.deepEqual(await before.identities(), expected);
    const checkpoint = await open();
    // It is looked at now and was never opened: what it holds is of no concern.
    await Deno.writeTextFile(join(folder, SHARDS[0]), "no safetensors file");
    const [first, second] = await checkpoint.identities();
    assert.deepEqual([first?.identity.split(",", 1)[0], second], ["19 bytes", expected[1]]);
    await assert.rejects(before.identities(), /: it changed \(.*; now 19 bytes, .*\) since it was/);
    before.close();
    await Deno.remove(join(folder, SHARDS[0]));
    assert.deepEqual(await checkpoint.identities(), [
      { name: SHARDS[0], identity: "missing" },
      expected[1],
    ]);
    checkpoint.close();
  }));

Deno.test("identities() are those of the single file where there is an index too", () =>
  withCheckpoint({
    ...TWO_SHARDS,
    files: { "model.safetensors": [...layerTensors(0), ...layerTensors(1)] },
  }, async (folder) => {
    const checkpoint = await openLocalCheckpoint(folder);
    const identities = await checkpoint.identities();
    assert.deepEqual(identities.map(({ name }) => name), ["model.safetensors"]);
    checkpoint.close();
  }));

Deno.test("openCheckpoint() owns its folder: it is closed with the checkpoint, and on failure", async () => {
  let nClosed = 0;
  const closing = (files: Map<string, Uint8Array>) => ({
    ...memoryFolder("given", files),
    close: () => void nClosed++,
  });
  await assert.rejects(openCheckpoint(closing(new Map())), {
    message: "Cannot open checkpoint given: expected config.json in it, found nothing",
  });
  assert.equal(nClosed, 1);
  await withCheckpoint(TWO_SHARDS, async (folder) => {
    const checkpoint = await openCheckpoint(closing(await readFiles(folder)));
    assert.equal(checkpoint.layerWeights(1).gate.name, GATE);
    assert.equal(nClosed, 1);
    checkpoint.close();
    assert.equal(nClosed, 2);
  });
});

Deno.test({
  name: "openCheckpoint() on failure and close() on success leave no file open",
  sanitizeResources: true,
  fn: async () => {
    await assertRefused(
      TWO_SHARDS,
      missingShard,
      (folder) => Deno.remove(join(folder, SHARDS[1])),
    );
    await withCheckpoint(TWO_SHARDS, async (folder) => (await openLocalCheckpoint(folder)).close());
  },
});

const STORIES = new URL("../../../../shared/real/stories260k/", import.meta.url);
const hasStories = await Deno.stat(STORIES).then(() => true, () => false);

Deno.test({
  name: `openCheckpoint() reads the real stories260k as struct does${
    hasStories ? "" : " (skipped: ../shared/real is not here)"
  }`,
  ignore: !hasStories,
  fn: async () => {
    const expected: { name: string; shape: number[]; at: number[]; values: number[] }[] = JSON
      .parse(
        await Deno.readTextFile(
          new URL("../../testdata/safetensors/stories260k.json", import.meta.url),
        ),
      );
    const checkpoint = await openLocalCheckpoint(fileURLToPath(new URL("base", STORIES)));
    assert.equal(checkpoint.label, "base");
    assert.deepEqual(checkpoint.recipe, {
      ...LLAMA_FAMILY,
      hiddenSize: 64,
      intermediateSize: 172,
      nLayers: 5,
    });
    const tensors = [0, 1, 2, 3, 4].flatMap((layer) => {
      const { preNorm, gate, up, down } = checkpoint.layerWeights(layer);
      return [preNorm, gate, up, down];
    });
    for (const { name, shape, at, values } of expected) {
      const tensor = tensors.find((tensor) => tensor?.name === name);
      assert.ok(tensor, name);
      assert.deepEqual(tensor.shape, shape);
      const read = await readTensorValues(tensor);
      assert.deepEqual(at.map((i) => read[i]), values);
    }
    checkpoint.close();
  },
});

/** What stands beside the weights of layer 0, and what is said of it. */
const OTHERS: readonly (readonly [name: string, said: RegExp])[] = [
  ["mlp.up_proj.lora_A.weight", /lora_A\.weight", the tensors of a PEFT adapter; merge it/],
  ["mlp.experts.0.up_proj.weight", /found "model\.layers\.0\.mlp\.experts\.0\.up_proj\.weight"/],
  [
    "mlp.down_proj.weight_scale",
    /weight_scale", quantised weights .*; give the checkpoint in BF16/,
  ],
  [
    "mlp.up_proj.W_q",
    /W_q", quantised weights \(Quanto, HQQ, AQLM .*\); give the checkpoint in BF16/,
  ],
  ...["weight_g", "weight_mask", "parametrizations.weight.original0"].map((part) =>
    [
      `mlp.up_proj.${part}`,
      /", the parts of a weight that a training or a pruning makes of it; make it whole \(torch/,
    ] as const
  ),
  [
    "mlp.norm.weight",
    /found "model\.layers\.0\.mlp\.norm\.weight", whose part in its output would be left out/,
  ],
  ["post_feedforward_layernorm.weight", /found "model\.layers\.0\.post_feedforward_layernorm/],
];

for (const [name, said] of OTHERS) {
  Deno.test(`layerWeights() refuses a layer whose MLP has ${name} beside what its architecture reads`, () =>
    withCheckpoint({
      config: LLAMA_CONFIG,
      files: {
        "model.safetensors": [
          ...layerTensors(0),
          ...layerTensors(1),
          [`model.layers.0.${name}`, "BF16", [8]],
        ],
      },
    }, async (folder) => {
      const checkpoint = await openLocalCheckpoint(folder);
      assert.throws(() => checkpoint.layerWeights(0), said);
      assert.equal(checkpoint.layerWeights(1).layer, 1);
      checkpoint.close();
    }));
}

Deno.test("openCheckpoint() names layers that its config does not count as weights that are not read", () =>
  withCheckpoint({
    config: LLAMA_CONFIG,
    files: { "model.safetensors": [0, 1, 2].flatMap((layer) => [...layerTensors(layer)]) },
  }, async (folder) => {
    const checkpoint = await openLocalCheckpoint(folder);
    assert.deepEqual(checkpoint.unread, [
      { path: "model.layers.2", reason: "config.json counts 2 layers" },
    ]);
    checkpoint.close();
  }));

Deno.test("openCheckpoint() names the layers of a moving average as not read, but where all tensors are", () => {
  const own = [0, 1].flatMap((layer) => [...layerTensors(layer)]);
  const average = own.map(([name, ...of]) => [`ema.${name}`, ...of] as const);
  const files = { "model.safetensors": [...own, ...average] };
  return withCheckpoint({ config: LLAMA_CONFIG, files }, async (folder) => {
    const unread = { path: "ema.model.layers.", reason: "the layers of model.layers. are read" };
    for (
      const [scope, expected] of [["mlp", [unread]], ["layer", [unread]], ["all", []]] as const
    ) {
      const checkpoint = await openLocalCheckpoint(folder, { scope });
      assert.deepEqual(checkpoint.unread, expected, scope);
      checkpoint.close();
    }
  });
});

Deno.test("openCheckpoint() reads weights that are plain numbers though config.json calls them quantised, and says so", async () => {
  const config = { ...LLAMA_CONFIG, quantization_config: { quant_method: "bitsandbytes" } };
  const files = { "model.safetensors": [...layerTensors(0), ...layerTensors(1)] };
  await withCheckpoint({ config, files }, async (folder) => {
    const checkpoint = await openLocalCheckpoint(folder);
    assert.deepEqual(checkpoint.unread, [{
      path: "quantization_config in config.json",
      reason: "the weights are numbers as they stand, and are read as such",
    }]);
    checkpoint.close();
  });
  const packed = layerTensors(1).map(([name, dtype, shape]): TensorSpec =>
    name === GATE ? [name, "F32", [shape[0]!, 1]] : [name, dtype, shape]
  );
  await assertRefused(
    { config, files: { "model.safetensors": [...layerTensors(0), ...packed] } },
    (folder) =>
      `Cannot use config.json of ${folder}: the weights are quantised ("bitsandbytes"), expected BF16, F16 or F32 ` +
      "without quantization_config (line 1); give the checkpoint in BF16, F16 or F32 that it was made from",
  );
  await assertRefused(
    { ...TWO_SHARDS, config },
    missingShard,
    (folder) => Deno.remove(join(folder, SHARDS[1])),
  );
  await assertRefused(
    { ...TWO_SHARDS, config },
    () => /^Cannot read model-00002-of-00002\.safetensors of .*; the download may be incomplete$/,
    async (folder) => {
      const path = join(folder, SHARDS[1]);
      await Deno.truncate(path, (await Deno.stat(path)).size - 1);
    },
  );
});
