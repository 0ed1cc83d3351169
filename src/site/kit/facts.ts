/**
 * Lists of facts as their template takes them: a term, and what is so.
 *
 * @module
 */

/** One line of a list. */
export interface Fact {
  term: string;
  value: string;
}

/** The list, of its terms in their order. */
export function factsOf(values: Readonly<Record<string, string>>): Fact[] {
  return Object.entries(values).map(([term, value]) => ({ term, value }));
}
