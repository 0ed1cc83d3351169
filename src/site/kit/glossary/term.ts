/**
 * What the glossary holds of a word.
 *
 * @module
 */

/** One word of the report. */
export interface Term {
  /** Of its place on the glossary page. */
  readonly id: string;
  /** The word as pages have it. */
  readonly term: string;
  /** One or two sentences; the first is what a link to the word shows when it is pointed at. */
  readonly meaning: string;
  /** Names that others give it, and hooks of TransformerLens at the same place. */
  readonly others?: string;
  /** Section of the methods page that has its formula. */
  readonly methods?: "measurement" | "evidence" | "causes" | "decomposition";
  /** Columns that hold it, and the file that has them; `N` stands for the number of a layer. */
  readonly columns?: { readonly file: string; readonly names: readonly string[] };
  /** Source of a pattern of how pages write it, several forms included; a space stands for any white space. */
  readonly forms: string;
}

/** Words of one kind. */
export interface TermGroup {
  /** Of its section. */
  readonly id: string;
  readonly title: string;
  readonly terms: readonly Term[];
}
