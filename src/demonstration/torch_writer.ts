/**
 * Writing `.pt` files as `torch.save` does: a zip of stored entries that holds a pickle (protocol 2) and one entry per tensor.
 *
 * Format: pytorch/caffe2/serialize/inline_container.cc (archive), torch/_utils.py (`_rebuild_tensor_v2`), Lib/pickletools.py
 * (opcodes). Nothing is memoised, which the pickle machine allows.
 *
 * @module
 */

import { concatenated } from "../math/concatenated.ts";
import { storedZip } from "./zip_writer.ts";

/** A float32 tensor, contiguous and row-major. */
export interface TorchTensor {
  readonly is: "tensor";
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** A numpy array of float64, row-major. */
export interface NumpyArray {
  readonly is: "ndarray";
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

/** An instance of a Python class: made without calling `__init__`, then given its attributes. */
export interface PythonObject {
  readonly is: "object";
  /** For instance `sklearn.decomposition._pca`. */
  readonly module: string;
  readonly className: string;
  readonly attributes: ReadonlyMap<string, TorchValue>;
}

/** What a `.pt` file can hold here: a Map becomes a dict, a whole number an int, any other number a float. */
export type TorchValue =
  | null
  | boolean
  | number
  | string
  | readonly TorchValue[]
  | ReadonlyMap<string, TorchValue>
  | TorchTensor
  | NumpyArray
  | PythonObject;

/**
 * The bytes of a `.pt` file that `torch.load` opens (versions 1.6 and later).
 *
 * @throws {RangeError} if a tensor or array has another number of values than its shape says.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { encodeTorchFile, type TorchValue } from "./torch_writer.ts";
 * const values = Float32Array.of(1, 2, 3, 4, 5, 6);
 * const role = new Map<string, TorchValue>([["pos_all", { is: "tensor", shape: [2, 3], values }]]);
 * const bytes = encodeTorchFile(role);
 * assert(new TextDecoder().decode(bytes.subarray(0, 2)) === "PK");
 * ```
 */
export function encodeTorchFile(value: TorchValue): Uint8Array<ArrayBuffer> {
  const pickle = new PickleWriter();
  pickle.write(value);
  return storedZip([
    { name: "archive/data.pkl", data: pickle.finish() },
    ...pickle.storages.map((data, i) => ({ name: `archive/data/${i}`, data })),
    { name: "archive/version", data: ascii("3\n") },
  ]);
}

/** Opcodes of the pickle machine, as `pickletools` names them. */
const OP = {
  proto: 0x80,
  mark: 0x28, // (
  stop: 0x2e, // .
  none: 0x4e, // N
  newTrue: 0x88,
  newFalse: 0x89,
  binint: 0x4a, // J
  binfloat: 0x47, // G
  binunicode: 0x58, // X
  emptyList: 0x5d, // ]
  appends: 0x65, // e
  emptyDict: 0x7d, // }
  setitems: 0x75, // u
  tuple: 0x74, // t
  global: 0x63, // c
  reduce: 0x52, // R
  newobj: 0x81,
  build: 0x62, // b
  binpersid: 0x51, // Q
} as const;

/** Writes one value as a pickle and sets the bytes of its tensors aside. */
class PickleWriter {
  /** Data of the tensors, in the order of their keys "0", "1", ... */
  readonly storages: Uint8Array[] = [];
  readonly #parts: Uint8Array[] = [Uint8Array.of(OP.proto, 2)];

  /** The pickle, ended. */
  finish(): Uint8Array {
    this.#op(OP.stop);
    return concatenated(this.#parts);
  }

  write(value: TorchValue): void {
    if (value === null) this.#op(OP.none);
    else if (typeof value === "boolean") this.#op(value ? OP.newTrue : OP.newFalse);
    else if (typeof value === "number") this.#number(value);
    else if (typeof value === "string") this.#text(value);
    else if (value instanceof Map) this.#dict(value);
    else if (isList(value)) this.#list(value);
    else if (!("is" in value)) throw new TypeError("Cannot pickle a value of unknown kind");
    else if (value.is === "tensor") this.#tensor(value);
    else if (value.is === "ndarray") this.#ndarray(value);
    else this.#object(value);
  }

  #op(...bytes: number[]): void {
    this.#parts.push(Uint8Array.from(bytes));
  }

  #number(value: number): void {
    const isInt32 = Number.isInteger(value) && Math.abs(value) < 2 ** 31;
    const field = new DataView(new ArrayBuffer(isInt32 ? 4 : 8));
    if (isInt32) field.setInt32(0, value, true);
    else field.setFloat64(0, value, false); // BINFLOAT is big endian
    this.#op(isInt32 ? OP.binint : OP.binfloat);
    this.#parts.push(new Uint8Array(field.buffer));
  }

  #text(text: string): void {
    const bytes = new TextEncoder().encode(text);
    const length = new DataView(new ArrayBuffer(4));
    length.setUint32(0, bytes.byteLength, true);
    this.#op(OP.binunicode);
    this.#parts.push(new Uint8Array(length.buffer), bytes);
  }

  #list(values: readonly TorchValue[]): void {
    this.#op(OP.emptyList, OP.mark);
    for (const value of values) this.write(value);
    this.#op(OP.appends);
  }

  #dict(entries: ReadonlyMap<string, TorchValue>): void {
    this.#op(OP.emptyDict, OP.mark);
    for (const [key, value] of entries) {
      this.#text(key);
      this.write(value);
    }
    this.#op(OP.setitems);
  }

  #tuple(values: readonly TorchValue[]): void {
    this.#op(OP.mark);
    for (const value of values) this.write(value);
    this.#op(OP.tuple);
  }

  #global(module: string, name: string): void {
    this.#op(OP.global);
    this.#parts.push(ascii(`${module}\n${name}\n`));
  }

  #tensor({ shape, values }: TorchTensor): void {
    checkLength("a tensor", shape, values.length);
    const key = String(this.storages.length);
    this.storages.push(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
    this.#global("torch._utils", "_rebuild_tensor_v2");
    this.#op(OP.mark, OP.mark);
    this.#text("storage");
    this.#global("torch", "FloatStorage");
    for (const field of [key, "cpu", values.length]) this.write(field);
    this.#op(OP.tuple, OP.binpersid);
    this.write(0); // offset into the storage
    this.#tuple(shape);
    this.#tuple(strides);
    this.write(false); // requires_grad
    this.#global("collections", "OrderedDict"); // backward hooks: none
    this.#tuple([]);
    this.#op(OP.reduce, OP.tuple, OP.reduce);
  }

  #ndarray({ shape, values }: NumpyArray): void {
    checkLength("an array", shape, values.length);
    this.#global("numpy.core.multiarray", "_reconstruct");
    this.#op(OP.mark);
    this.#global("numpy", "ndarray");
    this.#tuple([0]);
    this.#pythonBytes(ascii("b"));
    this.#op(OP.tuple, OP.reduce, OP.mark);
    this.write(1); // version of the state
    this.#tuple(shape);
    this.#float64Type();
    this.write(false); // Fortran order
    this.#pythonBytes(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    this.#op(OP.tuple, OP.build);
  }

  #float64Type(): void {
    this.#global("numpy", "dtype");
    this.#tuple(["f8", false, true]);
    this.#op(OP.reduce);
    this.#tuple([3, "<", null, null, null, -1, -1, 0]);
    this.#op(OP.build);
  }

  /** Protocol 2 has no bytes: Python writes them as text that is encoded as Latin-1 when read. */
  #pythonBytes(bytes: Uint8Array): void {
    this.#global("_codecs", "encode");
    this.#tuple([Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""), "latin1"]);
    this.#op(OP.reduce);
  }

  #object({ module, className, attributes }: PythonObject): void {
    this.#global(module, className);
    this.#tuple([]);
    this.#op(OP.newobj);
    this.#dict(attributes);
    this.#op(OP.build);
  }
}

/** `Array.isArray` does not narrow readonly arrays. */
function isList(value: TorchValue): value is readonly TorchValue[] {
  return Array.isArray(value);
}

function checkLength(what: string, shape: readonly number[], nValues: number): void {
  const expected = shape.reduce((product, n) => product * n, 1);
  if (nValues !== expected) {
    throw new RangeError(
      `Cannot write ${what} of shape [${
        shape.join(", ")
      }]: expected ${expected} values, got ${nValues}`,
    );
  }
}

function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
