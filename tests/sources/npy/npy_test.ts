import assert from "node:assert/strict";
import { openFileBytes } from "../../../src/sources/folder/file_bytes.ts";
import { decodeToFloat32 } from "../../../src/math/dtypes.ts";
import { openNpy } from "../../../src/sources/npy/npy.ts";

const FOLDER = new URL("../../testdata/npy/", import.meta.url);

function readFixture<T>(name: string): T {
  return JSON.parse(Deno.readTextFileSync(new URL(name, FOLDER)));
}

async function readMatrix(name: string) {
  const source = await openFileBytes(new URL(name, FOLDER).pathname);
  try {
    const { shape, dtype, read } = await openNpy(source);
    const [R, K] = shape;
    const bytes = new Uint8Array(R * K * Number(dtype.slice(1)) / 8);
    await read(0, bytes);
    const values = [...decodeToFloat32(bytes, dtype)];
    return Array.from({ length: R }, (_, row) => values.slice(row * K, (row + 1) * K));
  } finally {
    source.close();
  }
}

for (const [name, expected] of Object.entries(readFixture<number[][]>("read.json"))) {
  Deno.test(`openNpy() reads ${name} as numpy does`, async () => {
    assert.deepEqual(await readMatrix(name), expected);
  });
}

for (const [name, finding] of Object.entries(readFixture<string>("refused.json"))) {
  Deno.test(`openNpy() refuses ${name}`, async () => {
    await assert.rejects(readMatrix(name), ({ message }: Error) => {
      const said = `Cannot read ${name}: ${finding}`;
      const advice = /dtype object/.test(finding)
        ? "; save it as numpy.float32: numpy.stack(array).astype(numpy.float32)"
        : /expected dtype/.test(finding)
        ? "; save it as numpy.float32: array.astype(numpy.float32)"
        : /found shape \[\d+\]$/.test(finding)
        ? "; save it as a row: array[None]"
        : /found shape \[\d+(, \d+){2,}\]$/.test(finding)
        ? "; save its rows: array.reshape(-1, array.shape[-1])"
        : "";
      assert.equal(message, `${said}${advice}`);
      return true;
    });
  });
}
