import assert from "node:assert/strict";
import { vectorsFile } from "../../../src/analysis/causes/vectors_file.ts";
import {
  headerLength,
  parseHeader,
  PREFIX_BYTES,
} from "../../../src/sources/safetensors_header.ts";

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
  const bytes = vectorsFile({ inputs }, {
    commonMode: Float64Array.of(0.6, 0.8),
    metadata: METADATA,
  });
  const context = { where: "memory", fileSizeBytes: bytes.byteLength };
  const nHeaderBytes = headerLength(bytes.subarray(0, PREFIX_BYTES), context);
  const header = bytes.subarray(PREFIX_BYTES, PREFIX_BYTES + nHeaderBytes);
  const { tensors } = parseHeader(header, context);
  const data = bytes.slice(PREFIX_BYTES + nHeaderBytes);
  const values = Object.fromEntries([...tensors.values()].map(({ name }, ix) => [
    name,
    [...new Float32Array(data.buffer, 8 * ix, 2)],
  ]));
  assert.deepEqual(values, {
    "x.-PC1": [1, 2],
    "y_base.-PC1": [3, 4],
    "y_instruct.-PC1": [5, 7],
    "difference.-PC1": [2, 3],
    "shapley.gate.-PC1": [0.5, 1],
    "common_mode": [Math.fround(0.6), Math.fround(0.8)],
  });
  const text = new TextDecoder().decode(header);
  assert.deepEqual(JSON.parse(text).__metadata__, METADATA);
});
