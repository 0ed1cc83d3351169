/**
 * Names of input vectors as pages and sentences show them.
 *
 * @module
 */

/**
 * The name with a true minus: results and CSV files have the hyphen that keyboards have.
 *
 * @example
 * ```ts
 * import { inputText } from "./input_text.ts";
 * import assert from "node:assert/strict";
 *
 * assert(inputText("-PC1") === "−PC1" && inputText("PC1:own-layer") === "PC1:own-layer");
 * ```
 */
export function inputText(name: string): string {
  return name.replace(/^-/, "−");
}
