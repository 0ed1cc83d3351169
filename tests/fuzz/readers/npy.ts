/**
 * `.npy` as numpy/lib/format.py states it: magic, a version, the length of a header, a Python literal, and the elements. A file may not
 * be longer than they are.
 */

import { hex, rule } from "../format.ts";
import { Unusual } from "./zip.ts";

const BLANK = "[ \\t\\f\\r\\n]*";
const ITEM = `${BLANK}(?:0+|[1-9]\\d*)L?${BLANK}`;
const VALUE =
  `'[^'\\\\\\0\\r\\n]*'|"[^"\\\\\\0\\r\\n]*"|True|False|\\((?:${ITEM},)*(?:${ITEM})?${BLANK}\\)`;
const MEMBER = new RegExp(
  `${BLANK}(?:'([^'\\\\\\0\\r\\n]*)'|"([^"\\\\\\0\\r\\n]*)")${BLANK}:${BLANK}(${VALUE})${BLANK}`,
  "y",
);
const BYTES: Readonly<Record<string, number>> = { "<f2": 2, "<f4": 4, "<f8": 8 };
const NAMES: Readonly<Record<string, string>> = { "<f2": "F16", "<f4": "F32", "<f8": "F64" };

/** An array; `odd` says what no writer writes. */
export interface NpyArray {
  readonly value: {
    readonly shape: readonly number[];
    readonly dtype: string;
    readonly data: string;
  };
  readonly odd?: string | undefined;
}

/** With `isMember`, one of an archive, where arrays of no floating-point numbers are passed over: the rest of it is not looked at. */
export function readNpy(bytes: Uint8Array, { isMember = false } = {}): NpyArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  rule(bytes.length >= 10 && hex(bytes.subarray(0, 6)) === "934e554d5059", "no magic");
  const version = view.getUint16(6, false);
  rule([0x100, 0x200, 0x300].includes(version), "another version");
  const start = version === 0x100 ? 10 : 12;
  rule(bytes.length >= start, "cut short");
  const length = version === 0x100 ? view.getUint16(8, true) : view.getUint32(8, true);
  rule(length <= 10_000 && start + length <= bytes.length, "the header passes the file");
  const header = bytes.subarray(start, start + length);
  let text = "";
  try {
    text = version === 0x300
      ? new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(header)
      : String.fromCharCode(...header);
  } catch {
    rule(false, "not UTF-8");
  }
  const { members, odd } = membersOf(text);
  rule(odd !== INDENTED || version !== 0x300, odd!);
  rule([...members.keys()].sort().join() === "descr,fortran_order,shape", "other keys");
  const [descr, order, tuple] = ["descr", "fortran_order", "shape"].map((key) => members.get(key)!);
  rule(
    /^['"]/.test(descr!) && /^(True|False)$/.test(order!) && tuple!.startsWith("("),
    "other kinds",
  );
  const code = descr!.slice(1, -1);
  if (isMember && !/^([<>|=]?f\d+|\|V2)$/.test(code)) throw new Unusual("no numbers of a vector");
  rule(Object.hasOwn(BYTES, code), "another dtype");
  const items = tuple!.slice(1, -1).split(",").map((it) => it.trim());
  rule(items.length !== 1 || items[0] === "", "a number in brackets is no tuple");
  const numbers = items.filter((it) => it !== "");
  rule(version !== 0x300 || !numbers.some((it) => it.endsWith("L")), "a long number of Python 2");
  const shape = numbers.map((it) => BigInt(it.replace("L", "")));
  rule(shape.length <= 64, "too many dimensions");
  rule(shape.reduce((product, n) => n === 0n ? product : product * n, 8n) < 2n ** 53n, "too large");
  const data = bytes.subarray(start + length);
  rule(
    shape.reduce((product, n) => product * n, BigInt(BYTES[code]!)) === BigInt(data.length),
    "another number of elements",
  );
  const isZero = numbers.some((it) => /^00/.test(it));
  return {
    value: {
      shape: shape.map(Number),
      dtype: NAMES[code]!,
      data: hex(order === "False" ? data : byRows(data, shape.map(Number))),
    },
    odd: odd ?? (isZero ? "a zero of several digits" : undefined),
  };
}

/** Elements whose first index runs fastest, in the order in which the last one does. */
function byRows(data: Uint8Array, shape: readonly number[]): Uint8Array {
  const nElements = shape.reduce((product, n) => product * n, 1);
  const width = nElements === 0 ? 1 : data.length / nElements;
  const turned = new Uint8Array(data.length);
  const indices = shape.map(() => 0);
  for (let row = 0; row < nElements; row++) {
    let [from, stride] = [0, 1];
    shape.forEach((n, axis) => {
      from += indices[axis]! * stride;
      stride *= n;
    });
    turned.set(data.subarray(from * width, (from + 1) * width), row * width);
    for (let axis = shape.length - 1; axis >= 0 && ++indices[axis]! === shape[axis]; axis--) {
      indices[axis] = 0;
    }
  }
  return turned;
}

const INDENTED = "an indented end";

function membersOf(text: string) {
  const members = new Map<string, string>();
  let odd: string | undefined;
  let at = /^[ \t]*/.exec(text)![0].length;
  rule(text[at] === "{", "no dict");
  at++;
  for (let isFirst = true;; isFirst = false) {
    const blank = new RegExp(BLANK, "y");
    blank.lastIndex = at;
    blank.test(text);
    if (text[blank.lastIndex] === "}" && (isFirst || text[at - 1] === ",")) {
      at = blank.lastIndex;
      break;
    }
    MEMBER.lastIndex = at;
    const [member, single, double, value] = MEMBER.exec(text) ?? [];
    rule(member !== undefined, "no member");
    const key = single ?? double!;
    if (members.has(key)) odd = "a key repeats, of which Python takes the last";
    members.set(key, value!);
    at += member.length;
    if (text[at] === "}") break;
    rule(text[at] === ",", "no comma");
    at++;
  }
  const tail = text.slice(at + 1);
  rule(/^[ \t\f\r\n]*$/.test(tail), "something after the dict");
  // In versions 1 and 2 numpy takes the indentation out, with what Python 2 wrote.
  if (/[\r\n][ \t\f]+$/.test(tail)) odd = INDENTED;
  return { members, odd };
}
