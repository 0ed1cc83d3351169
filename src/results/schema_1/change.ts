/**
 * What pages decided of peaks and random directions under schema 1.
 *
 * @module
 */

import { amongInputs } from "../among_isotropic.ts";
import { hypothesisStanding, whyNoPeak } from "../find_peaks.ts";
import type { NoPeak, Peaks } from "../../analyses/change/schema.ts";
import { isObject } from "../mismatch.ts";
import { HYPOTHESIS_LAYER, PEAK_INPUT } from "../input_names.ts";

/** The parts that schema 1 left out, from its peaks and rows. */
export function changeOf(
  { mlp, baseline, peaks, options }: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const known = peaksOf(peaks);
  const analysed = isObject(options) && Array.isArray(options.layers) ? options.layers : [];
  return {
    no_peak: noPeakOf(mlp, known),
    hypothesis_layer: { layer: HYPOTHESIS_LAYER, standing: hypothesisStanding(known, analysed) },
    among_isotropic: Array.isArray(mlp) ? mlp.flatMap((row) => amongOf(row, baseline)) : [],
  };
}

/** Only whether and where they are: the values are checked with the rest. */
function peaksOf(peaks: unknown): Peaks {
  const { absolute, angular } = isObject(peaks) ? peaks : {};
  return {
    absolute: isPeak(absolute) ? { layer: absolute.layer, delta_norm: 0 } : null,
    angular: isPeak(angular) ? { layer: angular.layer, delta_angular: 0 } : null,
  };
}

function noPeakOf(mlp: unknown, peaks: Peaks): NoPeak {
  const rows = (Array.isArray(mlp) ? mlp : []).filter(isObject);
  return whyNoPeak(
    rows.map(({ layer, input_vector, delta_norm, delta_angular }) => ({
      layer: Number(layer),
      input_vector: String(input_vector),
      delta_norm: Number(delta_norm),
      delta_angular: typeof delta_angular === "number" ? delta_angular : null,
    })),
    peaks,
  );
}

function isPeak(peak: unknown): peak is { layer: number } {
  return isObject(peak) && typeof peak.layer === "number";
}

function amongOf(row: unknown, baseline: unknown): unknown[] {
  if (!isObject(row) || row.input_vector !== PEAK_INPUT || !Array.isArray(baseline)) return [];
  const { layer, delta_angular: own } = row;
  const angles = baseline.filter(isObject).filter((it) =>
    it.layer === layer && it.baseline === "isotropic"
  ).map(({ delta_angular: angle }) => typeof angle === "number" ? angle : null);
  return typeof layer === "number"
    ? amongInputs(layer, typeof own === "number" ? own : null, angles)
    : [];
}
