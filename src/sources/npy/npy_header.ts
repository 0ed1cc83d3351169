/**
 * The header of a `.npy` file: the text of a Python dict, read by its grammar and never evaluated.
 *
 * Source: numpy/lib/format.py.
 *
 * @module
 */

import { quote } from "../../text/quote.ts";
import { MAX_DIMENSIONS } from "../caps.ts";

/** The three entries of a header. */
export interface NpyHeader {
  /** Dtype as numpy spells it, for instance `<f4`; `RECORDS` of one with fields. */
  readonly descr: string;
  readonly isFortran: boolean;
  readonly shape: readonly number[];
}

/** What stands for a dtype with fields, which numpy writes as a list of them. */
export const RECORDS = "records";

/** A string without its quotes, or a word, number or sign. */
interface Token {
  readonly text: string;
  readonly isString: boolean;
}

/** Blanks as Python's tokenizer takes them; any other is a token, and of those expected it is none. */
const TOKENS = /'([^'\\\n\r\0]*)'|"([^"\\\n\r\0]*)"|\w+|[^ \t\f\r\n\w]/g;
/** As in Python, no 0 stands before other digits. */
const WHOLE_NUMBER = /^(?:0|[1-9]\d*)$/;
/** Python 2 wrote an L after a long one. */
const LONG_NUMBER = /^(?:0|[1-9]\d*)L?$/;

/** To Python, blanks before a line's first sign or behind the last line are an indentation, and no part of an expression. */
const INDENTED = /^[ \t]*[\f\r\n]|[\r\n][ \t\f]+$/;

/**
 * Reads the text of a header: a dict of `descr`, `fortran_order` and `shape`, each once and nothing else. `mayBeLong` takes
 * numbers as Python 2 wrote them, `3L`, which numpy does in versions 1 and 2 of the format.
 *
 * @throws {SyntaxError} at the first place where the text is none, saying what was expected there.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { parseNpyHeader } from "./npy_header.ts";
 * const header = parseNpyHeader("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }");
 * assert(header.descr === "<f4" && header.shape.join() === "3,4");
 * ```
 */
export function parseNpyHeader(
  text: string,
  { mayBeLong = false }: { mayBeLong?: boolean } = {},
): NpyHeader {
  const tokens = new Tokens(text, mayBeLong ? LONG_NUMBER : WHOLE_NUMBER);
  if (INDENTED.test(text)) {
    throw new SyntaxError("expected a header that starts and ends without blank lines of spaces");
  }
  let descr: string | undefined, isFortran: boolean | undefined, shape: number[] | undefined;
  tokens.take("{");
  while (!tokens.takeIf("}")) {
    const key = tokens.takeString("a key in quotes");
    tokens.take(":");
    if (key === "descr" && descr === undefined) {
      descr = tokens.takeListIf() ? RECORDS : tokens.takeString("a dtype in quotes");
    } else if (key === "fortran_order" && isFortran === undefined) isFortran = takeBoolean(tokens);
    else if (key === "shape" && shape === undefined) shape = takeShape(tokens);
    else {
      throw new SyntaxError(
        `expected a header of descr, fortran_order and shape, each once, found ${quote(key)}`,
      );
    }
    if (tokens.takeIf(",")) continue;
    tokens.take("}");
    break;
  }
  tokens.takeEnd();
  if (descr === undefined || isFortran === undefined || shape === undefined) {
    throw new SyntaxError("expected a header with descr, fortran_order and shape");
  }
  return { descr, isFortran, shape };
}

function takeBoolean(tokens: Tokens): boolean {
  if (tokens.takeIf("True")) return true;
  tokens.take("False");
  return false;
}

function takeShape(tokens: Tokens): number[] {
  const shape: number[] = [];
  tokens.take("(");
  while (!tokens.takeIf(")")) {
    if (shape.length === MAX_DIMENSIONS) {
      throw new SyntaxError(
        `expected at most ${MAX_DIMENSIONS} dimensions in the header, found more`,
      );
    }
    shape.push(tokens.takeWholeNumber());
    if (tokens.takeIf(",")) continue;
    if (shape.length === 1) tokens.take(","); // without it Python reads a number in brackets
    tokens.take(")");
    break;
  }
  return shape;
}

/** The tokens of a header, taken one after the other. */
class Tokens {
  readonly #tokens: readonly Token[];
  readonly #wholeNumber: RegExp;
  #next = 0;

  constructor(text: string, wholeNumber: RegExp) {
    this.#wholeNumber = wholeNumber;
    this.#tokens = [...text.matchAll(TOKENS)].map(([all, single, double]) => {
      const string = single ?? double;
      return { text: string ?? all, isString: string !== undefined };
    });
  }

  takeIf(word: string): boolean {
    const token = this.#tokens[this.#next];
    const isNext = token?.text === word && !token.isString;
    if (isNext) this.#next++;
    return isNext;
  }

  take(word: string): void {
    if (!this.takeIf(word)) throw this.#unexpected(word);
  }

  takeString(expected: string): string {
    const token = this.#tokens[this.#next];
    if (token === undefined || !token.isString) throw this.#unexpected(expected);
    this.#next++;
    return token.text;
  }

  /** Whether a list comes next, which is passed over then, whatever is in it. */
  takeListIf(): boolean {
    if (!this.takeIf("[")) return false;
    for (let depth = 1; depth > 0;) {
      if (this.takeIf("[")) depth++;
      else if (this.takeIf("]")) depth--;
      else if (this.#next++ >= this.#tokens.length) throw this.#unexpected("]");
    }
    return true;
  }

  takeWholeNumber(): number {
    const token = this.#tokens[this.#next];
    const value = token === undefined ? NaN : parseInt(token.text);
    if (
      !this.#wholeNumber.test(token?.text ?? "") || token?.isString || !Number.isSafeInteger(value)
    ) {
      throw this.#unexpected("a whole number");
    }
    this.#next++;
    return value;
  }

  takeEnd(): void {
    if (this.#next < this.#tokens.length) throw this.#unexpected("nothing more");
  }

  #unexpected(expected: string): SyntaxError {
    const token = this.#tokens[this.#next];
    const found = token === undefined ? "its end" : quote(token.text);
    return new SyntaxError(`expected ${expected} in the header, found ${found}`);
  }
}
