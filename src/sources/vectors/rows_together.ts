/**
 * The vectors of one `.pt` file, many of which are read in one pass: a pass over a storage takes in all of its bytes, for their CRC-32.
 *
 * Shape letters: C hidden size, R rows, S vectors.
 *
 * @module
 */

import { shownName } from "../../text/quote.ts";
import { byCodePoint, type Folder } from "../folder/folder.ts";
import { withTorchFile } from "../torch/layered_tensor.ts";
import type { TensorRecord } from "../torch/pickle_values.ts";
import { readTensorRows } from "../torch/tensor_values.ts";
import type { TorchFile } from "../torch/torch_file.ts";
import { expectRows, type StoredRows } from "./stored_rows.ts";

/** Rows that one pass keeps at most, as float32. */
const MAX_KEPT_BYTES = 64 * 2 ** 20;

/** The rows of some vectors that were read in one pass. */
interface Pass {
  readonly rows: string;
  /** Of each vector by its index, where it stands in `read`. */
  readonly places: ReadonlyMap<number, number>;
  readonly read: Promise<Float32Array[][]>;
}

/**
 * A reader of the vectors by their index.
 *
 * @param names Of the vectors, in the order of `tensors`.
 * @param tensors As `tensorsOf` found them: each `[R, C]`, or `[C]` of a single row.
 * @param tensorsOf Finds them in the file, which is opened anew for each pass.
 */
export function rowsTogether(
  folder: Folder,
  { path, names, tensors, tensorsOf }: {
    path: string;
    names: readonly string[];
    tensors: readonly TensorRecord[];
    tensorsOf: (file: TorchFile) => readonly TensorRecord[];
  },
): (index: number, label: string) => StoredRows {
  const C = tensors[0]?.shape.at(-1) ?? 0;
  const shapes = shapesOf(tensors);
  // As layouts ask for them, wherever they lie in the file.
  const order = [...tensors.keys()].sort((a, b) => byCodePoint(names[a]!, names[b]!));
  const places = placesOf(order);
  let last: Pass | null = null; // vectors are read one after the other, each at the same layers

  function passFor(index: number, rows: readonly number[]): Pass {
    const asked = rows.join();
    if (last?.rows === asked && last.places.has(index)) return last;
    const rowBytes = rows.length * C * Float32Array.BYTES_PER_ELEMENT;
    const n = Math.max(1, Math.floor(MAX_KEPT_BYTES / Math.max(1, rowBytes)));
    const place = places.get(index)!;
    const shape = shapesOf([tensors[index]!]);
    // A probe's bias, or components of one row, have not the rows that are asked of the vectors beside them.
    const indices = [...order.slice(place), ...order.slice(0, place)]
      .filter((other) => shapesOf([tensors[other]!]) === shape).slice(0, n).sort((a, b) => a - b);
    const read = withTorchFile({ folder, path }, (file) => {
      const found = tensorsOf(file);
      if (shapesOf(found) !== shapes) {
        throw new Error(`Cannot use ${shownName(path)}: it was changed while it was read`);
      }
      return readAll(file, { tensors: indices.map((it) => found[it]!), rows });
    });
    return last = { rows: asked, places: placesOf(indices), read };
  }

  return (index, label) => {
    const { shape } = tensors[index]!;
    return {
      path,
      label,
      look: () => Promise.resolve({ shape }),
      async read(rows) {
        expectRows(rows, { R: nRowsOf(tensors[index]!), label });
        const pass = passFor(index, rows);
        return (await pass.read)[pass.places.get(index)!]!;
      },
    };
  };
}

function placesOf(indices: readonly number[]): Map<number, number> {
  return new Map(indices.map((index, place) => [index, place]));
}

function shapesOf(tensors: readonly TensorRecord[]): string {
  return JSON.stringify(tensors.map(({ shape }) => shape));
}

/** The same rows of each tensor; those of one storage are read together. */
async function readAll(
  file: TorchFile,
  { tensors, rows }: { tensors: readonly TensorRecord[]; rows: readonly number[] },
): Promise<Float32Array[][]> {
  const vectors: Float32Array[][] = [];
  const groups = Map.groupBy(tensors.keys(), (index) => tensors[index]!.storage.entry);
  for (const indices of groups.values()) {
    const inStorage = indices.map((index) => tensors[index]!);
    const { matrix, firstRows } = asMatrix(inStorage) ?? {};
    if (matrix === undefined || firstRows === undefined) {
      for (const index of indices) {
        vectors[index] = await readTensorRows(file, { tensor: tensors[index]!, rows });
      }
      continue;
    }
    const all = firstRows.flatMap((first) => rows.map((row) => first + row));
    const read = await readTensorRows(file, { tensor: matrix, rows: all });
    indices.forEach((index, i) => {
      vectors[index] = read.slice(i * rows.length, (i + 1) * rows.length);
    });
  }
  return vectors;
}

/** Tensors of one storage as rows of one matrix, each from a row of it on; null where their rows do not lie at one distance. */
function asMatrix(
  tensors: readonly TensorRecord[],
): { matrix: TensorRecord; firstRows: readonly number[] } | null {
  const offset = Math.min(...tensors.map(({ storageOffset }) => storageOffset));
  const [distance, column] = stridesOf(tensors[0]!);
  const isRegular = distance > 0 && tensors.every((tensor) => {
    const [row, inRow] = stridesOf(tensor);
    return row === distance && inRow === column && (tensor.storageOffset - offset) % distance === 0;
  });
  if (!isRegular) return null;
  const firstRows = tensors.map(({ storageOffset }) => (storageOffset - offset) / distance);
  const nRows = Math.max(...tensors.map((tensor, i) => firstRows[i]! + nRowsOf(tensor)));
  const shape = [nRows, tensors[0]!.shape.at(-1)!];
  return {
    matrix: { ...tensors[0]!, shape, strides: [distance, column], storageOffset: offset },
    firstRows,
  };
}

function nRowsOf({ shape }: TensorRecord): number {
  return shape.length === 1 ? 1 : shape[0]!;
}

/** Of rows and of columns; where there is one row, others would follow it. */
function stridesOf({ shape, strides }: TensorRecord): readonly [number, number] {
  const [first = 0, second = 0] = strides;
  return shape.length === 1 ? [shape[0]! * first, first] : [first, second];
}
