import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { norm } from "../../../src/math/vector_math.ts";
import type { Results } from "../../../src/results.ts";
import { drawsFile } from "../../../src/run/draws_file.ts";
import { attachedSays, differencesFromRun } from "../../../src/site/kit/attached_run.ts";
import { safetensorsBytes } from "../../../src/sources/safetensors/safetensors_writer.ts";
import { sampleResults } from "../sample_results.ts";

const SAMPLE = sampleResults({ layers: [17, 18] });
const f32 = (...values: number[]) => Float64Array.from(values, Math.fround);
const D = f32(0.6, -0.8, 0.1);
const DRAWS = [f32(1, 2, 2), f32(0.1, 0.2, 0.3)];

/** Results whose layer 18 has these changes. */
const RESULTS: Results = {
  ...SAMPLE,
  mlp: SAMPLE.mlp.map((row) =>
    row.layer === 18 && row.input_vector === "PC1"
      ? { ...row, delta_norm: Number(norm(D).toPrecision(10)) }
      : row
  ),
  baseline: DRAWS.map((d, index) => ({
    ...SAMPLE.baseline.find((row) => row.baseline === "persona")!,
    layer: 18,
    index,
    sign: 1 as const,
    delta_norm: Number(norm(d).toPrecision(10)),
  })),
};
const METADATA = {
  base: RESULTS.inputs.base.name,
  instruct: RESULTS.inputs.instruct.name,
  base_commit: "",
  instruct_commit: "",
  layer: "18",
  hook: "MLP output",
  rounding: RESULTS.options.rounding,
  weights: RESULTS.options.weights,
};

const vectors = (d: Float64Array, metadata: Record<string, string> = METADATA, of = "PC1") =>
  safetensorsBytes([{
    name: `difference.${of}`,
    dtype: "F32",
    shape: [d.length],
    chunks: [new Uint8Array(Float32Array.from(d).buffer)],
  }], { metadata });
const draws = (of: readonly Float64Array[], seed = RESULTS.options.seed) =>
  drawsFile({ draws: of }, { metadata: METADATA, seed })!;
const differing = (bytes: Uint8Array, layer: number | null = 18) =>
  differencesFromRun(attachedSays("a file", bytes), { results: RESULTS, layer });

Deno.test("differencesFromRun() finds nothing in the files of the run, nor in one that says nothing of itself", () => {
  deepStrictEqual(differing(vectors(D)), []);
  deepStrictEqual(differing(draws(DRAWS)), []);
  deepStrictEqual(differing(vectors(D, {})), []);
  deepStrictEqual(differing(safetensorsBytes([], { metadata: {} }), null), []);
});

Deno.test("differencesFromRun() tells a file of another run by its numbers where the names are the same", () => {
  deepStrictEqual(differing(vectors(D.map((it) => it * 1.001))), ["lengths of the changes"]);
  deepStrictEqual(differing(draws(DRAWS.toReversed())), ["lengths of the changes"]);
  deepStrictEqual(differing(vectors(f32(NaN, 0, 0))), ["lengths of the changes"]);
});

Deno.test("differencesFromRun() holds an input that is called like a draw to the input", () => {
  const row = RESULTS.mlp.find((row) => row.layer === 18)!;
  const results = { ...RESULTS, mlp: [{ ...row, input_vector: "persona.0", delta_norm: 3 }] };
  const of = (d: Float64Array) =>
    differencesFromRun(attachedSays("a file", vectors(d, METADATA, "persona.0")), {
      results: { ...results, baseline: RESULTS.baseline.map((it) => ({ ...it, delta_norm: 5 })) },
      layer: 18,
    });
  deepStrictEqual(of(f32(1, 2, 2)), []);
  deepStrictEqual(of(f32(3, 4, 0)), ["lengths of the changes"]);
});

Deno.test("differencesFromRun() names what the file says of another run", () => {
  deepStrictEqual(differing(vectors(D, { ...METADATA, base: "another", layer: "17" })), [
    "base",
    "layer",
  ]);
  deepStrictEqual(differing(draws(DRAWS, 7)), ["seed"]);
  deepStrictEqual(differing(draws(DRAWS), 17), ["layer"]);
  strictEqual(RESULTS.options.seed === 7, false);
});
