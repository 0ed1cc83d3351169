import assert from "node:assert/strict";
import {
  isKind,
  type PickleValue,
  type TensorRecord,
} from "../../../src/sources/torch/pickle_values.ts";
import { readTensorRows, readWholeTensor } from "../../../src/sources/torch/tensor_values.ts";
import type { TorchFile } from "../../../src/sources/torch/torch_file.ts";
import { openFixture, readJsonFixture } from "../torch_fixtures.ts";

/** A dict of tensors as torch reads it. */
interface ExpectedTensors {
  readonly dict: readonly [string, { tensor: { shape: number[]; values: number[] } }][];
}

function tensorAt({ value }: TorchFile, key: string): TensorRecord {
  assert.ok(value instanceof Map);
  const tensor: PickleValue | undefined = value.get(key);
  assert.ok(isKind(tensor, "tensor"));
  return tensor;
}

for (const name of ["views", "dtypes"]) {
  Deno.test(`readTensorRows() gives the rows that torch reads in ${name}.pt, in the order asked`, async () => {
    const file = await openFixture(`values/${name}.pt`);
    for (
      const [key, { tensor: { shape, values } }] of readJsonFixture<ExpectedTensors>(
        `values/${name}.json`,
      ).dict
    ) {
      const [R = 0, K = 0] = shape;
      if (shape.length !== 2 || R === 0) continue;
      const rows = [R - 1, 0, R - 1, 1 % R];
      const read = await readTensorRows(file, { tensor: tensorAt(file, key), rows });
      for (const [i, row] of rows.entries()) {
        const expected = Float32Array.from(values.slice(row * K, (row + 1) * K));
        assert.deepEqual(read[i], expected, `${key}, row ${row}`);
      }
    }
  });
}

Deno.test("readTensorRows() throws for a row that is not there", async () => {
  const file = await openFixture("values/views.pt");
  for (const row of [4, -1, 0.5]) {
    await assert.rejects(
      readTensorRows(file, { tensor: tensorAt(file, "whole"), rows: [0, row] }),
      {
        name: "RangeError",
        message: `Cannot read row ${row} of a tensor of views.pt: it has 4 rows, counted from 0`,
      },
    );
  }
});

Deno.test("readTensorRows() takes a tensor of one dimension for one row", async () => {
  const file = await openFixture("values/views.pt");
  const tensor = tensorAt(file, "one dimension");
  const [row, ...others] = await readTensorRows(file, { tensor, rows: [0] });
  assert.equal(others.length, 0);
  assert.deepEqual(Array.from(row!), Array.from(await readWholeTensor(file, tensor)));
  await assert.rejects(readTensorRows(file, { tensor, rows: [1] }), {
    message: "Cannot read row 1 of a tensor of views.pt: it has 1 rows, counted from 0",
  });
});

Deno.test("readTensorRows() throws for whole numbers", async () => {
  const file = await openFixture("values/views.pt");
  const tensor = tensorAt(file, "whole");
  const whole: TensorRecord = { ...tensor, storage: { ...tensor.storage, dtype: "I64" } };
  await assert.rejects(readTensorRows(file, { tensor: whole, rows: [0] }), {
    message:
      "Cannot read a tensor of views.pt: expected a matrix of BF16, F16, F32 or F64, found I64 [4, 6]",
  });
});

Deno.test("readTensorRows() reads no rows", async () => {
  const file = await openFixture("values/views.pt");
  for (const key of ["whole", "transposed"]) {
    assert.deepEqual(await readTensorRows(file, { tensor: tensorAt(file, key), rows: [] }), []);
  }
});

Deno.test("readTensorRows() refuses expanded rows that do not fit in memory", async () => {
  const file = await openFixture("values/views.pt");
  const bomb = { ...tensorAt(file, "whole"), shape: [2, 2 ** 27], strides: [0, 0] };
  await assert.rejects(readTensorRows(file, { tensor: bomb, rows: [0] }), {
    message:
      "Cannot read 1 rows of 134217728 elements of views.pt: expected at most 268435456 bytes at once",
  });
});

Deno.test("readWholeTensor() refuses a tensor too large to read whole", async () => {
  const file = await openFixture("values/views.pt");
  for (const shape of [[2 ** 14, 2 ** 14], [2 ** 20, 1], [2 ** 25]]) {
    const bomb = { ...tensorAt(file, "whole"), shape, strides: shape.map(() => 0) };
    await assert.rejects(readWholeTensor(file, bomb), {
      message:
        `Cannot read a tensor of views.pt: expected at most 16384 rows and 16777216 elements, found [${
          shape.join(", ")
        }]`,
    });
  }
});
