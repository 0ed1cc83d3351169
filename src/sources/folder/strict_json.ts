/**
 * JSON without the leniency of `JSON.parse`: a duplicate key, a lone surrogate or a byte that is not UTF-8 is an error, an
 * integer is told from a float, and objects are Maps, so that a key such as `__proto__` is a key like any other.
 *
 * @module
 */

import { quote } from "../../text/quote.ts";
import { type Cursor, isNext, lineAt, place, skipSpace, unexpected } from "./json_cursor.ts";
import { endOfDecimal, parseNumber, parseString, parseWord } from "./json_tokens.ts";

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
/** Numbers that Python writes and JSON does not know. */
const PYTHON_NUMBERS = [
  ["NaN", NaN],
  ["Infinity", Infinity],
  ["-Infinity", -Infinity],
] as const;

/**
 * Text of UTF-8 bytes; a byte order mark is kept, which makes it a syntax error in JSON.
 *
 * @throws {TypeError} if the bytes are not UTF-8.
 */
export function decodeUtf8(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
}

/**
 * What of an object or list is wanted. The rest is held to the grammar and never built, so that it costs no memory: of an ignored
 * object not even its keys are known, which may repeat.
 */
export interface WantedJson {
  /** What is wanted under a key; undefined ignores it. Left out: plain values alone, of whatever key. */
  readonly under?: (key: string) => WantedJson | undefined;
  /** Most keys or items that it may have, and what a message calls them. */
  readonly most: { readonly n: number; readonly of: string };
  /** Is handed each value under a key, which then is not kept; left out: they are kept. */
  readonly take?: (key: string, value: JsonValue) => void;
}

/** Objects and lists where plain values alone are wanted: there they are found, and empty. */
const NOTHING: WantedJson = { under: () => undefined, most: { n: Infinity, of: "values" } };

/**
 * The value that `text` holds; all of it, or no more than is wanted.
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
export function parseStrictJson(text: string, wanted: WantedJson | null = null): JsonValue {
  const cursor: Cursor = { text, at: 0 };
  const value = parseValue(cursor, { depth: 0, wanted });
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
export function parsePythonJson(text: string, wanted: WantedJson | null = null): PythonJson {
  const keyStarts = new Map<string, number>();
  const cursor: Cursor = { text, at: text.startsWith("\ufeff") ? 1 : 0, keyStarts };
  const value = parseValue(cursor, { depth: 0, wanted });
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

/** Where a value stands, and what of it is wanted: null is all of it. */
interface Place {
  readonly depth: number;
  readonly wanted: WantedJson | null;
}

function parseValue(cursor: Cursor, { depth, wanted }: Place): JsonValue {
  skipSpace(cursor);
  switch (cursor.text[cursor.at]) {
    case "{":
      return parseObject(cursor, { depth: depth + 1, wanted });
    case "[":
      return parseArray(cursor, { depth: depth + 1, wanted });
    case '"':
      return parseString(cursor);
    case "n":
      return parseWord(cursor, "null", null);
    case "t":
      return parseWord(cursor, "true", true);
    case "f":
      return parseWord(cursor, "false", false);
  }
  if (cursor.keyStarts !== undefined) {
    for (const [word, value] of PYTHON_NUMBERS) {
      if (cursor.text.startsWith(word, cursor.at)) return parseWord(cursor, word, value);
    }
  }
  return parseNumber(cursor);
}

function parseObject(cursor: Cursor, { depth, wanted }: Place): Map<string, JsonValue> {
  const entries = new Map<string, JsonValue>();
  enter(cursor, depth);
  if (isNext(cursor, "}")) return entries;
  do {
    skipSpace(cursor);
    if (cursor.text[cursor.at] !== '"') throw unexpected(cursor, "a key in quotes");
    const start = cursor.at;
    const key = parseString(cursor);
    const isIgnored = wanted === NOTHING;
    if (!isIgnored && entries.has(key)) {
      const at = cursor.keyStarts === undefined ? "" : ` at line ${lineAt(cursor.text, start)}`;
      throw new SyntaxError(`Duplicate key ${quote(key)}${at}`);
    }
    if (!isIgnored) expectRoom(cursor, { wanted, nFound: entries.size });
    if (depth === 1) cursor.keyStarts?.set(key, start);
    if (!isNext(cursor, ":")) throw unexpected(cursor, '":"');
    const inner = wanted === null ? null : wanted.under?.(key) ?? NOTHING;
    const value = isIgnored || wanted?.under !== undefined && inner === NOTHING
      ? skipValue(cursor, depth)
      : parseValue(cursor, { depth, wanted: inner });
    if (isIgnored) continue;
    wanted?.take?.(key, value);
    entries.set(key, wanted?.take === undefined ? value : null);
  } while (isNext(cursor, ","));
  if (!isNext(cursor, "}")) throw unexpected(cursor, '"," or "}"');
  return entries;
}

function parseArray(cursor: Cursor, { depth, wanted }: Place): JsonValue[] {
  const values: JsonValue[] = [];
  enter(cursor, depth);
  if (isNext(cursor, "]")) return values;
  do {
    if (wanted === NOTHING) skipValue(cursor, depth);
    else {
      expectRoom(cursor, { wanted, nFound: values.length });
      values.push(parseValue(cursor, { depth, wanted: wanted === null ? null : NOTHING }));
    }
  } while (isNext(cursor, ","));
  if (!isNext(cursor, "]")) throw unexpected(cursor, '"," or "]"');
  return values;
}

/** @throws {SyntaxError} if one more would be too many. */
function expectRoom(
  cursor: Cursor,
  { wanted, nFound }: { wanted: WantedJson | null; nFound: number },
): void {
  if (wanted === null || nFound < wanted.most.n) return;
  const { n, of } = wanted.most;
  throw new SyntaxError(`Expected at most ${n} ${of}, found more at ${place(cursor, cursor.at)}`);
}

/** Steps over a value that nobody wants. */
function skipValue(cursor: Cursor, depth: number): null {
  skipSpace(cursor);
  // A long text that is ignored may be numbers, of which no token need be made.
  const end = endOfDecimal(cursor.text, cursor.at);
  if (end === null) parseValue(cursor, { depth, wanted: NOTHING });
  else cursor.at = end;
  return null;
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
