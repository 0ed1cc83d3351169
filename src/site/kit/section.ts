/**
 * A part of a page, as an analysis gives it and a page places it.
 *
 * @module
 */

import type { FigureView } from "./figures.ts";
import type { TableView } from "./tables.ts";
import type { TemplateName } from "./templates.ts";

/** Headings of the methods page under which analyses tell how they compute. */
export type MethodsPart = "evidence" | "causes" | "decomposition" | "precision";

/** Where something is shown. */
export type Place =
  | { readonly page: "overview" | "evidence" | "causes" }
  | { readonly page: "methods"; readonly part: MethodsPart }
  | { readonly page: "layer"; readonly layer: number };

/** A part of a page: a kind of part, and what stands in it. The template sees `root`, the way to the root of the site. */
export interface Section {
  readonly template: TemplateName;
  readonly content: object;
  /** Whether it stands at the head of the page, before what the page has of its own. */
  readonly isOpening?: boolean;
}

/** How something is computed, under its heading of the methods page; none at another place. */
export function methodsSection(place: Place, part: MethodsPart, section: Section): Section[] {
  return place.page === "methods" && place.part === part ? [section] : [];
}

/** A figure as a part of a page; none where there is none. */
export function figureSection(figure: FigureView | null): Section[] {
  return figure === null ? [] : [{ template: "figure", content: figure }];
}

/** A part under a title: paragraphs, tables, and tables behind a summary. */
export interface TitledPart {
  readonly id: string;
  readonly title: string;
  readonly paragraphs?: readonly string[];
  readonly tables?: readonly TableView[];
  readonly folded?: readonly { readonly summary: string; readonly table: TableView }[];
}

/** It as a part of a page; long tables are folded. */
export function titledSection(
  { id, title, paragraphs = [], tables = [], folded = [] }: TitledPart,
): Section[] {
  return [{ template: "titled", content: { id, title, paragraphs, tables, folded } }];
}
