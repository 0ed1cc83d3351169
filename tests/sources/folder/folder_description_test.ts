import assert from "node:assert/strict";
import { describeFolder, type Wanted } from "../../../src/sources/folder/folder_description.ts";
import { memoryFolder } from "../../../src/sources/folder/memory_folder.ts";
import { describeTensorNames } from "../../../src/sources/checkpoint/tensor_names.ts";

const encode = (text: string) => new TextEncoder().encode(text);

const SHARD = (i: number) => `model-0000${i}-of-00003.safetensors`;
const ADAPTER = JSON.stringify({
  peft_type: "LORA",
  base_model_name_or_path: "google/gemma-2-27b",
});

const FOLDERS: readonly (readonly [string, Wanted, Record<string, string>, RegExp])[] = [
  [
    "an adapter",
    "checkpoint",
    { "adapter_config.json": ADAPTER, "adapter_model.safetensors": "" },
    /^a PEFT adapter \(LORA\) of "google\/gemma-2-27b"; give it with --instruct, or with --base-adapter/,
  ],
  [
    "an adapter whose config is broken",
    "vectors",
    { "adapter_config.json": "{" },
    /^a PEFT adapter; give/,
  ],
  ["GGUF", "checkpoint", { "a-Q4_K_M.gguf": "" }, /^GGUF files \(a-Q4_K_M\.gguf\); give/],
  [
    "shards without an index",
    "checkpoint",
    { "config.json": "{}", [SHARD(1)]: "", [SHARD(3)]: "" },
    /^2 of 3 shards \(model-00001.*, model-00003.*\) and no model\.safetensors\.index\.json; fetch/,
  ],
  [
    "several files without an index",
    "checkpoint",
    { "config.json": "{}", "a.safetensors": "", "b.safetensors": "" },
    /^2 safetensors files \(a\.safetensors, b\.safetensors\) and no model/,
  ],
  [
    "weights without a config",
    "checkpoint",
    { "model.safetensors": "" },
    /^weights \(model\.safetensors\) without config\.json/,
  ],
  [
    "PyTorch files",
    "checkpoint",
    { "config.json": "{}", "pytorch_model.bin": "", "training_args.bin": "" },
    /^PyTorch files \(pytorch_model\.bin\); save it with save_pretrained/,
  ],
  [
    "other frameworks",
    "checkpoint",
    { "flax_model.msgpack": "" },
    /^weights in a form that is not read \(flax_model\.msgpack\)/,
  ],
  [
    "a config alone",
    "checkpoint",
    { "config.json": "{}", "tokenizer.json": "", "README.md": "" },
    /^config\.json and no weights; fetch them from where it came, as model\.safetensors or with/,
  ],
  [
    "weights whose name a file system without cases has spoilt",
    "checkpoint",
    { "config.json": "{}", "Model.Safetensors": "", "optimizer.pt": "", "model.safetensors/a": "" },
    /^config\.json and no weights but model\.safetensors\/, Model\.Safetensors, optimizer\.pt; fetch/,
  ],
  [
    "the folder of a trainer that was cut short",
    "checkpoint",
    {
      "config.json": "{}",
      "checkpoint-500/config.json": "{}",
      "checkpoint-500/model.safetensors": "",
      "1_Pooling/config.json": "{}",
    },
    /^config\.json and no weights but those in folders within it; give one of them: checkpoint-500$/,
  ],
  [
    "that of one that trained adapters",
    "checkpoint",
    {
      "config.json": "{}",
      "checkpoint-20/adapter_config.json": "{}",
      "checkpoint-20/adapter_model.safetensors": "",
    },
    /^config\.json and no weights but those in folders within it; give one of them: checkpoint-20$/,
  ],
  [
    "a config of another name",
    "checkpoint",
    { "config (1).json": "{}", "model.safetensors": "" },
    /^weights \(model\.safetensors\) without config\.json; rename config \(1\)\.json to that$/,
  ],
  [
    "a checkpoint of DeepSpeed",
    "checkpoint",
    {
      "config.json": "{}",
      "global_step500/zero_pp_rank_0_mp_rank_00_model_states.pt": "",
      "latest": "",
    },
    /^weights in parts, as DeepSpeed, FSDP and Megatron save them \(global_step500\); gather them/,
  ],
  [
    "a checkpoint of FSDP",
    "checkpoint",
    { "config.json": "{}", "pytorch_model_fsdp_0/__0_0.distcp": "" },
    /^weights in parts, as .* \(pytorch_model_fsdp_0\); gather them .*merge-weights/,
  ],
  ["the parts themselves", "checkpoint", { "__0_0.distcp": "" }, /^weights in parts, as/],
  [
    "a checkpoint of Megatron",
    "checkpoint",
    { "iter_0001000/mp_rank_00/model_optim_rng.pt": "", "latest_checkpointed_iteration.txt": "" },
    /^weights in parts, as .* \(iter_0001000\); gather them/,
  ],
  [
    "parts of several steps",
    "checkpoint",
    { "step-1000/__0_0.distcp": "", "step-2000/__0_0.distcp": "" },
    /^weights in parts, as .* \(step-1000, step-2000\); gather them/,
  ],
  [
    "a checkpoint of NeMo",
    "checkpoint",
    { "context/model.yaml": "", "weights/metadata.json": "" },
    /^a checkpoint of NeMo \(context, weights\); export it/,
  ],
  [
    "weights of Mistral's own code",
    "checkpoint",
    { "consolidated.safetensors": "", "params.json": "" },
    /^weights in the form of Meta's or Mistral's own code .*; give the checkpoint of transformers/,
  ],
  [
    "a download that a browser has not finished",
    "checkpoint",
    { "config.json": "{}", "model.safetensors.part": "" },
    /^a download that was not finished \(model\.safetensors\.part\); let it finish/,
  ],
  [
    "all shards without an index",
    "checkpoint",
    { "config.json": "{}", [SHARD(1)]: "", [SHARD(2)]: "", [SHARD(3)]: "" },
    /^3 of 3 shards .* and no model\.safetensors\.index\.json; fetch it from where the shards came$/,
  ],
  [
    "shards whose index is of a variant",
    "checkpoint",
    { "config.json": "{}", [SHARD(1)]: "", "model.safetensors.index.bf16.json": "" },
    /^1 of 3 shards .*; copy model\.safetensors\.index\.bf16\.json to that name$/,
  ],
  [
    "adapters of a training",
    "checkpoint",
    { "checkpoint-500/adapter_config.json": "", "trainer_state.json": "" },
    /^adapter_config\.json in folders within it; give one of them: checkpoint-500$/,
  ],
  [
    "the cache of all models",
    "checkpoint",
    { "models--org--name/refs/main": "" },
    /^the Hub's cache \(models--org--name\); give the id org\/name/,
  ],
  [
    "the cache of a model",
    "checkpoint",
    { "snapshots/abc/config.json": "", "refs/main": "" },
    /^the Hub's cache of a model; give one of the folders in its snapshots folder: abc$/,
  ],
  [
    "checkpoints of a training",
    "checkpoint",
    { "checkpoint-500/config.json": "", "checkpoint-900/config.json": "" },
    /give one of them: checkpoint-500, checkpoint-900$/,
  ],
  [
    "vectors in the place of a checkpoint",
    "checkpoint",
    { "role_vectors/a.pt": "" },
    /^persona vectors; give them with --vectors$/,
  ],
  [
    "a checkpoint in the place of vectors",
    "vectors",
    { "config.json": "{}", "model.safetensors": "" },
    /^a checkpoint; give it with --base or --instruct/,
  ],
  [
    "the files of a folder one level too deep",
    "vectors",
    { "a.pt": "", "b.pt": "" },
    /^2 \.pt files \(a\.pt, b\.pt\); files of one tensor \[L, C\] each are read with --kind/,
  ],
  [
    "vectors in another form",
    "vectors",
    { "a.pkl": "", "b.pth": "" },
    /^files of a form that is not read \(a\.pkl, b\.pth\)/,
  ],
  [
    "vectors as text",
    "vectors",
    { "vectors.json": "" },
    /^files of a form that is not read \(vectors\.json\); save a dict of arrays \[L, C\] by name with numpy\.savez/,
  ],
  [
    "packed vectors",
    "vectors",
    { "role_vectors.zip": "" },
    /^an archive \(role_vectors\.zip\); unpack/,
  ],
  [
    "PyTorch files in the place of vectors",
    "vectors",
    { "poet.bin": "" },
    /^files of a form that is not read \(poet\.bin\); rename what torch\.save wrote of vectors to \.pt; save/,
  ],
  [
    "vectors in a form that is not read",
    "vectors",
    { "poet.pkl": "", "sage.pth": "" },
    /^files of a form that is not read \(poet\.pkl, sage\.pth\); save a dict of arrays \[L, C\] by name with numpy\.savez/,
  ],
  [
    "endings in other letters",
    "vectors",
    { "poet.PT": "", "sage.PT": "" },
    /^poet\.PT, sage\.PT; give the names the ending \.pt, by which their form is told$/,
  ],
  [
    "weights in the place of vectors",
    "vectors",
    { "model.safetensors": "" },
    /^weights of a model, by the name \(model\.safetensors\); give their folder with --base or --instruct, or rename/,
  ],
  ...(["checkpoint", "vectors"] as const).flatMap((wanted): typeof FOLDERS[number][] => [
    [
      `a report in the place of ${wanted}`,
      wanted,
      { "index.html": "", "data/results.json": "{}", "data/manifest.json": "{}" },
      /^the report of a run, which deltascope wrote; give the models and vectors that it is of$/,
    ],
    [
      `the data of a report in the place of ${wanted}`,
      wanted,
      { "results.json": "{}", "manifest.json": "{}", "mlp.csv": "", "directions.safetensors": "" },
      /^data of the report of a run, which deltascope wrote; give/,
    ],
    [
      `a comparison of runs in the place of ${wanted}`,
      wanted,
      { "index.html": "", "data/comparison.json": "{}", "data/manifest.json": "{}" },
      /^a comparison of runs, which deltascope wrote; give/,
    ],
    [
      `records in the place of ${wanted}`,
      wanted,
      { [`defaults-${"0a".repeat(32)}.json`]: "{}", "run/layer-000.json": "{}" },
      /^records of the layers of a run; give its own inputs, and this folder with --records$/,
    ],
    [
      `records of weights in the place of ${wanted}`,
      wanted,
      { [`${"0a".repeat(32)}/layer-000.json`]: "{}" },
      /^records of the layers of a run; give its own inputs, and this folder with --records$/,
    ],
  ]),
  ["nothing", "checkpoint", {}, /^nothing$/],
  ["names that a terminal obeys", "checkpoint", { "\x1b[31mred\n": "" }, /^"\\u001b\[31mred\\n"$/],
];

for (const [name, wanted, files, description] of FOLDERS) {
  Deno.test(`describeFolder() tells ${name}`, async () => {
    const bytes = Object.entries(files).map(([path, text]) => [path, encode(text)] as const);
    const folder = memoryFolder("given", new Map(bytes));
    assert.match(await describeFolder(folder, wanted), description);
  });
}

const NAME = "model.layers.1.mlp.up_proj.weight";
for (
  const [names, found] of [
    [[`base_model.model.${NAME.replace("weight", "lora_A.weight")}`], /PEFT adapter; merge/],
    [[NAME.replace("weight", "qweight")], /GPTQ or AWQ/],
    [[NAME.replace("weight", "weight_packed")], /compressed-tensors/],
    [[`${NAME}.absmax`], /bitsandbytes/],
    [[NAME.replace("weight", "scales")], /MLX/],
    [["blk.1.ffn_up.weight"], /GGUF/],
    [["layers.1.feed_forward.w1.weight"], /names of Meta's or Mistral's own code; give the checkp/],
    [["blocks.1.mlp.W_gate"], /names of TransformerLens; give the checkpoint of transformers/],
    [["transformer.h.1.mlp.fc_1.weight"], /names of LitGPT; give the checkpoint of transformers/],
    [["layers.1.mlp.w1.weight"], /names of torchtune; give the checkpoint of transformers/],
    [["module.decoder.layers.1.mlp.linear_fc1.weight"], /names of Megatron; give the checkpoint/],
    [[NAME.replace("weight", "kernel")], /names of Flax; give the checkpoint of transformers/],
    [["model.layers.1.mlp.experts.0.up_proj.weight"], /mixture of experts/],
    [["model.layers.1.mlp.gate_up_proj.weight"], /gate and up in one tensor/],
    [[`my_model.${NAME}`], /such a prefix is not supported/],
  ] as const
) {
  Deno.test(`describeTensorNames() tells what ${names[0]} is of`, () => {
    assert.match(describeTensorNames(names, NAME) ?? "", found);
  });
}

Deno.test("describeTensorNames() says nothing of names that tell nothing", () => {
  assert.equal(describeTensorNames(["lm_head.weight", "model.norm.weight"], NAME), null);
});

Deno.test("describeTensorNames() takes a name without layers for no beginning of others", () => {
  const name = "transformer.h.3.mlp.c_proj.weight";
  assert.equal(describeTensorNames(["lm_head.weight", "transformer.wte.weight"], name), null);
});
