/**
 * Which neurons carry the change of PC1 at the decomposed layers.
 *
 * @module
 */

import * as v from "valibot";
import { column, type Columns, entriesOf } from "../../results/table.ts";
import { count, kind, number, outputVariant, text, unknownable } from "../../results/values.ts";

/** Numbers of one neuron. c_j is what it writes along d in the instruct model less what it writes along d in the base. */
export const neuronColumns = {
  neuron: column(count, {
    label: "neuron",
    meaning: "Number of the neuron, from 0.",
  }),
  contribution: column(number, {
    label: "c",
    meaning:
      "c_j. Over all neurons of the layer they sum to |d|, but for what a bias of down adds.",
    digits: 4,
  }),
  share: column(number, {
    label: "share",
    meaning: "c_j / |d|.",
    digits: 3,
  }),
  base_activation: column(number, {
    label: "h base",
    meaning: "Activation of the neuron for PC1 in the base model.",
    digits: 4,
  }),
  instruct_activation: column(number, {
    label: "h instruct",
    meaning: "The same in the instruct model.",
    digits: 4,
  }),
  fires: column(number, {
    label: "fires",
    meaning: "Part of c_j by the changed activation (Shapley value of three factors).",
    digits: 4,
  }),
  writes: column(number, {
    label: "writes",
    meaning: "Part by the changed column of down.",
    digits: 4,
  }),
  rescaled: column(number, {
    label: "rescaled",
    meaning: "Part by the changed scale of the norm after the MLP.",
    digits: 4,
  }),
  trimmed_contribution: column(unknownable, {
    label: "c, outlier dimensions removed",
    meaning: "c_j with the outlier dimensions removed from d.",
    digits: 4,
  }),
  trimmed_share: column(unknownable, {
    label: "share, outlier dimensions removed",
    meaning: "Its share of what is left of |d|.",
    digits: 3,
  }),
  trimmed_fires: column(unknownable, {
    label: "fires, outlier dimensions removed",
    meaning: "Part by the changed activation.",
    digits: 4,
  }),
  trimmed_writes: column(unknownable, {
    label: "writes, outlier dimensions removed",
    meaning: "Part by the changed column of down.",
    digits: 4,
  }),
  trimmed_rescaled: column(unknownable, {
    label: "rescaled, outlier dimensions removed",
    meaning: "Part by the changed scale.",
    digits: 4,
  }),
} satisfies Columns;

const nearestName = v.nullable(text);

/** Columns of `data/neurons-layer-N.csv`: the numbers, and the nearest role and trait. */
export const neuronCellColumns = {
  ...neuronColumns,
  nearest_role: column(nearestName, {
    label: "nearest role",
    meaning: "Role of largest |cosine| with what the instruct model's neuron writes.",
    isName: true,
  }),
  nearest_role_cosine: column(unknownable, {
    label: "its cos",
    meaning: "Its cosine.",
    digits: 3,
  }),
  nearest_trait: column(nearestName, {
    label: "nearest trait",
    meaning: "Trait of largest |cosine|.",
    isName: true,
  }),
  nearest_trait_cosine: column(unknownable, {
    label: "its cos",
    meaning: "Its cosine.",
    digits: 3,
  }),
  trimmed_nearest_role: column(nearestName, {
    label: "nearest role, outlier dimensions removed",
    meaning: "The same with the outlier dimensions removed.",
    isName: true,
  }),
  trimmed_nearest_role_cosine: column(unknownable, {
    label: "its cos",
    meaning: "Its cosine.",
    digits: 3,
  }),
  trimmed_nearest_trait: column(nearestName, {
    label: "nearest trait, outlier dimensions removed",
    meaning: "The same with the outlier dimensions removed.",
    isName: true,
  }),
  trimmed_nearest_trait_cosine: column(unknownable, {
    label: "its cos",
    meaning: "Its cosine.",
    digits: 3,
  }),
} satisfies Columns;

const nearest = v.object({ kind, name: text, cosine: number });

export const neuronRow = v.object({
  ...entriesOf(neuronColumns),
  /** Roles and traits nearest to g_i * D_i[:,j] by |cosine|, up to three of each kind, largest first. */
  nearest: v.array(nearest),
  trimmed_nearest: v.array(nearest),
});

export const layerNeurons = v.object({
  layer: count,
  /** Neurons of the layer: F. */
  neurons: count,
  /** |d| of PC1. */
  delta_norm: number,
  /** Sum of all c_j, which equals |d| up to rounding. */
  contribution_sum: number,
  /** Sum of |c_j|. */
  contribution_absolute: number,
  /** Fewest neurons whose contributions, largest first, reach half of |d|; null where they never do. */
  half_count: v.nullable(count),
  /** Sums of the splits over all neurons, by which |d| is shared. */
  fires: number,
  writes: number,
  rescaled: number,
  trimmed_delta_norm: number,
  trimmed_contribution_sum: unknownable,
  trimmed_half_count: v.nullable(count),
  trimmed_fires: unknownable,
  trimmed_writes: unknownable,
  trimmed_rescaled: unknownable,
  /** By |c_j| descending: the first 200, and those that are among the first 200 of the trimmed variant. */
  rows: v.array(neuronRow),
});

export const namedNeurons = v.object({
  layer: count,
  variant: outputVariant,
  /** Those that hold at least 5 % of |d|, largest share first, each with the largest of its parts. */
  neurons: v.array(v.object({
    neuron: count,
    through: v.picklist(["fires", "writes", "rescaled"]),
  })),
});

/** Its part of the results. */
export const schema = {
  causes: {
    /** By focus layer as text; none where d is zero, nor where a norm scales an output of zero. */
    neurons: v.record(text, layerNeurons),
    /** Which of them may be named, in every variant in which contributions are known. */
    named_neurons: v.array(namedNeurons),
  },
};

/** One row of `data/neurons-layer-N.csv`. */
export type NeuronRow = v.InferOutput<typeof neuronRow>;
/** The neurons of one focus layer. */
export type LayerNeurons = v.InferOutput<typeof layerNeurons>;
/** The neurons of one focus layer that may be named. */
export type NamedNeurons = v.InferOutput<typeof namedNeurons>;
