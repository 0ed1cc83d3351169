/** The same vectors in other forms: the numbers of a report are those of their `.pt` files. */

import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import type { Results } from "../../src/results.ts";
import { safetensorsBytes } from "../../src/sources/safetensors/safetensors_writer.ts";
import { C, L, numbers, type Pair, withPair } from "./small_pair.ts";

const OPTIONS = ["--layers", "all", "--random", "3", "--focus", "all", "--sweep", "on"];
/** The vectors of a small pair. */
const VECTORS: readonly [string, Float32Array][] = [
  ["role.bard", numbers(L * C, 50)],
  ["role.poet", numbers(L * C, 51)],
  ["role.judge", numbers(L * C, 52)],
  ["trait.calm", numbers(L * C, 60)],
  ["default", numbers(L * C, 70)],
];

function safetensors(more: readonly [string, Float32Array][] = []): Uint8Array {
  const tensors = [...VECTORS, ...more].map(([name, values]) => ({
    name,
    dtype: "F32",
    shape: values.length === C ? [C] : [L, C],
    chunks: [new Uint8Array(values.slice().buffer)],
  }));
  return safetensorsBytes(tensors, { metadata: {} });
}

/** A row for each vector and layer but those that `isLeftOut` names. */
function csv(isLeftOut: (name: string, layer: number) => boolean = () => false): Uint8Array {
  const head = ["name", "layer", "kind", ...Array.from({ length: C }, (_, i) => `v${i}`)];
  const rows = VECTORS.flatMap(([full, values]) =>
    Array.from({ length: L }, (_, layer) => {
      const [kind, name] = full.includes(".") ? full.split(".") : ["", full];
      if (isLeftOut(name!, layer)) return [];
      return [[name, layer, kind, ...values.subarray(layer * C, (layer + 1) * C)]];
    }).flat()
  );
  return new TextEncoder().encode([head, ...rows].map((row) => `${row.join()}\n`).join(""));
}

/** A report of the pair on other vectors. */
async function reportOn(
  { at, report }: Pair,
  [name, bytes]: readonly [string, Uint8Array],
  ...options: string[]
) {
  await Deno.remove(at("vectors"), { recursive: true });
  await Deno.mkdir(at("vectors"));
  await Deno.writeFile(at(`vectors/${name}`), bytes);
  const outcome = await report(...OPTIONS, ...options);
  const results: Results | null = outcome.code === 0
    ? JSON.parse(await Deno.readTextFile(at("site/data/results.json")))
    : null;
  return { ...outcome, results };
}

const numbersOf = ({ mlp, evidence, decompositions, sweep, causes }: Results) => ({
  mlp,
  evidence,
  decompositions,
  sweep,
  causes,
});

Deno.test("report of vectors in safetensors and CSV files has the numbers of those in .pt files", async () => {
  let expected: Results | null = null;
  await withPair(async ({ at, report }) => {
    const { code, stderr } = await report(...OPTIONS);
    equal(code, 0, stderr);
    expected = JSON.parse(await Deno.readTextFile(at("site/data/results.json")));
  });
  for (const [name, bytes] of [["a.safetensors", safetensors()], ["a.csv", csv()]] as const) {
    await withPair(async (pair) => {
      const { results, stderr } = await reportOn(pair, [name, bytes]);
      equal(results?.inputs.vectors.layout, name.slice(2), stderr);
      deepEqual(numbersOf(results!), numbersOf(expected!));
      deepEqual(results!.inputs.vectors.fingerprint, expected!.inputs.vectors.fingerprint);
      equal(results!.inputs.vectors.difference, `default of ${name}`);
    });
  }
});

Deno.test("report leaves a vector out at a layer that it is not of, and says so", async () => {
  await withPair(async (pair) => {
    const table = csv((name, layer) => name === "calm" && layer === 0);
    const { results, stderr } = await reportOn(pair, ["a.csv", table]);
    match(stderr, /\nWithout a vector at layer 0, and left out there: trait calm\.\n/);
    const kindsAt = (layer: string) =>
      new Set(results!.decompositions[layer]!.map(({ kind }) => kind));
    deepEqual([...kindsAt("0")], ["role"]);
    deepEqual([...kindsAt("1")].sort(), ["role", "trait"]);
    deepEqual(
      results!.findings.filter(({ text }) => text.startsWith("Without a vector")).length,
      1,
    );
  });
});

Deno.test("report of vectors of one layer says which layers it can look at", async () => {
  const one = VECTORS.map(([name, values]) => ({
    name,
    dtype: "F32",
    shape: [C],
    chunks: [new Uint8Array(values.slice(0, C).buffer)],
  }));
  await withPair(async (pair) => {
    const file = ["a.safetensors", safetensorsBytes(one, { metadata: {} })] as const;
    for (const plan of [[], ["--plan"]]) {
      const { code, stderr } = await reportOn(pair, file, "--vector-layer", "1", ...plan);
      equal(code, 1);
      match(
        stderr,
        /^deltascope: Cannot tell the mean state at layer 0: roles are of layer 1 alone; give --layers 1; without baselines/,
      );
    }
    const told = await pair.report("--vector-layer", "1", "--layers", "1", "--random", "3");
    equal(told.code, 0, told.stderr);
  });
});

Deno.test("report runs the components that stand among vectors by name, and says which layer was taken", async () => {
  await withPair(async (pair) => {
    const pcs: [string, Float32Array][] = [["pc.1", numbers(C, 80)], ["pc.2", numbers(C, 81)]];
    const file = ["a.safetensors", safetensors(pcs)] as const;
    const { results, stderr } = await reportOn(pair, file, "--pcs", "2");
    match(
      stderr,
      /\nThe components in a\.safetensors do not say of which layer they are: layer 1 was taken; --pca-layer says another\.\n/,
    );
    deepEqual(
      results!.pcs.map(({ name, source, layer }) => [name, source, layer]),
      [["PC1", "a.safetensors", 1], ["PC2", "a.safetensors", 1]],
    );
  });
});

Deno.test("report of traits alone says what is missing, and how they are taken for roles", async () => {
  await withPair(async (pair) => {
    const head = `name,layer,${Array.from({ length: C }, (_, i) => `v${i}`).join()}\n`;
    const rows = ["a", "b", "c"].flatMap((name, n) =>
      [0, 1].map((layer) => `${name},${layer},${[...numbers(C, 7 * n + layer)].join()}\n`)
    );
    const table = new TextEncoder().encode(head + rows.join(""));
    const refused = await reportOn(pair, ["a.csv", table], "--kind", "trait");
    equal(refused.code, 2);
    match(
      refused.stderr,
      /^deltascope: Cannot compute principal components of vectors: expected role vectors, found 3 traits; give --kind role [^\n]*\n$/,
    );
    await pair.report(...OPTIONS, "--kind", "role", "--vectors-are", "difference").then(
      ({ code, stderr }) => {
        equal(code, 0, stderr);
        match(
          stderr,
          /Roles are differences \(declared by --vectors-are difference\): their mean is no state/,
        );
      },
    );
  });
});
