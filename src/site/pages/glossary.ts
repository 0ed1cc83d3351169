/**
 * Glossary: the words of the report, where this run has each, and what others call it.
 *
 * @module
 */

import type { Results } from "../../results.ts";
import { peakLabel } from "../kit/components.ts";
import { GLOSSARY } from "../kit/glossary.ts";
import type { Term } from "../kit/glossary/term.ts";
import type { Page } from "../kit/page.ts";
import { PATHS } from "../kit/paths.ts";
import { dataFileId } from "./data.ts";
import { dataFiles } from "./data_files.ts";

/** Sections of the methods page, as a link names them. */
const METHODS: Readonly<Record<NonNullable<Term["methods"]>, string>> = {
  measurement: "the measurement",
  evidence: "whether a peak is real",
  causes: "where a change arises",
  decomposition: "what a change says of roles and traits",
};

/** `glossary.html`. */
export function glossaryPage(results: Results): Page {
  const paths = dataFiles(results).map(({ path }) => path);
  return {
    path: PATHS.glossary,
    title: "Glossary",
    template: "glossary",
    content: {
      component: peakLabel(results.pcs),
      groups: GLOSSARY.map(({ id, title, terms }) => ({
        id,
        title,
        terms: terms.map((term) => ({
          id: term.id,
          term: term.term,
          meaning: term.meaning,
          others: term.others ?? null,
          measured: measured(term, paths),
          formula: formula(term, results),
        })),
      })),
    },
  };
}

/** The columns that hold it, with a link to their file; of files of several layers the first. Null where the run has none. */
function measured({ columns }: Term, paths: readonly string[]) {
  const path = paths.find((path) => path.replace(/\d+/, "N") === columns?.file);
  if (columns === undefined || path === undefined) return null;
  return { columns: columns.names, file: path, href: `${PATHS.data}#${dataFileId(path)}` };
}

/** The section of the methods page; null where this run's has none. */
function formula({ methods }: Term, { evidence, causes }: Results) {
  const isThere = methods !== undefined &&
    !(methods === "evidence" && evidence === null) && !(methods === "causes" && causes === null);
  return isThere ? { href: `${PATHS.methods}#${methods}`, title: METHODS[methods] } : null;
}
