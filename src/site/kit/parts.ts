/**
 * The parts of a page's content, wherever they stand in it: a new page gets downloads and search by being made of them.
 *
 * @module
 */

import type { FigureView } from "./figures.ts";
import type { Term } from "./glossary/term.ts";
import type { TableView } from "./tables.ts";

/** Whether a part of a page's content is a figure. */
export function isFigure(part: object): part is FigureView {
  return "charts" in part && "caption" in part && "legend" in part && "id" in part;
}

/** Whether a part of a page's content is a table. */
export function isTable(part: object): part is TableView {
  return "columns" in part && "rows" in part && "caption" in part;
}

/** Whether a part of a page's content is a word of the glossary. */
export function isTerm(part: object): part is Term {
  return "term" in part && "meaning" in part && "id" in part;
}

/** All parts of `content`, itself included, each before what it holds. */
export function* partsOf(content: unknown): Generator<object> {
  const left = [content];
  while (left.length > 0) {
    const part = left.pop();
    if (typeof part !== "object" || part === null) continue;
    yield part;
    left.push(...Object.values(part).reverse());
  }
}

/** `content` with every figure in it replaced; nothing else changes, and the given object stays as it is. */
export function withFigures(
  content: unknown,
  replace: (figure: FigureView) => FigureView,
): unknown {
  if (typeof content !== "object" || content === null) return content;
  if (Array.isArray(content)) return content.map((part) => withFigures(part, replace));
  if (isFigure(content)) return replace(content);
  return Object.fromEntries(
    Object.entries(content).map(([key, part]) => [key, withFigures(part, replace)]),
  );
}
