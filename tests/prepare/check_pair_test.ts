import assert from "node:assert/strict";
import { checkPair } from "../../src/prepare/check_pair.ts";
import type { VectorFolder } from "../../src/sources/vectors/vectors.ts";
import { checkpoint } from "./checkpoint.ts";

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

Deno.test("checkPair() refuses MLPs of which one reads what attention reads", () => {
  const base = { ...checkpoint("b"), isParallel: true };
  assert.throws(() => checkPair({ base, instruct: checkpoint("i"), vectors: vectors() }), {
    message:
      "Cannot compare b with i: expected MLPs that read the same, got one that reads what attention reads and one that reads " +
      "what comes after attention; give two checkpoints of one model",
  });
});
