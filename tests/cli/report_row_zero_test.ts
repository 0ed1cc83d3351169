/** Vectors out of hidden_states, whose row 0 is the embedding, against the same vectors without it. */

import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import type { Results } from "../../src/results.ts";
import { C, L, numbers, withPair, writeVector } from "./small_pair.ts";

const NAMES = [
  "role_vectors/bard",
  "role_vectors/poet",
  "role_vectors/judge",
  "trait_vectors/calm",
];
const PATHS = [...NAMES, "default_vector"];
const OPTIONS = ["--layers", "all", "--random", "3", "--focus", "all"];

/** The vectors of a small pair, each with a row before those that it has. */
async function addEmbedding(at: (path: string) => string): Promise<void> {
  for (const [i, path] of PATHS.entries()) {
    const rows = numbers(L * C, path === "default_vector" ? 70 : 50 + (i < 3 ? i : 10));
    const values = Float32Array.from([...numbers(C, 90 + i), ...rows]);
    await writeVector(at(`vectors/${path}.pt`), values, [L + 1, C]);
  }
}

async function resultsAt(at: (path: string) => string): Promise<Results> {
  return JSON.parse(await Deno.readTextFile(at("site/data/results.json")));
}

Deno.test("report of vectors with a row for the embedding has the numbers of those without it", async () => {
  let without: Results | null = null;
  await withPair(async ({ at, report }) => {
    const { code, stderr } = await report(...OPTIONS);
    equal(code, 0, stderr);
    without = await resultsAt(at);
    equal(without.inputs.vectors.row_zero?.is, "block");
  });
  await withPair(async ({ at, report }) => {
    await addEmbedding(at);
    const { code, stderr } = await report(...OPTIONS, "--row-zero", "embedding");
    equal(code, 0, stderr);
    match(
      stderr,
      /Row 0 of the vectors in vectors is taken for the embedding \(declared by --row-zero embedding\)/,
    );
    match(stderr, /The vectors at layer 1, the last block, are the last row of hidden_states/);
    const results = await resultsAt(at);
    deepEqual(results.inputs.vectors.row_zero, {
      is: "embedding",
      why: "declared by --row-zero embedding",
    });
    deepEqual(results.mlp, without!.mlp);
    deepEqual(results.decompositions, without!.decompositions);
    deepEqual(results.evidence, without!.evidence);
    equal(results.inputs.vectors.fingerprint, without!.inputs.vectors.fingerprint);
    const methods = await Deno.readTextFile(at("site/methods.html"));
    match(methods, /the embedding \(declared by --row-zero embedding\)/);
    match(methods, /raw means \(as the axis layout has roles\)/);
  });
});

Deno.test("report refuses vectors with a row for the embedding that nothing declares, in one line", async () => {
  await withPair(async ({ at, report }) => {
    await addEmbedding(at);
    for (const declared of [[], ["--row-zero", "block"]]) {
      const { code, stderr } = await report(...OPTIONS, ...declared);
      equal(code, 1);
      match(
        stderr,
        /^deltascope: Cannot use the vectors in vectors with base: expected one row for each of 2 layers, got 3: row 0 is likely the embedding.*--row-zero embedding\n$/,
      );
    }
  });
});

Deno.test("report declares vectors to be differences, from which nothing is subtracted", async () => {
  await withPair(async ({ at, report }) => {
    const { code, stderr } = await report(...OPTIONS, "--vectors-are", "difference");
    equal(code, 0, stderr);
    match(stderr, /Roles are differences \(declared by --vectors-are difference\)/);
    const { inputs } = await resultsAt(at);
    deepEqual([
      inputs.vectors.roles_are?.is,
      inputs.vectors.traits_are?.is,
      inputs.vectors.difference,
    ], [
      "difference",
      "difference",
      null,
    ]);
    for (
      const [option, word] of [["--row-zero", "0"], ["--vectors-are", "means"], ["--kind", "pc"]]
    ) {
      const refused = await report(...OPTIONS, option!, word!);
      equal(refused.code, 2);
      match(
        refused.stderr,
        new RegExp(`^deltascope: Cannot use ${option} ${word}: expected auto or `),
      );
    }
    const kind = await report(...OPTIONS, "--kind", "role");
    equal(kind.code, 2);
    match(kind.stderr, /Cannot use --kind role with .*vectors: the axis layout says itself/);
  });
});
