import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openFileBytes } from "../../../src/sources/folder/file_bytes.ts";
import { openSafetensors } from "../../../src/sources/safetensors/safetensors.ts";
import {
  type TensorToWrite,
  type WriteOptions,
  writeSafetensors,
} from "../../../src/sources/safetensors/safetensors_writer.ts";
import { withFolder } from "../temporary_folder.ts";

const testdata = new URL("../../testdata/safetensors/", import.meta.url);

/** The tensors of a fixture, in pieces of 5 bytes given one after another. */
async function tensorsOf(fileName: string) {
  const file = await openSafetensors(
    await openFileBytes(fileURLToPath(new URL(fileName, testdata))),
  );
  const tensors: TensorToWrite[] = [...file.tensors.values()].map((tensor) => ({
    name: tensor.name,
    dtype: tensor.dtype,
    shape: tensor.shape,
    chunks: (async function* () {
      for (let at = 0; at < tensor.sizeBytes; at += 5) {
        const chunk = new Uint8Array(Math.min(5, tensor.sizeBytes - at));
        await tensor.read(at, chunk);
        yield chunk;
      }
    })(),
  }));
  return { file, tensors };
}

for (const fileName of ["gpt2_like.safetensors", "dtypes.safetensors"]) {
  Deno.test(`writeSafetensors() writes ${fileName} byte for byte as Python wrote it`, () =>
    withFolder({}, async (folder) => {
      const { file, tensors } = await tensorsOf(fileName);
      const path = join(folder, "copy.safetensors");
      await writeSafetensors(path, tensors, { metadata: Object.fromEntries(file.metadata) });
      file.close();
      assert.deepEqual(await Deno.readFile(path), await Deno.readFile(new URL(fileName, testdata)));
    }));
}

Deno.test("writeSafetensors() keeps the order given and names that an object would lose", () =>
  withFolder({}, async (folder) => {
    const path = join(folder, "a.safetensors");
    const names = ["b", "a", "10", "2", "__proto__", "", "\n\u{1f600}"];
    await writeSafetensors(
      path,
      names.map((name, i) => ({ name, dtype: "U8", shape: [1], chunks: [new Uint8Array([i])] })),
    );
    const file = await openSafetensors(await openFileBytes(path));
    assert.deepEqual([...file.tensors.keys()], names);
    for (const [i, name] of names.entries()) {
      const value = new Uint8Array(1);
      await file.tensor(name).read(0, value);
      assert.equal(value[0], i);
    }
    file.close();
  }));

Deno.test("writeSafetensors() starts the data at a multiple of 8 bytes", () =>
  withFolder({}, async (folder) => {
    for (const name of ["x", "xx", "xxx", "xxxx", "xxxxx", "xxxxxx", "xxxxxxx", "xxxxxxxx"]) {
      const path = join(folder, "a.safetensors");
      await writeSafetensors(path, [{
        name,
        dtype: "U8",
        shape: [1],
        chunks: [new Uint8Array(1)],
      }]);
      assert.equal((await Deno.stat(path)).size % 8, 1);
      (await openSafetensors(await openFileBytes(path))).close();
    }
  }));

async function assertRefused(
  tensors: TensorToWrite[],
  message: string,
  options: WriteOptions = {},
): Promise<void> {
  await withFolder({}, async (folder) => {
    const path = join(folder, "a.safetensors");
    await assert.rejects(writeSafetensors(path, tensors, options), { name: "RangeError", message });
    assert.deepEqual([...Deno.readDirSync(folder)], []);
  });
}

Deno.test("writeSafetensors() refuses what no reader would accept and leaves no file", async () => {
  const tensor = (fields: Partial<TensorToWrite>): TensorToWrite => ({
    name: "t",
    dtype: "F32",
    shape: [2],
    chunks: [new Uint8Array(8)],
    ...fields,
  });
  await assertRefused([tensor({}), tensor({})], 'Cannot write tensor "t": the name is taken');
  await assertRefused(
    [tensor({ name: "__metadata__" })],
    'Cannot write tensor "__metadata__": the name is taken',
  );
  await assertRefused(
    [tensor({ name: "\ud800" })],
    String.raw`Cannot write tensor "\ud800": the name is not valid Unicode`,
  );
  await assertRefused(
    [tensor({ dtype: "F33" })],
    'Cannot write tensor "t": unknown dtype "F33"',
  );
  for (const shape of [[-2], [1.5], [NaN], [2 ** 52, 2]]) {
    await assertRefused(
      [tensor({ shape })],
      `Cannot write tensor "t": F32 [${shape.join(", ")}] is no whole number of bytes`,
    );
  }
  await assertRefused(
    [tensor({ dtype: "F4", shape: [3] })],
    'Cannot write tensor "t": F4 [3] is no whole number of bytes',
  );
  await assertRefused(
    [tensor({ chunks: [new Uint8Array(7)] })],
    'Cannot write tensor "t" to a.safetensors: expected 8 bytes, got 7',
  );
  await assertRefused(
    [tensor({ chunks: [new Uint8Array(8), new Uint8Array(1)] })],
    'Cannot write tensor "t" to a.safetensors: expected 8 bytes, got more',
  );
});
