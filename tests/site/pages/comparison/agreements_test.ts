import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import type { DecompositionRow, Results } from "../../../../src/results.ts";
import { vectorsFile } from "../../../../src/run/vectors_file.ts";
import {
  agreements,
  mixtureCorrelations,
} from "../../../../src/site/pages/comparison/agreements.ts";
import { comparedLayers, pairText } from "../../../../src/site/pages/comparison/compared_layers.ts";
import { readMixtures } from "../../../../src/site/pages/comparison/mixture_file.ts";
import { safetensorsBytes } from "../../../../src/sources/safetensors/safetensors_writer.ts";
import { type FixtureRun, mixturesOf, runs } from "../../../comparison_fixture.ts";
import { sampleResults } from "../../sample_results.ts";

const METADATA = {
  base: "a",
  instruct: "b",
  base_commit: "",
  instruct_commit: "",
  layer: "18",
  hook: "MLP output",
  rounding: "none",
  weights: "bf16",
};

/** A file of vectors as a run writes it, by its path in the site. */
function fileOf(run: FixtureRun, names = run.names): Map<string, Uint8Array> {
  const bytes = vectorsFile({ inputs: [], response: null }, {
    meanDirection: null,
    mixtures: mixturesOf(run, names),
    step: null,
    metadata: METADATA,
  });
  return new Map([["data/vectors-layer-18.safetensors", bytes]]);
}

/** Results whose layer 18 is decomposed as in the fixture. */
function resultsOf(run: FixtureRun): Results {
  const sample = sampleResults({ layers: [17, 18] });
  const [template] = sample.decompositions["18"]!;
  const rows = run.names.map(([kind, name], s): DecompositionRow => ({
    ...template!,
    kind,
    name,
    cosine: run.expected.raw[0]![s]!,
    // Of a length that does not count.
    specific_projection: 7 * run.expected.specific[0]![s]!,
  }));
  return {
    ...sample,
    decompositions: { "18": rows },
    decomposition_info: { "18": sample.decomposition_info["18"]! },
  };
}

/** The order of A, and what B has beside it. */
const inOrderOfA = [...runs.a.names, ...runs.b.names.filter(([, name]) => name === "only in B")];
const [a, b] = [resultsOf(runs.a), resultsOf(runs.b)];
const attached = { a: fileOf(runs.a), b: fileOf(runs.b, inOrderOfA) };

Deno.test("agreements() correlates what both runs have, PC1 and mixture by mixture, as SciPy does", () => {
  const [found, ...others] = agreements(a, b, attached);
  deepStrictEqual(others, []);
  deepStrictEqual(found!.layers, { a: 18, b: 18 });
  deepStrictEqual([found!.shared.length, found!.nAlone], [16, { a: 0, b: 1 }]);
  strictEqual(found!.without, null);
  for (const { variant, vectors, rho, mixtures } of found!.correlations) {
    const expected = runs.expected[variant];
    strictEqual(vectors, 16);
    ok(Math.abs(rho! - expected.rho) < 1e-12, `${variant}: ${rho}, not ${expected.rho}`);
    // The last two of B have no partner.
    strictEqual(mixtures!.n, 12);
    for (const key of ["q05", "q50", "q95"] as const) {
      ok(Math.abs(mixtures![key] - expected[key]) < 1e-12, `${variant} ${key}: ${mixtures![key]}`);
    }
  }
});

Deno.test("mixtureCorrelations() matches vectors by kind and name, in whatever order the runs have them", () => {
  const of = runs.a.names.map(([kind, name]) => ({ kind, name }));
  const read = (files: Map<string, Uint8Array>) => readMixtures("file", [...files.values()][0]!)!;
  for (const variant of ["raw", "specific"] as const) {
    const found = mixtureCorrelations(read(fileOf(runs.a)), read(fileOf(runs.b)), { variant, of });
    for (const [k, expected] of runs.expected[variant].mixtures.entries()) {
      ok(Math.abs(found[k]! - expected) < 1e-12, `${variant} ${k}`);
    }
  }
});

Deno.test("agreements() leaves mixtures out with the reason where k of A is not k of B", () => {
  const without = (other: Results, files = attached) => {
    const [found] = agreements(a, other, files);
    const isLeftOut = found!.correlations.every(({ mixtures }) => mixtures === null);
    strictEqual(isLeftOut, found!.without !== null);
    ok(found!.correlations.every(({ rho }) => rho !== null));
    return found!.without;
  };
  const options = (changed: Partial<Results["options"]>) => ({
    ...b,
    options: { ...b.options, ...changed },
  });
  strictEqual(without(b), null);
  // How many there are does not matter.
  strictEqual(without(options({ random: 14 })), null);
  ok(without(options({ seed: 7 }))!.startsWith("The seeds differ, 42 in A and 7 in B"));
  strictEqual(without(options({ random: 0 })), "B was run without random role mixtures.");
  ok(
    without(b, { ...attached, b: fileOf(runs.b) })!.startsWith("The runs have different roles"),
  );
  ok(
    without(b, { ...attached, a: new Map() })!.startsWith(
      "The random role mixtures of A were not there: no data/vectors-layer-18.safetensors",
    ),
  );
  const older = safetensorsBytes([], { metadata: METADATA });
  const olderFiles = new Map([["data/vectors-layer-18.safetensors", older]]);
  ok(
    without(b, { ...attached, b: olderFiles })!.startsWith(
      "The random role mixtures of B were not there",
    ),
  );
});

Deno.test("readMixtures() refuses tensors that do not fit their names, by the name of the file", () => {
  const file = (shape: number[], mixture_vectors: string, value = 0.5) => {
    const n = shape.reduce((product, size) => product * size, 1);
    const chunks = [new Uint8Array(new Float32Array(n).fill(value).buffer)];
    return safetensorsBytes([{ name: "mixture_cosine", dtype: "F32", shape, chunks }], {
      metadata: { mixture_vectors },
    });
  };
  const one = '[["role","poet"]]';
  strictEqual(readMixtures("x", file([3, 1], one))!.draws, 3);
  throws(
    () => readMixtures("x", file([3, 2], one)),
    /mixture_cosine of x: expected F32 \[3,1\], got F32 \[3,2\]/,
  );
  throws(() => readMixtures("x", file([3], one)), /expected F32 \[3,1\], got F32 \[3\]/);
  throws(() => readMixtures("x", file([3, 1], "[[1]]")), /expected pairs of kind and name/);
  throws(() => readMixtures("x", file([3, 1], "{")), /expected pairs of kind and name/);
  throws(() => readMixtures("x", file([1, 1], one, NaN)), /expected finite numbers/);
});

Deno.test("comparedLayers() has shared layers, that of A's verdict first, and the noted ones against each other", () => {
  const run = (layers: readonly number[], noted: number | null) => {
    const { decomposition_info, ...sample } = sampleResults({ layers: [17, 18] });
    const info = decomposition_info["18"]!;
    const { evidence } = sample;
    return {
      ...sample,
      evidence: evidence && {
        ...evidence,
        verdict: noted === null ? null : { ...evidence.verdict!, layer: noted },
      },
      decomposition_info: Object.fromEntries(
        layers.map((layer) => [String(layer), { ...info, layer }]),
      ),
    } as Results;
  };
  const pairs = (first: Results, second: Results) =>
    comparedLayers(first, second).map(({ a, b }) => [a, b]);
  deepStrictEqual(pairs(run([18, 21, 24], 21), run([18, 21], 21)), [[21, 21], [18, 18]]);
  deepStrictEqual(pairs(run([18, 24], 18), run([18, 24], 24)), [[18, 18], [24, 24], [18, 24]]);
  deepStrictEqual(pairs(run([18], null), run([24], null)), [[18, 24]]);
  deepStrictEqual(pairs(run([], null), run([24], null)), []);
  strictEqual(pairText({ a: 18, b: 18 }), "layer 18");
  strictEqual(pairText({ a: 18, b: 24 }), "layer 18 of A and layer 24 of B");
});
