/**
 * Tensors of a `.pt` file as inert records: dtype, shape, strides and a place in a storage, checked to lie within it.
 *
 * @module
 */

import { MAX_DIMENSIONS } from "../caps.ts";
import {
  describeValue,
  isKind,
  type PickleValue,
  type StorageDtype,
  type TensorRecord,
} from "./pickle_values.ts";

/** A tensor that says more elements than its storage has is an expanded one; beyond a gigabyte of float32 it is a bomb. */
const MAX_EXPANDED_ELEMENTS = 2 ** 28;

/** Storage classes of torch by name, with the dtype they hold. Complex and quantised ones are left out on purpose. */
export const STORAGE_DTYPES: ReadonlyMap<string, StorageDtype> = new Map([
  ["BFloat16Storage", "BF16"],
  ["HalfStorage", "F16"],
  ["FloatStorage", "F32"],
  ["DoubleStorage", "F64"],
  ["LongStorage", "I64"],
  ["IntStorage", "I32"],
  ["ShortStorage", "I16"],
  ["CharStorage", "I8"],
  ["ByteStorage", "U8"],
  ["BoolStorage", "BOOL"],
]);

const STORAGE_BYTES: Readonly<Record<StorageDtype, number>> = {
  BF16: 2,
  F16: 2,
  F32: 4,
  F64: 8,
  I64: 8,
  I32: 4,
  I16: 2,
  I8: 1,
  U8: 1,
  BOOL: 1,
};

/** Size of one element of a storage in bytes. */
export function bytesPerStorageElement(dtype: StorageDtype): number {
  return STORAGE_BYTES[dtype];
}

/**
 * The tensor that `torch._utils._rebuild_tensor_v2(storage, storage_offset, size, stride, requires_grad, backward_hooks)` stands
 * for; its last element, at `storage_offset + sum((size - 1) * stride)`, must lie within the storage.
 *
 * @throws {Error} if an argument is of another kind, or the tensor passes its storage.
 */
export function rebuildTensor(args: readonly PickleValue[]): TensorRecord {
  const [storage, storageOffset, size, stride] = args;
  if (args.length !== 6) {
    // What torch.save tells besides is that a sign or a conjugate was never carried out.
    const advice = args.length === 7 ? "; save v.resolve_conj().resolve_neg() of a tensor v" : "";
    throw new TypeError(`expected 6 arguments, found ${args.length}${advice}`);
  }
  if (!isKind(storage, "storage")) {
    throw new TypeError(`expected a storage, found ${describeValue(storage)}`);
  }
  const shape = integers(size, "size");
  const strides = integers(stride, "stride");
  const [offset] = integers({ kind: "tuple", items: [storageOffset ?? null] }, "storage offset");
  if (offset === undefined || shape.length !== strides.length) {
    throw new RangeError(
      `expected a stride for each dimension, found ${shape.length} and ${strides.length}`,
    );
  }
  if (shape.length > MAX_DIMENSIONS) {
    throw new RangeError(`expected at most ${MAX_DIMENSIONS} dimensions, found ${shape.length}`);
  }
  const nElements = shape.includes(0) ? 0 : shape.reduce((product, n) => product * n, 1);
  if (nElements > Math.max(storage.nElements, MAX_EXPANDED_ELEMENTS)) {
    throw new RangeError(
      `expected at most ${MAX_EXPANDED_ELEMENTS} elements out of a storage of ${storage.nElements}, found shape [${
        shape.join(", ")
      }]`,
    );
  }
  const last = shape.reduce((sum, n, k) => sum + (n - 1) * (strides[k] ?? 0), offset);
  const isWithin = nElements === 0 ? offset <= storage.nElements : last < storage.nElements;
  if (!isWithin) {
    throw new RangeError(
      `expected a tensor within the ${storage.nElements} elements of its storage, found shape ` +
        `[${shape.join(", ")}], strides [${strides.join(", ")}], offset ${offset}`,
    );
  }
  return { kind: "tensor", storage, shape, strides, storageOffset: offset };
}

function integers(value: PickleValue | undefined, what: string): number[] {
  if (!isKind(value, "tuple")) {
    throw new TypeError(`expected ${what} to be a tuple, found ${describeValue(value)}`);
  }
  return value.items.map((item) => {
    if (typeof item !== "number" || !Number.isSafeInteger(item) || item < 0) {
      const finding = typeof item === "number" || typeof item === "bigint"
        ? item
        : describeValue(item);
      throw new RangeError(`expected ${what} of whole numbers from 0 on, found ${finding}`);
    }
    return item;
  });
}
