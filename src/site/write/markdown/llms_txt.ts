/**
 * `llms.txt`: where a language model finds what in the site, in the form of llmstxt.org: a title, a quotation that sums up, lists
 * of links.
 *
 * @module
 */

import { verdictText } from "../../../results/verdict_text.ts";
import type { Results } from "../../../results.ts";
import { modelNames } from "../../kit/names.ts";
import { type Page, SYNTHETIC } from "../../kit/page.ts";
import { isOneOfMany, PATHS } from "../../kit/paths.ts";
import { markdownLink, markdownText } from "./markdown.ts";

/** The text of the file; `pages` are those of the site. */
export function llmsText(results: Results, pages: readonly Page[]): string {
  const { run } = results;
  const { base, instruct } = modelNames(results);
  const { claim, sentence } = verdictText(results);
  const lead = claim ?? sentence;
  const summary = [
    ...run.is_synthetic ? [`${SYNTHETIC.what} ${SYNTHETIC.note}`] : [],
    "What changed in the MLPs of a model from one checkpoint to another, along persona directions.",
    ...lead === null ? [] : [markdownText(lead)],
  ];
  return [
    `# From ${markdownText(base)} to ${markdownText(instruct)}`,
    "",
    `> ${summary.join(" ")}`,
    "",
    "## Report",
    "",
    `- ${
      markdownLink(PATHS.report, PATHS.report)
    }: claim, findings, main numbers, inputs and command`,
    `- ${markdownLink(PATHS.results, PATHS.results)}: every number; ` +
    `${markdownLink("its parts", PATHS.data)} are told on a page`,
    `- One HTML file of the pages is made of it by: ` +
    `\`deno task site --from ${PATHS.results} --single-file report.html\``,
    "",
    "## Pages",
    "",
    ...pages.filter(({ path }) => !isOneOfMany(path)).map(({ path, title }) =>
      `- ${markdownLink(title, path)}${
        path === PATHS.roles ? ": leads to a page of each role and trait" : ""
      }`
    ),
    "",
  ].join("\n");
}
