/**
 * Columns of what all role and trait vectors say together.
 *
 * @module
 */

import * as v from "valibot";
import { KEYS } from "../../../results/key_columns.ts";
import { column, type Columns } from "../../../results/table.ts";
import { count, later, number, unknownable } from "../../../results/values.ts";

/** What spans and pursuits are of: all coordinates; without O; without the mean direction in d and in every s. */
export const spanVariant = v.picklist(["raw", "trimmed", "without_common"]);

/** Of the random role mixtures at this layer, in the same variant. */
const drawsColumns = {
  draws_q50: column(unknownable, {
    label: "mixtures, median",
    meaning: "The same of the random role mixtures at this layer: median. Empty without mixtures.",
    decimals: 4,
  }),
  draws_q95: column(unknownable, {
    label: "mixtures, 95 %",
    meaning: "Their 95 % quantile.",
    decimals: 4,
  }),
} satisfies Columns;

/** Columns of the change in the span of all vectors, in each variant. */
export const spanColumns = {
  variant: column(spanVariant, {
    label: "in",
    meaning:
      "raw: all coordinates. trimmed: outlier dimensions removed. without_common: mean direction removed.",
  }),
  r2: column(unknownable, {
    label: "of d",
    meaning: "R² of d in the span of the vectors, no intercept. Empty where d is zero.",
    decimals: 4,
  }),
  ...drawsColumns,
  draws_p: column(later, {
    label: "p, uncorrected",
    meaning: "(1 + mixtures whose R² is at least as large) / (N + 1), uncorrected.",
    decimals: 4,
  }),
  rank: column(count, {
    label: "rank",
    meaning: "Singular values above 1e-6 of the largest.",
  }),
  vectors: column(count, {
    label: "vectors",
    meaning: "Vectors of which the variant leaves anything.",
  }),
  dimensions: column(count, {
    label: "dimensions",
    meaning: "Dimensions of the space: C, without O where outlier dimensions are removed.",
  }),
  first_share: column(unknownable, {
    label: "first singular share",
    meaning: "Share of the first singular value in the sum of squares.",
    decimals: 4,
  }),
  effective_number: column(unknownable, {
    label: "effective number",
    meaning: "(sum of eigenvalues)² / sum of their squares.",
    digits: 4,
  }),
  d_along_first: column(unknownable, {
    label: "of d along it",
    meaning: "Squared cosine of d with the first singular vector.",
    decimals: 4,
  }),
} satisfies Columns;

/** Columns of a matching pursuit, step by step. */
export const pursuitColumns = {
  variant: column(spanVariant, {
    label: "on",
    meaning:
      "raw: all coordinates. trimmed: outlier dimensions removed. without_common: mean direction removed.",
  }),
  step: column(count, {
    label: "step",
    meaning: "Step, from 1.",
  }),
  kind: KEYS.kind,
  name: KEYS.name,
  coefficient: column(number, {
    label: "coefficient",
    meaning: "Its coefficient after the last step.",
    digits: 4,
  }),
  r2: column(number, {
    label: "R² so far",
    meaning: "R² of all steps so far.",
    decimals: 4,
  }),
  ...drawsColumns,
} satisfies Columns;

/** Columns of what lies along the mean direction m. */
export const commonModeColumns = {
  variant: column(v.picklist(["raw", "trimmed"]), {
    label: "in",
    meaning: "raw: all coordinates. trimmed: outlier dimensions removed.",
  }),
  difference_share: column(unknownable, {
    label: "of d",
    meaning: "(d · m)² / |d|².",
    decimals: 4,
  }),
  base_share: column(unknownable, {
    label: "of y base",
    meaning: "The same of the base output.",
    decimals: 4,
  }),
  instruct_share: column(unknownable, {
    label: "of y instruct",
    meaning: "The same of the instruct output.",
    decimals: 4,
  }),
  ...drawsColumns,
} satisfies Columns;
