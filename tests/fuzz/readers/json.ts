/**
 * JSON by RFC 8259, read by the engine's own parser for the grammar, and by its tokens for what that does not tell: keys that repeat,
 * and integers that no float64 holds. As of serde_json, 127 levels are the deepest.
 */

import { rule } from "../format.ts";

/** A number as it is spelled. */
export class NumberText {
  constructor(readonly text: string) {}

  /** The integer, if it is spelled as one. */
  get integer(): bigint | null {
    return /^-?\d+$/.test(this.text) && this.text !== "-0" ? BigInt(this.text) : null;
  }
}

export type Json = null | boolean | string | NumberText | Json[] | Map<string, Json>;

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/gy;
const MAX_DEPTH = 127;

/** What may be found beside the standard. */
export interface JsonOptions {
  /** Whether Python's `NaN`, `Infinity` and `-Infinity` are numbers, and a byte order mark is passed over. */
  readonly isPython?: boolean;
  /** Whether keys may repeat in the object that lies there; the last one counts. */
  readonly mayRepeat?: (path: readonly string[]) => boolean;
}

export function readJson(
  bytes: Uint8Array,
  { isPython = false, mayRepeat = () => false }: JsonOptions = {},
): Json {
  let text = "";
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    rule(false, "not UTF-8");
  }
  if (isPython) text = text.replace(/^\ufeff/, "");
  const tokens = tokensOf(text);
  const plain = isPython
    ? tokens.map((token) => /^(NaN|-?Infinity)$/.test(token) ? "0" : token).join(" ")
    : text;
  try {
    JSON.parse(plain);
  } catch {
    rule(false, "not JSON");
  }
  let at = 0;
  const value = (path: readonly string[], depth: number): Json => {
    const token = tokens[at++]!;
    rule(depth <= MAX_DEPTH, "too deep");
    if (token === "[") {
      const items: Json[] = [];
      while (tokens[at] !== "]") {
        items.push(value([...path, "[]"], depth + 1));
        if (tokens[at] === ",") at++;
      }
      at++;
      rule(depth < MAX_DEPTH, "too deep");
      return items;
    }
    if (token === "{") {
      const entries = new Map<string, Json>();
      while (tokens[at] !== "}") {
        const key = stringOf(tokens[at]!);
        at += 2;
        const found = value([...path, key], depth + 1);
        rule(!entries.has(key) || mayRepeat(path), "a key repeats");
        entries.set(key, found);
        if (tokens[at] === ",") at++;
      }
      at++;
      rule(depth < MAX_DEPTH, "too deep");
      return entries;
    }
    if (token.startsWith('"')) return stringOf(token);
    if (token === "null") return null;
    if (token === "true" || token === "false") return token === "true";
    rule(
      isPython && /Inf|NaN/.test(token) || Number.isFinite(Number(token)),
      "a number out of range",
    );
    return new NumberText(token);
  };
  return value([], 0);
}

function stringOf(token: string): string {
  const text: string = JSON.parse(token);
  rule(text.isWellFormed(), "a lone surrogate");
  return text;
}

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  for (let at = 0; at < text.length;) {
    TOKEN.lastIndex = at += /[ \t\r\n]*/y[Symbol.match](text.slice(at))![0].length;
    if (at >= text.length) break;
    const token = TOKEN.exec(text)?.[0];
    rule(token !== undefined, "not JSON");
    tokens.push(token);
    at += token.length;
  }
  return tokens;
}
