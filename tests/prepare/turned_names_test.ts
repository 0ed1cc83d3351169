import assert from "node:assert/strict";
import { turnedNamesRemark } from "../../src/prepare/turned_names.ts";
import type { Checkpoint } from "../../src/sources/checkpoint/weights.ts";

const remarks = (base: string, instruct: string, adapter?: Checkpoint["adapter"]) =>
  turnedNamesRemark({
    base: { label: base },
    instruct: { label: instruct, ...adapter !== undefined && { adapter } },
  });

const COMMIT = "0123456789abcdef0123456789abcdef01234567";

for (
  const [base, instruct] of [
    ["gemma-2-9b-it", "gemma-2-9b"],
    [`google/gemma-2-9b-it@${COMMIT}`, `google/gemma-2-9b@${COMMIT}:folder`],
    ["meta-llama/Llama-3.1-8B-Instruct", "Llama-3.1-8B"],
    ["Qwen3-8B", "Qwen3-8B-Base"],
    ["gemma-3-4b-it", "gemma-3-4b-pt"],
    ["instruct", "base"],
    ["my_model_SFT/", "my model"],
  ] as const
) {
  Deno.test(`turnedNamesRemark() tells of ${base} as the base of ${instruct}, and not the other way round`, () => {
    const [text = "", ...more] = remarks(base, instruct);
    assert.ok(text.startsWith(`By their names base (${base}) is the tuned model and instruct (`));
    assert.deepEqual([more, remarks(instruct, base)], [[], []]);
  });
}

Deno.test("turnedNamesRemark() says nothing of names that tell no order", () => {
  for (
    const [base, instruct] of [
      ["gemma-2-9b-it", "gemma-2-9b-it"],
      ["model-instruct", "model-instruct-dpo"],
      ["llama-3-8b-instruct", "hermes-3-8b"],
      ["gemma-2-9b-it", "gemma-2-27b"],
      ["a", "b"],
      ["unit", "un"],
    ] as const
  ) assert.deepEqual(remarks(base, instruct), [], `${base}, ${instruct}`);
  assert.deepEqual(remarks("model-it", "model", {} as Checkpoint["adapter"]), []);
});
