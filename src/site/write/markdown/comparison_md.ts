/**
 * `report.md` of a comparison: what differs most, the figures as links, and the tables.
 *
 * @module
 */

import type { ComparisonView } from "../../pages/comparison/page.ts";
import type { SyntheticNote } from "../../kit/page.ts";
import { figurePath, PATHS } from "../../kit/paths.ts";
import type { TableView } from "../../kit/tables.ts";
import { markdownLink, markdownTable, markdownText } from "./markdown.ts";

/** The text of the file. */
export function comparisonMarkdown(
  view: ComparisonView,
  { synthetic }: { synthetic: SyntheticNote | null },
): string {
  const { first, second, claim, shared, notes, figures, decompositions, facts, values } = view;
  return [
    `# A: ${markdownText(first)}; B: ${markdownText(second)}`,
    "",
    ...synthetic === null
      ? []
      : [`> **${markdownText(synthetic.what)}** ${markdownText(synthetic.note)}`, ""],
    ...claim === null ? [] : [`**${markdownText(claim)}**`, ""],
    ...paragraphs([shared, ...notes]),
    "## Figures",
    "",
    ...figures.flatMap(({ title, id, caption }) => [
      `!${markdownLink(title, figurePath(PATHS.overview, id, "svg"))}`,
      "",
      markdownText(caption),
      "",
    ]),
    "## The decompositions against each other",
    "",
    ...table(decompositions.table),
    ...paragraphs(decompositions.sentences),
    ...decompositions.table === null ? [] : [markdownText(decompositions.reading.join(" ")), ""],
    "## What each run says first",
    "",
    ...view.verdicts.map((text, i) => `- ${"AB"[i]}: ${markdownText(text)}`),
    "",
    "## What differs between the runs",
    "",
    ...table(facts.differing),
    "## PC1 at the shared layers",
    "",
    ...values === null ? ["The runs share no layer.", ""] : table(values),
    ...view.given === null ? [] : ["## Vectors given to both", "", ...table(view.given)],
    "## Data",
    "",
    ...view.files.map((path) => `- ${markdownLink(path, path)}`),
    "",
  ].join("\n");
}

function paragraphs(texts: readonly string[]): string[] {
  return texts.flatMap((text) => [markdownText(text), ""]);
}

function table(view: TableView | null): string[] {
  return view === null ? [] : [...markdownTable(view), ""];
}
