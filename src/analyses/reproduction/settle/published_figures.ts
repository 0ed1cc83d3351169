/**
 * Figures that others published of google/gemma-2-27b and -it, each with the value of the run and how the two are compared.
 *
 * Agreement: lengths within 2e-3 of the published one; 1 - cos within half a unit of the last printed digit; layers exactly. A
 * projection near zero is all cancellation, so for the 15 smallest no agreement is claimed. *Random* was a mean of 20 directions
 * of an unknown seed: it agrees where it lies in the interval that holds 90 % of such means given the directions of the run,
 * mean +- 1.645 sd sqrt(1/20 + 1/N).
 *
 * @module
 */

import { RANDOM_MARK, roundingOf } from "../../../prepare/published_pair.ts";
import type { Measured, OtherRounding } from "../../../results.ts";
import { PEAK_INPUT, rowAt } from "../../../results/peak_input.ts";
import { findPeaks } from "../../../results/find_peaks.ts";
import type { SweptLayer } from "../../../measure/swept_vectors.ts";
import {
  type Compared,
  COSINE_TOLERANCE,
  hasPublishedVectors,
  isCosineAlike,
  isNormAlike,
  isSame,
  isUnclaimed,
} from "./agreement.ts";
import { linearRows, selfProjectionRows } from "./published_inner_figures.ts";
import { sweepRows } from "./published_sweep.ts";
import published from "../../../prepare/published_gemma_2_27b.json" with { type: "json" };

/** Directions behind each published *Random*. */
const N_RANDOM = 20;
const Z_90 = 1.645;

/** The tables of a run under either rounding. */
export type RoundedTables = Readonly<Record<Compared["rounding"], Omit<OtherRounding, "rounding">>>;

/** Layers whose decomposition published figures need. */
export const PROJECTED_LAYERS: readonly number[] = [18];

/** Every published figure that a run can have, its value from the tables that are rounded alike; `swept` is of the run's own. */
export function publishedFigures(
  measured: Measured,
  tables: RoundedTables,
  swept: readonly SweptLayer[],
): Compared[] {
  return [
    ...angularRows(tables),
    ...randomRows(tables),
    ...peakRows(measured, tables),
    ...outputRows(tables),
    ...projectionRows(measured, tables),
    ...selfProjectionRows(measured),
    ...linearRows(measured),
    ...sweepRows(swept, measured),
  ];
}

function angularRows(tables: RoundedTables): Compared[] {
  const { layers } = published.delta_angular;
  const rounding = roundingOf("delta_angular");
  const { mlp } = tables[rounding];
  return (["PC1", "-PC1", "PC2", "PC3"] as const).flatMap((input) =>
    layers.flatMap((layer, i): Compared[] => {
      const figure = published.delta_angular[input][i];
      return figure === undefined ? [] : [{
        quantity: `1 - cos of ${input}, layer ${layer}`,
        published: figure,
        value: rowAt(mlp, layer, input)?.delta_angular ?? null,
        rounding,
        agreement: isCosineAlike,
      }];
    })
  );
}

function randomRows(tables: RoundedTables): Compared[] {
  const { layers, Random } = published.delta_angular;
  const { quantiles } = tables[RANDOM_MARK];
  return layers.flatMap((layer, i): Compared[] => {
    const figure = Random[i];
    const own = quantiles.find((row) =>
      row.layer === layer && row.baseline === "isotropic" && row.variant === "raw"
    );
    const half = own === undefined || own.sd === null || own.n === 0
      ? null
      : Z_90 * own.sd * Math.sqrt(1 / N_RANDOM + 1 / own.n);
    return figure === undefined ? [] : [{
      quantity: `1 - cos of Random, mean of ${N_RANDOM}, layer ${layer}`,
      published: figure,
      value: own?.mean ?? null,
      rounding: RANDOM_MARK,
      agreement: (value) =>
        half === null ? null : Math.abs(value - figure) <= half + COSINE_TOLERANCE,
    }];
  });
}

/** Peaks of layers 17 to 26, where all of them were analysed. */
function peakRows({ options }: Measured, tables: RoundedTables): Compared[] {
  const { absolute, angular } = published.peaks_layers_17_to_26;
  const rounding = roundingOf("peaks_layers_17_to_26");
  const { mlp } = tables[rounding];
  const layers = Array.from({ length: 10 }, (_, i) => 17 + i);
  const isComplete = layers.every((layer) => options.layers.includes(layer));
  const peaks = findPeaks(isComplete ? mlp.filter((row) => layers.includes(row.layer)) : []);
  const of = "of PC1, layers 17 to 26";
  return [
    {
      quantity: `absolute peak ${of}: layer`,
      published: absolute.layer,
      value: peaks.absolute?.layer ?? null,
      rounding,
      agreement: isSame,
    },
    {
      quantity: `absolute peak ${of}: |d|`,
      published: absolute.delta_norm,
      value: peaks.absolute?.delta_norm ?? null,
      rounding,
      agreement: isNormAlike,
    },
    {
      quantity: `angular peak ${of}: layer`,
      published: angular.layer,
      value: peaks.angular?.layer ?? null,
      rounding,
      agreement: isSame,
    },
    {
      quantity: `angular peak ${of}: 1 - cos`,
      published: angular.delta_angular,
      value: peaks.angular?.delta_angular ?? null,
      rounding,
      agreement: isCosineAlike,
    },
  ];
}

/** Lengths and angle of PC1 at layers 18 and 24. */
function outputRows(tables: RoundedTables): Compared[] {
  const columns = [
    ["base_output_norm", "|y_b|", isNormAlike],
    ["instruct_output_norm", "|y_i|", isNormAlike],
    ["delta_norm", "|d|", isNormAlike],
    ["delta_angular", "1 - cos", isCosineAlike],
  ] as const;
  return ([[18, "layer_18_PC1"], [24, "layer_24_PC1"]] as const).flatMap(([layer, section]) => {
    const rounding = roundingOf(section);
    return columns.map(([column, what, agreement]): Compared => ({
      quantity: `${what} of PC1, layer ${layer}`,
      published: published[section][column],
      value: rowAt(tables[rounding].mlp, layer)?.[column] ?? null,
      rounding,
      agreement,
    }));
  });
}

/** Largest and smallest projections at layer 18, where the vectors are the published ones. */
function projectionRows(measured: Measured, tables: RoundedTables): Compared[] {
  const rounding = roundingOf("layer_18_top_projections");
  const rows = hasPublishedVectors(measured) ? tables[rounding].decompositions["18"] ?? [] : [];
  // Merged by name the published trait took the place of a role of the same name.
  const valueOf = (name: string | number) =>
    (rows.find((row) => row.name === name && row.kind === "trait") ??
      rows.find((row) => row.name === name))?.projection ?? null;
  const { top15, bottom15 } = published.layer_18_top_projections;
  return ([[top15, isNormAlike], [bottom15, isUnclaimed]] as const).flatMap(([list, agreement]) =>
    list.flatMap(([name, figure]): Compared[] =>
      name === undefined || typeof figure !== "number" ? [] : [{
        quantity: `d of ${PEAK_INPUT} projected on ${name}, layer 18`,
        published: figure,
        value: valueOf(name),
        rounding,
        agreement,
      }]
    )
  );
}
