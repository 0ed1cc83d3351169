/**
 * The fixed table of names that a `.pt` file of tensors, numpy arrays and scikit-learn objects may use.
 *
 * A name stands for a small pure function here, or for nothing but itself: no Python name is ever looked up or called.
 *
 * @module
 */

import {
  describeValue,
  isKind,
  OrderedDict,
  type PickleGlobal,
  type PickleRecord,
  type PickleValue,
} from "./pickle_values.ts";
import { rebuildTensor, STORAGE_DTYPES } from "./torch_tensor.ts";

type Reduce = NonNullable<PickleGlobal["reduce"]>;

/** Class name of the record that stands for a numpy array, whichever function rebuilds it. */
export const NDARRAY = "numpy.ndarray";
/** Class name of the record that stands for a numpy dtype. */
export const NUMPY_DTYPE = "numpy.dtype";
/** Class name of the record that stands for a numpy scalar. */
export const NUMPY_SCALAR = "numpy.scalar";

/** Scalers that persona code bases define in modules of their own: `utils.pca_utils`, `assistant_axis.pca`, `__main__`, ... */
const SCALERS_OF_ANY_MODULE: ReadonlySet<string> = new Set(["MeanScaler", "L2MeanScaler"]);

/** A module as Python spells it: the only text of a file that becomes part of a class name. */
const MODULE = /^[A-Za-z_]\w{0,99}(\.\w{1,100}){0,9}$/;

/** scikit-learn moved its modules in 0.22. */
const INERT_CLASSES = [
  "sklearn.decomposition._incremental_pca.IncrementalPCA",
  "sklearn.decomposition.incremental_pca.IncrementalPCA",
  "sklearn.decomposition._pca.PCA",
  "sklearn.decomposition.pca.PCA",
  "sklearn.preprocessing._data.StandardScaler",
  "sklearn.preprocessing.data.StandardScaler",
];

/** Modules whose classes hold data that nothing here needs: generators of a fitted estimator, dates, paths, other containers. */
const OPAQUE_MODULES =
  /^(datetime|pathlib|_?uuid|_?decimal|fractions|zoneinfo|collections|argparse|numpy\.random(\.\w+)*|sklearn(\.\w+)*)$/;
const OPAQUE_NAMES: ReadonlySet<string> = new Set([
  ...["builtins", "__builtin__"].flatMap((module) =>
    ["set", "frozenset", "complex", "range", "xrange", "slice"].map((name) => `${module}.${name}`)
  ),
  "types.SimpleNamespace",
]);
/** A class or function as Python spells it; with a dot it would be one within another. */
const NAME = /^[A-Za-z_]\w{0,99}$/;

/** Values that a file's metadata may hold. */
const INERT_NAMES = ["torch.bfloat16", "torch.float16", "torch.float32", "torch.float64"];

const TABLE: ReadonlyMap<string, PickleGlobal> = new Map([
  ...INERT_CLASSES.map((name) => entry(name, { isInertClass: true })),
  ...INERT_NAMES.map((name) => entry(name)),
  ...[...STORAGE_DTYPES.keys()].map((name) => entry(`torch.${name}`)),
  entry("collections.OrderedDict", { reduce: orderedDict }),
  entry("torch._utils._rebuild_tensor_v2", { reduce: rebuildTensor }),
  entry("torch._utils._rebuild_parameter", { reduce: rebuildParameter }),
  entry("torch.Size", { reduce: size }),
  entry("torch.device", { reduce: (args) => record("torch.device", { args }) }),
  entry("_codecs.encode", { reduce: encode }),
  // `builtins` by its Python 2 name in protocol 2.
  ...["builtins", "__builtin__"].flatMap((module) => [
    entry(`${module}.bytes`, { reduce: emptyBytes }),
    entry(`${module}.bytearray`, { reduce: bytearray }),
  ]),
  entry(NDARRAY),
  entry(NUMPY_DTYPE, { reduce: (args) => record(NUMPY_DTYPE, { args, stateForm: "tuple" }) }),
  // numpy 2 renamed its core package.
  ...["numpy.core", "numpy._core"].flatMap((core) => [
    entry(`${core}.multiarray._reconstruct`, { reduce: reconstruct }),
    entry(`${core}.multiarray.scalar`, { reduce: (args) => record(NUMPY_SCALAR, { args }) }),
    entry(`${core}.numeric._frombuffer`, { reduce: fromBuffer }),
  ]),
]);

/**
 * The entry for a name; undefined if it is not in the table.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { findGlobal } from "./pickle_globals.ts";
 * assert(findGlobal("collections", "OrderedDict")?.reduce?.([]) instanceof Map);
 * assert(findGlobal("os", "system") === undefined);
 * ```
 */
export function findGlobal(module: string, name: string): PickleGlobal | undefined {
  if (SCALERS_OF_ANY_MODULE.has(name) && MODULE.test(module)) {
    return entry(`${module}.${name}`, { isInertClass: true })[1];
  }
  if (!NAME.test(name)) return undefined;
  const whole = `${module}.${name}`;
  const known = TABLE.get(whole);
  if (known !== undefined) return known;
  return OPAQUE_NAMES.has(whole) || OPAQUE_MODULES.test(module) ? opaque(whole) : undefined;
}

/** A class of which nothing is read. */
function opaque(name: string): PickleGlobal {
  const reduce = (args: readonly PickleValue[]) => record(name, { args, stateForm: "any" });
  return { kind: "global", name, reduce, isInertClass: true, isOpaque: true };
}

function entry(
  name: string,
  { reduce = null, isInertClass = false }: { reduce?: Reduce | null; isInertClass?: boolean } = {},
): [string, PickleGlobal] {
  return [name, { kind: "global", name, reduce, isInertClass, isOpaque: false }];
}

function record(
  className: string,
  { args, stateForm = "none" }: Partial<PickleRecord> & Pick<PickleRecord, "args">,
): PickleRecord {
  return { kind: "record", className, args, stateForm, state: null };
}

/** Picklers make it empty and fill it with SETITEMS; copying a list of pairs here would let a small file grow. */
function orderedDict(args: readonly PickleValue[]): PickleValue {
  if (args.length !== 0) throw new TypeError(`expected no arguments, found ${args.length}`);
  return new OrderedDict();
}

/** `_rebuild_parameter(data, requires_grad, backward_hooks)`: to a reader a parameter is its tensor. */
function rebuildParameter(args: readonly PickleValue[]): PickleValue {
  const [data] = args;
  if (args.length !== 3 || !isKind(data, "tensor")) {
    throw new TypeError(`expected a tensor and 2 further arguments, found ${describeValue(data)}`);
  }
  return data;
}

/** `torch.Size(tuple)`. */
function size(args: readonly PickleValue[]): PickleValue {
  const [items] = args;
  if (args.length !== 1 || !isKind(items, "tuple")) {
    throw new TypeError(`expected a tuple, found ${describeValue(items)}`);
  }
  return items;
}

/** `_codecs.encode(text, "latin1")`: how protocol 2 spells bytes. */
function encode(args: readonly PickleValue[]): PickleValue {
  const [text, encoding] = args;
  if (args.length !== 2 || typeof text !== "string" || encoding !== "latin1") {
    throw new TypeError("expected a text and latin1");
  }
  return { kind: "latin1", text };
}

/** `bytes()`: how protocol 2 spells no bytes. */
function emptyBytes(args: readonly PickleValue[]): PickleValue {
  if (args.length !== 0) throw new TypeError(`expected no arguments, found ${args.length}`);
  return new Uint8Array(0);
}

/** `bytearray()`, `bytearray(bytes)` or, in protocol 2, `bytearray(text, "latin-1")`. */
function bytearray(args: readonly PickleValue[]): PickleValue {
  const [data, encoding] = args;
  if (args.length === 0) return new Uint8Array(0);
  if (args.length === 1 && (data instanceof Uint8Array || isKind(data, "latin1"))) return data;
  if (args.length === 2 && typeof data === "string" && encoding === "latin-1") {
    return { kind: "latin1", text: data };
  }
  throw new TypeError(`expected bytes, found ${describeValue(data)}`);
}

/** `_reconstruct(ndarray, (0,), b"b")` makes an empty array; BUILD then brings version, shape, dtype, order and data. */
function reconstruct(args: readonly PickleValue[]): PickleValue {
  const [cls] = args;
  if (args.length !== 3 || !isKind(cls, "global") || cls.name !== NDARRAY) {
    throw new TypeError(`expected ${NDARRAY}, found ${describeValue(cls)}`);
  }
  return record(NDARRAY, { args: [], stateForm: "tuple" });
}

/** `_frombuffer(data, dtype, shape, order)`, of protocol 5: the same array in one call. */
function fromBuffer(args: readonly PickleValue[]): PickleValue {
  const [data, dtype, shape, order] = args;
  if (args.length !== 4 || (order !== "C" && order !== "F")) {
    throw new TypeError("expected data, dtype, shape and an order of C or F");
  }
  const state = [1, shape ?? null, dtype ?? null, order === "F", data ?? null];
  return { ...record(NDARRAY, { args: [] }), state: { kind: "tuple", items: state } };
}
