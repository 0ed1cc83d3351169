/**
 * Charts in fewer characters, which look the same: without what Plot writes for pages that have no style of their own, strokes that
 * are alike in one path, and names of marks where they need not stand.
 *
 * @module
 */

/** Pixels of paper between strokes of one path at least: then they cannot touch, and look as each of them alone does. */
const APART = 1;
/** The mark that begins a group, with its name; and the end of a mark that held nothing else. */
const FIRST_NAMED = /<g(?=[^>]*><(?:line|circle|rect|path)\b[^>]*><title>)/g;
const NAME_AND_END = /><title>[^<]*<\/title><\/(?:line|circle|rect|path)>/g;
const NAME = /<title>[^<]*<\/title>/g;

const TRANSLATE = /^translate\(([\d.-]+),([\d.-]+)\)$/;

/** A stroke along one of the axes: from one place to the other at the same `at`. */
interface Stroke {
  readonly isUpright: boolean;
  readonly at: number;
  readonly from: string;
  readonly to: string;
}

/** All elements below one, as they are now: a list that the document keeps up to date is made anew after every change. */
export function descendants(svg: Element): readonly Element[] {
  return [...svg.getElementsByTagName("*")];
}

/** Takes away what the style sheet of every page says, and what says nothing. */
export function withoutPlotStyle(svg: Element, elements: readonly Element[]): void {
  svg.removeAttribute("font-family");
  svg.setAttribute("font-size", "12");
  for (const element of elements) {
    if (element.localName === "style") element.parentNode!.removeChild(element);
    if (element.localName === "g" && element.getAttribute("stroke-dasharray") === "") {
      element.removeAttribute("stroke-dasharray");
    }
  }
}

/** Writes the place of a text as its own coordinates, in place of a transform beside the shift of its line. */
export function placeTexts(elements: readonly Element[]): void {
  for (const text of elements) {
    if (text.localName !== "text") continue;
    const [, x, y] = TRANSLATE.exec(text.getAttribute("transform") ?? "") ?? [];
    const shift = text.getAttribute("y");
    if (x === undefined || y === undefined || shift === null || !shift.endsWith("em")) continue;
    text.removeAttribute("transform");
    text.setAttribute("y", y);
    text.setAttribute("x", x);
    text.setAttribute("dy", shift.replace(/^0\./, "."));
  }
}

/** Joins the strokes of each group that have neither a name nor a look of their own, as ticks of axes and of random draws. */
export function joinStrokes(elements: readonly Element[]): void {
  for (const group of elements) {
    if (group.localName !== "g") continue;
    const width = Number(group.getAttribute("stroke-width") || 1);
    let run: { element: Element; stroke: Stroke }[] = [];
    const join = () => {
      if (run.length > 1) replaceRun(run, width);
      run = [];
    };
    for (let node = group.firstChild; node !== null; node = node.nextSibling) {
      const element = node as Element;
      const stroke = strokeOf(element);
      if (stroke === null) join();
      else run.push({ element, stroke });
    }
    join();
  }
}

/**
 * The text of a chart without the names of its marks; the groups whose marks had one are of the class `named`, so that the script can
 * give them those of the same chart beside it.
 *
 * @example
 * ```ts
 * import { withoutNames } from "./light_svg.ts";
 * import { strictEqual } from "node:assert/strict";
 *
 * const group = '<g fill="red"><circle cx="1" cy="2" r="3"><title>PC1: 5°</title></circle></g>';
 * strictEqual(withoutNames(group), '<g class="named" fill="red"><circle cx="1" cy="2" r="3"/></g>');
 * ```
 */
export function withoutNames(svg: string): string {
  return svg.replace(FIRST_NAMED, '<g class="named"').replace(NAME_AND_END, "/>").replace(NAME, "");
}

/** How many names of marks stand in the text of a chart. */
export function countNames(svg: string): number {
  return svg.match(NAME)?.length ?? 0;
}

/** A stroke as Plot writes rules, ticks of its marks and ticks of its axes; null for all else. */
function strokeOf(element: Element): Stroke | null {
  if (element.nodeType !== 1 || element.firstChild !== null) return null;
  const attribute = (name: string) => element.getAttribute(name) ?? "";
  if (element.tagName === "line" && element.attributes.length === 4) {
    const [x1, x2, y1, y2] = ["x1", "x2", "y1", "y2"].map(attribute);
    if (x1 === x2) return { isUpright: true, at: Number(x1), from: y1!, to: y2! };
    if (y1 === y2) return { isUpright: false, at: Number(y1), from: x1!, to: x2! };
  }
  if (element.tagName === "path" && element.attributes.length === 2) {
    const [, x, y] = TRANSLATE.exec(attribute("transform")) ?? [];
    const [, across, up] = /^M0,0L([\d.-]+),([\d.-]+)$/.exec(attribute("d")) ?? [];
    if (x === undefined || y === undefined) return null;
    const end = (from: string, by: string) => tenths(Number(from) + Number(by));
    if (across === "0") return { isUpright: true, at: Number(x), from: y, to: end(y, up!) };
    if (up === "0") return { isUpright: false, at: Number(y), from: x, to: end(x, across!) };
  }
  return null;
}

/** The first stroke of a path; each other goes on from where the one before ended. */
function begun({ isUpright, at, from, to }: Stroke): string {
  return isUpright ? `M${at},${from}V${to}` : `M${from},${at}H${to}`;
}

function next({ isUpright, at, from, to }: Stroke, last: Stroke): string {
  const [step, back] = [tenths(at - last.at), tenths(Number(from) - Number(to))];
  const [x, y] = isUpright ? [step, back] : [back, step];
  return `m${x}${y.startsWith("-") ? "" : ","}${y}${isUpright ? "V" : "H"}${to}`;
}

/** A distance of coordinates that are rounded to tenths. */
function tenths(pixels: number): string {
  return String(Number(pixels.toFixed(1)));
}

/** Puts the strokes of a run into as few paths as leave none beside another that it would cover. */
function replaceRun(run: readonly { element: Element; stroke: Stroke }[], width: number): void {
  const sorted = run.map(({ stroke }) => stroke).toSorted((a, b) => a.at - b.at);
  const paths: { last: Stroke; d: string }[] = [];
  for (const stroke of sorted) {
    const { isUpright, at, from, to } = stroke;
    const path = paths.find(({ last }) =>
      last.isUpright === isUpright && last.from === from && last.to === to &&
      at - last.at >= width + APART
    );
    if (path === undefined) paths.push({ last: stroke, d: begun(stroke) });
    else Object.assign(path, { last: stroke, d: path.d + next(stroke, path.last) });
  }
  const { element: first } = run[0]!;
  for (const { d } of paths) {
    const path = first.ownerDocument.createElementNS(first.namespaceURI, "path");
    path.setAttribute("d", d);
    first.parentNode!.insertBefore(path, first);
  }
  for (const { element } of run) element.parentNode!.removeChild(element);
}
