import assert from "node:assert/strict";
import { findGlobal } from "../../../src/sources/torch/pickle_globals.ts";
import type { PickleValue } from "../../../src/sources/torch/pickle_values.ts";
import { unpickle } from "../../../src/sources/torch/unpickler.ts";
import { pickleBytes, PROTO_2, text } from "../torch_fixtures.ts";

/** Reads the bytes after the protocol, with the real table of names and no persistent ids. */
function read(...parts: readonly (string | number | Uint8Array)[]): PickleValue {
  return readBytes(pickleBytes(PROTO_2, ...parts));
}

function readBytes(bytes: Uint8Array): PickleValue {
  return unpickle(bytes, {
    label: "data.pkl of x.pt",
    findGlobal,
    loadPersistent: () => {
      throw new Error("no persistent ids here");
    },
  });
}

/** Registers a test that a pickle is refused with a message, given without its start. */
function testRefused(name: string, pickle: string, message: string): void {
  Deno.test(`unpickle() refuses ${name}`, () => {
    assert.throws(() => read(pickle), { message: `Cannot unpickle data.pkl of x.pt: ${message}` });
  });
}

const NOTHING_RUN =
  "nothing was run: load it in Python and save what is needed of it as plain tensors (torch.save)";

/** A call of a function of Python's with one text, by GLOBAL and REDUCE. */
function call(module: string, name: string): string {
  return `c${module}\n${name}\n(${text("id")}tR.`;
}

for (
  const [module, name] of [
    ["os", "system"],
    ["posix", "system"],
    ["nt", "system"],
    ["subprocess", "Popen"],
    ["builtins", "eval"],
    ["builtins", "exec"],
    ["builtins", "getattr"],
    ["__builtin__", "eval"],
    ["importlib", "import_module"],
    ["numpy.f2py.crackfortran", "getlincoef"],
    ["pickle", "loads"],
    ["_pickle", "loads"],
    ["torch", "load"],
    ["torch.hub", "load"],
    ["torch.serialization", "load"],
    ["torch._utils", "_rebuild_tensor_v2.__globals__"],
    ["operator", "attrgetter"],
    ["types", "CodeType"],
    ["sys", "modules"],
    ["sklearn.decomposition._pca", "os.system"],
    ["constructor", "constructor"],
    ["__proto__", "toString"],
  ] as const
) {
  testRefused(
    `a call of ${module}.${name}`,
    call(module, name),
    `GLOBAL at byte 2: "${module}.${name}" is not among the names that are accepted; ${NOTHING_RUN}`,
  );
}

testRefused(
  "a name of STACK_GLOBAL that is not in the table",
  `${text("os")}${text("system")}\x93.`,
  `STACK_GLOBAL at byte 20: "os.system" is not among the names that are accepted; ${NOTHING_RUN}`,
);
testRefused(
  "STACK_GLOBAL without texts",
  `N${text("system")}\x93.`,
  "STACK_GLOBAL at byte 14: expected two texts, found None and text",
);
testRefused(
  "a name with a control character, shown escaped",
  "cos\x1b[2J\nsystem\n.",
  `GLOBAL at byte 2: "os\\u001b[2J.system" is not among the names that are accepted; ${NOTHING_RUN}`,
);

for (
  const [name, pickle] of [
    ["INST", "(ios\nsystem\n."],
    ["OBJ", "(cos\nsystem\no."],
    ["EXT1", "\x82\x01."],
    ["EXT2", "\x83\x01\0."],
    ["EXT4", "\x84\x01\0\0\0."],
    ["LONG4", "\x8b\xff\xff\xff\x7f."],
    ["LONG", "L1L\n."],
    ["INT", "I1\n."],
    ["STRING", "S'a'\n."],
    ["UNICODE", "Va\n."],
    ["BINSTRING", "T\x01\0\0\0a."],
    ["SHORT_BINSTRING", "U\x01a."],
    ["PERSID", "P1\n."],
    ["GET", "g0\n."],
    ["PUT", "Np0\n."],
    ["DUP", "N2."],
    ["POP", "NN0."],
    ["LIST", "(l."],
    ["DICT", "(d."],
    ["NEXT_BUFFER", "\x97."],
    ["READONLY_BUFFER", "N\x98."],
  ] as const
) {
  Deno.test(`unpickle() refuses the opcode ${name}`, () => {
    assert.throws(
      () => read(pickle),
      new RegExp(
        name === "OBJ" // its class is refused first
          ? "os.system"
          : `: ${name} at byte \\d+: this opcode is not accepted$`,
      ),
    );
  });
}

testRefused("an opcode that is none", "\xff.", "opcode at byte 2: there is no opcode 0xff");
testRefused("a pickle without STOP", "N", "opcode at byte 3: expected STOP, found the end");
testRefused("bytes after STOP", "N.cos\n", "STOP at byte 3: expected the end, found 4 more bytes");
testRefused(
  "no value at the end",
  ".",
  "STOP at byte 2: expected one value, found 0 and 0 open marks",
);
testRefused("two values", "NN.", "STOP at byte 4: expected one value, found 2 and 0 open marks");
testRefused("an open mark", "N(.", "STOP at byte 4: expected one value, found 1 and 1 open marks");
testRefused("an empty stack", "\x86.", "TUPLE2 at byte 2: the stack is empty");
testRefused("values taken from below a mark", "NN(\x86.", "TUPLE2 at byte 5: the stack is empty");
testRefused("TUPLE without a mark", "Nt.", "TUPLE at byte 3: expected an open mark");
testRefused("a memo entry that is not set", "h\x05.", "BINGET at byte 2: memo entry 5 is not set");
testRefused("a memo entry set twice", "Nq\0Nq\0.", "BINPUT at byte 6: memo entry 0 is set twice");
testRefused(
  "MEMOIZE mixed with PUT so that a number is set twice",
  "Nq\x01N\x94.",
  "MEMOIZE at byte 6: memo entry 1 is set twice",
);
testRefused("a memo entry of nothing", "q\0.", "BINPUT at byte 2: the stack is empty");

testRefused(
  "BINUNICODE of a length beyond the end",
  "X\xff\xff\xff\xffa.",
  "BINUNICODE at byte 2: expected 4294967295 more bytes, found 2",
);
testRefused(
  "BINUNICODE8 of a length beyond 2^53",
  "\x8d\xff\xff\xff\xff\xff\xff\xff\xffa.",
  "BINUNICODE8 at byte 2: expected 18446744073709552000 more bytes, found 2",
);
testRefused(
  "BYTEARRAY8 of a length beyond the end",
  "\x96\xff\xff\xff\xff\0\0\0\0a.",
  "BYTEARRAY8 at byte 2: expected 4294967295 more bytes, found 2",
);
testRefused(
  "LONG1 of a length beyond the end",
  "\x8a\xff1.",
  "LONG1 at byte 2: expected 255 more bytes, found 2",
);
testRefused(
  "FRAME of a length beyond the end",
  "\x95\x09\0\0\0\0\0\0\0N.",
  "FRAME at byte 2: expected 9 more bytes, found 2",
);
testRefused("a field cut short", "J\x01\x02", "BININT at byte 2: expected 4 more bytes, found 2");
testRefused("a name without its line feed", "cos", "GLOBAL at byte 2: expected a line feed");
testRefused(
  "text that is not UTF-8",
  "X\x01\0\0\0\xff.",
  "BINUNICODE at byte 2: expected UTF-8 text",
);

testRefused("APPEND to a tuple", ")Na.", "APPEND at byte 4: expected a list, found a tuple");
testRefused("APPENDS to a dict", "}(Ne.", "APPENDS at byte 5: expected a list, found a dict");
testRefused("SETITEM on a list", "]NNs.", "SETITEM at byte 5: expected a dict, found a list");
testRefused(
  "SETITEMS on a tensor class",
  "ctorch\nFloatStorage\n(NNu.",
  "SETITEMS at byte 25: expected a dict, found the name torch.FloatStorage",
);
testRefused(
  "a key without its value",
  "}(Nu.",
  "SETITEMS at byte 5: expected a value for each key",
);
testRefused(
  "a list as a key",
  "}]Ns.",
  "SETITEM at byte 5: expected a key that can be hashed, found a list",
);
testRefused(
  "REDUCE of a text",
  `${text("os")})R.`,
  "REDUCE at byte 10: expected a function of the table, found text",
);
testRefused(
  "REDUCE of a class that may not be called",
  "csklearn.decomposition._pca\nPCA\n)R.",
  "REDUCE at byte 35: expected a function of the table, found the name sklearn.decomposition._pca.PCA",
);
testRefused(
  "REDUCE with a list of arguments",
  "ccollections\nOrderedDict\n]R.",
  "REDUCE at byte 28: expected a tuple, found a list",
);
testRefused(
  "NEWOBJ of a function",
  "c_codecs\nencode\n)\x81.",
  "NEWOBJ at byte 19: expected a class of the table, found the name _codecs.encode",
);
testRefused(
  "NEWOBJ with arguments",
  "csklearn.decomposition._pca\nPCA\nN\x85\x81.",
  "NEWOBJ at byte 36: sklearn.decomposition._pca.PCA: expected no arguments",
);
Deno.test("unpickle() passes over the attributes of an OrderedDict, as of the state of a module", () => {
  const dict = read(
    "ccollections\nOrderedDict\n)R",
    text("weight"),
    "K\x07s}",
    text("_metadata"),
    "Nsb.",
  );
  assert.ok(dict instanceof Map);
  assert.deepEqual([...dict], [["weight", 7]]);
});
testRefused(
  "BUILD on a dict",
  "}}b.",
  "BUILD at byte 4: expected an object without state, found a dict",
);
testRefused(
  "BUILD with slots, which Python sets as attributes",
  "csklearn.decomposition._pca\nPCA\n)\x81}}\x86b.",
  "BUILD at byte 39: sklearn.decomposition._pca.PCA: expected its state to be a dict, found a tuple",
);
testRefused(
  "BUILD twice",
  "csklearn.decomposition._pca\nPCA\n)\x81}b}b.",
  "BUILD at byte 39: expected an object without state, found an object of sklearn.decomposition._pca.PCA",
);
testRefused(
  "a persistent id that is refused",
  "NQ.",
  "BINPERSID at byte 3: no persistent ids here",
);
testRefused(
  "PROTO in the middle",
  "\x80\x02N.",
  "PROTO at byte 2: expected a protocol of 2 to 5 at the start, found 2",
);

for (const protocol of [0, 1, 6, 255]) {
  Deno.test(`unpickle() refuses protocol ${protocol}`, () => {
    assert.throws(() => readBytes(pickleBytes("\x80", protocol, "N.")), {
      message:
        `Cannot unpickle data.pkl of x.pt: PROTO at byte 0: expected a protocol of 2 to 5 at the start, found ${protocol}`,
    });
  });
}

Deno.test("unpickle() refuses a pickle of protocol 0, which names none", () => {
  assert.throws(() => readBytes(pickleBytes("cos\nsystem\n(S'id'\ntR.")), {
    message: "Cannot unpickle data.pkl of x.pt: GLOBAL at byte 0: expected a protocol of 2 to 5",
  });
});

Deno.test("unpickle() refuses no bytes at all", () => {
  assert.throws(() => readBytes(new Uint8Array(0)), {
    message: "Cannot unpickle data.pkl of x.pt: opcode at byte 0: expected STOP, found the end",
  });
});

Deno.test("unpickle() keeps keys that are names of prototypes as plain keys", () => {
  const value = read(`}(${text("__proto__")}K\x01${text("constructor")}K\x02${text("a")}Nu.`);
  assert.ok(value instanceof Map);
  assert.deepEqual([...value], [["__proto__", 1], ["constructor", 2], ["a", null]]);
  assert.equal(Object.getPrototypeOf(value), Map.prototype);
  assert.equal(({} as Record<string, unknown>)["a"], undefined);
});

Deno.test("unpickle() takes the last of two equal keys, as Python does", () => {
  assert.deepEqual(read(`}(${text("a")}K\x01${text("a")}K\x02u.`), new Map([["a", 2]]));
});

Deno.test("unpickle() reads a list that holds itself without following it", () => {
  const value = read("]q\0h\0a.");
  assert.ok(Array.isArray(value));
  assert.equal(value[0], value);
});

Deno.test("unpickle() reads lists that double at each step in little memory", () => {
  // Each of 200 lists holds the one before twice: 2^200 paths, 200 lists.
  const steps = Array.from(
    { length: 200 },
    (_, i) => `](h${char(i)}h${char(i)}eq${char(i + 1)}`,
  );
  const value = read("](", "]q\0", ...steps, "e.");
  assert.ok(Array.isArray(value));
  assert.equal(value.length, 201);
});

function char(code: number): string {
  return String.fromCharCode(code);
}

/** Time and memory that a bomb of a megabyte may cost. */
const BOMB_SECONDS = 2;

/** Registers a test that a pickle is refused soon, whatever it would grow to. */
function testBomb(name: string, make: () => Uint8Array, message: RegExp): void {
  Deno.test(`unpickle() refuses ${name} in bounded time`, () => {
    const bytes = make();
    const start = performance.now();
    assert.throws(() => readBytes(bytes), message);
    assert.ok(performance.now() - start < 1000 * BOMB_SECONDS);
  });
}

const MILLION = 1_000_000;
const repeated = (piece: string, n: number) =>
  pickleBytes(PROTO_2, pickleBytes(piece.repeat(n)), ".");

testBomb("a million nested tuples", () => repeated(")\x85", MILLION), /at most 500000 opcodes/);
testBomb("a million empty dicts", () => repeated("}", MILLION), /at most 500000 opcodes/);
testBomb("a million open marks", () => repeated("(", MILLION), /at most 100 open marks/);
testBomb("a million memo entries", () => {
  const bytes = new Uint8Array(3 + 6 * MILLION);
  bytes.set([0x80, 2, 0x4e]); // PROTO 2, NONE
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < MILLION; i++) {
    bytes[3 + 5 * i] = 0x72; // LONG_BINPUT
    view.setUint32(4 + 5 * i, i, true);
  }
  return bytes;
}, /at most 500000 opcodes/);

Deno.test("unpickle() shares one text however often it stands for bytes", () => {
  // A megabyte of text, encoded 100,000 times: 100 GB if each call made its bytes.
  const nBytes = 2 ** 20;
  const big = new Uint8Array(nBytes).fill(0x61);
  const length = Uint8Array.of(0, 0, 0x10, 0);
  const start = pickleBytes(
    "](c_codecs\nencode\nq\0",
    "X",
    length,
    big,
    "q\x01",
    text("latin1"),
    "q\x02\x87",
  );
  const calls = pickleBytes("h\0h\x01h\x02\x86R".repeat(80_000));
  const value = read(start, calls, "e.");
  assert.ok(Array.isArray(value));
  assert.equal(value.length, 80_001);
});

for (
  const [module, name] of [
    ["numpy.random._pickle", "__randomstate_ctor"],
    ["numpy.random._pickle", "__generator_ctor"],
    ["datetime", "datetime"],
    ["pathlib", "PosixPath"],
    ["uuid", "UUID"],
    ["decimal", "Decimal"],
    ["collections", "deque"],
    ["collections", "defaultdict"],
    ["argparse", "Namespace"],
    ["builtins", "complex"],
    ["sklearn.preprocessing._data", "RobustScaler"],
  ] as const
) {
  Deno.test(`unpickle() makes a record of ${module}.${name}, and reads nothing of it`, () => {
    const expected = {
      kind: "record",
      className: `${module}.${name}`,
      stateForm: "any",
      state: null,
    };
    const called = read(call(module, name));
    assert.deepEqual(called, { ...expected, args: ["id"] });
    // Made, given a state twice, items and keys.
    const filled = read(`c${module}\n${name}\n)\x81}bNb(Ne(K\x01Nu.`);
    assert.deepEqual(filled, { ...expected, args: [] });
    const named = read(`c${module}\n${name}\n)}\x92.`);
    assert.deepEqual(named, { ...expected, args: [] });
  });
}

Deno.test("unpickle() makes records of sets, and reads nothing of them", () => {
  const of = (className: string) => ({
    kind: "record",
    className,
    args: [],
    stateForm: "any",
    state: null,
  });
  assert.deepEqual(read("\x8f(K\x01K\x02\x90."), of("builtins.set"));
  assert.deepEqual(read("(K\x01\x91."), of("builtins.frozenset"));
});

testRefused(
  "items added to a list",
  "](K\x01\x90.",
  "ADDITEMS at byte 6: expected a set, found a list",
);
testRefused(
  "NEWOBJ_EX of a class that is read",
  "csklearn.decomposition._pca\nPCA\n)}\x92.",
  "NEWOBJ_EX at byte 36: expected a class of the table, found the name sklearn.decomposition._pca.PCA",
);
