import assert from "node:assert/strict";
import { join } from "node:path";
import {
  assertRefused,
  GATE,
  layerTensors,
  LLAMA_CONFIG,
  mapTo,
  missingShard,
  SHARDS,
  type TensorSpec,
  TWO_SHARDS,
  withCheckpoint,
} from "../checkpoint_folder.ts";
import { openLocalCheckpoint } from "../local_inputs.ts";

Deno.test("layerWeights() fails on a missing shard only for the layers that need it", () =>
  withCheckpoint(TWO_SHARDS, async (folder) => {
    await Deno.remove(join(folder, SHARDS[1]));
    const checkpoint = await openLocalCheckpoint(folder);
    assert.equal(checkpoint.layerWeights(0).gate.name, "model.layers.0.mlp.gate_proj.weight");
    assert.throws(() => checkpoint.layerWeights(1), {
      message: missingShard(folder),
    });
    checkpoint.close();
  }));

Deno.test("layerWeights() says of an index that names none of the shards that are there what it likely is", () =>
  withCheckpoint(TWO_SHARDS, async (folder) => {
    const [first, second] = [
      "model-00001-of-00005.safetensors",
      "model-00002-of-00005.safetensors",
    ];
    await Deno.rename(join(folder, SHARDS[0]), join(folder, first));
    await Deno.rename(join(folder, SHARDS[1]), join(folder, second));
    const checkpoint = await openLocalCheckpoint(folder);
    assert.throws(() => checkpoint.layerWeights(1), {
      message:
        `Cannot open ${
          join(folder, SHARDS[1])
        }: expected a shard that model.safetensors.index.json names, ` +
        `found no such file; 2 of 2 shards are missing, and the index names none of ${first}, ${second}: it is likely of ` +
        "another save of the model, fetch the index that came with these, or the shards that it names",
    });
    checkpoint.close();
  }));

Deno.test("layerWeights() finds the tensors of all shards where there is no index", () => {
  const { weightMap: _, ...unindexed } = TWO_SHARDS;
  return withCheckpoint(unindexed, async (folder) => {
    const checkpoint = await openLocalCheckpoint(folder);
    assert.deepEqual(
      [0, 1].map((layer) => checkpoint.layerWeights(layer).gate.fileName),
      [...SHARDS],
    );
    assert.deepEqual(checkpoint.unread, []);
    checkpoint.close();
  });
});

Deno.test("layerWeights() refuses shards without an index that are not whole, or hold a tensor twice", async () => {
  const { weightMap: _, ...unindexed } = TWO_SHARDS;
  await withCheckpoint(unindexed, async (folder) => {
    const [first, second] = SHARDS.map((name) => join(folder, name));
    await Deno.copyFile(first!, second!);
    const doubled = await openLocalCheckpoint(folder);
    assert.throws(() => doubled.layerWeights(0), /it is in two files, /);
    assert.throws(() => doubled.layerWeights(1), {
      message: new RegExp(
        `^Cannot read the 2 shards of .*: TensorNotFound: no tensor "model\\.layers\\.1\\.`,
      ),
    });
    doubled.close();
    await Deno.writeTextFile(second!, "");
    const broken = await openLocalCheckpoint(folder);
    assert.throws(() => broken.layerWeights(1), /HeaderTooSmall/);
    assert.equal(broken.layerWeights(0).gate.fileName, SHARDS[0]);
    broken.close();
    await Deno.remove(second!);
    await assert.rejects(
      openLocalCheckpoint(folder),
      /found 1 of 2 shards .* fetch what is missing/,
    );
  });
});

Deno.test("layerWeights() names a tensor absent from its shard", () =>
  assertRefused(
    { ...TWO_SHARDS, files: { ...TWO_SHARDS.files, [SHARDS[1]]: layerTensors(1).slice(0, 1) } },
    (folder) =>
      `Cannot read ${
        SHARDS[1]
      } of ${folder}: TensorNotFound: no tensor "${GATE}", where model.safetensors.index.json says ` +
      "that it is: they are not of one checkpoint, fetch the index and the shards anew",
  ));

Deno.test("layerWeights() names a tensor absent from the index", () =>
  assertRefused(
    { ...TWO_SHARDS, weightMap: mapTo(SHARDS[1], layerTensors(1).slice(0, 1)) },
    (folder) =>
      `Cannot read model.safetensors.index.json of ${folder}: TensorNotFound: no tensor "${GATE}", ` +
      'found in that layer "model.layers.1.post_attention_layernorm.weight"; ' +
      "weights and config.json are likely not of one model, fetch both from one place",
  ));

Deno.test("layerWeights() says which layers there are where one is missing, of which no tensor is", () =>
  assertRefused(
    {
      config: LLAMA_CONFIG,
      files: { "model.safetensors": [2, 3].flatMap((layer) => layerTensors(layer)) },
    },
    (folder) =>
      `Cannot read model.safetensors of ${folder}: TensorNotFound: no tensor ` +
      '"model.layers.1.post_attention_layernorm.weight", found it of layers 2-3 alone; ' +
      "weights and config.json are likely not of one model, fetch both from one place",
  ));

Deno.test("layerWeights() says of weights in other names which they are, and of those of Meta's and Mistral's code what they are", async () => {
  const norm = "model.layers.1.post_attention_layernorm.weight";
  const named = (name: (ix: number) => string) => ({
    config: LLAMA_CONFIG,
    files: {
      "model.safetensors": layerTensors(1).map(([, ...rest], ix): TensorSpec => [
        name(ix),
        ...rest,
      ]),
    },
  });
  const refused = (found: string) => (folder: string) =>
    `Cannot read model.safetensors of ${folder}: TensorNotFound: no tensor "${norm}", found ${found}`;
  const advice = "weights and config.json are likely not of one model, fetch both from one place";
  await assertRefused(
    named((ix) => `gpt.h.1.mlp.fc${ix}`),
    refused(
      `in that layer "gpt.h.1.mlp.fc0", "gpt.h.1.mlp.fc1", "gpt.h.1.mlp.fc2", "gpt.h.1.mlp.fc3"; ${advice}`,
    ),
  );
  await assertRefused(named((ix) => `fc${ix}`), refused(`"fc0", "fc1", "fc2", "fc3"; ${advice}`));
  await assertRefused(
    named((ix) => `layers.1.feed_forward.w${ix}.weight`),
    refused(
      "\"layers.1.feed_forward.w0.weight\", the names of Meta's or Mistral's own code; give the checkpoint of transformers, with config.json",
    ),
  );
});

Deno.test("layerWeights() names the tensor that has another prefix", () => {
  const renamed = layerTensors(1).map(([name, ...rest]): TensorSpec => [
    name.replace("model.", "my_model.model."),
    ...rest,
  ]);
  const norm = "model.layers.1.post_attention_layernorm.weight";
  return assertRefused(
    { config: LLAMA_CONFIG, files: { "model.safetensors": renamed } },
    (folder) =>
      `Cannot read model.safetensors of ${folder}: TensorNotFound: no tensor "${norm}", ` +
      `found "my_model.${norm}"; such a prefix is not supported: save the model itself that lies in what was saved`,
  );
});

Deno.test("layerWeights() refuses a tensor that is in two shards", () =>
  assertRefused(
    {
      ...TWO_SHARDS,
      files: { ...TWO_SHARDS.files, [SHARDS[0]]: [...layerTensors(0), [GATE, "F32", [6, 4]]] },
    },
    (folder) =>
      `Cannot read tensor "${GATE}" of ${folder}: it is in two files, ${SHARDS[1]} and ${
        SHARDS[0]
      }`,
  ));

Deno.test("layerWeights() tells shards whose names were exchanged", () =>
  assertRefused(
    { ...TWO_SHARDS, files: { [SHARDS[0]]: layerTensors(1), [SHARDS[1]]: layerTensors(0) } },
    (folder) =>
      `Cannot read tensor "model.layers.1.post_attention_layernorm.weight" of ${folder}: model.safetensors.index.json says ` +
      `that it is in ${SHARDS[1]}, found it in ${
        SHARDS[0]
      }; the shards were likely renamed, fetch the index and the shards anew`,
  ));

Deno.test("layerWeights() compares shapes with config.json", () =>
  assertRefused(
    {
      ...TWO_SHARDS,
      files: {
        ...TWO_SHARDS.files,
        [SHARDS[1]]: layerTensors(1).map((
          [name, dtype, shape],
        ) => [name, dtype, shape.toReversed()]),
      },
    },
    (folder) =>
      `Cannot use tensor "${GATE}" in ${
        SHARDS[1]
      } of ${folder}: expected shape [6, 4], found [4, 6]; ` +
      "weights and config.json are likely not of one model, fetch both from one place",
  ));

for (const shape of [[0], [24]]) {
  Deno.test(`layerWeights() tells a matrix of shape [${shape}] from one of another model`, () =>
    assertRefused(
      {
        ...TWO_SHARDS,
        files: {
          ...TWO_SHARDS.files,
          [SHARDS[1]]: layerTensors(1).map(([name, dtype, own]) =>
            name === GATE ? [name, dtype, shape] : [name, dtype, own]
          ),
        },
      },
      () => /expected shape \[6, 4\], found \[\d+\]; each process likely had a part .*zero_to_fp32/,
    ));
}

Deno.test("layerWeights() names a dtype that it does not read", () =>
  assertRefused(
    {
      ...TWO_SHARDS,
      files: { ...TWO_SHARDS.files, [SHARDS[1]]: layerTensors(1, undefined, "F64") },
    },
    (folder) =>
      `Cannot use tensor "model.layers.1.post_attention_layernorm.weight" in ${
        SHARDS[1]
      } of ${folder}: ` +
      "expected dtype BF16, F16 or F32, found F64; save it in float32",
  ));

Deno.test("layerWeights() refuses a truncated file", () =>
  assertRefused(
    TWO_SHARDS,
    (folder) =>
      new RegExp(
        `^Cannot read ${
          SHARDS[1]
        } of ${folder}: MetadataIncompleteBuffer: the tensors end at byte (\\d+), ` +
          "the file at \\d+; the download may be incomplete$",
      ),
    async (folder) => {
      const path = join(folder, SHARDS[1]);
      await Deno.truncate(path, (await Deno.stat(path)).size - 2);
    },
  ));

Deno.test("layerWeights() recognises a Git LFS pointer", () =>
  assertRefused(
    TWO_SHARDS,
    (folder) =>
      `Cannot read ${SHARDS[1]} of ${folder}: expected the weights, ` +
      "found a Git LFS pointer of 59 bytes; fetch the file with `git lfs pull` or `hf download`",
    (folder) =>
      Deno.writeTextFile(
        join(folder, SHARDS[1]),
        "version https://git-lfs.github.com/spec/v1\nsize 4861012345\n".slice(0, 59),
      ),
  ));

Deno.test("layerWeights() refuses a layer that the model does not have", () =>
  withCheckpoint(TWO_SHARDS, async (folder) => {
    const checkpoint = await openLocalCheckpoint(folder);
    for (const layer of [2, -1, 0.5]) {
      assert.throws(() => checkpoint.layerWeights(layer), {
        name: "RangeError",
        message: `Cannot read layer ${layer} of ${folder}: expected 0 to 1`,
      });
    }
    checkpoint.close();
  }));
