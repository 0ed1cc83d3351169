import assert from "node:assert/strict";
import { join } from "node:path";
import { createWasmEngine } from "../../src/compute/wasm_engine.ts";
import { openFileBytes } from "../../src/sources/folder/file_bytes.ts";
import { lyingAt, placeOf } from "../../src/sources/folder/file_place.ts";
import { openSafetensors } from "../../src/sources/safetensors/safetensors.ts";
import { safetensorsBytes } from "../../src/sources/safetensors/safetensors_writer.ts";
import type { WeightTensor } from "../../src/sources/checkpoint/weights.ts";
import { type MemoryWeight, weightOf } from "./memory_weight.ts";
import { normals } from "./random.ts";

const [R, K] = [300, 1000];

/** Runs `run` with a matrix of a safetensors file, the same in memory, and the path. */
async function withFile(
  run: (weights: { stored: WeightTensor; whole: MemoryWeight; path: string }) => Promise<void>,
): Promise<void> {
  const whole = weightOf(normals(R * K, 0.2), { name: "w", shape: [R, K], dtype: "F32" });
  const bytes = new Uint8Array(whole.sizeBytes);
  await whole.read(0, bytes);
  const folder = await Deno.makeTempDir();
  const path = join(folder, "a.safetensors");
  await Deno.writeFile(
    path,
    safetensorsBytes([{ name: "w", shape: [R, K], dtype: "F32", chunks: [bytes] }], {
      metadata: { a: "longer so that the matrix begins elsewhere" },
    }),
  );
  const source = await openFileBytes(path);
  try {
    const { tensors } = await openSafetensors(source);
    await run({ stored: tensors.get("w") as WeightTensor, whole, path });
  } finally {
    source.close();
    await Deno.remove(folder, { recursive: true });
  }
}

/** x W^T of 5 vectors, and how many bytes the engine said that it read. */
async function product(weight: WeightTensor): Promise<{ y: Float32Array; nBytes: number }> {
  let nBytes = 0;
  const engine = createWasmEngine({
    weights: "bf16",
    nThreads: 2,
    maxTileBytes: 50 * K * 4,
    onWeightBytes: (n) => nBytes += n,
  });
  try {
    const x = engine.upload(normals(5 * K, 0.6), { nRows: 5, nColumns: K });
    const [y] = await engine.linear([{ x, rounding: "stored" }], weight);
    const [values] = await engine.download([y!]);
    return { y: values!, nBytes };
  } finally {
    engine.dispose();
  }
}

Deno.test("threads read tiles of a plain file themselves, rows of a matrix as well, to the same numbers", () =>
  withFile(async ({ stored, whole }) => {
    assert.equal(placeOf(whole), undefined);
    const refused = () => Promise.reject(new Error("nobody is to ask this"));
    const place = placeOf(stored);
    assert(place !== undefined);
    const { y, nBytes } = await product({ ...stored, read: lyingAt(() => refused(), place) });
    assert.deepEqual(y, (await product(whole)).y);
    assert.equal(nBytes, R * K * 4);
    // Who puts another `read` in its place is asked.
    await assert.rejects(product({ ...stored, read: refused }), {
      message: "nobody is to ask this",
    });
    const rows = (stored as WeightTensor & { rows(first: number, end: number): WeightTensor })
      .rows(100, 160);
    const part = await product(rows);
    for (let v = 0; v < 5; v++) {
      assert.deepEqual(part.y.subarray(v * 60, v * 60 + 60), y.slice(v * R + 100, v * R + 160));
    }
  }));

Deno.test("a file that was opened again is read again, and one that was closed is not", async () => {
  const engine = createWasmEngine({ weights: "bf16", nThreads: 2 });
  const productOf = async (weight: WeightTensor) => {
    const x = engine.upload(normals(K, 0.6), { nRows: 1, nColumns: K });
    const [y] = await engine.linear([{ x, rounding: "stored" }], weight);
    return (await engine.download([y!]))[0]!;
  };
  try {
    await withFile(async ({ stored, path }) => {
      const before = await productOf(stored);
      const bytes = await Deno.readFile(path);
      bytes.fill(0, bytes.length - R * K * 4);
      await Deno.remove(path);
      await Deno.writeFile(path, bytes);
      const source = await openFileBytes(path);
      const tensor = (await openSafetensors(source)).tensors.get("w") as WeightTensor;
      const after = await productOf(tensor);
      assert(before.every((value) => value !== 0) && after.every((value) => value === 0));
      source.close();
      await assert.rejects(productOf(tensor), {
        message: "Cannot read a.safetensors: it was closed",
      });
    });
  } finally {
    engine.dispose();
  }
});

Deno.test("of a file that threads can read in part the rest is read as any other weight, and counted once", () =>
  withFile(async ({ stored, whole, path }) => {
    const shorter = `${path}.part`;
    const bytes = await Deno.readFile(path);
    await Deno.writeFile(shorter, bytes.subarray(0, bytes.length - R * K * 2));
    const file = { path: shorter, expectUnchanged() {} };
    const { offsetBytes } = placeOf(stored)!;
    const read: WeightTensor["read"] = (offset, into) => stored.read(offset, into);
    const { y, nBytes } = await product({ ...stored, read: lyingAt(read, { file, offsetBytes }) });
    assert.deepEqual(y, (await product(whole)).y);
    assert.equal(nBytes, R * K * 4);
  }));

Deno.test("what threads cannot read is read as any other weight", () =>
  withFile(async ({ stored, whole }) => {
    const lost = {
      file: { path: "/there/is/nothing/here", expectUnchanged() {} },
      offsetBytes: 0,
    };
    const read: WeightTensor["read"] = (offset, into) => stored.read(offset, into);
    const { y } = await product({ ...stored, read: lyingAt(read, lost) });
    assert.deepEqual(y, (await product(whole)).y);
  }));

Deno.test("a file that was cut off or written to since it was opened gives no product", async () => {
  await withFile(async ({ stored, path }) => {
    await Deno.truncate(path, (await Deno.stat(path)).size - R * K * 2);
    await assert.rejects(product(stored), {
      message:
        /^Cannot read [^\n]*a\.safetensors: (it went from \d+ bytes to \d+|the file ends after) /,
    });
  });
  await withFile(async ({ stored, path }) => {
    await Deno.utime(path, 1, 1);
    await assert.rejects(product(stored), { name: "ChangedFile" });
  });
});
