/**
 * What search finds: pages, words of the glossary, what the methods page explains, every row of a table that has an id, such as a
 * role, a trait or a neuron, and figures, by their captions too. The index is a classic script, because a page opened from disk may load a script but may not fetch a file.
 *
 * @module
 */

import { anchorId, plainText } from "../kit/names.ts";
import type { Page } from "../kit/page.ts";
import { isFigure, isTable, isTerm, partsOf } from "../kit/parts.ts";
import { PATHS } from "../kit/paths.ts";
import type { RowView, TableView } from "../kit/tables.ts";
import type { MethodTerm } from "./method_terms.ts";

/** One thing to find. */
export interface SearchEntry {
  label: string;
  /** Further words by which it is found, and which are not shown: the caption of a figure. */
  also?: string;
  /** `page`, `figure`, `term`, or what the id of a row begins with: `role`, `trait`, `neuron`, ... */
  kind: string;
  /** Indices of pages, each with the id on it; empty at the top of the page. */
  places: [page: number, id: string][];
}

/**
 * Pages as `[path, title]`, and what is to be found on them. A row that several pages have is one entry.
 *
 * @param explained What the methods page explains, where it is among the pages.
 */
export function searchIndex(
  pages: readonly Page[],
  explained: readonly MethodTerm[] = [],
): { pages: [path: string, title: string][]; entries: SearchEntry[] } {
  const entries = new Map<string, SearchEntry>();
  const add = (
    key: string,
    { label, also, kind }: Omit<SearchEntry, "places">,
    page: number,
    id: string,
  ) => {
    const entry = entries.get(key) ?? {
      label: plainText(label),
      ...also === undefined ? {} : { also: plainText(also) },
      kind,
      places: [],
    };
    if (!entry.places.some(([known, at]) => known === page && at === id)) {
      entry.places.push([page, id]);
    }
    entries.set(key, entry);
  };
  // First what a page is about: that is where its name leads, before any row that has it.
  pages.forEach(({ about }, i) => {
    if (about === undefined) return;
    const id = anchorId(about);
    add(id, { label: about.name, kind: about.kind }, i, id);
  });
  pages.forEach((page, i) => {
    if (page.about !== undefined) return;
    add(`page ${page.path}`, { label: page.title, kind: "page" }, i, "");
    for (const part of partsOf(page.content)) {
      if (isFigure(part)) {
        const { title: label, caption: also } = part;
        add(`figure ${page.path} ${part.id}`, { label, also, kind: "figure" }, i, part.id);
      }
      if (isTerm(part)) add(`term ${part.id}`, { label: part.term, kind: "term" }, i, part.id);
      if (!isTable(part)) continue;
      for (const row of part.rows) {
        if (row.id === null) continue;
        const [kind = ""] = row.id.split("-");
        // A role is the same on every page; a neuron of another layer is another one.
        const key = kind === "role" || kind === "trait" ? row.id : `${page.path} ${row.id}`;
        add(key, { label: rowLabel(part, row), kind }, i, row.id);
      }
    }
  });
  const methods = pages.findIndex(({ path }) => path === PATHS.methods);
  for (const { id, text } of methods < 0 ? [] : explained) {
    add(`explained ${id}`, { label: text, kind: "term" }, methods, id);
  }
  return { pages: pages.map(({ path, title }) => [path, title]), entries: [...entries.values()] };
}

/** The cell under "name", else the header of the row with its column: `neuron 12`. */
function rowLabel({ columns }: TableView, { cells }: RowView): string {
  const name = columns.findIndex(({ label }) => label === "name");
  if (name >= 0) return cells[name]!.text;
  return `${columns[0]!.label} ${cells[0]!.text}`;
}

/** The index as the script that the search box loads when it is first opened. */
export function searchIndexScript(
  pages: readonly Page[],
  explained: readonly MethodTerm[] = [],
): string {
  return `globalThis.deltascopeSearch = ${scriptJson(searchIndex(pages, explained))};\n`;
}

/** JSON that stays text wherever it is put: no `<` that could end a script, no separator that ends a line. */
function scriptJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
