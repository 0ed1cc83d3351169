import assert from "node:assert/strict";
import {
  isAdapterFolder,
  openAdapter,
} from "../../../../src/sources/checkpoint/adapter/adapter_folder.ts";
import { memoryFolder } from "../../../../src/sources/folder/memory_folder.ts";
import { safetensorsBytes } from "../../../../src/sources/safetensors/safetensors_writer.ts";
import {
  adapted,
  adapterFolder,
  C,
  CONFIG,
  F,
  pair,
  type Tensor,
  tensor,
} from "./adapter_in_memory.ts";

const UP = "base_model.model.model.layers.1.mlp.up_proj";
const NORM = "base_model.model.model.layers.1.post_attention_layernorm";
const [A, B] = pair() as [Tensor, Tensor];
const CASES: readonly (readonly [string, Tensor[], Record<string, unknown>, RegExp])[] = [
  ["half a pair", [A], {}, /lora_A\.weight".*expected both lora_A and lora_B of .*up_proj"/],
  [
    "factors that were not gathered",
    [A, tensor(B.name, [0])],
    {},
    /lora_B\.weight".*expected numbers, found shape \[0\]; each process likely had a part .*ZeRO-3/,
  ],
  ["another rank of B", [A, tensor(B.name, [F, 2])], {}, /expected lora_A \[r, in\] and lora_B/],
  [
    "another width",
    pair(undefined, [F, C + 1]),
    {},
    /expected shape \[1, 4\] to fit the base, found \[1, 5\]; give the model that it was trained on$/,
  ],
  [
    "another height",
    pair(undefined, [F + 1, C]),
    {},
    /expected shape \[6, 1\] to fit the base, found \[7, 1\]/,
  ],
  [
    "a layer too many",
    pair("model.layers.2.mlp.up_proj"),
    {},
    /expected a layer from 0 to 1, as the base has 2 layers; give the model that it was trained on$/,
  ],
  [
    "a fused matrix",
    pair("model.layers.1.mlp.gate_up_proj"),
    {},
    /no such tensor in its MLP, expected one of post_attention_layernorm\.weight, mlp\.gate_proj/,
  ],
  ["experts", pair("model.layers.1.mlp.experts.3.up_proj"), {}, /no such tensor in its MLP/],
  [
    "other layers",
    pair("my_model.layers.1.mlp.up_proj"),
    {},
    /its layers are not those of the base, whose names begin with "layers"; give the model that it was trained on, or merge/,
  ],
  [
    "two of one name",
    [A, B, tensor(`base_model.model.model.layers.1.mlp.module.up_proj.lora_A.weight`, [1, C])],
    {},
    /belongs to the same tensor of the model as/,
  ],
  [
    "a bias beside B",
    [A, B, tensor(`${UP}.lora_B.bias`, [F])],
    {},
    /lora_B\.bias".*a kind of change that is not computed; merge it into its base/,
  ],
  [
    "other factors",
    [A, B, tensor(`${UP}.lora_diag`, [1])],
    {},
    /lora_diag".*a kind of change that is not computed/,
  ],
  [
    "a pair and a whole",
    [A, B, tensor(`${UP}.weight`, [F, C])],
    {},
    /replaced whole and changed by a product/,
  ],
  [
    "magnitudes that are not asked for",
    [A, B, tensor(`${UP}.lora_magnitude_vector`, [F])],
    {},
    /has a lora_magnitude_vector, and use_dora is not set/,
  ],
  [
    "no magnitudes",
    [A, B],
    { use_dora: true },
    /use_dora is set, and .* has no lora_magnitude_vector/,
  ],
  [
    "a norm of another size",
    [tensor(`${NORM}.weight`, [C + 1])],
    {},
    /expected shape \[4\] to fit the base, found \[5\]/,
  ],
  ["integers", [{ ...A, dtype: "I32" }, B], {}, /expected BF16, F16 or F32, found I32/],
];

for (const [what, tensors, config, message] of CASES) {
  Deno.test(`adaptedCheckpoint() refuses an adapter with ${what}`, async () => {
    await assert.rejects(adapted(adapterFolder(tensors, config)), (error: Error) => {
      assert.match(
        error.message,
        /^Cannot use tensor "[^\n]+ in adapter_model.safetensors of tuned: [^\n]+$/,
      );
      assert.match(error.message, message);
      return true;
    });
  });
}

const encode = (text: string) => new TextEncoder().encode(text);
const config = encode(JSON.stringify(CONFIG));

for (
  const [files, message] of [
    [
      { "adapter_config.json": config },
      /expected adapter_model\.safetensors beside adapter_config\.json, found none/,
    ],
    [
      { "adapter_model.safetensors": encode("") },
      /expected adapter_config\.json beside adapter_model\.safetensors, found none/,
    ],
    [
      { "adapter_config.json": config, "adapter_model.bin": encode("") },
      /found adapter_model\.bin, a pickle; load it with peft and save it again/,
    ],
    [
      { "adapter_config.json": config, "adapter_model.pt": encode("") },
      /found adapter_model\.pt, a pickle; load it with peft and save it again/,
    ],
    [
      { "adapter_config.json": encode("{}"), "adapters.safetensors": encode("") },
      /found adapters\.safetensors, as MLX saves adapters; fuse it into its base \(mlx_lm\.fuse\)/,
    ],
    [
      {
        "adapter_config.json": config,
        "adapter_model-00001-of-00002.safetensors": encode(""),
        "adapter_model.safetensors.index.json": encode("{}"),
      },
      /found adapter_model-00001-of-00002\.safetensors, a part of an adapter; load it with peft/,
    ],
    [
      { "adapter_config.json": encode("{"), "adapter_model.safetensors": encode("") },
      /^Cannot read adapter_config\.json of tuned/,
    ],
    [
      { "adapter_config.json": config, "adapter_model.safetensors": encode("") },
      /^Cannot read adapter_model\.safetensors of tuned/,
    ],
  ] as const
) {
  Deno.test(`openAdapter() refuses ${Object.keys(files).join(" and ")}: ${message.source}`, async () => {
    const folder = memoryFolder("tuned", new Map(Object.entries(files)));
    assert.equal(await isAdapterFolder(folder), true);
    await assert.rejects(openAdapter(folder), { message });
  });
}

Deno.test("isAdapterFolder() takes weights of a whole model beside an adapter for the model", async () => {
  for (const name of ["model.safetensors", "model.safetensors.index.json"]) {
    const files = new Map([["adapter_config.json", config], [name, encode("")]]);
    assert.equal(await isAdapterFolder(memoryFolder("model", files)), false, name);
  }
  assert.equal(await isAdapterFolder(memoryFolder("model", new Map())), false);
});

Deno.test("openAdapter() tells of other adapters in folders of their own, and not of earlier steps", async () => {
  const files = new Map(
    ["", "pirate/", "checkpoint-500/"].flatMap((at) => [
      [`${at}adapter_config.json`, config] as const,
      [`${at}adapter_model.safetensors`, safetensorsBytes(pair())] as const,
    ]),
  );
  const { unread, close } = await openAdapter(memoryFolder("tuned", files));
  assert.deepEqual(unread, [{
    path: "pirate/",
    reason: "an adapter of its own; give its folder to read it",
  }]);
  close();
});

Deno.test("adaptedCheckpoint() refuses a DoRA row without a direction when it is read", async () => {
  const magnitude = tensor(`${UP}.lora_magnitude_vector`, [F]);
  // Of ones, 2 * 1 * -0.5 leaves nothing.
  const checkpoint = await adapted(
    adapterFolder([A, tensor(B.name, [F, 1], -0.5), magnitude], { use_dora: true }),
  );
  const { up } = checkpoint.layerWeights(1);
  await assert.rejects(up.read(0, new Uint8Array(up.sizeBytes)), {
    message: "Cannot add adapter_model.safetensors of tuned to tensor " +
      '"model.layers.1.mlp.up_proj.weight": row 0 of W + s B A is zero and has no direction',
  });
});

Deno.test("adaptedCheckpoint() refuses to read past the end of a tensor", async () => {
  const { up } = (await adapted(adapterFolder())).layerWeights(1);
  await assert.rejects(up.read(up.sizeBytes - 4, new Uint8Array(8)), { name: "RangeError" });
});
