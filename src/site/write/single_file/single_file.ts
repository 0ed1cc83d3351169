/**
 * The whole site as one HTML document that asks for nothing: to send by mail, and to open from disk.
 *
 * @module
 */

import type { Results } from "../../../results.ts";
import { analysedLayers } from "../../kit/layer_strip.ts";
import { binaryFiles } from "../../pages/data_files.ts";
import { madeBy, navigation, SYNTHETIC, windowTitle } from "../../kit/page.ts";
import { isOneOfMany, layerPath, PATHS } from "../../kit/paths.ts";
import { pageHtml, pageMakers, type RenderOptions } from "../render_site.ts";
import { pageId, placedPage } from "./anchors.ts";
import { singleDocument } from "./document.ts";

/**
 * All pages of the site in their order but those of single roles and traits, with style and script, in one document. The same results give the same text.
 *
 * @throws {SafetensorsError} if an attached safetensors file is none.
 */
export function renderSingleFile(
  results: Results,
  attachments: ReadonlyMap<string, Uint8Array> = new Map(),
  { onPage }: RenderOptions = {},
): string {
  const makers = pageMakers(results, binaryFiles(results, attachments)).filter(({ path }) =>
    !isOneOfMany(path)
  );
  const paths = new Set(makers.map(({ path }) => path));
  onPage?.(0, makers.length);
  const pages = makers.map(({ path, make }, i) => {
    const page = make();
    const isFirst = path === PATHS.overview;
    const main = mainOf(pageHtml(results, page));
    const html = placedPage(main, {
      path,
      title: page.title,
      pages: paths,
      isFirst,
    });
    onPage?.(i + 1, makers.length);
    return { id: pageId(path), title: page.title, html, isFirst };
  });
  return singleDocument({
    title: windowTitle(results, pages[0]!.title),
    synthetic: results.run.is_synthetic ? SYNTHETIC : null,
    navigation: navigation(results).map(({ path, label }) => {
      const [page = "", id] = path.split("#");
      return { label, href: `#${pageId(page)}${id === undefined ? "" : `--${id}`}` };
    }),
    layers: { analysed: analysedLayers(results).join(" "), page: `#${pageId(layerPath("*"))}` },
    pages,
    made: madeBy(results),
    note:
      `One file of the pages of a report, but those of single roles and traits. Files that it names, such as ${PATHS.results}, lie in the folder of the report and not in here.`,
  });
}

/** What stands in the main part of a page. */
function mainOf(html: string): string {
  const start = html.indexOf(">", html.indexOf("<main ")) + 1;
  return html.slice(start, html.lastIndexOf("</main>")).trim();
}
