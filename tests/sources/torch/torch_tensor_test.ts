import assert from "node:assert/strict";
import type { PickleValue, StorageRecord } from "../../../src/sources/torch/pickle_values.ts";
import { rebuildTensor } from "../../../src/sources/torch/torch_tensor.ts";

const STORAGE: StorageRecord = {
  kind: "storage",
  entry: {
    name: "x/data/0",
    sizeBytes: 96,
    storedBytes: 96,
    isDeflated: false,
    crc32: 0,
    flags: 0,
    startByte: 0,
    endByte: 200,
  },
  dtype: "F32",
  nElements: 24,
};

function tuple(...items: PickleValue[]): PickleValue {
  return { kind: "tuple", items };
}

/** Arguments of `_rebuild_tensor_v2` for a tensor on the storage of 24 elements. */
function place(
  offset: PickleValue,
  size: PickleValue[],
  stride: PickleValue[],
): PickleValue[] {
  return [STORAGE, offset, tuple(...size), tuple(...stride), false, new Map()];
}

Deno.test("rebuildTensor() accepts tensors up to the last element of their storage", () => {
  for (
    const [offset, size, stride] of [
      [0, [4, 6], [6, 1]],
      [0, [6, 4], [1, 6]], // transposed
      [6, [3, 6], [6, 1]],
      [0, [4, 3], [6, 2]], // every other column
      [23, [1], [1]],
      [23, [1], [1000]], // one element: its stride does not matter
      [0, [3, 24], [0, 1]], // expanded
      [0, [], []],
      [24, [0, 6], [6, 1]], // empty, at the end
    ] as const
  ) {
    const tensor = rebuildTensor(place(offset, [...size], [...stride]));
    assert.deepEqual(tensor.shape, size);
    assert.deepEqual(tensor.strides, stride);
  }
});

Deno.test("rebuildTensor() throws for tensors that pass their storage", () => {
  for (
    const [offset, size, stride] of [
      [0, [5, 6], [6, 1]],
      [1, [4, 6], [6, 1]],
      [0, [4, 6], [7, 1]],
      [24, [1], [1]],
      [24, [], []],
      [25, [0], [1]],
      [0, [2, 2], [2 ** 40, 1]],
      [2 ** 52, [2], [2 ** 52]],
    ] as const
  ) {
    assert.throws(() => rebuildTensor(place(offset, [...size], [...stride])), {
      name: "RangeError",
      message: `expected a tensor within the 24 elements of its storage, found shape [${
        size.join(", ")
      }], strides [${stride.join(", ")}], offset ${offset}`,
    });
  }
});

Deno.test("rebuildTensor() throws for negative numbers, fractions and big integers", () => {
  for (
    const [args, message] of [
      [place(0, [4], [-1]), "expected stride of whole numbers from 0 on, found -1"],
      [place(-4, [4], [1]), "expected storage offset of whole numbers from 0 on, found -4"],
      [place(0, [-4], [1]), "expected size of whole numbers from 0 on, found -4"],
      [place(0, [1.5], [1]), "expected size of whole numbers from 0 on, found 1.5"],
      [
        place(0, [2n ** 70n], [1]),
        "expected size of whole numbers from 0 on, found 1180591620717411303424",
      ],
      [place(0, ["4"], [1]), "expected size of whole numbers from 0 on, found text"],
      [place(null, [4], [1]), "expected storage offset of whole numbers from 0 on, found None"],
    ] as const
  ) {
    assert.throws(() => rebuildTensor(args), { message });
  }
});

Deno.test("rebuildTensor() throws for floats as sizes, and for 65 dimensions", () => {
  const float: PickleValue = { kind: "float", value: 1 };
  assert.throws(() => rebuildTensor(place(0, [float], [1])), {
    message: "expected size of whole numbers from 0 on, found a float",
  });
  assert.throws(() => rebuildTensor(place(0, [1], [float])), {
    message: "expected stride of whole numbers from 0 on, found a float",
  });
  assert.throws(() => rebuildTensor(place(float, [1], [1])), {
    message: "expected storage offset of whole numbers from 0 on, found a float",
  });
  const ones = new Array(65).fill(1);
  assert.throws(() => rebuildTensor(place(0, ones, ones)), {
    message: "expected at most 64 dimensions, found 65",
  });
});

Deno.test("rebuildTensor() throws for an expanded tensor that would be a bomb", () => {
  assert.throws(() => rebuildTensor(place(0, [2 ** 20, 2 ** 20], [0, 0])), {
    message:
      "expected at most 268435456 elements out of a storage of 24, found shape [1048576, 1048576]",
  });
  // The product of the sizes overflows 2^53, and even float64.
  assert.throws(() => rebuildTensor(place(0, Array(40).fill(2 ** 52), Array(40).fill(0))), {
    message: /^expected at most 268435456 elements out of a storage of 24/,
  });
});

Deno.test("rebuildTensor() throws for arguments of another kind", () => {
  const [size, stride, hooks] = [tuple(4), tuple(1), new Map()];
  const cases: [PickleValue[], string][] = [
    [[null, 0, size, stride, false, hooks], "expected a storage, found None"],
    [[STORAGE, 0, [4], stride, false, hooks], "expected size to be a tuple, found a list"],
    [[STORAGE, 0, size, 1, false, hooks], "expected stride to be a tuple, found a number"],
    [
      [STORAGE, 0, size, tuple(1, 1), false, hooks],
      "expected a stride for each dimension, found 1 and 2",
    ],
    [[STORAGE, 0, size, stride, false], "expected 6 arguments, found 5"],
    [
      [STORAGE, 0, size, stride, false, hooks, hooks],
      "expected 6 arguments, found 7; save v.resolve_conj().resolve_neg() of a tensor v",
    ],
  ];
  for (const [args, message] of cases) {
    assert.throws(() => rebuildTensor(args), { message });
  }
});
