import assert from "node:assert/strict";
import { drawsFile } from "../../src/run/draws_file.ts";
import { mixtureCosines } from "../../src/run/mixture_cosines.ts";
import { vectorsFile } from "../../src/run/vectors_file.ts";
import {
  headerLength,
  parseHeader,
  PREFIX_BYTES,
} from "../../src/sources/safetensors/safetensors_header.ts";

const METADATA = {
  base: "a@0123",
  instruct: "b",
  base_commit: "0123",
  instruct_commit: "",
  layer: "18",
  hook: "MLP output",
  rounding: "none",
  weights: "bf16",
};

Deno.test("vectorsFile() holds every vector in float32 by its name, and tells where it lives", () => {
  const inputs = [{
    name: "-PC1",
    x: Float32Array.of(1, 2),
    base: Float32Array.of(3, 4),
    instruct: Float32Array.of(5, 7),
    d: Float64Array.of(2, 3),
    shapley: new Map([["gate", Float64Array.of(0.5, 1)] as const]),
  }];
  const response = { base: Float64Array.of(1, 1), instruct: Float64Array.of(1.5, -1) };
  const bytes = vectorsFile({ inputs, response }, {
    meanDirection: Float64Array.of(0.6, 0.8),
    mixtures: null,
    step: { length: 2.5, mu: "default", vectorLayer: 17 },
    metadata: METADATA,
  });
  const { values, metadata } = read(bytes);
  assert.deepEqual(values, {
    "x.-PC1": [1, 2],
    "y_base.-PC1": [3, 4],
    "y_instruct.-PC1": [5, 7],
    "difference.-PC1": [2, 3],
    "response_base.PC1": [1, 1],
    "response_instruct.PC1": [1.5, -1],
    "response_difference.PC1": [0.5, -2],
    "shapley.gate.-PC1": [0.5, 1],
    "common_mode": [Math.fround(0.6), Math.fround(0.8)],
  });
  assert.deepEqual(metadata, {
    ...METADATA,
    response: "R = y(mu + s x / |x|) - y(mu), x = x.PC1; difference = instruct - base",
    response_s: "2.5",
    response_mu: "default of the vector files at layer 17",
  });
});

Deno.test("vectorsFile() holds no response where no mean state is known", () => {
  const bytes = vectorsFile({ inputs: [], response: null }, {
    meanDirection: Float64Array.of(0.6, 0.8),
    mixtures: null,
    step: null,
    metadata: METADATA,
  });
  const { values, metadata } = read(bytes);
  assert.deepEqual(Object.keys(values), ["common_mode"]);
  assert.deepEqual(metadata, METADATA);
});

Deno.test("vectorsFile() names the roles that mixtures weigh beside the vectors that have a length", () => {
  const vectors = [{ kind: "role" as const, name: "poet", values: Float32Array.of(1, 0) }];
  const mixtures = mixtureCosines([Float64Array.of(3, 4), Float64Array.of(4, 3)], {
    vectors: [...vectors, { ...vectors[0]!, name: "nobody", values: Float32Array.of(0, 0) }],
    weighed: ["poet", "nobody"],
  })!;
  const { values, metadata } = read(
    vectorsFile({ inputs: [], response: null }, {
      meanDirection: null,
      mixtures,
      step: null,
      metadata: METADATA,
    }),
  );
  assert.deepEqual(values.mixture_cosine, [0.6, 0.8].map(Math.fround));
  assert.equal(metadata.mixture_vectors, '[["role","poet"]]');
  assert.equal(metadata.mixture_weighs, '["poet","nobody"]');
});

Deno.test("drawsFile() holds the difference of every draw in float32 by its number, and tells what it is", () => {
  const draws = [Float64Array.of(1, 0.1), Float64Array.of(-3, 4)];
  const bytes = drawsFile({ draws }, { metadata: METADATA, seed: 42 });
  const { values, metadata } = read(bytes!);
  assert.deepEqual(values, {
    "difference.persona.0": [1, Math.fround(0.1)],
    "difference.persona.1": [-3, 4],
  });
  const { difference, ...others } = metadata;
  assert.deepEqual(others, { ...METADATA, draws: "2", seed: "42" });
  assert.match(difference!, /^y_instruct - y_base of persona draw k as drawn \(sign 1\)/);
  assert.equal(drawsFile({ draws: [] }, { metadata: METADATA, seed: 42 }), null);
});

/** Tensors `[2]` by name, and the metadata. */
function read(bytes: Uint8Array<ArrayBuffer>) {
  const context = { where: "memory", fileSizeBytes: bytes.byteLength };
  const nHeaderBytes = headerLength(bytes.subarray(0, PREFIX_BYTES), context);
  const header = bytes.subarray(PREFIX_BYTES, PREFIX_BYTES + nHeaderBytes);
  const { tensors } = parseHeader(header, context);
  const data = bytes.slice(PREFIX_BYTES + nHeaderBytes);
  const values = Object.fromEntries([...tensors.values()].map(({ name }, ix) => [
    name,
    [...new Float32Array(data.buffer, 8 * ix, 2)],
  ]));
  const metadata: Record<string, string> =
    JSON.parse(new TextDecoder().decode(header)).__metadata__;
  return { values, metadata };
}
