/**
 * The files of figures: each chart as SVG and its numbers as CSV, linked from below the chart.
 *
 * @module
 */

import { figureSvg } from "./figure_svg.ts";
import type { Page, SyntheticNote } from "../kit/page.ts";
import { withFigures } from "../kit/parts.ts";
import { figurePath, rootFrom } from "../kit/paths.ts";
import { tableCsv } from "./table_csv.ts";

/** The page with its figures linked to their files, and these files by path; a figure leaves its page, so each says what is synthetic. */
export function withDownloads(
  page: Page,
  { synthetic }: { synthetic: SyntheticNote | null },
): { page: Page; files: Map<string, string> } {
  const files = new Map<string, string>();
  const root = rootFrom(page.path);
  const content = withFigures(page.content, (figure) => {
    const svg = figurePath(page.path, figure.id, "svg");
    const csv = figure.table === null ? null : figurePath(page.path, figure.id, "csv");
    files.set(svg, figureSvg(figure, synthetic));
    if (csv !== null && figure.table !== null) files.set(csv, tableCsv(figure.table));
    return { ...figure, downloads: { svg: root + svg, csv: csv === null ? null : root + csv } };
  });
  return { page: { ...page, content: content as object }, files };
}
