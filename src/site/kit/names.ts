/**
 * Names come from file stems and dictionary keys of other people and are never trusted: here they become harmless text,
 * short labels and safe ids.
 *
 * @module
 */

import { sha256Hex } from "../../math/sha256.ts";
import type { Results } from "../../results.ts";

/** Characters of a file's name, without its ending, up to which a role or trait is told by its own. */
const MAX_STEM = 100;
/** Of a longer one so many, and as many figures of its hash as make the whole longer than any that was not cut. */
const CUT_STEM = 68;
const HASH_FIGURES = 32;

/** Control characters, and marks that reorder text. */
const CONTROLS = String.raw`\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066\u2067`;
const CONTROL = new RegExp(`[${CONTROLS}]`, "gu");
/** What {@link plainText} replaces: those, and lone halves of pairs. */
const NOT_PLAIN = new RegExp(`[${CONTROLS}\\p{Cs}]`, "u");

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
  // Nearly every text of hundreds of thousands is plain as it is.
  if (!NOT_PLAIN.test(text)) return text;
  return text.toWellFormed()
    .replace(/[\t\n\r]/g, " ")
    .replace(CONTROL, "\ufffd");
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

/**
 * A file's name, without its ending, that differs wherever kind or name differ, where letters of both cases are one as well: like
 * {@link anchorId}, with capitals written as codes too, and of a long name the beginning and a hash.
 *
 * @example
 * ```ts
 * import { fileStem } from "./names.ts";
 * import { strictEqual } from "node:assert/strict";
 *
 * strictEqual(fileStem({ kind: "role", name: "tax_adviser" }), "role-tax_5f_adviser");
 * strictEqual(fileStem({ kind: "trait", name: "Calm" }), "trait-_43_alm");
 * ```
 */
export function fileStem({ kind, name }: { kind: string; name: string }): string {
  const escaped = name.replace(/[^a-z0-9-]/gu, (c) => `_${c.codePointAt(0)!.toString(16)}_`);
  const stem = `${kind}-${escaped}`;
  if (stem.length <= MAX_STEM) return stem;
  const hash = sha256Hex(stem);
  return `${stem.slice(0, CUT_STEM)}_${hash.slice(0, HASH_FIGURES)}`;
}

/** A model's name in titles and running text: of a commit the first eight figures, the rest stands on the methods page. */
export function titleName(name: string): string {
  return name.replace(/@([0-9a-f]{8})[0-9a-f]{32}(?=$|:)/, "@$1");
}

/** Both models by their names in titles. */
export function modelNames(
  { inputs: { base, instruct } }: Pick<Results, "inputs">,
): { base: string; instruct: string } {
  return { base: titleName(base.name), instruct: titleName(instruct.name) };
}

/** The pair in a title. */
export function pairName(results: Pick<Results, "inputs">): string {
  const { base, instruct } = modelNames(results);
  return `${base} to ${instruct}`;
}
