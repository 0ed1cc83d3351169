import assert from "node:assert/strict";
import { pairRemarks, weightRemarks } from "../../src/prepare/pair_remarks.ts";
import type { MlpRecipe } from "../../src/sources/checkpoint/weights.ts";
import { checkpoint } from "./checkpoint.ts";

Deno.test("pairRemarks() says nothing of a pair that differs in its weights alone", async () => {
  const instruct = checkpoint("i", {}, { norm: [0.45, 0.05, -0.25, 2.1] });
  assert.deepEqual(await pairRemarks({ base: checkpoint("b"), instruct }, [0, 1]), []);
});

Deno.test("pairRemarks() names architectures of two families, and no other head or name of one", async () => {
  const remarks = (architecture: string) =>
    pairRemarks({ base: checkpoint("b"), instruct: checkpoint("i", { architecture }) }, [0]);
  assert.deepEqual(await remarks("Gemma3ForCausalLM"), [
    "The two checkpoints are of different architectures, Gemma2ForCausalLM in base and Gemma3ForCausalLM in instruct, whose MLPs " +
    "compute the same: if neither was made from the other, what differs is not what tuning changed.",
  ]);
  for (const name of ["Gemma2Model", "Gemma2ForSequenceClassification", "SomeVisionModelOfGemma"]) {
    assert.deepEqual(await remarks(name), [], name);
  }
});

Deno.test("weightRemarks() names architectures of two families and another eps, and nothing of a pair without them", async () => {
  const remarks = (recipe: Partial<MlpRecipe>) =>
    weightRemarks({ base: checkpoint("b"), instruct: checkpoint("i", recipe) }, [0]);
  assert.deepEqual(await remarks({}), []);
  const [families, eps, ...rest] = await remarks({ architecture: "Gemma3ForCausalLM", eps: 1e-5 });
  assert.match(families ?? "", /^The two checkpoints are of different architectures, Gemma2/);
  assert.match(eps ?? "", /^The two checkpoints have another eps .*, and no weight tells of it\.$/);
  assert.deepEqual(rest, []);
});

Deno.test("pairRemarks() names another eps and another dtype with both values", async () => {
  const instruct = checkpoint("i", { eps: 1e-5 }, { dtype: "F32" });
  const [eps, dtype, ...rest] = await pairRemarks({ base: checkpoint("b"), instruct }, [0, 1]);
  assert.match(eps ?? "", /another eps in their norms, 0\.000001 in base and 0\.00001 in instruct/);
  assert.match(dtype ?? "", /stored as BF16 in base and as F32 in instruct/);
  assert.deepEqual(rest, []);
});

Deno.test("pairRemarks() finds norm weights that stand 1 apart, on either side", async () => {
  const plain = checkpoint("b"), raised = checkpoint("i", {}, { norm: [1.5, 1.03, 0.75, 3] });
  const [above] = await pairRemarks({ base: plain, instruct: raised }, [0, 1]);
  assert.match(
    above ?? "",
    /^Norm weights of instruct stand 1 above those of base in 2 of 2 layers/,
  );
  const [below] = await pairRemarks({ base: raised, instruct: plain }, [1]);
  assert.match(
    below ?? "",
    /^Norm weights of base stand 1 above those of instruct in 1 of 1 layer/,
  );
});
