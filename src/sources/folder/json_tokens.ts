/**
 * Strings, numbers and words of JSON: what is no object and no list.
 *
 * @module
 */

import { type Cursor, place, unexpected } from "./json_cursor.ts";

/** Longest integer kept as such; 2^64 - 1 has 20 digits. A longer one is a number, as in serde_json. */
const MAX_INTEGER_DIGITS = 20;
/** No finite float64 needs a longer text. */
const MAX_NUMBER_UNITS = 1100;
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const INTEGER = /^-?\d+$/;

/** Steps over `word`, which stands for `value`. @throws {SyntaxError} if it does not come next. */
export function parseWord<T>(cursor: Cursor, word: string, value: T): T {
  if (!cursor.text.startsWith(word, cursor.at)) throw unexpected(cursor, "a value");
  cursor.at += word.length;
  return value;
}

/**
 * The string whose opening quote comes next.
 *
 * @throws {SyntaxError} if it has no end, an escape that JSON does not know, or half of a surrogate pair.
 */
export function parseString(cursor: Cursor): string {
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

/** The number that comes next, a bigint where it has no fraction, no exponent and few enough digits. @throws {SyntaxError} */
export function parseNumber(cursor: Cursor): number | bigint {
  const { text, at } = cursor;
  const shortEnd = endOfDecimal(text, at); // of most numbers, of which nothing is left to check
  if (shortEnd !== null) {
    const token = text.slice(at, shortEnd);
    cursor.at = shortEnd;
    return token.includes(".") ? Number(token) : BigInt(token);
  }
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

/** Where a short decimal without sign and exponent ends; null where there is none at `at`, or it is none for sure. */
export function endOfDecimal(text: string, at: number): number | null {
  let end = at;
  while (isDigit(text.charCodeAt(end))) end++;
  const nWhole = end - at;
  if (nWhole === 0 || nWhole > 1 && text.charCodeAt(at) === 0x30) return null;
  if (text.charCodeAt(end) === 0x2e) {
    end++;
    if (!isDigit(text.charCodeAt(end))) return null;
    while (isDigit(text.charCodeAt(end))) end++;
  }
  return end - at > MAX_INTEGER_DIGITS || isNumberUnit(text.charCodeAt(end)) ? null : end;
}

function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39;
}

/** Whether a unit is one of `+ - . 0-9 E e`. */
function isNumberUnit(unit: number): boolean {
  return isDigit(unit) || unit === 0x2b || unit === 0x2d || unit === 0x2e ||
    unit === 0x45 || unit === 0x65;
}
