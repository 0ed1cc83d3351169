/**
 * How firm PC1 is: bands of its curves over resampled roles, and how often each layer is the peak.
 *
 * @module
 */

import * as v from "valibot";
import { KEYS } from "../../results/key_columns.ts";
import { column, type Columns, rowOf } from "../../results/table.ts";
import { count, number, unknownable } from "../../results/values.ts";

/** Band of a curve of PC1 at one layer. */
const bandColumns = {
  layer: KEYS.layer,
  input_vector: column(v.picklist(["PC1", "-PC1"]), {
    label: "input",
    meaning: "PC1 or its negative.",
  }),
  variant: column(v.optional(v.picklist(["raw", "trimmed"]), "raw"), {
    label: "coordinates",
    meaning: "raw: all. trimmed: outlier dimensions removed.",
  }),
  column: column(
    v.picklist(["base_output_norm", "instruct_output_norm", "delta_norm", "delta_angular"]),
    {
      label: "column",
      meaning: "Column of the main table.",
    },
  ),
  q05: column(number, {
    label: "lower end",
    meaning: "Lower end of the band.",
  }),
  q95: column(number, {
    label: "upper end",
    meaning: "Upper end of the band.",
  }),
} satisfies Columns;

/** What it adds to what is known of a layer. */
export const layerColumns = {
  absolute_peak_share: column(unknownable, {
    label: "share as absolute peak",
    meaning:
      "Share of the resamples in which this layer has the largest |d|. Empty without a bootstrap.",
    digits: 3,
  }),
  angular_peak_share: column(unknownable, {
    label: "share as angular peak",
    meaning: "Share of the resamples in which this layer has the largest angle.",
    digits: 3,
  }),
} satisfies Columns;

export const bandRow = rowOf(bandColumns);

/** Its part of the results. */
export const schema = {
  layers: layerColumns,
  evidence: {
    bootstrap: v.object({
      resamples: count,
      /** What a band is: the range of all resamples, or from 100 on their 5 % to 95 % quantiles. */
      interval: v.optional(v.picklist(["range", "90 %"]), "90 %"),
      bands: v.array(bandRow),
    }),
  },
};

/** Band of a PC1 curve at one layer. */
export type BandRow = v.InferOutput<typeof bandRow>;
