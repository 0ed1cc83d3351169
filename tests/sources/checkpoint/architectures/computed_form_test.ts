import assert from "node:assert/strict";
import type {
  Architecture,
  TensorRule,
} from "../../../../src/sources/checkpoint/architectures/architecture.ts";
import { computedForm } from "../../../../src/sources/checkpoint/architectures/computed_form.ts";
import { ARCHITECTURES } from "../../../../src/sources/checkpoint/architectures/index.ts";

const entry = (name: string) => ARCHITECTURES.find(({ names }) => names.includes(name))!;
const [GEMMA_2, LLAMA] = [entry("Gemma2ForCausalLM"), entry("LlamaForCausalLM")];

const { norm, tensors } = LLAMA;
const tensor = (name: string, rest: Partial<TensorRule> = {}): TensorRule => ({
  name,
  hasBias: false,
  ...rest,
});

/** Forms of published families that nothing computes yet, each by what it has that is not computed. */
const NOT_COMPUTED: readonly (readonly [Partial<Architecture>, string])[] = [
  [{ norm: { ...norm, form: "layer" } }, "LayerNorm"],
  [{ norm: { ...norm, isScaled: false } }, "norms without weights"],
  [{ norm: { ...norm, hasBias: true } }, "norms with biases"],
  [{ tensors: { ...tensors, preNorm: null } }, "an MLP without a norm before it"],
  [{ tensors: { ...tensors, gate: null } }, "an MLP without a gate"],
  [{ tensors: { ...tensors, up: null } }, "an MLP without an up or down projection"],
  [{ tensors: { ...tensors, down: null } }, "an MLP without an up or down projection"],
  ...(["preNorm", "gate", "up", "down", "postNorm"] as const).map((part) =>
    [
      { tensors: { ...tensors, [part]: tensor("x", { hasBias: true }) } },
      "tensors with biases",
    ] as const
  ),
  [{ multiplierKey: "residual_multiplier" }, "an output multiplied by residual_multiplier"],
];

Deno.test("computedForm() refuses what is not computed yet, and says what that is", () => {
  for (const [change, what] of NOT_COMPUTED) {
    const made: Architecture = { ...LLAMA, names: ["MadeUpForCausalLM"], ...change };
    assert.throws(() => computedForm(made, "config.json of base"), {
      message:
        `Cannot use config.json of base: architecture "MadeUpForCausalLM" has ${what}, which is not computed yet`,
    });
  }
});

Deno.test("computedForm() gives the offset of the norm's weight and whether a norm follows", () => {
  const [gemma, llama] = [computedForm(GEMMA_2, "here"), computedForm(LLAMA, "here")];
  assert.equal(gemma.normOffset, 1);
  assert.equal(gemma.tensors.postNorm?.name, "post_feedforward_layernorm.weight");
  assert.equal(llama.normOffset, 0);
  assert.equal(llama.tensors.postNorm, null);
});

Deno.test("computedForm() names tensors as the entry does", () => {
  const made = { ...LLAMA, tensors: { ...tensors, gate: tensor("mlp.c_fc_0") } };
  assert.equal(computedForm(made, "here").tensors.gate.name, "mlp.c_fc_0.weight");
});
