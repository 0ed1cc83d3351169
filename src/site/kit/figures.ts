/**
 * Figures: a chart at the widths that the page needs, its legend, how to read it, and its numbers.
 *
 * @module
 */

import { type BandStyle, bandSwatch } from "./charts/bands.ts";
import { type SeriesStyle, swatch } from "./charts/series.ts";
import { CHART_WIDTH } from "./charts/svg.ts";
import { withoutNames } from "./charts/light_svg.ts";
import type { TableView } from "./tables.ts";
import { inputText } from "../../text/input_text.ts";

/** One figure as the template takes it. */
export interface FigureView {
  id: string;
  /** What it shows: a claim, where its numbers make one. */
  title: string;
  /** SVG, each with the class that shows it at its widths; panels stand side by side and have titles of their own. */
  charts: { svg: string; className: "wide" | "narrow" | "any"; title: string | null }[];
  legend: { swatch: string; label: string }[];
  /** What is drawn, in one line. */
  caption: string;
  /** How to read it, in whole sentences; it stands folded. */
  reading: string[];
  table: TableView | null;
  /** Where its files lie, as the page links to them; `withDownloads` fills it in. */
  downloads?: { svg: string; csv: string | null };
}

/** A chart drawn for a wide and for a narrow screen; the style sheet shows the one that fits. Names stand in the wide one alone. */
export function bothWidths(draw: (width: number) => string): FigureView["charts"] {
  return [
    { svg: draw(CHART_WIDTH.wide), className: "wide", title: null },
    { svg: withoutNames(draw(CHART_WIDTH.narrow)), className: "narrow", title: null },
  ];
}

/** A chart that is narrow enough for every screen. */
export function oneWidth(draw: (width: number) => string): FigureView["charts"] {
  return [{ svg: draw(CHART_WIDTH.narrow), className: "any", title: null }];
}

/** Charts side by side where there is room, each narrow enough for every screen. */
export function panels(
  charts: readonly { title: string; draw: (width: number) => string }[],
): FigureView["charts"] {
  return charts.map(({ title, draw }) => ({
    svg: draw(CHART_WIDTH.narrow),
    className: "any",
    title,
  }));
}

/** Legend entries of bands. */
export function bandLegend(entries: Iterable<readonly [string, BandStyle]>): FigureView["legend"] {
  return Array.from(entries, ([label, style]) => ({ swatch: bandSwatch(style), label }));
}

/** Legend entries of series, by their names. */
export function legend(entries: Iterable<readonly [string, SeriesStyle]>): FigureView["legend"] {
  return Array.from(
    entries,
    ([label, style]) => ({ swatch: swatch(style), label: inputText(label) }),
  );
}
