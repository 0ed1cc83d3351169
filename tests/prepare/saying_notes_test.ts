import assert from "node:assert/strict";
import { sayingNotes } from "../../src/prepare/saying_notes.ts";

const notes = (model: string, architecture: string) =>
  sayingNotes([{ path: "calm.gguf", of: "model", text: model }], { architecture });

Deno.test("sayingNotes() says nothing of a model_type of the checkpoints' architecture, nor of what nobody knows", () => {
  for (
    const [model, architecture] of [
      ["gemma2", "Gemma2ForCausalLM"],
      ["gemma3_text", "Gemma3ForConditionalGeneration"],
      ["llama", "LlamaForCausalLM"],
      ["gpt_neox", "GPTNeoXForCausalLM"],
      ["Qwen2.5-1.5B", "Qwen2ForCausalLM"],
      ["gemma2-27b", "Gemma2ForCausalLM"],
      ["hunyuan_v1_dense", "HunYuanDenseV1ForCausalLM"],
      ["mistral", "Mistral3ForConditionalGeneration"],
      ["llama", "MistralForCausalLM"],
      ["command-r", "CohereForCausalLM"],
    ] as const
  ) assert.deepEqual(notes(model, architecture), [], `${model} of ${architecture}`);
});

Deno.test("sayingNotes() names a file that says that it is of another model", () => {
  assert.deepEqual(notes("llama", "Gemma2ForCausalLM"), [
    'calm.gguf says that it is of a model "llama", and the checkpoints are Gemma2ForCausalLM: ' +
    "a direction of another model has no meaning in this one.",
  ]);
  for (
    const [model, architecture] of [["gemma2", "GemmaForCausalLM"], [
      "gemma",
      "Gemma2ForCausalLM",
    ]] as const
  ) {
    assert.equal(notes(model, architecture).length, 1, `${model} of ${architecture}`);
  }
});

Deno.test("sayingNotes() names a few files that say another name, on one line each, and counts the others", () => {
  const sayings = Array.from({ length: 7 }, (_, i) => ({
    path: `vectors/r${i}.pt`,
    of: "name" as const,
    text: i === 0 ? `\n${"x".repeat(200)}` : "pirate",
  }));
  const [first, second, ...rest] = sayingNotes(sayings, { architecture: "Gemma2ForCausalLM" });
  assert.match(first ?? "", /^vectors\/r0\.pt says that it is of "\\nx{79}\.\.\.": /);
  assert.equal(
    second,
    'vectors/r1.pt says that it is of "pirate": it is taken for what the file is called.',
  );
  assert.equal(rest.at(-1), "So say 2 files more of the vectors.");
  assert.equal(rest.length, 4);
});
