/**
 * How firm PC1 is: the same component of resampled roles, and how much its curves move.
 *
 * @module
 */

import type { Settled, Settling } from "../analysis.ts";
import type { MeasuredResample } from "./measure.ts";
// @ts-types="@types/d3-array"
import { quantile } from "d3-array";
import type { BandRow, Evidence } from "../../results.ts";
import { OUTPUT_VARIANTS } from "../../results/values.ts";
import type { Delta } from "../../measure/change.ts";

/** From so many resamples on the 5 % and 95 % quantiles say something of their own: a 90 % band of 20 holds 82 %. */
const MIN_FOR_QUANTILES = 100;

/** What the bands of so many resamples are. */
export function intervalOf(nResamples: number): Evidence["bootstrap"]["interval"] {
  return nResamples < MIN_FOR_QUANTILES ? "range" : "90 %";
}

/**
 * The ends of a band: the smallest and largest of fewer than 100 values, else their 5 % and 95 % quantiles; null for none.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { bandOf } from "./settle.ts";
 * assert.deepEqual(bandOf([3, 1, 2]), { q05: 1, q95: 3 });
 * ```
 */
export function bandOf(values: readonly number[]): { q05: number; q95: number } | null {
  const ends = intervalOf(values.length) === "range" ? [0, 1] : [0.05, 0.95];
  const [q05, q95] = ends.map((p) => quantile(values, p));
  return q05 === undefined || q95 === undefined ? null : { q05, q95 };
}

const COLUMNS = [
  "base_output_norm",
  "instruct_output_norm",
  "delta_norm",
  "delta_angular",
] as const satisfies readonly (keyof Delta)[];

/** Bands over the resamples of every column, by layer, then PC1 and -PC1, then variant. */
export function bands(
  layers: readonly { readonly layer: number; readonly numbers: readonly MeasuredResample[] }[],
): BandRow[] {
  const signs = [
    { input_vector: "PC1", sign: "plus" },
    { input_vector: "-PC1", sign: "minus" },
  ] as const;
  return layers.flatMap(({ layer, numbers: resamples }) =>
    signs.flatMap(({ input_vector, sign }) =>
      OUTPUT_VARIANTS.flatMap((variant) =>
        COLUMNS.flatMap((column): BandRow[] => {
          const values = resamples.map((resample) => resample[sign][variant][column]);
          const band = bandOf(values.filter((value) => value !== null));
          return band === null ? [] : [{ layer, input_vector, variant, column, ...band }];
        })
      )
    )
  );
}

/** Shares of the resamples in which a layer is the peak; null without resamples. */
export interface PeakShare {
  readonly layer: number;
  readonly absolute: number | null; // by |d|
  readonly angular: number | null; // by 1 - cos
}

/**
 * How often each layer is the absolute and the angular peak; the lowest layer wins a tie, and a resample whose column is zero at
 * every layer has no peak.
 *
 * @param perResample `perResample[k][layerIx]`
 * @param layers ascending
 */
export function peakShares(
  perResample: readonly (readonly { deltaNorm: number; deltaAngular: number }[])[],
  layers: readonly number[],
): PeakShare[] {
  const shares = (column: "deltaNorm" | "deltaAngular") => {
    const counts = new Array<number>(layers.length).fill(0);
    for (const perLayer of perResample) {
      const values = perLayer.map((delta) => delta[column]);
      const largest = Math.max(...values);
      if (largest > 0) counts[values.indexOf(largest)]!++;
    }
    return counts.map((count) => perResample.length === 0 ? null : count / perResample.length);
  };
  const [absolute, angular] = [shares("deltaNorm"), shares("deltaAngular")];
  return layers.map((layer, ix) => ({ layer, absolute: absolute[ix]!, angular: angular[ix]! }));
}

/** Bands of the curves of PC1, and how often each layer is the peak. */
export function settle({ numbers, run }: Settling<MeasuredResample[]>): Settled {
  if (run.random === 0) return {};
  const { bootstrap } = run.directions;
  const shares = peakShares(
    bootstrap.map((_, k) =>
      numbers.map(({ numbers: resamples }) => {
        const { delta_norm, delta_angular } = resamples[k]!.plus.raw;
        return { deltaNorm: delta_norm, deltaAngular: delta_angular ?? 0 };
      })
    ),
    numbers.map(({ layer }) => layer),
  );
  const ofLayer = new Map(shares.map((it) => [it.layer, it]));
  return {
    evidence: {
      bootstrap: {
        resamples: bootstrap.length,
        interval: intervalOf(bootstrap.length),
        bands: bands(numbers),
      },
    },
    columns: {
      layers: (layer) => ({
        absolute_peak_share: ofLayer.get(layer)?.absolute ?? null,
        angular_peak_share: ofLayer.get(layer)?.angular ?? null,
      }),
    },
  };
}
