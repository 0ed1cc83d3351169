/**
 * Names and shapes from untrusted files, made safe for a one-line message.
 *
 * @module
 */

/** Dimensions of a shape that a message shows. */
const MAX_SHOWN_DIMENSIONS = 8;
/** Longest part of a name that a message shows, in UTF-16 units. */
const MAX_SHOWN_UNITS = 120;
/** Characters that break a line, or that a terminal obeys: control, format and line-separating ones. */
const OBEYED = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * `text` in double quotes, on one line: control, format and line-separating characters escaped, long text cut short.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { quote } from "./quote.ts";
 * assert(quote("a\nb\u202e") === '"a\\nb\\u{202e}"');
 * ```
 */
export function quote(text: string): string {
  const isCut = text.length > MAX_SHOWN_UNITS;
  const shown = JSON.stringify(isCut ? `${text.slice(0, MAX_SHOWN_UNITS)}…` : text);
  return shown.replace(OBEYED, escapeCharacter);
}

/**
 * A name or path from a disk or a file as a message shows it: as it is where it is plain, else in quotes by {@link quote}.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shownName } from "./quote.ts";
 * assert(shownName("role_vectors/bard 2.pt") === "role_vectors/bard 2.pt");
 * assert(shownName("bard\n.pt") === '"bard\\n.pt"');
 * ```
 */
export function shownName(text: string): string {
  const isPlain = text !== "" && text === text.trim() && text.isWellFormed() &&
    text.search(OBEYED) === -1 && !text.includes('"');
  return isPlain ? text : quote(text);
}

/**
 * A message on one line that no terminal obeys, whatever names it was made of: the last guard before it is written.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { oneLine } from "./quote.ts";
 * assert(oneLine("red \u001b[31m\nrow") === "red \\u{1b}[31m\\u{a}row");
 * ```
 */
export function oneLine(message: string): string {
  return message.toWellFormed().replace(OBEYED, escapeCharacter);
}

function escapeCharacter(character: string): string {
  return `\\u{${character.codePointAt(0)?.toString(16)}}`;
}

/**
 * A shape in brackets, the first eight dimensions of very many.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shownShape } from "./quote.ts";
 * assert(shownShape([36864, 4608]) === "[36864, 4608]");
 * ```
 */
export function shownShape(shape: readonly (number | bigint)[]): string {
  const isCut = shape.length > MAX_SHOWN_DIMENSIONS;
  return `[${shape.slice(0, MAX_SHOWN_DIMENSIONS).join(", ")}${isCut ? ", …" : ""}]`;
}

/** A word as a shell takes it. */
export function shellWord(word: string): string {
  return /^[\w.,@:+/-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
