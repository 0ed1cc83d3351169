/**
 * Observable Plot on the server: options in, SVG text out.
 *
 * @module
 */

import * as Plot from "@observablehq/plot";
import { DOMImplementation, XMLSerializer } from "@xmldom/xmldom";
import { plainText } from "../names.ts";
import type { LayerScale } from "./axes.ts";
import { descendants, joinStrokes, placeTexts, withoutPlotStyle } from "./light_svg.ts";

/** Widths in pixels at which charts are drawn: a column of text on a desk, and a telephone or half of that column. */
export const CHART_WIDTH = { wide: 800, narrow: 360 } as const;

/** What a chart has beside its marks. */
export interface ChartFrame {
  /** First part of the SVG's class, which differs by chart and width; `plot` follows it, by which the style sheet knows all of them. */
  className: string;
  width: number;
  /** Name and content for screen readers; null for an ornament. */
  label: string | null;
  description: string | null;
}

/** Attributes that hold coordinates. */
const COORDINATES: ReadonlySet<string> = new Set([
  "d",
  "transform",
  "x",
  "y",
  "x1",
  "x2",
  "y1",
  "y2",
  "cx",
  "cy",
  "width",
  "height",
  "r",
]);

/**
 * Renders a plot as the text of one `<svg>`. Coordinates are rounded to 0.1 pixels, so that the text does not
 * depend on the last bits of a sum. A chart over layers says where each of them stands. The text stands in a page, or within another
 * SVG: it names no namespace.
 */
export function renderSvg(
  frame: ChartFrame,
  options: Plot.PlotOptions & { readonly x?: LayerScale | Plot.ScaleOptions },
): string {
  const document = new DOMImplementation().createDocument("http://www.w3.org/2000/svg", "svg");
  const svg = Plot.plot({
    ...options,
    document: document as unknown as Document,
    width: frame.width,
    className: `${frame.className}-${frame.width}`,
    ariaLabel: frame.label && plainText(frame.label),
    ariaDescription: frame.description && plainText(frame.description),
  });
  svg.setAttribute("class", `${frame.className}-${frame.width} plot`);
  if (frame.label === null) svg.setAttribute("aria-hidden", "true");
  else svg.setAttribute("role", "img");
  if (options.x && "layers" in options.x) {
    svg.setAttribute("data-layers", placesOf(svg, options.x.layers));
  }
  const elements = descendants(svg);
  for (const element of [svg, ...elements]) {
    if (element.localName === "g") {
      // Plot names its groups, which an image must not: it is one thing with one name.
      element.removeAttribute("aria-label");
      element.removeAttribute("aria-hidden");
    }
    for (let ix = 0; ix < element.attributes.length; ix++) {
      const attribute = element.attributes.item(ix)!;
      if (COORDINATES.has(attribute.name) && attribute.value.includes(".")) {
        element.setAttribute(attribute.name, rounded(attribute.value));
      }
    }
  }
  withoutPlotStyle(svg, elements);
  placeTexts(elements);
  joinStrokes(elements);
  return new XMLSerializer().serializeToString(svg as never)
    .replace(' xmlns="http://www.w3.org/2000/svg"', "");
}

/** For the script: the upper and the lower end of the plot, then each layer with its place on the x axis, all in pixels. */
function placesOf(svg: Plot.Plot, layers: readonly number[]): string {
  const ends = svg.scale("y")!.range as number[];
  const x = svg.scale("x")!;
  const text = (pixels: number) => String(Number(pixels.toFixed(1)));
  return [
    ends.toSorted((a, b) => a - b).map(text).join(":"),
    ...layers.map((layer) => `${layer}:${text(x.apply(layer))}`),
  ].join(" ");
}

/** Lengths in pixels; those in `em` stay as they are. */
function rounded(coordinates: string): string {
  return coordinates.replace(
    /-?\d+\.\d+(e-?\d+)?(?![\d.]|em)/g,
    (n) => String(Number(Number(n).toFixed(1))),
  );
}
