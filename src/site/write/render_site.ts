/**
 * The whole site: pages, tables, the results themselves and what pages need beside them.
 *
 * @module
 */

import icon from "../../../site/favicon.svg" with { type: "text" };
import { SITE_STYLE } from "./site_style.ts";
import type { Results } from "../../results.ts";
import { binaryFiles, dataFiles } from "../pages/data_files.ts";
import { withDownloads } from "./downloads.ts";
import { hasCauses } from "../kit/cause_rows.ts";
import { bibtexText, citationText } from "../pages/citation.ts";
import { hasEvidence } from "../kit/evident.ts";
import { analysedLayers } from "../kit/layer_strip.ts";
import { type Page, type PageMaker, renderPage, SYNTHETIC } from "../kit/page.ts";
import { causesPage } from "../pages/causes.ts";
import { citePage } from "../pages/cite.ts";
import { dataPage } from "../pages/data.ts";
import { evidencePage } from "../pages/evidence.ts";
import { glossaryPage } from "../pages/glossary.ts";
import { layerPage } from "../pages/layer.ts";
import { methodsPage } from "../pages/methods/page.ts";
import { overviewPage } from "../pages/overview.ts";
import { analysisPages } from "../pages/sections.ts";
import { isOneOfMany, layerPath, PATHS, rootFrom } from "../kit/paths.ts";
import { withContents } from "./contents.ts";
import { numberFigures } from "./figure_numbers.ts";
import { keptUnits } from "./kept_units.ts";
import { llmsText } from "./markdown/llms_txt.ts";
import { reportMarkdown } from "./markdown/report_md.ts";
import { methodTerms, withTermIds } from "./method_terms.ts";
import { resultsFile } from "./results_text.ts";
import { searchIndexScript } from "./search_index.ts";
import { SITE_SCRIPT } from "./site_script.ts";
import { linkTerms } from "./term_links.ts";
import { withTrueSigns } from "./true_signs.ts";

/** How a site is rendered. */
export interface RenderOptions {
  /** Called with 0 and then after each page. */
  readonly onPage?: (done: number, total: number) => void;
}

/** The pages of the site in their order. */
export function pageMakers(
  given: Results,
  attachments: ReadonlyMap<string, Uint8Array>,
): PageMaker[] {
  const results = withTrueSigns(given);
  return [
    { path: PATHS.overview, make: () => overviewPage(results) },
    ...hasEvidence(results) ? [{ path: PATHS.evidence, make: () => evidencePage(results) }] : [],
    ...hasCauses(results) ? [{ path: PATHS.causes, make: () => causesPage(results) }] : [],
    ...analysisPages(results, attachments),
    ...analysedLayers(results).map((layer) => ({
      path: layerPath(layer),
      make: () => layerPage(results, layer),
    })),
    { path: PATHS.methods, make: () => methodsPage(results) },
    { path: PATHS.glossary, make: () => glossaryPage(results) },
    { path: PATHS.data, make: () => dataPage(results, attachments) },
    { path: PATHS.cite, make: () => citePage(results) },
  ];
}

/** The files of a page by path: first the page, then those of its figures. */
export function pageFiles(results: Results, made: Page): Map<string, string> {
  const { page, files } = isOneOfMany(made.path)
    ? { page: made, files: new Map<string, string>() }
    : withDownloads(made, { synthetic: results.run.is_synthetic ? SYNTHETIC : null });
  return new Map([
    [page.path, keptUnits(numberFigures(withContents(pageHtml(results, page))))],
    ...files,
  ]);
}

/** A page in its frame, its words linked to the glossary; its figures have no numbers yet. */
export function pageHtml(results: Results, page: Page): string {
  const rendered = renderPage(results, page);
  const html = page.path === PATHS.methods ? withTermIds(rendered) : rendered;
  // A glossary that leads to itself would lead nowhere; pages that are one of many say what they say on each.
  return page.path === PATHS.glossary || isOneOfMany(page.path)
    ? html
    : linkTerms(html, rootFrom(page.path));
}

/**
 * Every file of the site by its path from the root, with `/` between folders; `attachments` are binary files carried along
 * by their paths. The same results give the same bytes.
 *
 * @throws {RangeError} if a number is not finite.
 * @throws {SafetensorsError} if an attached safetensors file is none.
 */
export function renderSite(
  results: Results,
  attachments: ReadonlyMap<string, Uint8Array> = new Map(),
  { onPage }: RenderOptions = {},
): Map<string, string | Uint8Array> {
  const binary = binaryFiles(results, attachments);
  const makers = pageMakers(results, binary);
  onPage?.(0, makers.length);
  const pages: Page[] = [];
  const rendered = makers.flatMap(({ make }, i) => {
    const page = make();
    pages.push(page);
    const files = pageFiles(results, page);
    onPage?.(i + 1, makers.length);
    return [...files];
  });
  return new Map<string, string | Uint8Array>([
    [PATHS.results, resultsFile(results)],
    ...dataFiles(results).map((file) => [file.path, file.text()] as const),
    ...rendered,
    [PATHS.bibtex, bibtexText(results)],
    [PATHS.citation, citationText(results)],
    ...binary,
    [PATHS.style, SITE_STYLE],
    [PATHS.script, SITE_SCRIPT],
    [
      PATHS.searchIndex,
      searchIndexScript(pages, methodTerms(new Map(rendered).get(PATHS.methods)!)),
    ],
    [PATHS.icon, icon],
    [PATHS.report, reportMarkdown(withTrueSigns(results), pages)],
    [PATHS.llms, llmsText(withTrueSigns(results), pages)],
    // GitHub Pages would otherwise run Jekyll over a branch.
    [".nojekyll", ""],
  ]);
}
