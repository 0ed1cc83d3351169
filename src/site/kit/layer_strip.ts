/**
 * The strip of layers: a link to each analysed layer, with a bar as high as PC1 turns there.
 *
 * @module
 */

import { degreesOrNull } from "../../math/angle.ts";
import { PEAK_INPUT } from "../../results/peak_input.ts";
import type { Results } from "../../results.ts";
import { degreesText } from "./numbers.ts";
import { layerPath } from "./paths.ts";

/** One layer of the strip. */
export interface LayerLink {
  layer: number;
  path: string;
  isCurrent: boolean;
  /** Height of the bar in percent of the strip. */
  height: string;
  /** What the bar shows, in words. */
  title: string;
  marks: Mark[];
}

/** What stands out about a layer: its words and its sign in the strip. */
export interface Mark {
  label: string;
  className: string;
}

/** All marks there are. */
const MARKS = [
  { label: "angular peak", className: "angular" },
  { label: "absolute peak", className: "absolute" },
  { label: "decomposed", className: "decomposed" },
] as const satisfies Mark[];

/** The analysed layers in order. */
export function analysedLayers({ mlp }: Pick<Results, "mlp">): number[] {
  return [...new Set(mlp.map((row) => row.layer))];
}

/** The marks that a layer has. */
export function layerMarks({ peaks, decompositions }: Results, layer: number): Mark[] {
  const has = {
    angular: peaks.angular?.layer === layer,
    absolute: peaks.absolute?.layer === layer,
    decomposed: String(layer) in decompositions,
  };
  return MARKS.filter((mark) => has[mark.className]);
}

/** Those that any layer has. */
export function marksThere(results: Results): Mark[] {
  const found = analysedLayers(results).flatMap((layer) => layerMarks(results, layer));
  return MARKS.filter((mark) => found.includes(mark));
}

/** The strip as the page of `current` shows it; null on pages that are no layer's. */
export function layerStrip(results: Results, current: number | null): LayerLink[] {
  const turns = new Map(
    results.mlp.filter((row) => row.input_vector === PEAK_INPUT)
      .map((row) => [row.layer, row.delta_angular]),
  );
  const widest = Math.max(...turns.values().map((turn) => degreesOrNull(turn) ?? 0), 0);
  return analysedLayers(results).map((layer) => {
    const turn = turns.get(layer) ?? null;
    const marks = layerMarks(results, layer);
    return {
      layer,
      path: layerPath(layer),
      isCurrent: layer === current,
      height: (widest > 0 ? (degreesOrNull(turn) ?? 0) / widest * 100 : 0).toFixed(0),
      title: [
        turn === null
          ? `the angle of ${PEAK_INPUT} is unknown`
          : `${PEAK_INPUT} turns by ${degreesText(turn)}`,
        ...marks.map((mark) => mark.label),
      ].join(", "),
      marks,
    };
  });
}
