import assert from "node:assert/strict";
import { checkPair, pairRemarks, weightRemarks } from "../../src/prepare/check_pair.ts";
import { encodeBf16 } from "../../src/math/dtypes.ts";
import type { VectorFolder } from "../../src/sources/vectors/vectors.ts";
import type {
  Checkpoint,
  MlpRecipe,
  WeightDtype,
  WeightTensor,
} from "../../src/sources/checkpoint/weights.ts";
import { GEMMA_2_FAMILY } from "../sources/checkpoint/recipes.ts";

const RECIPE: MlpRecipe = {
  ...GEMMA_2_FAMILY,
  hiddenSize: 4,
  intermediateSize: 6,
  nLayers: 2,
};

/** A checkpoint whose norm weights are `norm` at every layer. */
function checkpoint(
  label: string,
  recipe: Partial<MlpRecipe> = {},
  { norm = [0.5, 0, -0.25, 2], dtype = "BF16" }: { norm?: number[]; dtype?: WeightDtype } = {},
): Checkpoint {
  const bytes = dtype === "BF16"
    ? encodeBf16(Float32Array.from(norm))
    : new Uint8Array(Float32Array.from(norm).buffer);
  const tensor = (name: string): WeightTensor => ({
    name,
    fileName: "model.safetensors",
    shape: [4],
    dtype,
    sizeBytes: bytes.byteLength,
    read: (offset, into) =>
      Promise.resolve(into.set(bytes.subarray(offset, offset + into.byteLength))),
  });
  return {
    label,
    isParallel: false,
    hook: { layers: "model.layers", module: "mlp" },
    recipe: { ...RECIPE, ...recipe },
    syntheticNote: null,
    unread: [],
    identities: () => Promise.resolve([]),
    layerWeights: (layer) => ({
      layer,
      preNorm: tensor("pre"),
      gate: tensor("gate"),
      up: tensor("up"),
      down: tensor("down"),
      postNorm: tensor("post"),
      biases: {},
    }),
    close() {},
  };
}

const vectors = (nLayers = 2, hiddenSize = 4, more: Partial<VectorFolder> = {}) =>
  ({
    label: "vectors",
    nLayers,
    hiddenSize,
    isByLayer: false,
    rowZero: { is: "block", why: "as the layout has it" },
    ...more,
  }) as VectorFolder;

for (
  const [words, change, expected, found] of [
    ["activation", { activation: "silu" }, "gelu_tanh", "silu"],
    ["norm weights", { normOffset: 0 }, "1 \\+ w", "w"],
    ["norm after the MLP", { hasPostNorm: false }, "one", "none"],
    ["hidden size", { hiddenSize: 8 }, "4", "8"],
    ["intermediate size", { intermediateSize: 8 }, "6", "8"],
    ["number of layers", { nLayers: 3 }, "2", "3"],
  ] as const
) {
  Deno.test(`checkPair() refuses another ${words} and names both sides`, () => {
    const pair = { base: checkpoint("b"), instruct: checkpoint("i", change), vectors: vectors() };
    assert.throws(() => checkPair(pair), {
      message: new RegExp(
        `^Cannot compare b with i: expected the same ${words}, got ${expected} \\(Gemma2ForCausalLM\\) and ${found} `,
      ),
    });
  });
}

Deno.test("checkPair() compares what is computed, not the names of architectures", () => {
  const instruct = checkpoint("i", { architecture: "Gemma2ForAnything", eps: 1e-5 });
  checkPair({ base: checkpoint("b"), instruct, vectors: vectors() });
});

Deno.test("checkPair() knows one row too many for that of the embedding", () => {
  const pair = { base: checkpoint("b"), instruct: checkpoint("i") };
  assert.throws(() => checkPair({ ...pair, vectors: vectors(3) }), {
    message:
      "Cannot use the vectors in vectors with b: expected one row for each of 2 layers, got 3: " +
      "row 0 is likely the embedding, as hidden_states of transformers does; read them so with --row-zero embedding",
  });
  assert.throws(
    () => checkPair({ ...pair, vectors: vectors(1) }),
    /got 1; of a single row --vector-layer N says which layer it is of, and --layers N looks at that layer$/,
  );
  assert.throws(() => checkPair({ ...pair, vectors: vectors(4) }), /got 4; give vectors/);
  assert.throws(() => checkPair({ ...pair, vectors: vectors(2, 8) }), /hidden size 4, got 8/);
  assert.throws(
    () => checkPair({ ...pair, vectors: vectors(4, 2) }),
    /hidden size 4, got 2; they have 4 rows, and are likely turned around: save them as tensor\.T/,
  );
});

Deno.test("checkPair() knows one row too few where row 0 was taken for the embedding", () => {
  const pair = { base: checkpoint("b"), instruct: checkpoint("i") };
  const rowZero = { is: "embedding", why: "declared by --row-zero embedding" } as const;
  checkPair({ ...pair, vectors: vectors(2, 4, { rowZero }) });
  assert.throws(() => checkPair({ ...pair, vectors: vectors(1, 4, { rowZero }) }), {
    message:
      "Cannot use the vectors in vectors with b: expected a row for the embedding and one for each of 2 layers, got 2 rows; " +
      "where the last row was left off, as by hidden_states[:-1], save it with the others; where row 0 is of block 0, " +
      "give --row-zero block (it was taken for the embedding: declared by --row-zero embedding)",
  });
  assert.throws(
    () => checkPair({ ...pair, vectors: vectors(6, 4, { rowZero }) }),
    /got 7 rows; give/,
  );
});

Deno.test("checkPair() takes vectors of fewer layers where their files number them, and none beyond the model", () => {
  const pair = { base: checkpoint("b"), instruct: checkpoint("i") };
  for (const n of [1, 2]) checkPair({ ...pair, vectors: vectors(n, 4, { isByLayer: true }) });
  assert.throws(() => checkPair({ ...pair, vectors: vectors(3, 4, { isByLayer: true }) }), {
    message:
      "Cannot use the vectors in vectors with b: expected vectors of layers 0 to 1, got one of layer 2: " +
      "they likely count from the embedding, as hidden_states of transformers does; read them so with --row-zero embedding",
  });
  assert.throws(
    () => checkPair({ ...pair, vectors: vectors(9, 4, { isByLayer: true }) }),
    /got one of layer 8; give vectors that were made from this model$/,
  );
});

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

Deno.test("checkPair() refuses MLPs of which one reads what attention reads", () => {
  const base = { ...checkpoint("b"), isParallel: true };
  assert.throws(() => checkPair({ base, instruct: checkpoint("i"), vectors: vectors() }), {
    message:
      "Cannot compare b with i: expected MLPs that read the same, got one that reads what attention reads and one that reads " +
      "what comes after attention; give two checkpoints of one model",
  });
});
