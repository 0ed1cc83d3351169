/** What torch.save writes, by torch/serialization.py and torch/_utils.py: a zip of a pickle and a file for each storage. */

import { rule } from "../format.ts";
import { numbersIn } from "./numbers.ts";
import { type Pickled, readPickle } from "./pickle.ts";
import { readZip, Unusual } from "./zip.ts";

/** Dtype and bytes of an element by storage class. */
const STORAGES: Readonly<Record<string, readonly [string, number]>> = {
  "torch.BFloat16Storage": ["BF16", 2],
  "torch.HalfStorage": ["F16", 2],
  "torch.FloatStorage": ["F32", 4],
  "torch.DoubleStorage": ["F64", 8],
  "torch.LongStorage": ["I64", 8],
  "torch.IntStorage": ["I32", 4],
  "torch.ShortStorage": ["I16", 2],
  "torch.CharStorage": ["I8", 1],
  "torch.ByteStorage": ["U8", 1],
  "torch.BoolStorage": ["BOOL", 1],
};
const TENSOR = "torch._utils._rebuild_tensor_v2";
const PARAMETER = "torch._utils._rebuild_parameter";
/** Names that are followed; a file with others may hold what is not looked into. */
const KNOWN: ReadonlySet<string> = new Set([
  ...Object.keys(STORAGES),
  TENSOR,
  PARAMETER,
  "collections.OrderedDict",
]);
/** Tensors of more elements are told by their shape alone. */
export const MAX_SHOWN = 4096;
const MAX_DEPTH = 4;
const MAX_NODES = 500;

/** Tensors of a value, in dicts of text by key; of everything else only that it is there. */
export function readTorch(bytes: Uint8Array): unknown {
  const entries = readZip(bytes, { isDeflatable: false });
  const pickles = [...entries.keys()].filter((name) => /^[^/]+\/data\.pkl$/.test(name));
  rule(pickles.length === 1, "no data.pkl, or several");
  const root = pickles[0]!.slice(0, -"data.pkl".length);
  rule([...entries.keys()].every((name) => name.startsWith(root)), "another folder");
  const order = entries.get(`${root}byteorder`)?.bytes();
  rule(order === undefined || String.fromCharCode(...order) === "little", "another byte order");
  const names: string[] = [];
  const value = readPickle(entries.get(pickles[0]!)!.bytes(), {
    global: (name) => names.push(name),
    // To Python a dict made so is one; no writer makes it so.
    object: () => names.push("an object"),
    call,
    storage: (id) => {
      expectStorage(id);
      return { storage: id };
    },
  });
  rule(!names.includes("os.system"), "a name that is no data");
  if (names.some((name) => !KNOWN.has(name))) throw new Unusual("another name");
  let nNodes = 0;
  return shown(value, 0);

  function shown(value: Pickled, depth: number): unknown {
    if (++nNodes > MAX_NODES) throw new Unusual("many values");
    if (typeof value !== "object" || value === null) return "other";
    if ("dict" in value && depth < MAX_DEPTH) {
      return [...value.dict]
        .filter(([key]) => typeof key === "string")
        .map(([key, inner]) => [key, shown(inner, depth + 1)]);
    }
    if (!("call" in value)) return "other";
    return value.call === TENSOR ? tensor(value.args, true) : "other";
  }

  function call(name: string, args: readonly Pickled[]): Pickled {
    rule(!Object.hasOwn(STORAGES, name), "a class is called that is none of values");
    if (name === "collections.OrderedDict") {
      if (args.length > 0) throw new Unusual("an ordered dict of arguments");
      return { dict: new Map() };
    }
    if (name === PARAMETER) {
      const [data] = args;
      rule(
        args.length === 3 && typeof data === "object" && data !== null && "call" in data &&
          data.call === TENSOR,
        "no parameter",
      );
      return data;
    }
    if (name === TENSOR) {
      if (args.length === 7) throw new Unusual("further arguments of a tensor");
      rule(args.length === 6, "too few arguments of a tensor");
      tensor(args, false);
    }
    return { call: name, args };
  }

  function expectStorage(id: Pickled) {
    rule(typeof id === "object" && id !== null && "tuple" in id && id.tuple.length === 5, "no id");
    const [tag, cls, key, , n] = id.tuple;
    rule(
      tag === "storage" && typeof cls === "object" && cls !== null && "global" in cls,
      "no storage class",
    );
    rule(
      Object.hasOwn(STORAGES, cls.global) && typeof key === "string" && typeof n === "bigint",
      "no storage of ours",
    );
    const [dtype, nBytes] = STORAGES[cls.global]!;
    const entry = entries.get(`${root}data/${key}`);
    rule(
      entry !== undefined && entry.size === Number(n) * nBytes,
      "no such storage, or another size",
    );
    return { dtype, n, entry };
  }

  function tensor([stored, offset, size, stride]: readonly Pickled[], isShown: boolean) {
    rule(typeof stored === "object" && stored !== null && "storage" in stored, "no storage");
    const { dtype, n, entry } = expectStorage(stored.storage);
    const [start, ...others] = integers({ tuple: [offset!] });
    const [shape, strides] = [integers(size!), integers(stride!)];
    rule(
      start !== undefined && others.length === 0 && shape.length === strides.length &&
        shape.length <= 64,
      "shape and strides",
    );
    const nElements = shape.reduce((product, m) => product * m, 1n);
    if (nElements > 2n ** 28n && nElements > n) throw new Unusual("an expanded tensor");
    const last = shape.reduce((sum, m, k) => sum + (m - 1n) * strides[k]!, start);
    rule(nElements === 0n ? start <= n : last < n, "a tensor passes its storage");
    const isRead = /^B?F\d/.test(dtype) && [1, 2].includes(shape.length) &&
      nElements <= MAX_SHOWN && nElements > 0n;
    const form = { dtype, shape: shape.map(Number) };
    if (!isRead || !isShown) return form;
    const numbers = numbersIn(entry.bytes(), dtype);
    const [R, K] = shape.length === 1 ? [1n, shape[0]!] : [shape[0]!, shape[1]!];
    const [rowStride, stepStride] = shape.length === 1
      ? [0n, strides[0]!]
      : [strides[0]!, strides[1]!];
    const values: string[] = [];
    for (let row = 0n; row < R; row++) {
      for (let column = 0n; column < K; column++) {
        values.push(String(numbers[Number(start + row * rowStride + column * stepStride)]));
      }
    }
    return { ...form, values };
  }
}

function integers(value: Pickled): bigint[] {
  rule(typeof value === "object" && value !== null && "tuple" in value, "no tuple");
  return value.tuple.map((item) => {
    if (typeof item === "boolean") throw new Unusual("a bool as a size");
    rule(typeof item === "bigint" && item >= 0n, "no whole number");
    if (item > BigInt(Number.MAX_SAFE_INTEGER)) throw new Unusual("a size past 2^53");
    return item;
  });
}
