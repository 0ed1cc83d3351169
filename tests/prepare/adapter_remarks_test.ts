import assert from "node:assert/strict";
import { adapterRemarks } from "../../src/prepare/adapter_remarks.ts";
import type { AdapterFacts } from "../../src/sources/checkpoint/adapter/adapter_facts.ts";
import type { Checkpoint } from "../../src/sources/checkpoint/weights.ts";

const FACTS: AdapterFacts = {
  name: "tuned",
  base: "gemma-2-27b",
  namedBase: "google/gemma-2-27b",
  isDora: false,
  ranks: [16],
  scales: [0.5],
  tensors: ["mlp.up_proj"],
  layersOf: new Map([["mlp.up_proj", [15, 16]]]),
  layers: [15, 16],
  allLayers: [15, 16],
  others: [],
  dtypes: ["BF16"],
  isZero: () => Promise.resolve(false),
  remarks: [],
};

async function remarks(facts: Partial<AdapterFacts>, layers = [15, 16]): Promise<string[]> {
  const [base, instruct] = [{}, { adapter: { ...FACTS, ...facts } }] as Checkpoint[];
  return await adapterRemarks({ base: base!, instruct: instruct! }, layers);
}

Deno.test("adapterRemarks() says what is added, and no more where all is as expected", async () => {
  assert.deepEqual(await remarks({}), [
    "The instruct model is the checkpoint gemma-2-27b with the adapter tuned added: mlp.up_proj of layers 15-16 " +
    "(W + s B A, rank 16, s = 0.5; summed before any rounding).",
  ]);
});

Deno.test("adapterRemarks() says of each tensor in which layers it is changed", async () => {
  const layersOf = new Map([["mlp.gate_proj", [15]], ["mlp.up_proj", [15, 16]], ["mlp.down_proj", [
    15,
  ]]]);
  assert.match(
    (await remarks({ tensors: [...layersOf.keys()], layersOf }))[0]!,
    / added: mlp\.gate_proj and mlp\.down_proj of layer 15; mlp\.up_proj of layers 15-16 \(W/,
  );
});

Deno.test("adapterRemarks() names layers that the adapter leaves as they are", async () => {
  assert.match(
    (await remarks({}, [14, 15, 16, 17]))[1]!,
    /tuned changes nothing of the MLP in layers 14,17:/,
  );
});

Deno.test("adapterRemarks() says of an adapter that adds nothing what it likely is", async () => {
  assert.equal(
    (await remarks({ isZero: () => Promise.resolve(true) }))[1],
    "Every lora_B of the adapter tuned is zero there, as before the first step of training, so that it adds nothing: it was " +
      "likely saved before it was trained, or by a process that held none of its weights (ZeRO-3).",
  );
});

Deno.test("adapterRemarks() names what else the adapter changes, which is not looked at", async () => {
  assert.equal(
    (await remarks({ others: ["q_proj", "v_proj"] }))[1],
    "The adapter tuned changes q_proj and v_proj too, which this run does not read.",
  );
});

Deno.test("adapterRemarks() says that only whole tensors are replaced", async () => {
  assert.match((await remarks({ ranks: [], scales: [] }))[0]!, /layers 15-16, replaced whole\.$/);
});

for (
  const [namedBase, base, remark] of [
    ["google/gemma-2-27b", "google/gemma-2-27b@0123456", null],
    ["google/gemma-2-27b", "Gemma-2-27B", null],
    ["/data/models/gemma-2-27b/", "gemma-2-27b", null],
    [null, "gemma-2-27b", null],
    [
      "google/gemma-2-27b-it",
      "gemma-2-27b",
      /names google\/gemma-2-27b-it as its base, and gemma-2-27b was given/,
    ],
    [
      "other/gemma-2-27b",
      "google/gemma-2-27b@0123456",
      /names other\/gemma-2-27b as its base, and google/,
    ],
    [
      "unsloth/gemma-2-27b-bnb-4bit",
      "gemma-2-27b",
      /whose weights are quantised: its change was trained against/,
    ],
    ["TheBloke/gemma-2-27B-GPTQ", "gemma-2-27b", /whose weights are quantised/],
  ] as const
) {
  Deno.test(`adapterRemarks() of an adapter that names ${namedBase}, added to ${base}`, async () => {
    const [, ...others] = await remarks({ namedBase, base });
    if (remark === null) assert.deepEqual(others, []);
    else assert.match(others.join("\n"), remark);
  });
}
