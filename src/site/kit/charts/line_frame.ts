/**
 * Where lines over the layers are drawn: margins, the scale of layers, and the room on the right for the names at their ends.
 *
 * @module
 */

import type * as Plot from "@observablehq/plot";
import { type LayerScale, layerScale } from "./axes.ts";
import { endLabels, NAME_ROOM, type NamedLine } from "./end_labels.ts";

/** Pixels around a plot. */
export interface Margin {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Room for numbers on the left, a label above, the layers below and names on the right. */
export const LINE_MARGIN: Margin = { left: 52, right: NAME_ROOM, top: 30, bottom: 42 };

/** The frame of one chart. */
export interface LineFrame {
  /** The plot between its axes, in pixels. */
  readonly plot: { readonly width: number; readonly height: number };
  /** For the renderer. */
  readonly options: {
    readonly height: number;
    readonly marginLeft: number;
    readonly marginRight: number;
    readonly marginTop: number;
    readonly marginBottom: number;
    readonly x: LayerScale;
  };
  /** The names of lines at their ends, where the scale of values has these ends. */
  names(lines: readonly NamedLine[], domain: readonly [number, number]): Plot.Markish[];
}

/** It, of a chart of a width and a height in pixels. */
export function lineFrame(
  layers: readonly number[],
  { width, height, margin = LINE_MARGIN }: { width: number; height: number; margin?: Margin },
): LineFrame {
  const { left, right, top, bottom } = margin;
  const plot = { width: width - left - right, height: height - top - bottom };
  return {
    plot,
    options: {
      height,
      marginLeft: left,
      marginRight: right,
      marginTop: top,
      marginBottom: bottom,
      x: layerScale(layers, width - right),
    },
    names: (lines, domain) => endLabels(lines, { ...plot, domain, layers }),
  };
}
