import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import type { DecompositionRow, Results } from "../../../../src/results.ts";
import { vectorsFile } from "../../../../src/run/vectors_file.ts";
import {
  type Agreement,
  agreements,
  mixtureCorrelations,
} from "../../../../src/site/pages/comparison/agreements.ts";
import {
  agreementClaim,
  agreementFigure,
} from "../../../../src/site/pages/comparison/agreement_figure.ts";
import { comparedLayers, pairText } from "../../../../src/site/pages/comparison/compared_layers.ts";
import { readMixtures } from "../../../../src/site/pages/comparison/mixture_file.ts";
import { safetensorsBytes } from "../../../../src/sources/safetensors/safetensors_writer.ts";
import type { MixtureCosines } from "../../../../src/run/mixture_cosines.ts";
import { type FixtureRun, mixturesOf, runs } from "../../../comparison_fixture.ts";
import { sampleResults } from "../../sample_results.ts";

/** As of the run whose results the sample is. */
const { inputs: INPUTS, options: OPTIONS } = sampleResults({ layers: [18] });
const METADATA = {
  base: INPUTS.base.name,
  instruct: INPUTS.instruct.name,
  base_commit: "",
  instruct_commit: "",
  layer: "18",
  hook: "MLP output",
  rounding: OPTIONS.rounding === "none" ? "none" : `${OPTIONS.rounding}: in whole words`,
  weights: OPTIONS.weights,
};

/** A file of vectors as a run writes it, by its path in the site. */
function fileOf(
  run: FixtureRun,
  names = run.names,
  { metadata = {}, ...mixtures }:
    & { metadata?: Partial<typeof METADATA> }
    & Partial<MixtureCosines> = {},
): Map<string, Uint8Array> {
  const bytes = vectorsFile({ inputs: [], response: null }, {
    meanDirection: null,
    mixtures: { ...mixturesOf(run, names), ...mixtures },
    step: null,
    metadata: { ...METADATA, ...metadata },
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
  const opposite = rows.map((row, s): DecompositionRow => ({
    ...row,
    input_vector: "-PC1",
    cosine: run.opposite?.raw[s] ?? null,
    specific_projection: run.opposite?.specific[s] ?? null,
  }));
  const info = sample.decomposition_info["18"]!;
  const summary = { ...info.summary!, draws: run.draws.length };
  return {
    ...sample,
    decompositions: { "18": [...rows, ...opposite] },
    decomposition_info: { "18": { ...info, summary } },
  };
}

/** The order of A, and what B has beside it. */
const inOrderOfA = [...runs.a.names, ...runs.b.names.filter(([, name]) => name === "only in B")];
const [a, b] = [resultsOf(runs.a), resultsOf(runs.b)];
const attached = { a: fileOf(runs.a), b: fileOf(runs.b, inOrderOfA) };

Deno.test("agreements() correlates what both runs have, PC1 and mixture by mixture, as SciPy does", () => {
  const [found, ...others] = agreements({ a, b }, attached);
  deepStrictEqual(others, []);
  deepStrictEqual(found!.layers, { a: 18, b: 18 });
  deepStrictEqual([found!.shared.length, found!.nAlone], [16, { a: 0, b: 1 }]);
  strictEqual(found!.isSamePc1, true);
  for (const { variant, vectors, rho, opposite, mixtures, without } of found!.correlations) {
    const expected = runs.expected[variant];
    strictEqual(vectors, 16);
    deepStrictEqual([opposite, without], [null, null]);
    ok(Math.abs(rho! - expected.rho) < 1e-12, `${variant}: ${rho}, not ${expected.rho}`);
    // The last two of B have no partner.
    strictEqual(mixtures!.n, 24);
    for (const key of ["q05", "q50", "q95"] as const) {
      ok(Math.abs(mixtures![key] - expected[key]) < 1e-12, `${variant} ${key}: ${mixtures![key]}`);
    }
  }
});

Deno.test("mixtureCorrelations() matches vectors by kind and name, in whatever order the runs have them", () => {
  const of = runs.a.names.map(([kind, name]) => ({ kind, name }));
  const read = (files: Map<string, Uint8Array>) => readMixtures("file", [...files.values()][0]!)!;
  for (const variant of ["raw", "specific"] as const) {
    const found = mixtureCorrelations({ a: read(fileOf(runs.a)), b: read(fileOf(runs.b)) }, {
      variant,
      of,
    });
    for (const [k, expected] of runs.expected[variant].mixtures.entries()) {
      ok(Math.abs(found[k]! - expected) < 1e-12, `${variant} ${k}`);
    }
  }
});

Deno.test("agreements() leaves mixtures out with the reason where k of A is not k of B", () => {
  const without = (other: Results, files = attached) => {
    const [{ correlations }] = agreements({ a, b: other }, files) as [Agreement];
    for (const { rho, mixtures, without } of correlations) {
      strictEqual(mixtures === null, without !== null);
      ok(rho !== null);
    }
    const [reason, ...others] = new Set(correlations.map(({ without }) => without));
    deepStrictEqual(others, []);
    return reason;
  };
  const options = (changed: Partial<Results["options"]>) => ({
    ...b,
    options: { ...b.options, ...changed },
  });
  strictEqual(without(b), null);
  // How many there are does not matter.
  strictEqual(without(options({ random: 26 })), null);
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

Deno.test("agreements() sets fewer than 20 mixtures that have a correlation beside nothing, form by form", () => {
  const { draws, cosine, specific, vectors } = mixturesOf(runs.a);
  const nColumns = vectors.length;
  /** The first draws without a change, so that so many are left. */
  const left = (values: Float64Array, n: number) =>
    Float64Array.from(values, (value, i) => i < (draws - n) * nColumns ? 0 : value);
  const withLeft = (n: number) => {
    const file = fileOf(runs.a, runs.a.names, {
      cosine: left(cosine, n),
      specific: left(specific!, n - 1),
    });
    return agreements({ a, b }, { ...attached, a: file })[0]!.correlations;
  };
  const [raw, specificOnes] = withLeft(20);
  deepStrictEqual([raw!.mixtures!.n, raw!.without], [20, null]);
  strictEqual(specificOnes!.mixtures, null);
  strictEqual(
    specificOnes!.without,
    "Mixtures are left out for the cosines with the mean direction removed: a rank correlation is known of 19, and to tell more from less takes 20.",
  );
  ok(withLeft(1).every(({ rho, mixtures }) => rho !== null && mixtures === null));
});

Deno.test("agreements() leaves out a file that is of another run than the results it lies beside", () => {
  const without = (file: Map<string, Uint8Array>) =>
    agreements({ a, b }, { ...attached, a: file })[0]!.correlations[0]!.without;
  const reason = (what: string) =>
    `The data/vectors-layer-18.safetensors that lies beside the results of A is of another run (not the same: ${what}), so mixtures are left out.`;
  const told = (metadata: Partial<typeof METADATA>) =>
    without(fileOf(runs.a, runs.a.names, { metadata }));
  strictEqual(told({}), null);
  for (const key of ["base", "instruct", "layer", "weights", "rounding"] as const) {
    strictEqual(told({ [key]: "another" }), reason(key));
  }
  strictEqual(told({ base: "x", layer: "19" }), reason("base and layer"));
  const { draws, cosine, specific } = mixturesOf(runs.a);
  const n = (draws - 1) * runs.a.names.length;
  const fewer = { draws: draws - 1, cosine: cosine.slice(0, n), specific: specific!.slice(0, n) };
  strictEqual(without(fileOf(runs.a, runs.a.names, fewer)), reason("number of mixtures"));
});

Deno.test("agreements() goes by the roles that mixtures weigh, not by those that have a length at the layer", () => {
  const without = (weighed: readonly string[]) =>
    agreements({ a, b }, { ...attached, b: fileOf(runs.b, inOrderOfA, { weighed }) })[0]!
      .correlations[0]!.without;
  const { weighed } = mixturesOf(runs.a);
  const longer = [...weighed, "without a length at layer 18"];
  ok(without(longer)!.startsWith("The runs have different roles"));
  ok(without(weighed.toReversed())!.startsWith("The runs have different roles"));
  // One role has no length in B: the columns are fewer, the mixtures are the same.
  const names = inOrderOfA.filter(([, name]) => name !== runs.a.names[0]![1]);
  const [raw] = agreements({ a, b }, { ...attached, b: fileOf(runs.b, names, { weighed }) })[0]!
    .correlations;
  deepStrictEqual([raw!.without, raw!.mixtures!.n], [null, 24]);
});

Deno.test("agreements() sets A's PC1 against either sign of B's where each has its own, and the title claims no more or less", () => {
  const pca = "of-b.npz";
  const own = { ...b, options: { ...b.options, pca } };
  const [found] = agreements({ a, b: own }, attached);
  strictEqual(found!.isSamePc1, false);
  for (const { variant, rho, opposite, mixtures } of found!.correlations) {
    const expected = runs.expected[variant];
    ok(Math.abs(rho! - expected.rho) < 1e-12);
    ok(Math.abs(opposite! - expected.opposite) < 1e-12, `${variant}: ${opposite}`);
    strictEqual(mixtures!.n, 24);
  }
  const { rho, opposite, q50 } = runs.expected.raw;
  const shown = (value: number) => value.toFixed(2).replace("-", "−");
  strictEqual(
    agreementFigure(found!)[0]!.title,
    `The decompositions of layer 18 have a rank correlation of ${
      shown(rho)
    } with B’s own PC1, and of ${shown(opposite)} with its −PC1; mixtures ${shown(q50)}`,
  );
  const flipped = {
    ...own,
    decompositions: {
      "18": own.decompositions["18"]!.map((row) => ({
        ...row,
        input_vector: row.input_vector === "PC1" ? "-PC1" : "PC1",
      })),
    },
  };
  const [turned] = agreements({ a, b: flipped }, attached);
  ok(!/more|less/.test(agreementFigure(turned!)[0]!.title));
  const other = (changed: Partial<Results["options"]>) =>
    agreements({ a, b: { ...b, options: { ...b.options, ...changed } } }, attached)[0]!.isSamePc1;
  deepStrictEqual([other({}), other({ pca_layer: 3 }), other({ pca_scale: "standard" })], [
    true,
    false,
    false,
  ]);
});

Deno.test("agreements() tells PC1 by the share that it explains, and by the name of the vectors where none is known", () => {
  const isSame = (shareOfA: number | null, shareOfB: number | null) => {
    const withShare = (results: Results, share: number | null, name: string): Results => ({
      ...results,
      inputs: { ...results.inputs, vectors: { ...results.inputs.vectors, name } },
      pcs: results.pcs.map((pc) => ({ ...pc, variance_explained: share })),
    });
    const both = { a: withShare(a, shareOfA, "roles.npz"), b: withShare(b, shareOfB, "copy.pt") };
    return agreements(both, attached)[0]!.isSamePc1;
  };
  deepStrictEqual([isSame(0.21, 0.21), isSame(0.21, 0.22), isSame(null, null)], [
    true,
    false,
    false,
  ]);
});

Deno.test("readMixtures() refuses tensors that do not fit their names, by the name of the file", () => {
  const file = (
    shape: number[],
    mixture_vectors: string,
    { value = 0.5, weighs = '["poet"]' } = {},
  ) => {
    const n = shape.reduce((product, size) => product * size, 1);
    const chunks = [new Uint8Array(new Float32Array(n).fill(value).buffer)];
    return safetensorsBytes([{ name: "mixture_cosine", dtype: "F32", shape, chunks }], {
      metadata: { mixture_vectors, mixture_weighs: weighs },
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
  throws(
    () => readMixtures("x", file([1, 1], one, { weighs: "[1]" })),
    /expected names of roles in mixture_weighs/,
  );
  throws(() => readMixtures("x", file([1, 1], one, { value: NaN })), /expected finite numbers/);
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

Deno.test("agreementClaim() calls opposite orders opposite, also where mixtures are as well", () => {
  const mixtures = { n: 32, q05: -1, q50: -1, q95: -0.9 };
  const told = (rho: number) =>
    agreementClaim("The decompositions", { rho, opposite: null, mixtures, isSamePc1: true });
  strictEqual(
    told(-1),
    "The decompositions are opposite no more than those of mixtures: rank correlation −1.0000, 90 % of mixtures −1.0000 to −0.9000",
  );
  ok(told(0.5).startsWith("The decompositions agree more than those of 95 % of mixtures: "));
});
