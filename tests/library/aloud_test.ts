import assert from "node:assert/strict";
import type { RunInputs } from "../../src/prepare/run_inputs.ts";
import { aloud, fewDraws, unaskedLayers } from "../../src/library/aloud.ts";
import type { UnreadFile } from "../../src/sources/folder/unread_files.ts";
import type { VectorFolder } from "../../src/sources/vectors/vectors.ts";
import type { Checkpoint } from "../../src/sources/checkpoint/weights.ts";

function inputs(vectors: Partial<VectorFolder>, unread: UnreadFile[] = []): RunInputs {
  const checkpoint = { unread } as Partial<Checkpoint> as Checkpoint;
  const none = { skipped: [], unread: [], roleNames: ["a"], traitNames: ["b"] };
  return {
    base: { ...checkpoint, label: "gemma", unread: [] },
    instruct: { ...checkpoint, label: "gemma-it" },
    vectors: { ...none, ...vectors } as Partial<VectorFolder> as VectorFolder,
  };
}

const NOTHING = { activations: null, notes: [], pairRemarks: [] };

Deno.test("aloud() says nothing where nothing was passed over", () => {
  assert.deepEqual(aloud(inputs({}), NOTHING), []);
});

Deno.test("aloud() names the first files with their reasons and counts the rest", () => {
  const skipped = Array.from(
    { length: 7 },
    (_, i) => ({ kind: "role", name: `r${i}`, reason: "no key x" }) as const,
  );
  const unread = [{ path: "a\n.pkl", reason: "only .pt files are read here" }];
  assert.deepEqual(aloud(inputs({ skipped, unread, traitNames: [] }, unread), NOTHING), [
    "Passed over: 7 of the vector files: role r0 (no key x), role r1 (no key x), role r2 (no key x), " +
    "role r3 (no key x), role r4 (no key x), and 2 more, named in the report",
    'Not read of the vectors: "a\\n.pkl" (only .pt files are read here)',
    'Not read of instruct: "a\\n.pkl" (only .pt files are read here)',
    "Not in this run: trait vectors (none found)",
  ]);
});

Deno.test("aloud() tells vectors that were passed over from those that nobody gave", () => {
  const skipped = [{ kind: "trait", name: "calm", reason: "no key x" } as const];
  assert.deepEqual(aloud(inputs({ skipped, traitNames: [], roleNames: [] }), NOTHING).slice(1), [
    "Not in this run: role vectors (none found)",
    "Not in this run: trait vectors (none could be used)",
  ]);
});

Deno.test("aloud() says what differs beside the weights, and which components were chosen", () => {
  const remarks = { ...NOTHING, notes: ["One file of two."], pairRemarks: ["Another eps."] };
  assert.deepEqual(aloud(inputs({}), remarks), ["One file of two.", "Another eps."]);
});

Deno.test("unaskedLayers() says which layers are looked at where nobody chose them and there are others", () => {
  assert.deepEqual(unaskedLayers([15], 16), [
    "Layers looked at: 15, of 0-15, since --layers is not given; --layers all takes every one",
  ]);
  assert.deepEqual(unaskedLayers([0, 1], 2), []);
});

Deno.test("fewDraws() says before a run that fewer than 19 draws can show no p of 0.05, and nothing of none", () => {
  const expected = (random: number) => [
    `--random ${random} draws too few for an answer: a p of 0.05 takes 19, and with fewer the report can only say that it ` +
    "cannot tell",
  ];
  for (const random of [1, 10, 18]) assert.deepEqual(fewDraws(random), expected(random));
  for (const random of [0, 19, 32]) assert.deepEqual(fewDraws(random), []);
});
