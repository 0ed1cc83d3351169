/**
 * How to cite a run: BibTeX and `CITATION.cff`.
 *
 * @module
 */

import type { Results } from "../../results.ts";
import { plainText } from "../kit/names.ts";

/** Characters that mean something to TeX, and how it prints them. */
const TEX: Record<string, string> = {
  "\\": "\\textbackslash{}",
  "{": "\\{",
  "}": "\\}",
  "$": "\\$",
  "&": "\\&",
  "#": "\\#",
  "%": "\\%",
  "_": "\\_",
  "^": "\\textasciicircum{}",
  "~": "\\textasciitilde{}",
};

/** `data/citation.bib`. */
export function bibtexText(results: Results): string {
  const { run } = results;
  const date = run.started.slice(0, 10);
  return [
    `@misc{deltascope-${date},`,
    `  title = {{${tex(title(results))}}},`,
    `  year = {${date.slice(0, 4)}},`,
    `  month = {${Number(date.slice(5, 7))}},`,
    `  note = {${tex(note(results))}},`,
    "}",
    "",
  ].join("\n");
}

/** `data/CITATION.cff` of the run, as a data set; strings are JSON strings, which YAML reads as they are. */
export function citationText(results: Results): string {
  const { run } = results;
  return [
    "cff-version: 1.2.0",
    'message: "If you use these results, cite them as below and add the address where you read them."',
    "type: dataset",
    `title: ${JSON.stringify(plainText(title(results)))}`,
    `abstract: ${JSON.stringify(plainText(note(results)))}`,
    `date-released: ${run.started.slice(0, 10)}`,
    "authors:",
    '  - name: "the authors of this run (put your names here)"',
    "",
  ].join("\n");
}

function title({ inputs, run }: Results): string {
  const pair = `What changed in the MLPs from ${inputs.base.name} to ${inputs.instruct.name}`;
  return run.is_synthetic ? `${pair} (synthetic demonstration)` : pair;
}

function note({ run, inputs }: Results): string {
  return `Computed with deltascope ${run.deltascope} on ${
    run.started.slice(0, 10)
  }, persona vectors ${inputs.vectors.name}`;
}

function tex(text: string): string {
  return plainText(text).replace(/[\\{}$&#%_^~]/g, (c) => TEX[c]!);
}
