/**
 * JSON without the leniency of `JSON.parse`: a duplicate key, a lone surrogate or a byte that is not UTF-8 is an error, an
 * integer is told from a float, and objects are Maps, so that a key such as `__proto__` is a key like any other.
 *
 * @module
 */

import { quote } from "../../text/quote.ts";

/** What {@link parseStrictJson} returns: a number without fraction and exponent is a bigint, any other a number. */
export type JsonValue =
  | null
  | boolean
  | string
  | number
  | bigint
  | JsonValue[]
  | Map<string, JsonValue>;

/** Levels of nesting allowed, as in Rust's serde_json. */
const MAX_DEPTH = 127;
/** Longest integer kept as such; 2^64 - 1 has 20 digits. A longer one is a number, as in serde_json. */
const MAX_INTEGER_DIGITS = 20;
/** No finite float64 needs a longer text. */
const MAX_NUMBER_UNITS = 1100;

const LITERALS = [["null", null], ["true", true], ["false", false]] as const;
/** Numbers that Python writes and JSON does not know. */
const PYTHON_NUMBERS = [
  ["NaN", NaN],
  ["Infinity", Infinity],
  ["-Infinity", -Infinity],
] as const;
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const INTEGER = /^-?\d+$/;

/**
 * Text of UTF-8 bytes; a byte order mark is kept, which makes it a syntax error in JSON.
 *
 * @throws {TypeError} if the bytes are not UTF-8.
 */
export function decodeUtf8(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
}

/**
 * The value that `text` holds.
 *
 * @throws {SyntaxError} naming the character position and what was expected there.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { parseStrictJson } from "./strict_json.ts";
 * const value = parseStrictJson('{"shape": [2, 3], "scale": 1e0}');
 * assert(value instanceof Map && value.get("scale") === 1);
 * ```
 */
export function parseStrictJson(text: string): JsonValue {
  const cursor: Cursor = { text, at: 0 };
  const value = parseValue(cursor, 0);
  skipSpace(cursor);
  if (cursor.at < text.length) throw unexpected(cursor, "the end of the text");
  return value;
}

/** What {@link parsePythonJson} returns. */
export interface PythonJson {
  readonly value: JsonValue;
  /** Line, from 1, of a key of the outermost object; null where it has no such key. */
  lineOf(key: string): number | null;
}

/**
 * The value of text that Python's `json` wrote, with the line, from 1, of each key of the outermost object: a byte order mark
 * is passed over, and `NaN`, `Infinity` and `-Infinity` are numbers. All else is as strict as in {@link parseStrictJson}.
 *
 * @throws {SyntaxError} naming the line and what was expected there.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { parsePythonJson } from "./strict_json.ts";
 * const { value, lineOf } = parsePythonJson('{\n "limit": Infinity}');
 * assert(value instanceof Map && value.get("limit") === Infinity && lineOf("limit") === 2);
 * ```
 */
export function parsePythonJson(
  text: string,
): PythonJson {
  const keyStarts = new Map<string, number>();
  const cursor: Cursor = { text, at: text.startsWith("\ufeff") ? 1 : 0, keyStarts };
  const value = parseValue(cursor, 0);
  skipSpace(cursor);
  if (cursor.at < text.length) throw unexpected(cursor, "the end of the text");
  return {
    value,
    lineOf(key) {
      const start = keyStarts.get(key);
      return start === undefined ? null : lineAt(text, start);
    },
  };
}

interface Cursor {
  readonly text: string;
  /** Where the outermost keys start, in text that Python wrote; undefined where it is to be strict. */
  readonly keyStarts?: Map<string, number>;
  /** Index of the next UTF-16 unit. */
  at: number;
}

function parseValue(cursor: Cursor, depth: number): JsonValue {
  skipSpace(cursor);
  const { text, at } = cursor;
  switch (text[at]) {
    case "{":
      return parseObject(cursor, depth + 1);
    case "[":
      return parseArray(cursor, depth + 1);
    case '"':
      return parseString(cursor);
  }
  for (const [word, value] of LITERALS) {
    if (text.startsWith(word, at)) {
      cursor.at += word.length;
      return value;
    }
  }
  if (cursor.keyStarts !== undefined) {
    for (const [word, value] of PYTHON_NUMBERS) {
      if (!text.startsWith(word, at)) continue;
      cursor.at += word.length;
      return value;
    }
  }
  return parseNumber(cursor);
}

function parseObject(cursor: Cursor, depth: number): Map<string, JsonValue> {
  const entries = new Map<string, JsonValue>();
  enter(cursor, depth);
  if (isNext(cursor, "}")) return entries;
  do {
    skipSpace(cursor);
    if (cursor.text[cursor.at] !== '"') throw unexpected(cursor, "a key in quotes");
    const start = cursor.at;
    const key = parseString(cursor);
    if (entries.has(key)) {
      const at = cursor.keyStarts === undefined ? "" : ` at line ${lineAt(cursor.text, start)}`;
      throw new SyntaxError(`Duplicate key ${quote(key)}${at}`);
    }
    if (depth === 1) cursor.keyStarts?.set(key, start);
    if (!isNext(cursor, ":")) throw unexpected(cursor, '":"');
    entries.set(key, parseValue(cursor, depth));
  } while (isNext(cursor, ","));
  if (!isNext(cursor, "}")) throw unexpected(cursor, '"," or "}"');
  return entries;
}

function parseArray(cursor: Cursor, depth: number): JsonValue[] {
  const values: JsonValue[] = [];
  enter(cursor, depth);
  if (isNext(cursor, "]")) return values;
  do {
    values.push(parseValue(cursor, depth));
  } while (isNext(cursor, ","));
  if (!isNext(cursor, "]")) throw unexpected(cursor, '"," or "]"');
  return values;
}

/** Steps over the opening bracket. */
function enter(cursor: Cursor, depth: number): void {
  if (depth > MAX_DEPTH) {
    throw new SyntaxError(
      `Nested deeper than ${MAX_DEPTH} levels at ${place(cursor, cursor.at)}`,
    );
  }
  cursor.at++;
}

function parseString(cursor: Cursor): string {
  const { text } = cursor;
  const start = cursor.at;
  let end = start + 1; // of the closing quote
  let hasEscape = false;
  for (;; end++) {
    const unit = text.charCodeAt(end); // NaN past the end
    if (unit === 0x22) break;
    if (!(unit >= 0x20)) {
      cursor.at = end;
      throw unexpected(cursor, "a closing quote or a character of a string");
    }
    if (unit === 0x5c) {
      hasEscape = true;
      end++;
    }
  }
  cursor.at = end + 1;
  const string = hasEscape ? unescape(cursor, start) : text.slice(start + 1, end);
  if (!string.isWellFormed()) {
    throw new SyntaxError(`Lone surrogate in the string at ${place(cursor, start)}`);
  }
  return string;
}

/** The string between `start` and the cursor, quotes included in both. */
function unescape(cursor: Cursor, start: number): string {
  try {
    return String(JSON.parse(cursor.text.slice(start, cursor.at)));
  } catch (cause) {
    throw new SyntaxError(`Invalid escape in the string at ${place(cursor, start)}`, { cause });
  }
}

function parseNumber(cursor: Cursor): number | bigint {
  const { text, at } = cursor;
  let end = at;
  while (end < text.length && end - at <= MAX_NUMBER_UNITS && isNumberUnit(text.charCodeAt(end))) {
    end++;
  }
  const token = text.slice(at, end);
  if (!NUMBER.test(token)) throw unexpected(cursor, "a value");
  const value = Number(token);
  if (!Number.isFinite(value)) {
    throw new SyntaxError(`Number out of range at ${place(cursor, at)}`);
  }
  cursor.at = end;
  // "-0" is no integer: BigInt would lose its sign.
  return INTEGER.test(token) && token.length <= MAX_INTEGER_DIGITS && token !== "-0"
    ? BigInt(token)
    : value;
}

/** Whether a unit is one of `+ - . 0-9 E e`. */
function isNumberUnit(unit: number): boolean {
  return (unit >= 0x30 && unit <= 0x39) || unit === 0x2b || unit === 0x2d || unit === 0x2e ||
    unit === 0x45 || unit === 0x65;
}

function skipSpace(cursor: Cursor): void {
  for (;; cursor.at++) {
    const unit = cursor.text.charCodeAt(cursor.at);
    if (unit !== 0x20 && unit !== 0x0a && unit !== 0x0d && unit !== 0x09) return;
  }
}

/** Whether `mark` comes next, after white space; if so, steps over it. */
function isNext(cursor: Cursor, mark: string): boolean {
  skipSpace(cursor);
  if (cursor.text[cursor.at] !== mark) return false;
  cursor.at++;
  return true;
}

/** A position as a message gives it: the line in text that people read, else the character. */
function place({ text, keyStarts }: Cursor, at: number): string {
  return keyStarts === undefined ? `character ${at}` : `line ${lineAt(text, at)}`;
}

/** Line, from 1, of the character at `at`. */
function lineAt(text: string, at: number): number {
  let line = 1;
  for (
    let next = text.indexOf("\n");
    next !== -1 && next < at;
    next = text.indexOf("\n", next + 1)
  ) {
    line++;
  }
  return line;
}

function unexpected(cursor: Cursor, expectation: string): SyntaxError {
  const { text, at } = cursor;
  const finding = at < text.length ? quote(String.fromCodePoint(text.codePointAt(at) ?? 0)) : "end";
  return new SyntaxError(`Expected ${expectation} at ${place(cursor, at)}, found ${finding}`);
}
