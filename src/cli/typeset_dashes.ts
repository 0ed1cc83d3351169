/**
 * Dashes that editors, chats and pages make of the two hyphens of an option.
 *
 * @module
 */

/** At the start of a word; one of the hyphens may be left behind it. */
export const TYPESET = /^[\u2010-\u2015\u2212]+-?/;

/** Whether a word is one of these options but for such a dash. */
export function isTypesetOption(word: string, names: readonly string[]): boolean {
  return TYPESET.test(word) && names.includes(word.replace(TYPESET, "").split("=")[0]!);
}
