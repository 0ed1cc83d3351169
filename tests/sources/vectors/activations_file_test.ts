import assert from "node:assert/strict";
import { sampleRows } from "../../../src/sources/vectors/activations_file.ts";
import { readLocalActivations } from "../local_inputs.ts";
import { encodeBf16 } from "../../../src/math/dtypes.ts";
import { writeSafetensors } from "../../../src/sources/safetensors/safetensors_writer.ts";
import { withFolder } from "../temporary_folder.ts";

const NPY = new URL("../../testdata/npy/", import.meta.url).pathname;
const ALL = { hiddenSize: 3, maxRows: 1024, seed: 42 };

/** A `.npy` file of version 1 with float32 rows. */
function npyBytes(rows: readonly (readonly number[])[]): Uint8Array {
  const shape = `(${rows.length}, ${rows[0]?.length ?? 3})`;
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': ${shape}, }\n`;
  const start = [0x93, ...new TextEncoder().encode("NUMPY"), 1, 0, header.length, 0];
  const data = new Uint8Array(Float32Array.from(rows.flat()).buffer);
  return Uint8Array.of(...start, ...new TextEncoder().encode(header), ...data);
}

function tensor(
  name: string,
  shape: number[],
  values = Float32Array.from({ length: 6 }, (_, i) => i),
) {
  return { name, dtype: "BF16", shape, chunks: [encodeBf16(values)] } as const;
}

async function withTensors(
  tensors: Parameters<typeof writeSafetensors>[1],
  use: (path: string) => Promise<void>,
): Promise<void> {
  await withFolder({}, async (folder) => {
    const path = `${folder}/mlp.safetensors`;
    await writeSafetensors(path, tensors);
    await use(path);
  });
}

Deno.test("readActivations() reads every row of a file that has no more than asked", async () => {
  const { fileName, rowsInFile, indices, values } = await readLocalActivations(
    `${NPY}f8-version-1.npy`,
    ALL,
  );
  assert.deepEqual([fileName, rowsInFile, indices], ["f8-version-1.npy", 4, [0, 1, 2, 3]]);
  const expected: number[][] = JSON.parse(await Deno.readTextFile(`${NPY}read.json`))[fileName];
  assert.deepEqual([...values], expected.flat());
});

Deno.test("readActivations() reads the sampled rows of a longer file, each in its place", async () => {
  const rows = Array.from({ length: 50 }, (_, row) => [row, row + 0.25, row + 0.5]);
  await withFolder({ "a.npy": npyBytes(rows) }, async (folder) => {
    const sample = { ...ALL, maxRows: 7 };
    const { rowsInFile, indices, values } = await readLocalActivations(`${folder}/a.npy`, sample);
    assert.equal(rowsInFile, 50);
    assert.deepEqual(indices, sampleRows(50, sample));
    assert.deepEqual([...values], indices.flatMap((row) => rows[row]!));
  });
});

Deno.test("readActivations() takes the only matrix of a safetensors file, or the one of that name", async () => {
  const bias = tensor("bias", [6]);
  await withTensors([bias, tensor("x", [2, 3])], async (path) => {
    const { fileName, values } = await readLocalActivations(path, ALL);
    assert.deepEqual([fileName, [...values]], ["mlp.safetensors", [0, 1, 2, 3, 4, 5]]);
  });
  await withTensors([tensor("x", [3, 2]), tensor("activations", [2, 3])], async (path) => {
    assert.equal((await readLocalActivations(path, ALL)).rowsInFile, 2);
  });
  await withTensors([bias, tensor("x", [2, 3]), tensor("y", [2, 3])], async (path) => {
    await assert.rejects(readLocalActivations(path, ALL), {
      message:
        `Cannot read the activations in ${path}: expected one matrix [N, C], or one named activations, ` +
        "found 3 tensors, 2 of them matrices; save the rows of the layer under that name, tensor.flatten(0, -2) of more axes",
    });
  });
  await withTensors(
    [{ name: "x", dtype: "I32", shape: [2, 3], chunks: [new Uint8Array(24)] }],
    async (path) => {
      await assert.rejects(readLocalActivations(path, ALL), {
        message:
          'Cannot read the activations in mlp.safetensors: expected tensor "x" in BF16, F16, F32 or F64, found I32',
      });
    },
  );
});

Deno.test("readActivations() refuses a row of zeros alone, which has no output to compare", async () => {
  await withFolder({ "a.npy": npyBytes([[0, 1, 0], [0, 0, -0], [0, 0, 0]]) }, async (folder) => {
    await assert.rejects(readLocalActivations(`${folder}/a.npy`, ALL), {
      message:
        "Cannot use the activations in a.npy: expected a vector other than 0 in row 1, found 0 at all 3 elements; " +
        "leave rows of padding out of the file",
    });
  });
});

Deno.test("readActivations() refuses rows of another length, no rows, and another kind of file", async () => {
  await assert.rejects(
    readLocalActivations(`${NPY}f4-version-1.npy`, { ...ALL, hiddenSize: 4608 }),
    {
      message:
        "Cannot use the activations in f4-version-1.npy: expected at least one row of 4608 entries, " +
        "as the hidden size of the model is, found shape [4, 3]",
    },
  );
  await withFolder({ "none.npy": npyBytes([]), "a.pt": "" }, async (folder) => {
    await assert.rejects(readLocalActivations(`${folder}/none.npy`, ALL), /found shape \[0, 3\]$/);
    await assert.rejects(
      readLocalActivations(`${folder}/a.pt`, ALL),
      /a\.pt: expected a \.npy or \.safetensors file; save the rows \[N, C\] with numpy\.save\(FILE, array\), /,
    );
    await assert.rejects(
      readLocalActivations(`${NPY}f4-version-1.npy`, { ...ALL, hiddenSize: 4 }),
      /found shape \[4, 3\]; they are likely turned around: save numpy\.ascontiguousarray\(array\.T\)$/,
    );
    await assert.rejects(readLocalActivations(`${folder}/no.npy`, ALL), /no\.npy: no such file$/);
  });
});

Deno.test("readActivations() names the row of the file that is not finite", async () => {
  const rows = Array.from({ length: 9 }, () => [1, 2, 3]);
  rows[6] = [1, NaN, 3];
  await withFolder({ "a.npy": npyBytes(rows) }, async (folder) => {
    await assert.rejects(readLocalActivations(`${folder}/a.npy`, ALL), {
      message:
        "Cannot use the activations in a.npy: expected finite numbers in row 6, found NaN at element 1",
    });
  });
});

Deno.test("sampleRows() draws each row about as often as the others, ascending and once each", () => {
  const counts = new Array<number>(10).fill(0);
  for (let seed = 0; seed < 1000; seed++) {
    const rows = sampleRows(10, { maxRows: 4, seed });
    assert.equal(rows.length, 4);
    assert.ok(rows.every((row, i) => i === 0 || row > rows[i - 1]!));
    for (const row of rows) counts[row]!++;
  }
  // 400 of 1000 are expected of each; the standard deviation of a count is 15.5.
  assert.ok(counts.every((count) => Math.abs(count - 400) < 62), counts.join());
});
