/**
 * Columns of the projections on every role and trait vector.
 *
 * @module
 */

import * as v from "valibot";
import { KEYS } from "../../../results/key_columns.ts";
import { column, type Columns } from "../../../results/table.ts";
import { count, later, number, text, unknownable } from "../../../results/values.ts";

/** Columns of `data/layer-N.csv`. s is a role or trait vector of length 1, m the unit mean of all s. */
export const decompositionColumns = {
  name: KEYS.name,
  kind: KEYS.kind,
  projection: column(number, {
    label: "d · s",
    meaning: "Projection of the change on the vector.",
    digits: 4,
  }),
  cosine: column(unknownable, {
    label: "cos",
    meaning: "d . s / (|d| |s|). Empty where d is zero.",
    digits: 3,
  }),
  specific_projection: column(later, {
    label: "specific",
    meaning: "d . s' with s' = s - (s . m) m, normalised. Empty where nothing is left of s.",
    digits: 4,
  }),
  trimmed_projection: column(later, {
    label: "outlier dimensions removed",
    meaning: "d . s with the outlier dimensions removed from both and s normalised again.",
    digits: 4,
  }),
  base_projection: column(later, {
    label: "y base · s",
    meaning: "Projection of the base output.",
    digits: 4,
  }),
  instruct_projection: column(later, {
    label: "y instruct · s",
    meaning: "Projection of the instruct output.",
    digits: 4,
  }),
  z: column(later, {
    label: "z",
    meaning:
      "(d . s - mean of d_k . s) / sd over the random role mixtures d_k, each as drawn. Empty without spread.",
    digits: 3,
  }),
  cosine_z: column(later, {
    label: "z of cos",
    meaning: "The cosine less the mean, over the sd, of the cosines of the mixtures and itself.",
    digits: 3,
  }),
  cosine_p: column(later, {
    label: "p of cos",
    meaning: "Two-sided: (1 + mixtures whose |z of cos| is at least as large) / (N + 1).",
    decimals: 4,
  }),
  cosine_pfw: column(later, {
    label: "p_fw of cos",
    meaning: "The same of each mixture's largest over all vectors (max-T).",
    decimals: 4,
  }),
  omp_step: column(v.optional(v.nullable(count), null), {
    label: "step",
    meaning:
      "Step of the matching pursuit of the change of PC1 at which it was taken, 1 to 15. Empty for the rest.",
  }),
  omp_coefficient: column(later, {
    label: "coefficient",
    meaning: "Its coefficient after the last step.",
    digits: 4,
  }),
  trimmed_z: column(later, {
    label: "z, outlier dimensions removed",
    meaning: "z with the outlier dimensions removed from d, the mixtures and s.",
    digits: 3,
  }),
  trimmed_cosine_z: column(later, {
    label: "z of cos, outlier dimensions removed",
    meaning: "z of the cosine with the outlier dimensions removed.",
    digits: 3,
  }),
  trimmed_cosine_p: column(later, {
    label: "p of cos, outlier dimensions removed",
    meaning: "Its p.",
    decimals: 4,
  }),
  trimmed_cosine_pfw: column(later, {
    label: "p_fw of cos, outlier dimensions removed",
    meaning: "Its family-wise p (max-T).",
    decimals: 4,
  }),
  cosine_q025: column(later, {
    label: "cos of mixtures, 2.5 %",
    meaning:
      "2.5 % quantile of the cosines with s of the random role mixtures, each as drawn. Empty with fewer than 19, and in earlier runs.",
    digits: 3,
  }),
  cosine_q975: column(later, {
    label: "cos of mixtures, 97.5 %",
    meaning: "Their 97.5 % quantile.",
    digits: 3,
  }),
  input_vector: column(v.optional(text, "PC1"), {
    label: "input",
    meaning: "Whose change d is: PC1, −PC1 and so on. Earlier runs have PC1 alone.",
  }),
} satisfies Columns;
