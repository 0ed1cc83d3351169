/**
 * One question about the verdict with its answer.
 *
 * @module
 */

/** Text with a name in it, which the template sets apart. */
export interface Phrase {
  before: string;
  name: string | null;
  after: string;
}

/** What stands on a card. */
export interface Explanation {
  question: string;
  answer: Phrase;
  /** Where more of it stands. */
  path: string;
  remarks: Phrase[];
}

/** Text without a name. */
export function plain(text: string): Phrase {
  return { before: text, name: null, after: "" };
}
