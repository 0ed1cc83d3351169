/**
 * Which tensor of the MLP carries the change: its Shapley share, and what it gives first and last.
 *
 * @module
 */

import * as v from "valibot";
import { KEYS } from "../../results/key_columns.ts";
import { column, type Columns, rowOf } from "../../results/table.ts";
import { component, count, outputVariant, unknownable } from "../../results/values.ts";

/** Columns of `data/attribution.csv`. */
export const attributionColumns = {
  layer: KEYS.layer,
  input_vector: KEYS.input_vector,
  component: column(component, {
    label: "tensor",
    meaning: "Tensor of the MLP.",
  }),
  share: column(unknownable, {
    label: "share",
    meaning:
      "φ · d / |d|² of its Shapley value φ. The shares of an input sum to 1. Empty where d is zero.",
    digits: 3,
  }),
  first_in: column(unknownable, {
    label: "first in",
    meaning: "The same of the change when this tensor alone is the instruct model's.",
    digits: 3,
  }),
  last_in: column(unknownable, {
    label: "last in",
    meaning: "Of what it adds when it comes last.",
    digits: 3,
  }),
  trimmed_share: column(unknownable, {
    label: "share, outlier dimensions removed",
    meaning: "The share with the outlier dimensions removed from phi and d.",
    digits: 3,
  }),
  trimmed_first_in: column(unknownable, {
    label: "first in, outlier dimensions removed",
    meaning: "First in with the outlier dimensions removed.",
    digits: 3,
  }),
  trimmed_last_in: column(unknownable, {
    label: "last in, outlier dimensions removed",
    meaning: "Last in with the outlier dimensions removed.",
    digits: 3,
  }),
} satisfies Columns;

export const attributionRow = rowOf(attributionColumns);

export const leadingTensor = v.object({
  layer: count,
  variant: outputVariant,
  /** The tensor that may be named as carrying the change of PC1; null where none may. */
  component: v.nullable(component),
  /** Why none may: none holds more than half, or first in and last in rank those that do otherwise; null where one may. */
  unnamed: v.nullable(v.picklist(["no_half", "orders_disagree"])),
});

/** Its part of the results. */
export const schema = {
  causes: {
    attribution: v.array(attributionRow),
    /** Of each decomposed layer, in the variants of which shares are known. */
    leading_tensors: v.array(leadingTensor),
  },
};

/** One row of `data/attribution.csv`. */
export type AttributionRow = v.InferOutput<typeof attributionRow>;
/** Which tensor may be named at a layer. */
export type LeadingTensor = v.InferOutput<typeof leadingTensor>;
