/**
 * A figure as one SVG file that stands alone: title, legend and chart, or its panels side by side, in the light theme.
 *
 * @module
 */

import { CHART_WIDTH } from "../kit/charts/svg.ts";
import { countNames, withoutNames } from "../kit/charts/light_svg.ts";
import { withLightColours } from "./colours.ts";
import type { FigureView } from "../kit/figures.ts";
import { plainText } from "../kit/names.ts";
import type { SyntheticNote } from "../kit/page.ts";

/** Pixels around everything, and between panels. */
const GAP = 16;
/** Pixels from one line of text to the next. */
const LINE = 20;
/** Width of a swatch, and of a character of the legend and of the title, in pixels; generous, since no font is at hand. */
const SWATCH = 48;
const CHARACTER = 7;
const TITLE_CHARACTER = 9.2;

/** What HTML swatches look like as SVG, by their class. */
const DOTS: Readonly<Record<string, string>> = {
  role: 'fill="var(--role)"',
  trait: 'fill="none" stroke="var(--trait)" stroke-width="2"',
  draw: 'fill="var(--ink-soft)"',
};

/** The text of the file; a chart whose numbers all stand in the CSV beside it has no names of single marks. */
export function figureSvg(
  { title, charts, legend, caption, reading, table }: FigureView,
  synthetic: SyntheticNote | null,
): string {
  const shown = charts.filter(({ className }) => className !== "narrow");
  const nNames = shown.reduce((sum, { svg }) => sum + countNames(svg), 0);
  const nNumbers = table === null ? 0 : table.rows.length * table.columns.length;
  const panels = nNames > nNumbers
    ? shown
    : shown.map((panel) => ({ ...panel, svg: withoutNames(panel.svg) }));
  const widths = panels.map(({ svg }) => lengthOf(svg, "width"));
  const inner = Math.max(
    CHART_WIDTH.narrow,
    widths.reduce((sum, width) => sum + width + GAP, -GAP),
  );
  const heads = [
    ...synthetic === null
      ? []
      : [{ text: synthetic.what, style: 'font-size="13" font-weight="600" fill="var(--warn)"' }],
    ...linesOf(plainText(title), Math.floor(inner / TITLE_CHARACTER))
      .map((text) => ({ text, style: 'font-size="16" font-weight="600"' })),
  ];
  const parts = heads.map(({ text, style }, i) => textAt(GAP, GAP + 14 + i * LINE, text, style));
  let y = GAP + heads.length * LINE + 8;
  let x = GAP;
  for (const { swatch, label } of legend) {
    const width = SWATCH + label.length * CHARACTER + GAP;
    if (x > GAP && x + width > inner + GAP) [x, y] = [GAP, y + LINE];
    parts.push(swatchAt(x, y, swatch), textAt(x + SWATCH, y + 11, label, 'font-size="12"'));
    x += width;
  }
  if (legend.length > 0) y += LINE + 4;
  if (panels.some((panel) => panel.title !== null)) y += LINE;
  x = GAP;
  panels.forEach((panel, i) => {
    if (panel.title !== null) {
      parts.push(textAt(x, y - 6, panel.title, 'font-size="13" font-weight="600"'));
    }
    parts.push(placed(panel.svg, x, y));
    x += widths[i]! + GAP;
  });
  const width = inner + 2 * GAP;
  const height = y + Math.max(0, ...panels.map(({ svg }) => lengthOf(svg, "height"))) + GAP;
  return withLightColours([
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" color="var(--ink)" fill="currentColor" font-family="system-ui, sans-serif">`,
    `<title>${escaped(title)}</title>`,
    `<desc>${
      escaped([
        ...synthetic === null ? [] : [synthetic.what, synthetic.note],
        caption,
        ...reading,
      ].join(" "))
    }</desc>`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...parts,
    "</svg>\n",
  ].join("\n"));
}

/** Words in lines of at most so many characters; a word that is longer has a line to itself. */
function linesOf(text: string, most: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const longer = lines.length === 0 ? word : `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && longer.length <= most) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

function textAt(x: number, y: number, text: string, attributes: string): string {
  return `<text x="${x}" y="${y}" ${attributes}>${escaped(text)}</text>`;
}

/** A swatch of the legend; what a legend draws in HTML is drawn again. */
function swatchAt(x: number, y: number, swatch: string): string {
  if (swatch.startsWith("<svg")) return placed(swatch, x, y);
  const kind = Object.keys(DOTS).find((name) => new RegExp(`\\b${name}\\b`).test(swatch));
  return `<circle cx="${x + 34}" cy="${y + 7}" r="4.5" ${DOTS[kind ?? "draw"]}/>`;
}

/** The chart at a place in another; its fonts are those of the whole. */
function placed(svg: string, x: number, y: number): string {
  return svg.replace("<svg ", `<svg x="${x}" y="${y}" `);
}

function lengthOf(svg: string, name: "width" | "height"): number {
  return Number(new RegExp(`^<svg [^>]*?\\s${name}="([\\d.]+)"`).exec(svg)?.[1] ?? 0);
}

function escaped(text: string): string {
  return plainText(text).replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}
