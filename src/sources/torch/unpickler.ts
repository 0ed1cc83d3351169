/**
 * A restricted pickle machine: it reads a pickle of protocol 2 to 5 into inert values and calls nothing that the file names.
 *
 * Only opcodes that `torch.save` writes are accepted, and only names that the caller's table knows. Memory is bounded by the
 * bytes of the pickle and the number of opcodes, since no opcode makes more than one small value besides the bytes it carries.
 *
 * Format: CPython Lib/pickletools.py. Rules followed in shape: torch/_weights_only_unpickler.py.
 *
 * @module
 */

import { messageOf } from "../../text/error_message.ts";
import {
  advance,
  takeBytes,
  takeInt32,
  takeText,
  takeUint16,
  takeUint32,
  takeUint64,
  takeUint8,
} from "../folder/byte_cursor.ts";
import { takeFloat64, takeLine, takeLong } from "./pickle_fields.ts";
import { type OpcodeName, opcodeName } from "./pickle_opcodes.ts";
import {
  memoize,
  newMachine,
  openMark,
  type PickleMachine,
  pop,
  popMany,
  popMark,
  push,
  recall,
  top,
} from "./pickle_machine.ts";
import {
  describeValue,
  isKind,
  OrderedDict,
  type PickleGlobal,
  type PickleRecord,
  type PickleValue,
} from "./pickle_values.ts";
import { quote } from "../../text/quote.ts";

/** A file of persona vectors takes some hundred opcodes, a PCA file of 500 vectors some ten thousand. */
const MAX_OPCODES = 500_000;

/** What a pickle may refer to. */
export interface UnpickleOptions {
  /** What messages call the pickle. */
  readonly label: string;
  /** The entry of the fixed table of names; undefined refuses the pickle. */
  readonly findGlobal: (module: string, name: string) => PickleGlobal | undefined;
  /** The value that a persistent id stands for. @throws {Error} if the id is refused. */
  readonly loadPersistent: (id: PickleValue) => PickleValue;
}

/**
 * The value that `bytes` hold.
 *
 * @throws {Error} naming the opcode and its place, if anything in the pickle is not accepted.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { unpickle } from "./unpickler.ts";
 * const bytes = Uint8Array.of(0x80, 2, 0x4b, 7, 0x2e); // PROTO 2, BININT1 7, STOP
 * const value = unpickle(bytes, {
 *   label: "example",
 *   findGlobal: () => undefined,
 *   loadPersistent: () => null,
 * });
 * assert(value === 7);
 * ```
 */
export function unpickle(bytes: Uint8Array, options: UnpickleOptions): PickleValue {
  const machine = newMachine(bytes);
  for (let nOpcodes = 0;; nOpcodes++) {
    const at = machine.cursor.position;
    const name = at < bytes.byteLength ? opcodeName(bytes[at] ?? 0) : undefined;
    try {
      if (nOpcodes >= MAX_OPCODES) {
        throw new RangeError(`expected at most ${MAX_OPCODES} opcodes`);
      }
      if (at >= bytes.byteLength) throw new RangeError("expected STOP, found the end");
      if (nOpcodes === 0 && name !== "PROTO") throw new RangeError("expected a protocol of 2 to 5");
      if (name === undefined) throw new RangeError(`there is no opcode 0x${hexByte(bytes[at])}`);
      machine.cursor.position++;
      if (name === "STOP") return finish(machine);
      step(machine, { name, options });
    } catch (cause) {
      const finding = messageOf(cause);
      throw new Error(
        `Cannot unpickle ${options.label}: ${name ?? "opcode"} at byte ${at}: ${finding}`,
        { cause },
      );
    }
  }
}

function finish({ cursor, stack, marks }: PickleMachine): PickleValue {
  const nBytesLeft = cursor.bytes.byteLength - cursor.position;
  if (nBytesLeft > 0) throw new RangeError(`expected the end, found ${nBytesLeft} more bytes`);
  const value = stack[0];
  if (marks.length > 0 || stack.length !== 1 || value === undefined) {
    throw new RangeError(
      `expected one value, found ${stack.length} and ${marks.length} open marks`,
    );
  }
  return value;
}

/** Carries out one opcode. */
function step(
  machine: PickleMachine,
  { name, options }: { name: OpcodeName; options: UnpickleOptions },
): void {
  const { cursor } = machine;
  switch (name) {
    case "PROTO": {
      const protocol = takeUint8(cursor);
      if (cursor.position !== 2 || protocol < 2 || protocol > 5) {
        throw new RangeError(`expected a protocol of 2 to 5 at the start, found ${protocol}`);
      }
      return;
    }
    case "FRAME": {
      const nBytes = takeUint64(cursor);
      const start = advance(cursor, nBytes); // only to check the length
      cursor.position = start;
      return;
    }

    case "NONE":
      return push(machine, null);
    case "NEWTRUE":
      return push(machine, true);
    case "NEWFALSE":
      return push(machine, false);
    case "BININT":
      return push(machine, takeInt32(cursor));
    case "BININT1":
      return push(machine, takeUint8(cursor));
    case "BININT2":
      return push(machine, takeUint16(cursor));
    case "LONG1":
      return push(machine, takeLong(cursor, takeUint8(cursor)));
    case "BINFLOAT":
      return push(machine, { kind: "float", value: takeFloat64(cursor) });
    case "BINUNICODE":
      return push(machine, takeText(cursor, takeUint32(cursor)));
    case "SHORT_BINUNICODE":
      return push(machine, takeText(cursor, takeUint8(cursor)));
    case "BINUNICODE8":
      return push(machine, takeText(cursor, takeUint64(cursor)));
    case "BINBYTES":
      return push(machine, takeBytes(cursor, takeUint32(cursor)));
    case "SHORT_BINBYTES":
      return push(machine, takeBytes(cursor, takeUint8(cursor)));
    case "BINBYTES8":
    case "BYTEARRAY8":
      return push(machine, takeBytes(cursor, takeUint64(cursor)));

    case "BINPUT":
      return memoize(machine, takeUint8(cursor));
    case "LONG_BINPUT":
      return memoize(machine, takeUint32(cursor));
    case "MEMOIZE":
      return memoize(machine, machine.memo.size);
    case "BINGET":
      return push(machine, recall(machine, takeUint8(cursor)));
    case "LONG_BINGET":
      return push(machine, recall(machine, takeUint32(cursor)));

    case "MARK":
      return openMark(machine);
    case "EMPTY_TUPLE":
      return push(machine, { kind: "tuple", items: [] });
    case "TUPLE1":
      return push(machine, { kind: "tuple", items: popMany(machine, 1) });
    case "TUPLE2":
      return push(machine, { kind: "tuple", items: popMany(machine, 2) });
    case "TUPLE3":
      return push(machine, { kind: "tuple", items: popMany(machine, 3) });
    case "TUPLE":
      return push(machine, { kind: "tuple", items: popMark(machine) });
    case "EMPTY_LIST":
      return push(machine, []);
    case "APPEND":
      return append(machine, popMany(machine, 1));
    case "APPENDS":
      return append(machine, popMark(machine));
    case "EMPTY_DICT":
      return push(machine, new Map());
    case "SETITEM":
      return setItems(machine, popMany(machine, 2));
    case "SETITEMS":
      return setItems(machine, popMark(machine));

    case "EMPTY_SET":
      return push(machine, opaqueRecord("builtins.set"));
    case "ADDITEMS": {
      popMark(machine);
      return expectOpaque(machine);
    }
    case "FROZENSET":
      popMark(machine);
      return push(machine, opaqueRecord("builtins.frozenset"));

    case "GLOBAL": {
      const module = takeLine(cursor);
      return push(machine, findGlobal(options, { module, name: takeLine(cursor) }));
    }
    case "STACK_GLOBAL": {
      const [module, globalName] = popMany(machine, 2);
      if (typeof module !== "string" || typeof globalName !== "string") {
        throw new TypeError(
          `expected two texts, found ${describeValue(module)} and ${describeValue(globalName)}`,
        );
      }
      return push(machine, findGlobal(options, { module, name: globalName }));
    }
    case "REDUCE":
      return push(machine, reduce(machine));
    case "NEWOBJ":
      return push(machine, newObject(machine));
    case "NEWOBJ_EX": {
      const [cls, args, named] = popMany(machine, 3);
      if (
        !isKind(cls, "global") || !cls.isOpaque || !isKind(args, "tuple") || !(named instanceof Map)
      ) {
        throw new TypeError(`expected a class of the table, found ${describeValue(cls)}`);
      }
      return push(machine, opaqueRecord(cls.name));
    }
    case "BUILD":
      return build(machine);
    case "BINPERSID":
      return push(machine, options.loadPersistent(pop(machine)));

    default:
      throw new TypeError("this opcode is not accepted");
  }
}

function append(machine: PickleMachine, values: readonly PickleValue[]): void {
  const list = top(machine);
  if (isOpaque(list)) return;
  if (!Array.isArray(list)) throw new TypeError(`expected a list, found ${describeValue(list)}`);
  for (const value of values) list.push(value);
}

/** `values` are keys and values by turns. A key that occurs again replaces the value, as in Python. */
function setItems(machine: PickleMachine, values: readonly PickleValue[]): void {
  const dict = top(machine);
  if (isOpaque(dict)) return;
  if (!(dict instanceof Map)) throw new TypeError(`expected a dict, found ${describeValue(dict)}`);
  if (values.length % 2 !== 0) throw new RangeError("expected a value for each key");
  for (let i = 0; i < values.length; i += 2) {
    const key = values[i] ?? null;
    if (Array.isArray(key) || key instanceof Map) {
      throw new TypeError(`expected a key that can be hashed, found ${describeValue(key)}`);
    }
    dict.set(key, values[i + 1] ?? null);
  }
}

/** An object of a class of which nothing is read. */
function opaqueRecord(className: string): PickleRecord {
  return { kind: "record", className, args: [], stateForm: "any", state: null };
}

function isOpaque(value: PickleValue | undefined): boolean {
  return isKind(value, "record") && value.stateForm === "any";
}

/** @throws {TypeError} if items are added to anything but what is not read. */
function expectOpaque(machine: PickleMachine): void {
  const value = top(machine);
  if (!isOpaque(value)) throw new TypeError(`expected a set, found ${describeValue(value)}`);
}

function findGlobal(
  options: UnpickleOptions,
  { module, name }: { module: string; name: string },
): PickleGlobal {
  const found = options.findGlobal(module, name);
  if (found === undefined) {
    throw new TypeError(
      `${quote(`${module}.${name}`)} is not among the names that are accepted; nothing was run: ` +
        "load it in Python and save what is needed of it as plain tensors (torch.save)",
    );
  }
  return found;
}

function reduce(machine: PickleMachine): PickleValue {
  const [callee, args] = popMany(machine, 2);
  if (!isKind(callee, "global") || callee.reduce === null) {
    throw new TypeError(`expected a function of the table, found ${describeValue(callee)}`);
  }
  if (!isKind(args, "tuple")) throw new TypeError(`expected a tuple, found ${describeValue(args)}`);
  try {
    return callee.reduce(args.items);
  } catch (cause) {
    const finding = messageOf(cause);
    throw new Error(`${callee.name}: ${finding}`, { cause });
  }
}

function newObject(machine: PickleMachine): PickleValue {
  const [cls, args] = popMany(machine, 2);
  if (!isKind(cls, "global") || !cls.isInertClass) {
    throw new TypeError(`expected a class of the table, found ${describeValue(cls)}`);
  }
  if (cls.isOpaque) return opaqueRecord(cls.name);
  if (!isKind(args, "tuple") || args.items.length > 0) {
    throw new TypeError(`${cls.name}: expected no arguments`);
  }
  return { kind: "record", className: cls.name, args: [], stateForm: "dict", state: null };
}

function build(machine: PickleMachine): void {
  const state = pop(machine);
  const record = top(machine);
  if (isOpaque(record)) return;
  // The state of a module is an OrderedDict with an attribute of its own, versions, which nobody reads.
  if (record instanceof OrderedDict && state instanceof Map) return;
  if (!isKind(record, "record") || record.stateForm === "none" || record.state !== null) {
    throw new TypeError(`expected an object without state, found ${describeValue(record)}`);
  }
  const isExpected = record.stateForm === "dict" ? state instanceof Map : isKind(state, "tuple");
  if (!isExpected) {
    throw new TypeError(
      `${record.className}: expected its state to be a ${record.stateForm}, found ${
        describeValue(state)
      }`,
    );
  }
  record.state = state;
}

function hexByte(byte: number | undefined): string {
  return (byte ?? 0).toString(16).padStart(2, "0");
}
