/**
 * Bands around curves by layer: a shaded range, with outlines where colour alone would not tell it from another.
 *
 * @module
 */

import * as Plot from "@observablehq/plot";
import { degrees } from "../../../math/angle.ts";
import type { BandRow, Evidence } from "../../../results.ts";
import type { SeriesStyle } from "./series.ts";
import { renderSvg } from "./svg.ts";

/** A range at one place of the axis across. */
interface Range {
  low: number;
  high: number;
}

/** A range at one layer. */
export interface LayerRange extends Range {
  layer: number;
}

/** Look of a band. */
export interface BandStyle {
  fill: string;
  fillOpacity: number;
  /** Null for a band without outline. */
  outline: { stroke: string; dash: string } | null;
}

/** The random role mixtures. */
export const PERSONA_BAND: BandStyle = {
  fill: "var(--band)",
  fillOpacity: 1,
  outline: { stroke: "var(--ink-soft)", dash: "2 3" },
};

/** The range of the random directions. */
export const ISOTROPIC_BAND: BandStyle = { fill: "var(--band)", fillOpacity: 1, outline: null };

/** The bootstrap band of a curve, in its colour. */
export function bootstrapBand({ stroke }: SeriesStyle): BandStyle {
  return { fill: stroke, fillOpacity: 0.22, outline: null };
}

/** What the bands of a run are, in words. */
export function bandWords({ resamples, interval }: Evidence["bootstrap"]): string {
  return interval === "range"
    ? `range of ${resamples} resamples of the roles`
    : `90 % of ${resamples} resamples of the roles`;
}

/** The bootstrap ranges of one curve; empty where there was no bootstrap. */
export function bootstrapRanges(
  evidence: Evidence | null,
  { name, column }: { name: string; column: BandRow["column"] },
  scale: (value: number) => number = (value) => value,
): LayerRange[] {
  return (evidence?.bootstrap.bands ?? [])
    .filter((row) => row.input_vector === name && row.column === column && row.variant === "raw")
    .map((row) => ({ layer: row.layer, low: scale(row.q05), high: scale(row.q95) }));
}

/** What the random role mixtures give by layer; none where they were not run. */
export function mixtureQuantiles(evidence: Evidence | null): Evidence["quantiles"] {
  return (evidence?.quantiles ?? [])
    .filter(({ baseline, variant }) => baseline === "persona" && variant === "raw");
}

/** Their angles in degrees, from the 5 % to the 95 % quantile. */
export function mixtureRanges(evidence: Evidence | null): LayerRange[] {
  return mixtureQuantiles(evidence).flatMap(({ layer, q05, q95 }) =>
    q05 === null || q95 === null ? [] : [{ layer, low: degrees(q05), high: degrees(q95) }]
  );
}

/** A band over the layers, or over what else stands at `x`; a bar where there is one. */
export function bandMarks(
  ranges: readonly Range[],
  { fill, fillOpacity, outline }: BandStyle,
  x = "layer",
): Plot.Markish[] {
  if (ranges.length === 0) return [];
  const ends = { x, y1: "low", y2: "high" };
  if (ranges.length === 1) {
    return [
      Plot.ruleX(ranges, { ...ends, stroke: fill, strokeOpacity: fillOpacity, strokeWidth: 24 }),
    ];
  }
  const edges = outline === null
    ? []
    : (["low", "high"] as const).map((y) =>
      Plot.lineY(ranges, { x, y, stroke: outline.stroke, strokeDasharray: outline.dash })
    );
  return [Plot.areaY(ranges, { ...ends, fill, fillOpacity }), ...edges];
}

/** A legend's sample of a band. */
export function bandSwatch(style: BandStyle): string {
  const frame = { className: "swatch", width: 40, label: null, description: null };
  const ranges = [0, 2].map((layer) => ({ layer, low: 0, high: 1 }));
  return renderSvg(frame, {
    height: 14,
    axis: null,
    margin: 1,
    marks: [bandMarks(ranges, style)],
  });
}
