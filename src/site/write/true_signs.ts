/**
 * Signs in sentences of earlier runs, which had them as keyboards do: pages show them as those of today.
 *
 * @module
 */

import type { Results } from "../../results.ts";

/** Names stand behind isolates, and stay as they are. */
const ISOLATED = /(\u2068[^\u2069]*\u2069)/;

/**
 * The sentence with true minus signs, squares and µ.
 *
 * @example
 * ```ts
 * import { trueSigns } from "./true_signs.ts";
 * import { strictEqual } from "node:assert/strict";
 *
 * strictEqual(trueSigns("-PC1 holds 5 % of |d|^2 (1 - cos = 0.2)"), "−PC1 holds 5 % of |d|² (1 − cos = 0.2)");
 * strictEqual(trueSigns("\u2068-PC1\u2069 at mu, cosine -0.3"), "\u2068-PC1\u2069 at µ, cosine −0.3");
 * ```
 */
export function trueSigns(sentence: string): string {
  return sentence.split(ISOLATED).map((part, i) => i % 2 === 1 ? part : signed(part)).join("");
}

/** The results with such sentences. */
export function withTrueSigns(results: Results): Results {
  const findings = results.findings.map((it) => ({ ...it, text: trueSigns(it.text) }));
  return { ...results, findings };
}

function signed(text: string): string {
  return text
    .replaceAll("1 - cos", "1 − cos")
    .replaceAll("|^2", "|²")
    .replace(/(?<=^|[ (|])mu(?=[ |)_,.;]|$)/g, "µ")
    .replace(/(?<=^|[ (])-(?=PC\d|\d)/g, "−")
    .replace(/(f_i\(µ\)|R_i) - (?=f_b|R_b)/g, "$1 − ");
}
