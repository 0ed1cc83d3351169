/**
 * Names come from file stems and dictionary keys of other people and are never trusted: here they become harmless text,
 * short labels and safe ids.
 *
 * @module
 */

/**
 * `text` in one line, with control characters and the marks that reorder text (bidirectional overrides, embeddings and the
 * like) replaced by U+FFFD, so that it shows where they stood. The isolates U+2068 and U+2069 stay: they only contain.
 *
 * @example
 * ```ts
 * import { plainText } from "./names.ts";
 * import { strictEqual } from "node:assert/strict";
 *
 * strictEqual(plainText("a\u202egpj.exe\n"), "a\ufffdgpj.exe ");
 * ```
 */
export function plainText(text: string): string {
  return text.toWellFormed()
    .replace(/[\t\n\r]/g, " ")
    .replace(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066\u2067]/gu, "\ufffd");
}

/** The first `length` characters of the harmless text, with an ellipsis where more follow. */
export function shortened(name: string, length: number): string {
  const characters = [...plainText(name)];
  return characters.length <= length ? characters.join("") : [
    ...characters.slice(0, length - 1),
    "…",
  ].join("");
}

/**
 * An id for a role or trait that differs wherever kind or name differ: letters, digits and hyphens stand for themselves, all
 * else is `_code_` in hexadecimal.
 *
 * @example
 * ```ts
 * import { anchorId } from "./names.ts";
 * import { strictEqual } from "node:assert/strict";
 *
 * strictEqual(anchorId({ kind: "role", name: "tax_adviser" }), "role-tax_5f_adviser");
 * ```
 */
export function anchorId({ kind, name }: { kind: string; name: string }): string {
  const escaped = name.replace(/[^A-Za-z0-9-]/gu, (c) => `_${c.codePointAt(0)!.toString(16)}_`);
  return `${kind}-${escaped}`;
}

/** The name of an input as pages show it: `-PC1` with a true minus. */
export function inputLabel(name: string): string {
  return name.replace(/^-/, "\u2212");
}

/** A model's name in titles and running text: of a commit the first eight figures, the rest stands on the methods page. */
export function titleName(name: string): string {
  return name.replace(/@([0-9a-f]{8})[0-9a-f]{32}(?=$|:)/, "@$1");
}
