import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { openFileBytes } from "../../../src/sources/folder/file_bytes.ts";
import { openSafetensors, readTensorValues } from "../../../src/sources/safetensors/safetensors.ts";
import { memoryBytes, safetensorsFile } from "../memory_bytes.ts";

const testdata = new URL("../../testdata/safetensors/", import.meta.url);

/** Two tensors whose data are the bytes 0 to 19. */
function twoTensors() {
  const json = '{"a":{"dtype":"U8","shape":[12],"data_offsets":[0,12]},' +
    '"b":{"dtype":"BF16","shape":[2,2],"data_offsets":[12,20]}}';
  return safetensorsFile(json, Uint8Array.from({ length: 20 }, (_, i) => i));
}

Deno.test("openSafetensors() reads the prefix and the header and nothing else", async () => {
  const bytes = twoTensors();
  const source = memoryBytes(bytes);
  const file = await openSafetensors(source);
  assert.deepEqual(source.ranges, [
    { offsetBytes: 0, sizeBytes: 8 },
    { offsetBytes: 8, sizeBytes: bytes.length - 20 - 8 },
  ]);
  file.close();
  assert.ok(source.isClosed);
});

Deno.test("read() of a tensor reads the range asked and nothing else", async () => {
  const bytes = twoTensors();
  const source = memoryBytes(bytes);
  const tensor = (await openSafetensors(source)).tensor("b");
  source.ranges.length = 0;
  const into = new Uint8Array(3);
  await tensor.read(5, into);
  assert.deepEqual(into, new Uint8Array([17, 18, 19]));
  assert.deepEqual(source.ranges, [{ offsetBytes: bytes.length - 3, sizeBytes: 3 }]);
});

Deno.test("read() of a tensor refuses to run into its neighbour", async () => {
  const file = await openSafetensors(memoryBytes(twoTensors()));
  for (const [offset, size] of [[10, 3], [-1, 1], [NaN, 1]] as const) {
    await assert.rejects(file.tensor("a").read(offset, new Uint8Array(size)), {
      name: "RangeError",
      message:
        `Cannot read bytes ${offset} to ${offset + size} of tensor "a" in memory.safetensors: ` +
        "it has 12 bytes",
    });
  }
});

Deno.test("tensor() names one that is not there", async () => {
  const file = await openSafetensors(memoryBytes(twoTensors()), "x.safetensors of base");
  assert.throws(() => file.tensor("toString"), {
    rule: "TensorNotFound",
    message: 'Cannot read x.safetensors of base: TensorNotFound: no tensor "toString"',
  });
});

Deno.test("openSafetensors() reads what the Rust crate wrote", async () => {
  const expected: { name: string; dtype: string; shape: number[]; base64: string }[] = JSON.parse(
    await Deno.readTextFile(new URL("gpt2_like.json", testdata)),
  );
  const path = fileURLToPath(new URL("gpt2_like.safetensors", testdata));
  const file = await openSafetensors(await openFileBytes(path));
  assert.deepEqual([...file.metadata], [["format", "pt"]]);
  assert.equal(file.tensors.size, expected.length);
  for (const { name, dtype, shape, base64 } of expected) {
    const tensor = file.tensor(name);
    const bytes = new Uint8Array(tensor.sizeBytes);
    await tensor.read(0, bytes);
    assert.deepEqual({ dtype: tensor.dtype, shape: tensor.shape }, { dtype, shape });
    assert.equal(bytes.toBase64(), base64);
    assert.equal(tensor.fileName, "gpt2_like.safetensors");
  }
  file.close();
});

Deno.test("openSafetensors() tells a Git LFS pointer from a broken file", async () => {
  const pointer = "version https://git-lfs.github.com/spec/v1\n" +
    `oid sha256:${"0".repeat(64)}\nsize 4861012345\n`;
  const source = memoryBytes(new TextEncoder().encode(pointer));
  await assert.rejects(openSafetensors(source), {
    message:
      `Cannot read memory.safetensors: expected the weights, found a Git LFS pointer of ${pointer.length} bytes; ` +
      "fetch the file with `git lfs pull` or `hf download`",
  });
  assert.ok(source.isClosed);
  await assert.rejects(openSafetensors(memoryBytes(new TextEncoder().encode("version 2 of it"))), {
    message: /expected the weights, found text that begins with "version 2 of it"$/,
  });
  const zip = Uint8Array.of(0x50, 0x4b, 3, 4, ...new Uint8Array(60).fill(200));
  await assert.rejects(openSafetensors(memoryBytes(zip)), {
    message:
      /expected the weights, found a zip archive, as torch\.save writes; save what it holds as safetensors \(/,
  });
  await assert.rejects(openSafetensors(memoryBytes(new Uint8Array(64).fill(200))), {
    rule: "HeaderTooLarge",
  });
  await assert.rejects(openSafetensors(memoryBytes(new Uint8Array(64))), {
    message:
      /expected a header, its length says 0: so begins a file that was not written to its end/,
  });
});

Deno.test("openSafetensors() closes the source of a file that it refuses", async () => {
  for (
    const bytes of [new Uint8Array(0), twoTensors().subarray(0, 60), twoTensors().subarray(0, -2)]
  ) {
    const source = memoryBytes(bytes);
    await assert.rejects(openSafetensors(source), { name: "SafetensorsError" });
    assert.ok(source.isClosed);
  }
});

Deno.test("readTensorValues() decodes a tensor and refuses a dtype without values", async () => {
  const file = await openSafetensors(memoryBytes(twoTensors()));
  const { length, 0: first } = await readTensorValues(file.tensor("b"));
  assert.equal(length, 4);
  assert.equal(first, new DataView(new Uint8Array([0x0d, 0x0c, 0, 0]).buffer).getFloat32(0));
  await assert.rejects(readTensorValues(file.tensor("a")), {
    name: "TypeError",
    message:
      'Cannot decode tensor "a" in memory.safetensors: expected BF16, F16, F32 or F64, found U8',
  });
});
