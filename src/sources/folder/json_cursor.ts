/**
 * Where a text of JSON is read, and how a message tells the place.
 *
 * @module
 */

import { quote } from "../../text/quote.ts";

/** A text, and how far it is read. */
export interface Cursor {
  readonly text: string;
  /** Where the outermost keys start, in text that Python wrote; undefined where it is to be strict. */
  readonly keyStarts?: Map<string, number>;
  /** Index of the next UTF-16 unit. */
  at: number;
}

/** Steps over white space. */
export function skipSpace(cursor: Cursor): void {
  for (;; cursor.at++) {
    const unit = cursor.text.charCodeAt(cursor.at);
    if (unit !== 0x20 && unit !== 0x0a && unit !== 0x0d && unit !== 0x09) return;
  }
}

/** Whether `mark` comes next, after white space; if so, steps over it. */
export function isNext(cursor: Cursor, mark: string): boolean {
  skipSpace(cursor);
  if (cursor.text[cursor.at] !== mark) return false;
  cursor.at++;
  return true;
}

/** A position as a message gives it: the line in text that people read, else the character. */
export function place({ text, keyStarts }: Cursor, at: number): string {
  return keyStarts === undefined ? `character ${at}` : `line ${lineAt(text, at)}`;
}

/** Line, from 1, of the character at `at`. */
export function lineAt(text: string, at: number): number {
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

/** That something else stands where the cursor is than was expected. */
export function unexpected(cursor: Cursor, expectation: string): SyntaxError {
  const { text, at } = cursor;
  const finding = at < text.length ? quote(String.fromCodePoint(text.codePointAt(at) ?? 0)) : "end";
  return new SyntaxError(`Expected ${expectation} at ${place(cursor, at)}, found ${finding}`);
}
