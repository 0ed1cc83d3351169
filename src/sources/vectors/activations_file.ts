/**
 * Real activations: the rows `[N, C]` of a `.npy` or safetensors file, or a seeded sample of them.
 *
 * Shape letters: C hidden size; N rows.
 *
 * @module
 */

import { seededIndices } from "../../math/random.ts";
import { bytesPerElement, decodeToFloat32, decodeToFloat64 } from "../../math/dtypes.ts";
import type { ByteSource } from "../folder/bytes.ts";
import { openNpy, type StoredMatrix } from "../npy/npy.ts";
import { quote, shownName, shownShape } from "../../text/quote.ts";
import { plural } from "../../text/words.ts";
import { isFloatDtype, openSafetensors } from "../safetensors/safetensors.ts";
import { vectorFault } from "./vector_values.ts";

/** Rows of a file of activations. */
export interface ActivationRows {
  /** Base name. */
  readonly fileName: string;
  readonly rowsInFile: number;
  /** Which rows of the file were read, ascending. */
  readonly indices: readonly number[]; // n of them
  readonly values: Float32Array; // f32 [n, C]
  /** Other tensors of the file, which are not read. */
  readonly unreadTensors: readonly string[];
}

/** A matrix and what lies beside it. */
interface OpenedMatrix extends StoredMatrix {
  /** Base name of the file. */
  readonly fileName: string;
  /** Other tensors of the file. */
  readonly others: readonly string[];
}

/** Name of the tensor that is read of a safetensors file with several. */
const TENSOR_NAME = "activations";

/**
 * Reads the activations of a file, which the caller closes; where it has more than `maxRows` rows, a sample without
 * replacement that depends on the seed and the number of rows alone.
 *
 * A safetensors file holds one matrix, or names the one to read `activations`.
 *
 * @throws {Error} in one line if the file cannot be read, its rows have another length than `hiddenSize`, there are none, or a row
 * that was read is of zeros alone or has a number that is not finite in bfloat16.
 */
export async function readActivations(
  source: ByteSource,
  { label, hiddenSize, maxRows, seed }: {
    /** What messages call the file. */
    label: string;
    hiddenSize: number;
    maxRows: number;
    seed: number;
  },
): Promise<ActivationRows> {
  const matrix = await openMatrix(source, label);
  const { fileName, shape: [rowsInFile, K] } = matrix;
  if (K !== hiddenSize || rowsInFile === 0) {
    throw new Error(
      `Cannot use the activations in ${
        shownName(fileName)
      }: expected at least one row of ${hiddenSize} entries, ` +
        `as the hidden size of the model is, found shape ${shownShape(matrix.shape)}${
          rowsInFile === hiddenSize
            ? "; they are likely turned around: save numpy.ascontiguousarray(array.T)"
            : ""
        }`,
    );
  }
  const indices = sampleRows(rowsInFile, { maxRows, seed });
  return {
    fileName,
    rowsInFile,
    indices,
    values: await readRows(matrix, indices),
    unreadTensors: matrix.others,
  };
}

async function readRows(matrix: OpenedMatrix, indices: readonly number[]): Promise<Float32Array> {
  const [, K] = matrix.shape;
  const rowBytes = K * bytesPerElement(matrix.dtype);
  const values = new Float32Array(indices.length * K);
  for (const [i, row] of indices.entries()) {
    const bytes = new Uint8Array(rowBytes);
    await matrix.read(row * rowBytes, bytes);
    const entries = decodeToFloat32(bytes, matrix.dtype);
    const stored = matrix.dtype === "F64" ? decodeToFloat64(bytes, matrix.dtype) : entries;
    // An input of 0 has no output to compare, and no token gives one.
    const fault = vectorFault(stored, { where: ` in row ${row}`, isDirection: true });
    if (fault !== null) {
      const advice = entries.some((entry) => entry !== 0)
        ? ""
        : "; leave rows of padding out of the file";
      throw new Error(
        `Cannot use the activations in ${shownName(matrix.fileName)}: expected ${fault}${advice}`,
      );
    }
    values.set(entries, i * K);
  }
  return values;
}

/**
 * Which of `n` rows are read, ascending: all, or a sample without replacement.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { sampleRows } from "./activations_file.ts";
 * assert(sampleRows(3, { maxRows: 3, seed: 42 }).join() === "0,1,2");
 * assert(new Set(sampleRows(100, { maxRows: 7, seed: 42 })).size === 7);
 * ```
 */
export function sampleRows(
  n: number,
  { maxRows, seed }: { maxRows: number; seed: number },
): number[] {
  if (n <= maxRows) return Array.from({ length: n }, (_, row) => row);
  // Floyd's algorithm: each subset as likely as the others, in as many draws as rows.
  const chosen = new Set<number>();
  for (let last = n - maxRows; last < n; last++) {
    const row = seededIndices(`${seed} activation rows ${n} ${last}`, last + 1)();
    chosen.add(chosen.has(row) ? last : row);
  }
  return [...chosen].sort((a, b) => a - b);
}

/**
 * Passes if a name is one of a file of activations.
 *
 * @throws {Error} if it ends in neither `.npy` nor `.safetensors`.
 */
export function expectActivationsName(label: string): void {
  if (/\.(npy|safetensors)$/.test(label)) return;
  throw new Error(
    `Cannot read the activations in ${shownName(label)}: expected a .npy or .safetensors file; ` +
      "save the rows [N, C] with numpy.save(FILE, array), those of a tensor as tensor.float().numpy()",
  );
}

async function openMatrix(source: ByteSource, label: string): Promise<OpenedMatrix> {
  if (source.name.endsWith(".safetensors")) return await openTensor(source, label);
  expectActivationsName(label);
  return { ...await openNpy(source), fileName: source.name, others: [] };
}

async function openTensor(source: ByteSource, label: string): Promise<OpenedMatrix> {
  const file = await openSafetensors(source);
  const all = [...file.tensors.values()];
  const matrices = all.filter(({ shape }) => shape.length === 2);
  const tensor = matrices.find(({ name }) => name === TENSOR_NAME) ??
    (matrices.length === 1 ? matrices[0] : undefined);
  if (tensor === undefined) {
    throw new Error(
      `Cannot read the activations in ${
        shownName(label)
      }: expected one matrix [N, C], or one named ${TENSOR_NAME}, ` +
        `found ${plural(all.length, "tensor", "tensors")}, ${matrices.length} of them matrices; ` +
        "save the rows of the layer under that name, tensor.flatten(0, -2) of more axes",
    );
  }
  const { dtype, fileName, shape: [R = 0, K = 0] } = tensor;
  if (!isFloatDtype(dtype)) {
    throw new Error(
      `Cannot read the activations in ${shownName(fileName)}: expected tensor ${
        quote(tensor.name)
      } in ` +
        `BF16, F16, F32 or F64, found ${dtype}`,
    );
  }
  return {
    fileName,
    others: all.map(({ name }) => name).filter((name) => name !== tensor.name),
    shape: [R, K],
    dtype,
    read: (offsetBytes, into) => tensor.read(offsetBytes, into),
  };
}
