import assert from "node:assert/strict";
import { SharedReads } from "../../../../src/sources/checkpoint/adapter/shared_reads.ts";
import { checkpointFingerprint } from "../../../../src/sources/checkpoint/fingerprint.ts";
import type { LayerWeights, WeightTensor } from "../../../../src/sources/checkpoint/weights.ts";
import { readTensorValues } from "../../../../src/sources/safetensors/safetensors.ts";
import { adapted, adapterFolder, C, F, openBase, pair, tensor } from "./adapter_in_memory.ts";

const NORM = "base_model.model.model.layers.0.post_attention_layernorm.weight";

Deno.test("an adapted tensor is W + s B A, whole or by any range of bytes", async () => {
  const { up, gate } = (await adapted(adapterFolder(), { value: 5 })).layerWeights(1);
  assert.equal(up.dtype, "F32");
  assert.equal(up.fileName, "model.safetensors + adapter_model.safetensors");
  // 5 + 2 * 3 * 1
  assert.deepEqual([...await readTensorValues(up)], Array(F * C).fill(11));
  assert.deepEqual([...await readTensorValues(gate)], Array(F * C).fill(5));
  const whole = new Uint8Array(up.sizeBytes);
  await up.read(0, whole);
  for (const [from, to] of [[0, 4], [2, 23], [16, 32], [60, 96], [7, 7]] as const) {
    const part = new Uint8Array(to - from);
    await up.read(from, part);
    assert.deepEqual(part, whole.slice(from, to));
  }
});

Deno.test("an adapter is told apart by its identities and by the fingerprint", async () => {
  const one = await adapted(adapterFolder());
  const [, b] = pair();
  const rows = new Float32Array(F).fill(3);
  rows[F - 1] = 4; // behind the bytes that are sampled in a large tensor
  const others = [
    await openBase(),
    await adapted(adapterFolder([pair()[0]!, { ...b!, chunks: [new Uint8Array(rows.buffer)] }])),
    await adapted(adapterFolder(undefined, { lora_alpha: 4 })),
    await adapted(adapterFolder([...pair(), tensor(NORM, [C], 2)])),
  ];
  const key = async (it: typeof one) => JSON.stringify(await it.identities());
  for (const other of others) {
    assert.notEqual(await key(other), await key(one));
    assert.notEqual(
      await checkpointFingerprint(other, [0, 1]),
      await checkpointFingerprint(one, [0, 1]),
    );
  }
  const again = await adapted(adapterFolder());
  assert.equal(await key(again), await key(one));
  assert.equal(
    await checkpointFingerprint(again, [0, 1]),
    await checkpointFingerprint(one, [0, 1]),
  );
});

Deno.test("the fingerprint tells adapters apart that agree in the bytes that are sampled", async () => {
  const read = (_: number, into: Uint8Array) => Promise.resolve(void into.fill(0));
  const form = {
    name: "up",
    fileName: "a",
    shape: [1, 1],
    dtype: "F32",
    sizeBytes: 4,
    read,
  } as const;
  const layer = (hash?: string): LayerWeights => {
    const one: WeightTensor = {
      ...form,
      ...hash !== undefined && { changeHash: () => Promise.resolve(hash) },
    };
    return { layer: 0, preNorm: one, gate: one, up: one, down: one, postNorm: null, biases: {} };
  };
  const { recipe } = await openBase();
  const prints = await Promise.all(
    [undefined, "a", "b"].map((hash) =>
      checkpointFingerprint({ recipe, layerWeights: () => layer(hash) }, [0])
    ),
  );
  assert.equal(new Set(prints).size, 3);
});

/** A layer of one tensor of `nBytes`, and how many bytes were read of it. */
function countedLayer(layer: number, nBytes: number) {
  let nRead = 0;
  const up: WeightTensor = {
    name: `layers.${layer}.up`,
    fileName: "a",
    shape: [nBytes / 2],
    dtype: "BF16",
    sizeBytes: nBytes,
    read(offsetBytes, into) {
      nRead += into.byteLength;
      into.forEach((_, i) => into[i] = (offsetBytes + i + layer) % 251);
      return Promise.resolve();
    },
  };
  const weights: LayerWeights = {
    layer,
    preNorm: up,
    gate: up,
    up,
    down: up,
    postNorm: null,
    biases: {},
  };
  return { weights, nRead: () => nRead };
}

async function readBy(tensor: WeightTensor, nAtOnce: number): Promise<Uint8Array> {
  const all = new Uint8Array(tensor.sizeBytes);
  for (let at = 0; at < all.length; at += nAtOnce) {
    await tensor.read(at, all.subarray(at, Math.min(at + nAtOnce, all.length)));
  }
  return all;
}

Deno.test("SharedReads reads a tensor once for both sides, whatever the sizes of their reads, and lets go of it", async () => {
  const shared = new SharedReads();
  const { weights, nRead } = countedLayer(0, 1000);
  const first = await readBy(shared.first(weights).up, 300);
  assert.equal(shared.nKeptBytes, 1000);
  assert.deepEqual(await readBy(shared.second(weights).up, 128), first);
  assert.equal(nRead(), 1000);
  assert.equal(shared.nReadBytes, 1000);
  assert.equal(shared.nKeptBytes, 0);
  // Once more: nothing is kept for a third.
  assert.deepEqual(await readBy(shared.second(weights).up, 128), first);
  assert.equal(nRead(), 2000);
});

Deno.test("SharedReads keeps no more than its limit, and reads the rest once more", async () => {
  const shared = new SharedReads({ maxBytes: 600 });
  const { weights, nRead } = countedLayer(3, 1000);
  const first = await readBy(shared.first(weights).up, 200);
  assert.equal(shared.nKeptBytes, 600);
  assert.deepEqual(await readBy(shared.second(weights).up, 200), first);
  assert.equal(nRead(), 1400);
});

Deno.test("SharedReads lets go of a layer that the other side did not read when the next one comes", async () => {
  const shared = new SharedReads();
  await readBy(shared.first(countedLayer(0, 1000).weights).up, 500);
  await readBy(shared.first(countedLayer(1, 400).weights).up, 400);
  assert.equal(shared.nKeptBytes, 400);
});

Deno.test("SharedReads tells that nothing is to come for the second side that does not come for the first", () => {
  const { weights } = countedLayer(0, 8);
  const up = { ...weights.up, missingBytes: () => 8 };
  const shared = new SharedReads();
  assert.equal(shared.first({ ...weights, up }).up.missingBytes?.(), 8);
  assert.equal(shared.second({ ...weights, up }).up.missingBytes?.(), 0);
});

Deno.test("an adapter tells where its config and its tensors disagree", async () => {
  const { adapter } = await adapted(adapterFolder(undefined, { r: 8, target_modules: ["q_proj"] }));
  assert.deepEqual(adapter?.ranks, [1]);
  // The rank of the tensors gives the scale.
  assert.deepEqual(adapter?.scales, [2]);
  assert.deepEqual(adapter?.remarks, [
    "adapter_config.json of tuned gives up_proj rank 8 and not 1: the tensors of the adapter count, whose scale is taken " +
    "from their own rank.",
    "adapter_config.json of tuned does not name up_proj among its target_modules: the tensors of the adapter count.",
  ]);
});

Deno.test("an adapter tells of which layers it has tensors that its layers_to_transform leaves out", async () => {
  const tensors = [0, 1].flatMap((layer) => pair(`model.layers.${layer}.mlp.up_proj`));
  const remarks = async (layers_to_transform: number | number[] | null) => {
    const { adapter } = await adapted(adapterFolder(tensors, { layers_to_transform }));
    assert.deepEqual(adapter?.layers, [0, 1]);
    return adapter?.remarks;
  };
  const outside = (layers: string) => [
    `adapter_config.json of tuned does not name ${layers} in its layers_to_transform: the tensors of the adapter count.`,
  ];
  assert.deepEqual(await remarks([0]), outside("layer 1"));
  assert.deepEqual(await remarks(1), outside("layer 0"));
  assert.deepEqual(await remarks([5]), outside("layers 0-1"));
  for (const all of [null, [], [0, 1, 2]]) assert.deepEqual(await remarks(all), []);
});

Deno.test("an adapter tells which modules of the MLP its config names and it has no tensors of", async () => {
  const remarks = async (config: Record<string, unknown>) =>
    (await adapted(adapterFolder(undefined, config))).adapter?.remarks;
  const named = ["up_proj", "down_proj", "q_proj"];
  assert.deepEqual(await remarks({ target_modules: named, modules_to_save: ["lm_head"] }), [
    "adapter_config.json of tuned names mlp.down_proj among its target_modules, and the adapter has no tensors of it: " +
    "there the model is the base.",
  ]);
  const exclude_modules = ["down_proj"];
  assert.deepEqual(await remarks({ target_modules: named, exclude_modules }), []);
  assert.deepEqual(await remarks({ modules_to_save: ["post_attention_layernorm"] }), [
    "adapter_config.json of tuned names post_attention_layernorm among its modules_to_save, and the adapter has no tensors " +
    "of it: there the model is the base.",
  ]);
});

Deno.test("an adapter whose every lora_B is zero is told as one that adds nothing", async () => {
  const [a, b] = pair();
  const zero = (value: number) => tensor(b!.name, [F, 1], value);
  const isZero = async (...given: Parameters<typeof adapterFolder>) =>
    await (await adapted(adapterFolder(...given))).adapter!.isZero();
  assert.equal(await isZero([a!, zero(0)]), true);
  assert.equal(await isZero([a!, zero(-0)]), true);
  assert.equal(await isZero(), false);
  // A tensor that is replaced, or rows that are given a length, change the model all the same.
  assert.equal(await isZero([a!, zero(0), tensor(NORM, [C], 2)]), false);
  const magnitude = tensor("base_model.model.model.layers.1.mlp.up_proj.lora_magnitude_vector", [
    F,
  ]);
  assert.equal(await isZero([a!, zero(0), magnitude], { use_dora: true }), false);
});
