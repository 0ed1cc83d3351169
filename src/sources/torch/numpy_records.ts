/**
 * Numbers and strings out of the inert records that numpy arrays and scalars are read into.
 *
 * Source: numpy/core/src/multiarray/methods.c (`array_setstate`) and descriptor.c (`arraydescr_setstate`).
 *
 * @module
 */

import { NDARRAY, NUMPY_DTYPE, NUMPY_SCALAR } from "./pickle_globals.ts";
import { describeValue, isKind, type PickleRecord, type PickleValue } from "./pickle_values.ts";
import { quote, shownShape } from "../../text/quote.ts";
import { columnOrderPlaces } from "../../math/column_order.ts";
import { MAX_DIMENSIONS } from "../caps.ts";

/** An array of numbers, widened to float64, in row-major order whatever order the file has. */
export interface NumberArray {
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

/** Reads the number at a byte offset. */
type NumberGetter = (view: DataView, offset: number) => number;

/** Kind and item size as numpy spells them: f8 is float64, i4 int32, u1 uint8, b1 bool. */
const GETTERS: ReadonlyMap<string, (isLittle: boolean) => NumberGetter> = new Map([
  ["f2", (isLittle) => (view, at) => view.getFloat16(at, isLittle)],
  ["f4", (isLittle) => (view, at) => view.getFloat32(at, isLittle)],
  ["f8", (isLittle) => (view, at) => view.getFloat64(at, isLittle)],
  ["i1", () => (view, at) => view.getInt8(at)],
  ["i2", (isLittle) => (view, at) => view.getInt16(at, isLittle)],
  ["i4", (isLittle) => (view, at) => view.getInt32(at, isLittle)],
  ["i8", (isLittle) => (view, at) => Number(view.getBigInt64(at, isLittle))],
  ["u1", () => (view, at) => view.getUint8(at)],
  ["u2", (isLittle) => (view, at) => view.getUint16(at, isLittle)],
  ["u4", (isLittle) => (view, at) => view.getUint32(at, isLittle)],
  ["u8", (isLittle) => (view, at) => Number(view.getBigUint64(at, isLittle))],
  ["b1", () => (view, at) => view.getUint8(at)],
]);

/** A PCA of 500 vectors of 32768 numbers; float64 values take eight times the bytes of a stored byte. */
const MAX_ELEMENTS = 2 ** 24;

/** Code points of numpy text are 4 bytes each; unused ones at the end are 0. */
const TEXT_UNIT_BYTES = 4;

/** A dtype, read. */
interface Dtype {
  /** Kind and item size, for instance `f8`, or `U10` for text of up to 10 code points. */
  readonly code: string;
  readonly isLittle: boolean;
}

/** An array's parts, checked to agree in size. */
interface ArrayParts {
  readonly shape: readonly number[];
  readonly dtype: Dtype;
  readonly isFortran: boolean;
  readonly bytes: Uint8Array;
}

/** Whether a value stands for a numpy array. */
export function isNumpyArray(value: PickleValue | undefined): value is PickleRecord {
  return isKind(value, "record") && value.className === NDARRAY;
}

/**
 * The numbers of a numpy array.
 *
 * @throws {Error} if the array is broken or holds anything but real numbers (object arrays are never read).
 */
export function numbersOf(array: PickleRecord): NumberArray {
  const { shape, dtype, isFortran, bytes } = partsOf(array);
  const get = GETTERS.get(dtype.code)?.(dtype.isLittle);
  if (get === undefined) {
    throw new TypeError(`expected an array of numbers, found dtype ${quote(dtype.code)}`);
  }
  const itemBytes = Number(dtype.code.slice(1));
  if (bytes.byteLength / itemBytes > MAX_ELEMENTS) {
    throw new RangeError(`expected at most ${MAX_ELEMENTS} numbers, found ${shownShape(shape)}`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Float64Array(bytes.byteLength / itemBytes);
  const place = isFortran ? columnOrderPlaces(shape) : (i: number) => i;
  for (let i = 0; i < values.length; i++) values[i] = get(view, place(i) * itemBytes);
  return { shape, values };
}

/**
 * The strings of a one-dimensional numpy array of text.
 *
 * @throws {Error} if the array is broken or holds anything else.
 */
export function stringsOf(array: PickleRecord): string[] {
  const { shape, dtype, bytes } = partsOf(array);
  if (!dtype.code.startsWith("U") || shape.length !== 1) {
    throw new TypeError(
      `expected a list of text, found dtype ${quote(dtype.code)} [${shape.join(", ")}]`,
    );
  }
  const nUnits = Number(dtype.code.slice(1));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: shape[0] ?? 0 }, (_, i) => {
    const points = Array.from(
      { length: nUnits },
      (_, k) => view.getUint32((i * nUnits + k) * TEXT_UNIT_BYTES, dtype.isLittle),
    );
    const used = points.slice(0, points.findLastIndex((point) => point !== 0) + 1);
    const broken = used.find((point) => point > 0x10ffff || point >= 0xd800 && point < 0xe000);
    if (broken !== undefined) {
      throw new RangeError(`expected text, found 0x${broken.toString(16)}, which is no character`);
    }
    return String.fromCodePoint(...used);
  });
}

/**
 * A number, whether the file has it as a Python number or as a numpy scalar; undefined where it is neither.
 *
 * @throws {Error} if a scalar is broken or no number.
 */
export function numberOf(value: PickleValue | undefined): number | undefined {
  if (typeof value === "number") return value;
  if (isKind(value, "float")) return value.value;
  if (!isKind(value, "record") || value.className !== NUMPY_SCALAR) return undefined;
  const [dtype, data] = value.args;
  const { code, isLittle } = dtypeOf(dtype);
  const bytes = bytesOf(data);
  const get = GETTERS.get(code)?.(isLittle);
  if (get === undefined || bytes.byteLength !== Number(code.slice(1))) {
    throw new TypeError(
      `expected a number, found dtype ${quote(code)} in ${bytes.byteLength} bytes`,
    );
  }
  return get(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0);
}

/**
 * The shape that an array says it has, and whether its numbers are floating-point ones, without a look at them; null where it is
 * none of numbers in the order of bytes of torch.
 */
export function outlineOf(array: PickleRecord): { shape: number[]; isFloat: boolean } | null {
  const [, shape, dtypeValue] = isKind(array.state, "tuple") ? array.state.items : [];
  try {
    const dtype = dtypeOf(dtypeValue);
    const isKnown = GETTERS.has(dtype.code) && dtype.isLittle;
    return isKnown ? { shape: shapeOf(shape), isFloat: dtype.code.startsWith("f") } : null;
  } catch {
    return null;
  }
}

/** State of an array: (version, shape, dtype, is Fortran order, data). */
function partsOf(array: PickleRecord): ArrayParts {
  const state = isKind(array.state, "tuple") ? array.state.items : [];
  const [version, shapeValue, dtypeValue, isFortran, data] = state;
  if (state.length !== 5 || version !== 1 || typeof isFortran !== "boolean") {
    throw new TypeError("expected an array with a state of version 1");
  }
  const dtype = dtypeOf(dtypeValue);
  if (dtype.code.startsWith("O")) {
    throw new TypeError("found an array of Python objects (dtype object), which is never read");
  }
  const shape = shapeOf(shapeValue);
  const bytes = bytesOf(data);
  const itemBytes = Number(dtype.code.slice(1)) *
    (dtype.code.startsWith("U") ? TEXT_UNIT_BYTES : 1);
  const nBytes = shape.includes(0) ? 0 : shape.reduce((product, n) => product * n, itemBytes);
  if (nBytes !== bytes.byteLength) {
    throw new RangeError(
      `expected ${nBytes} bytes for ${dtype.code} ${shownShape(shape)}, found ${bytes.byteLength}`,
    );
  }
  return { shape, dtype, isFortran, bytes };
}

function shapeOf(value: PickleValue | undefined): number[] {
  const items = isKind(value, "tuple") ? value.items : undefined;
  if (items === undefined) throw new TypeError(`expected a shape, found ${describeValue(value)}`);
  if (items.length > MAX_DIMENSIONS) {
    throw new RangeError(`expected at most ${MAX_DIMENSIONS} dimensions, found ${items.length}`);
  }
  return items.map((n) => {
    if (typeof n !== "number" || !Number.isSafeInteger(n) || n < 0) {
      throw new RangeError("expected a shape of whole numbers from 0 on");
    }
    return n;
  });
}

/** `dtype("f8", align, copy)` with the state (version, byte order, ...); the order `|` is that of single bytes. */
function dtypeOf(value: PickleValue | undefined): Dtype {
  const code = isKind(value, "record") && value.className === NUMPY_DTYPE
    ? value.args[0]
    : undefined;
  if (
    !isKind(value, "record") || typeof code !== "string" || !/^[a-zA-Z][1-9]\d{0,3}$/.test(code)
  ) {
    throw new TypeError(`expected a numpy dtype, found ${describeValue(value)}`);
  }
  const order = isKind(value.state, "tuple") ? value.state.items[1] : undefined;
  if (order !== "<" && order !== ">" && order !== "|") {
    throw new TypeError("expected a numpy dtype with a byte order");
  }
  return { code, isLittle: order !== ">" };
}

function bytesOf(value: PickleValue | undefined): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (!isKind(value, "latin1")) {
    throw new TypeError(`expected bytes, found ${describeValue(value)}`);
  }
  const { text } = value;
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit > 0xff) throw new RangeError("expected bytes as latin1 text, found another character");
    bytes[i] = unit;
  }
  return bytes;
}
