/**
 * What the change points to: its projections on role and trait vectors, and what they say together.
 *
 * @module
 */

import * as v from "valibot";
import { rowOf } from "../../results/table.ts";
import { byLayer, count, kind, number, text } from "../../results/values.ts";
import { decompositionColumns } from "./schema/columns.ts";
import {
  commonModeColumns,
  pursuitColumns,
  spanColumns,
  spanVariant,
} from "./schema/together_columns.ts";

export { spanVariant };

export const decompositionRow = rowOf(decompositionColumns);
export const spanRow = rowOf(spanColumns);
export const pursuitStep = rowOf(pursuitColumns);
export const commonModeRow = rowOf(commonModeColumns);

/** What a decomposition of PC1 says of all vectors together; absent in earlier runs. */
export const decompositionSummary = v.object({
  common_mode: v.array(commonModeRow),
  spans: v.array(spanRow),
  pursuit: v.array(pursuitStep),
  /** Random role mixtures that z, the cosines and the spans are set against. */
  draws: count,
  /** Whether so many can show a p of 0.05. */
  draws_suffice: v.boolean(),
  /** How the mean direction of the vectors carries the change of PC1; null where it does not. */
  mean_direction_holds: v.nullable(v.picklist(["most", "raw_alone", "trimmed_alone"])),
  /** Whether most of the change lies along the first singular vector of the vectors. */
  first_direction_holds: v.boolean(),
  /** Variants in which the span is beyond the mixtures. */
  spans_beyond: v.array(spanVariant),
  /** Vectors that stand out, farthest out first, and how many do without the outlier dimensions; null where that is unknown. */
  stands_out: v.object({
    raw: v.array(v.object({ kind, name: text })),
    trimmed: v.nullable(count),
  }),
  /** Cosine of d with the vector that holds most of it, without the outlier dimensions; null where none does, or that is unknown. */
  along_one_trimmed: v.optional(v.nullable(number), null),
});

export const vectorWarning = v.object({
  kind,
  /** With one another, or with the default vector. */
  likeness: v.picklist(["pairwise", "with_default"]),
  /** Mean cosine. */
  cosine: number,
});

export const decompositionInfo = v.object({
  layer: count,
  /** The layer at which the role and trait vectors were taken. */
  vector_layer: count,
  /** |d| of PC1. */
  delta_norm: number,
  roles: count,
  traits: count,
  /** Mean pairwise cosine within each kind, and of each kind with the default vector; null where not defined. */
  mean_cosine: v.object({
    within_roles: v.nullable(number),
    within_traits: v.nullable(number),
    roles_with_default: v.nullable(number),
    traits_with_default: v.nullable(number),
  }),
  /** Where the vectors of a kind share one direction, as raw means do. */
  warnings: v.array(vectorWarning),
  /** The sign that nearly all projections of PC1 have; null where both are common. */
  one_sided: v.optional(v.nullable(v.picklist(["positive", "negative"])), null),
  /** Of every input: vectors tested, and how many of them stand out from what any persona input would show. */
  inputs: v.array(v.object({ input_vector: text, n_tested: count, n_stands_out: count })),
  /** Vectors skipped because their length is zero at this layer. */
  zero_length: v.array(v.object({ name: text, kind })),
  /** What the decomposition says of all vectors together; null in earlier runs. */
  summary: v.optional(v.nullable(decompositionSummary), null),
});

/** Its part of the results. */
export const schema = {
  results: {
    /** By layer number as text; rows by input (PC1, -PC1, PC2, ...), then |projection| descending, then kind, then name. */
    decompositions: byLayer(v.array(decompositionRow)),
    /** What lies behind each decomposition, by layer number as text. */
    decomposition_info: byLayer(decompositionInfo),
  },
};

/** That the vectors of a kind share one direction, as raw means do. */
export type VectorWarning = v.InferOutput<typeof vectorWarning>;
/** What lies behind the rows of one decomposed layer. */
export type DecompositionInfo = v.InferOutput<typeof decompositionInfo>;
/** One row of `data/layer-N.csv`. */
export type DecompositionRow = v.InferOutput<typeof decompositionRow>;
/** What a decomposition says of all vectors together. */
export type DecompositionSummary = v.InferOutput<typeof decompositionSummary>;
/** R^2 in one span. */
export type SpanRow = v.InferOutput<typeof spanRow>;
/** One step of a matching pursuit. */
export type PursuitStep = v.InferOutput<typeof pursuitStep>;
/** What the mean direction holds. */
export type CommonModeRow = v.InferOutput<typeof commonModeRow>;
/** What a span or a pursuit is of. */
export type SpanVariant = v.InferOutput<typeof spanVariant>;
