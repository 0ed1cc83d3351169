/** Pickles of protocol 2 to 5 by CPython's Lib/pickletools.py, as far as torch.save writes them, into values of our own. */

import { rule } from "../format.ts";
import { Unusual } from "./zip.ts";

/** What a pickle holds. An int and a float are told apart. */
export type Pickled =
  | null
  | boolean
  | string
  | bigint
  | { float: number }
  | { bytes: Uint8Array }
  | { tuple: readonly Pickled[] }
  | { list: Pickled[] }
  | { dict: Map<Pickled, Pickled> }
  | { global: string }
  | { storage: Pickled }
  | { call: string; args: readonly Pickled[] };

/** An object of any class, which is not looked into. */
const OBJECT = "object";

/** What is made of names, calls and ids as soon as the pickle has them. */
export interface PickleRules {
  global(name: string): void;
  call(name: string, args: readonly Pickled[]): Pickled;
  storage(id: Pickled): Pickled;
  /** An object of a class, which is not looked into. */
  object(name: string): void;
}

export function readPickle(bytes: Uint8Array, rules: PickleRules): Pickled {
  const named = (name: string): Pickled => {
    rules.global(name);
    return { global: name };
  };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const stack: Pickled[] = [];
  const marks: number[] = [];
  const memo = new Map<number, Pickled>();
  const take = (n: number) => {
    rule(n <= bytes.length - at, "the pickle is cut short");
    at += n;
    return at - n;
  };
  const u1 = () => view.getUint8(take(1));
  const u4 = () => view.getUint32(take(4), true);
  const u8 = () => Number(view.getBigUint64(take(8), true));
  const raw = (n: number) => {
    const start = take(n);
    return bytes.subarray(start, start + n);
  };
  const text = (data: Uint8Array) => {
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(data);
    } catch {
      return rule(false, "text that is not UTF-8") as never;
    }
  };
  const line = () => {
    const end = bytes.indexOf(0x0a, at);
    rule(end >= 0, "no line");
    return text(raw(end + 1 - at).subarray(0, -1));
  };
  const pop = (n: number) => {
    rule(stack.length - (marks.at(-1) ?? 0) >= n, "the stack is empty");
    return stack.splice(stack.length - n, n);
  };
  const popMark = () => {
    rule(marks.length > 0, "no mark");
    return stack.splice(marks.pop()!);
  };
  const top = () => {
    rule(stack.length > (marks.at(-1) ?? 0), "the stack is empty");
    return stack.at(-1)!;
  };
  const put = (index: number) => {
    const value = top();
    if (memo.has(index)) throw new Unusual("a memo is set twice");
    memo.set(index, value);
  };
  const get = (index: number) => {
    rule(memo.has(index), "no memo");
    return memo.get(index)!;
  };
  const is = <K extends string>(
    value: Pickled,
    key: K,
  ): value is Extract<Pickled, { [_ in K]: unknown }> =>
    typeof value === "object" && value !== null && key in value;
  const setItems = (items: readonly Pickled[]) => {
    const dict = top();
    if (is(dict, "call")) throw new Unusual("items of an object");
    rule(is(dict, "dict") && items.length % 2 === 0, "no dict");
    for (let i = 0; i < items.length; i += 2) {
      rule(!is(items[i]!, "list") && !is(items[i]!, "dict"), "a key without a hash");
      dict.dict.set(items[i]!, items[i + 1]!);
    }
  };
  const append = (items: readonly Pickled[]) => {
    const list = top();
    if (is(list, "call")) throw new Unusual("items of an object");
    rule(is(list, "list"), "no list");
    list.list.push(...items);
  };
  rule(bytes[0] === 0x80 && bytes[1]! >= 2 && bytes[1]! <= 5, "no protocol");
  for (;;) {
    const op = u1();
    switch (op) {
      case 0x80:
        rule(at === 1, "a protocol within");
        take(1);
        continue;
      case 0x95: {
        const n = u8();
        rule(n <= bytes.length - at, "a frame passes the pickle");
        continue;
      }
      case 0x2e:
        rule(
          at === bytes.length && stack.length === 1 && marks.length === 0,
          "no single value at the end",
        );
        return stack[0]!;
    }
    switch (String.fromCharCode(op)) {
      case "N":
        stack.push(null);
        break;
      case "\x88":
        stack.push(true);
        break;
      case "\x89":
        stack.push(false);
        break;
      case "J":
        stack.push(BigInt(view.getInt32(take(4), true)));
        break;
      case "K":
        stack.push(BigInt(u1()));
        break;
      case "M":
        stack.push(BigInt(view.getUint16(take(2), true)));
        break;
      case "\x8a": {
        const n = u1();
        stack.push(
          BigInt.asIntN(8 * n, raw(n).reduceRight((value, byte) => value << 8n | BigInt(byte), 0n)),
        );
        break;
      }
      case "G":
        stack.push({ float: view.getFloat64(take(8), false) });
        break;
      case "X":
        stack.push(text(raw(u4())));
        break;
      case "\x8c":
        stack.push(text(raw(u1())));
        break;
      case "\x8d":
        stack.push(text(raw(u8())));
        break;
      case "B":
        stack.push({ bytes: raw(u4()) });
        break;
      case "C":
        stack.push({ bytes: raw(u1()) });
        break;
      case "\x8e":
      case "\x96":
        stack.push({ bytes: raw(u8()) });
        break;
      case "q":
        put(u1());
        break;
      case "r":
        put(u4());
        break;
      case "\x94":
        put(memo.size);
        break;
      case "h":
        stack.push(get(u1()));
        break;
      case "j":
        stack.push(get(u4()));
        break;
      case "(":
        marks.push(stack.length);
        break;
      case ")":
        stack.push({ tuple: [] });
        break;
      case "\x85":
        stack.push({ tuple: pop(1) });
        break;
      case "\x86":
        stack.push({ tuple: pop(2) });
        break;
      case "\x87":
        stack.push({ tuple: pop(3) });
        break;
      case "t":
        stack.push({ tuple: popMark() });
        break;
      case "]":
        stack.push({ list: [] });
        break;
      case "a":
        append(pop(1));
        break;
      case "e":
        append(popMark());
        break;
      case "}":
        stack.push({ dict: new Map() });
        break;
      case "s":
        setItems(pop(2));
        break;
      case "u":
        setItems(popMark());
        break;
      case "c":
        stack.push(named(`${line()}.${line()}`));
        break;
      case "\x93": {
        const names = pop(2);
        rule(names.every((it) => typeof it === "string"), "no names");
        stack.push(named(names.join(".")));
        break;
      }
      case "R": {
        const [callee, args] = pop(2);
        rule(is(callee!, "global") && is(args!, "tuple"), "no call");
        stack.push(rules.call(callee.global, args.tuple));
        break;
      }
      case "\x81": {
        const [cls] = pop(2);
        rule(is(cls!, "global"), "no class");
        rules.object(cls.global);
        stack.push({ call: OBJECT, args: [] });
        break;
      }
      case "b": {
        const [state] = pop(1);
        const object = top();
        if (is(object, "dict") && is(state!, "dict")) throw new Unusual("attributes of a dict");
        // A tensor takes a state too, of its storage and its strides: torch.load() ends at any other, and no writer gives it one.
        rule(is(object, "call") && !object.call.startsWith("torch._utils._rebuild"), "no object");
        break;
      }
      case "Q":
        stack.push(rules.storage(pop(1)[0]!));
        break;
      case "\x8f":
      case "\x90":
      case "\x91":
      case "\x92":
        throw new Unusual("a set, or arguments by name");
      default:
        rule(false, `opcode 0x${op.toString(16)}`);
    }
  }
}
