import assert from "node:assert/strict";
import { openFileBytes } from "../../../src/sources/folder/file_bytes.ts";
import { memoryBytes } from "../memory_bytes.ts";
import { decodeToFloat32 } from "../../../src/math/dtypes.ts";
import { openNpy, openNpyArray } from "../../../src/sources/npy/npy.ts";

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
        : /found records/.test(finding)
        ? "; save it as numpy.float32: array[FIELD].astype(numpy.float32)"
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

Deno.test("openNpyArray() gives any bytes of an array in the order of columns, and refuses one too large to turn around", async () => {
  // numpy: np.asfortranarray(np.arange(24, dtype="<f2").reshape(2, 3, 4)).tobytes("A"), and tobytes("C")
  const [columns, rows] = [
    [0, 12, 4, 16, 8, 20, 1, 13, 5, 17, 9, 21, 2, 14, 6, 18, 10, 22, 3, 15, 7, 19, 11, 23],
    Array.from({ length: 24 }, (_, i) => i),
  ].map((values) => new Uint8Array(Float16Array.from(values).buffer));
  const file = (shape: string, data: Uint8Array) => {
    const header = `{'descr': '<f2', 'fortran_order': True, 'shape': ${shape}, }\n`;
    const start = Uint8Array.from(
      `\x93NUMPY\x01\x00${String.fromCharCode(header.length)}\0${header}`,
      (unit) => unit.charCodeAt(0),
    );
    return new Uint8Array([...start, ...data]);
  };
  for (const isKept of [false, true]) {
    const { shape, read } = await openNpyArray(
      memoryBytes(file("(2, 3, 4)", columns!), "a.npy"),
      { isKept },
    );
    assert.deepEqual(shape, [2, 3, 4]);
    for (const [from, n] of [[0, 48], [7, 9], [46, 2], [3, 1]] as const) {
      const into = new Uint8Array(n);
      await read(from, into);
      assert.deepEqual(into, rows!.subarray(from, from + n));
    }
  }
  const start = file("(20000, 20000)", new Uint8Array(0));
  const source = { ...memoryBytes(start, "large.npy"), sizeBytes: start.length + 800_000_000 };
  await assert.rejects(openNpyArray(source), {
    message:
      "Cannot read large.npy: expected rows side by side, or at most 268435456 bytes to turn around, " +
      "found 800000000 in Fortran order; save numpy.ascontiguousarray(...) of it",
  });
});
