import assert from "node:assert/strict";
import {
  isNumpyArray,
  numberOf,
  numbersOf,
  stringsOf,
} from "../../../src/sources/torch/numpy_records.ts";
import type { PickleRecord, PickleValue } from "../../../src/sources/torch/pickle_values.ts";

// What numpy itself wrote is read in torch_file_test.ts (values/numpy-protocol-*.pt); here, what it would not write.

function tuple(...items: PickleValue[]): PickleValue {
  return { kind: "tuple", items };
}

function dtype(code: string, order = "<"): PickleRecord {
  return {
    kind: "record",
    className: "numpy.dtype",
    args: [code, false, true],
    stateForm: "tuple",
    state: tuple(3, order, null, null, null, -1, -1, 0),
  };
}

/** An array record with the state of a good one, parts replaced. */
function array(
  parts: {
    version?: PickleValue;
    shape?: PickleValue;
    dtype?: PickleValue;
    isFortran?: PickleValue;
    data?: PickleValue;
  } = {},
): PickleRecord {
  const good = {
    version: 1,
    shape: tuple(2),
    dtype: dtype("u1", "|"),
    isFortran: false,
    data: Uint8Array.of(7, 8),
    ...parts,
  };
  return {
    kind: "record",
    className: "numpy.ndarray",
    args: [],
    stateForm: "tuple",
    state: tuple(good.version, good.shape, good.dtype, good.isFortran, good.data),
  };
}

Deno.test("numbersOf() reads data given as bytes or as latin-1 text", () => {
  const expected = { shape: [2], values: Float64Array.of(7, 8) };
  assert.deepEqual(numbersOf(array()), expected);
  assert.deepEqual(numbersOf(array({ data: { kind: "latin1", text: "\x07\x08" } })), expected);
});

Deno.test("numbersOf() throws for Python objects, text and other dtypes", () => {
  assert.throws(() => numbersOf(array({ dtype: dtype("O8", "|"), data: [null, null] })), {
    message: "found an array of Python objects (dtype object), which is never read",
  });
  for (const [code, nBytes] of [["U1", 8], ["S1", 2], ["V1", 2], ["c8", 16], ["M8", 16]] as const) {
    assert.throws(() => numbersOf(array({ dtype: dtype(code), data: new Uint8Array(nBytes) })), {
      message: `expected an array of numbers, found dtype "${code}"`,
    });
  }
});

Deno.test("numbersOf() throws for data of another size than shape and dtype say", () => {
  for (
    const [shape, expected] of [
      [tuple(3), 3],
      [tuple(), 1],
      [tuple(2, 2), 4],
      [tuple(2 ** 52, 2 ** 52), 2 ** 104],
    ] as const
  ) {
    assert.throws(() => numbersOf(array({ shape })), {
      name: "RangeError",
      message: new RegExp(`^expected ${String(expected).replace("+", "\\+")} bytes for u1 `),
    });
  }
});

Deno.test("numbersOf() throws for a broken state", () => {
  const cases: [PickleRecord, string][] = [
    [{ ...array(), state: null }, "expected an array with a state of version 1"],
    [array({ version: 2 }), "expected an array with a state of version 1"],
    [array({ isFortran: 1 }), "expected an array with a state of version 1"],
    [array({ shape: [2] }), "expected a shape, found a list"],
    [array({ shape: tuple(-2) }), "expected a shape of whole numbers from 0 on"],
    [array({ dtype: null }), "expected a numpy dtype, found None"],
    [array({ dtype: dtype("f8,f8") }), "expected a numpy dtype, found an object of numpy.dtype"],
    [array({ dtype: dtype("u0") }), "expected a numpy dtype, found an object of numpy.dtype"],
    [array({ dtype: dtype("u1", "@") }), "expected a numpy dtype with a byte order"],
    [array({ dtype: { ...dtype("u1"), state: null } }), "expected a numpy dtype with a byte order"],
    [array({ data: "\x07\x08" }), "expected bytes, found text"],
    [
      array({ data: { kind: "latin1", text: "\u0100a" } }),
      "expected bytes as latin1 text, found another character",
    ],
  ];
  for (const [record, message] of cases) assert.throws(() => numbersOf(record), { message });
});

Deno.test("stringsOf() throws for numbers, and for text of no length that would be endless", () => {
  assert.throws(() => stringsOf(array()), {
    message: 'expected a list of text, found dtype "u1" [2]',
  });
  const endless = array({ dtype: dtype("U0"), shape: tuple(2 ** 40), data: new Uint8Array(0) });
  assert.throws(() => stringsOf(endless), {
    message: "expected a numpy dtype, found an object of numpy.dtype",
  });
});

Deno.test("stringsOf() throws for what is no character, in words of its own", () => {
  for (const point of [0x110000, 0xd800, 0xdfff, 0xffffffff]) {
    const data = new Uint8Array(new Uint32Array([0x61, point]).buffer);
    const broken = array({ shape: tuple(1), dtype: dtype("U2"), data });
    assert.throws(() => stringsOf(broken), {
      message: `expected text, found 0x${point.toString(16)}, which is no character`,
    });
  }
});

Deno.test("numbersOf() throws for floats as sizes, for 65 dimensions, and for sizes whose product is no number", () => {
  const float: PickleValue = { kind: "float", value: 2 };
  assert.throws(() => numbersOf(array({ shape: tuple(float) })), {
    message: "expected a shape of whole numbers from 0 on",
  });
  const ones = new Array(64).fill(1);
  const one = Uint8Array.of(7);
  assert.equal(numbersOf(array({ shape: tuple(...ones), data: one })).values[0], 7);
  assert.throws(() => numbersOf(array({ shape: tuple(...ones, 1), data: one })), {
    message: "expected at most 64 dimensions, found 65",
  });
  const huge = tuple(...new Array(30).fill(2 ** 50), 0);
  assert.throws(() => numbersOf(array({ shape: huge })), {
    message:
      "expected 0 bytes for u1 [1125899906842624, 1125899906842624, 1125899906842624, 1125899906842624, " +
      "1125899906842624, 1125899906842624, 1125899906842624, 1125899906842624, …], found 2",
  });
  const many = new Uint8Array(2 ** 24 + 1);
  assert.throws(() => numbersOf(array({ shape: tuple(many.length), data: many })), {
    message: "expected at most 16777216 numbers, found [16777217]",
  });
});

Deno.test("numberOf() takes numbers and numpy scalars, and nothing else", () => {
  const scalar = (...args: PickleValue[]): PickleRecord => ({
    kind: "record",
    className: "numpy.scalar",
    args,
    stateForm: "none",
    state: null,
  });
  assert.equal(numberOf(5), 5);
  assert.equal(numberOf(scalar(dtype("i2", ">"), Uint8Array.of(1, 2))), 258);
  for (const value of [undefined, null, true, "5", [5], 5n, array()]) {
    assert.equal(numberOf(value), undefined);
  }
  assert.throws(() => numberOf(scalar(dtype("f8"), Uint8Array.of(1))), {
    message: 'expected a number, found dtype "f8" in 1 bytes',
  });
});

Deno.test("isNumpyArray() is true of array records alone", () => {
  assert.equal(isNumpyArray(array()), true);
  assert.equal(isNumpyArray(dtype("f8")), false);
  assert.equal(isNumpyArray(undefined), false);
});
