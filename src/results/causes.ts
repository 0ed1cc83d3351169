/**
 * What `results.json` holds to tell where inside the MLP a change arises and which weights and neurons carry it.
 *
 * Notation: x an input vector, d = y_i - y_b, O the outlier dimensions. Unknown numbers are `null`.
 *
 * @module
 */

import * as v from "valibot";
import { baselineName } from "./evidence.ts";
import { count, kind, later, number, text, unknownable } from "./values.ts";

/** *raw*: all coordinates; *trimmed*: without O. Where no coordinate is an output's, there is only *raw*. */
export const outputVariant = v.picklist(["raw", "trimmed"]);
/** The variants of quantities in the output space. */
export const OUTPUT_VARIANTS = outputVariant.options;

/** Products on the way from input to output; `base_normed` is the down product after the base's post-norm in both models. */
export const stage = v.picklist(["gate", "up", "hidden", "down", "base_normed", "output"]);
/** All stages in the order of the arithmetic. */
export const STAGES = stage.options;

/** The tensors of one MLP. */
export const component = v.picklist(["pre_norm", "gate", "up", "down", "post_norm"]);
/** All components in the order of the arithmetic. */
export const COMPONENTS = component.options;

export const stageRow = v.object({
  layer: count,
  /** `PC1`, `-PC1`, ... */
  input_vector: text,
  stage,
  variant: outputVariant,
  /** 1 - cos between base and instruct at this stage; null where one of them has no length there. */
  delta_angular: unknownable,
  /** (1 + persona draws whose larger sign is at least as far apart) / (N + 1), uncorrected. */
  p_persona: later,
});

export const parityRow = v.object({
  layer: count,
  /** Without sign: `PC1`, `PC2`, ... */
  input_vector: text,
  stage: v.picklist(["down", "output"]),
  variant: outputVariant,
  /** |e|^2 / (|e|^2 + |o|^2) of the even and odd parts of d; null where both are zero. */
  even_share: unknownable,
});

export const selfProjectionRow = v.object({
  layer: count,
  input_vector: text,
  variant: outputVariant,
  /** y . x / |x| */
  base_self_projection: unknownable,
  instruct_self_projection: unknownable,
  /** Length of what is left of y. */
  base_orthogonal_norm: unknownable,
  instruct_orthogonal_norm: unknownable,
});

/** What a spread is of. Angles, shares and projections of the same names stand in the tables above. */
export const quantity = v.picklist([
  "gate_angular",
  "up_angular",
  "hidden_angular",
  "down_angular",
  "base_normed_angular",
  "output_angular",
  "down_even_share",
  "output_even_share",
  "base_self_projection",
  "instruct_self_projection",
  "self_projection_change",
  "base_orthogonal_norm",
  "instruct_orthogonal_norm",
  "orthogonal_norm_change",
]);
/** All of them. */
export const QUANTITIES = quantity.options;

export const spreadRow = v.object({
  layer: count,
  quantity,
  variant: outputVariant,
  baseline: baselineName,
  /** Directions. Angles count with the larger of the two signs, even shares once, projections with both signs. */
  n: count,
  q05: unknownable,
  q50: unknownable,
  q95: unknownable,
});

export const attributionRow = v.object({
  layer: count,
  /** `PC1`, `-PC1`, ... */
  input_vector: text,
  component,
  /** phi . d / |d|^2 of the Shapley value phi; the shares of an input sum to 1. Null where d is zero. */
  share: unknownable,
  /** The same of the change when this component alone is the instruct model's. */
  first_in: unknownable,
  /** Of the change when this component comes last. */
  last_in: unknownable,
  /** The three with O zeroed in phi and in d. */
  trimmed_share: unknownable,
  trimmed_first_in: unknownable,
  trimmed_last_in: unknownable,
});

export const weightChangeRow = v.object({
  layer: count,
  weight: v.picklist(["gate", "up"]),
  /** sqrt(sum |(W_i - W_b) n|^2 / sum |W_b n|^2) over the isotropic directions, n the base's normed input; null without them. */
  isotropic_change: unknownable,
  /** |(W_i - W_b) n| / |W_b n| of PC1. */
  pc1_change: unknownable,
  /** pc1_change / isotropic_change: 1 is an ordinary direction. */
  pc1_gain: unknownable,
});

const nearest = v.object({ kind, name: text, cosine: number });

export const neuronRow = v.object({
  neuron: count,
  /** c_j; over all neurons of the layer they sum to |d|. */
  contribution: number,
  /** c_j / |d| */
  share: number,
  base_activation: number,
  instruct_activation: number,
  /** Three-factor Shapley of c_j over activation, column of down, and scale (post-norm weight over rms). */
  fires: number,
  writes: number,
  rescaled: number,
  /** The same with O zeroed in d; null where nothing is left of it. */
  trimmed_contribution: unknownable,
  trimmed_share: unknownable,
  trimmed_fires: unknownable,
  trimmed_writes: unknownable,
  trimmed_rescaled: unknownable,
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

/** All of it; null in runs with `--random 0` and in earlier ones. */
export const causes = v.object({
  stages: v.array(stageRow),
  parity: v.array(parityRow),
  self_projection: v.array(selfProjectionRow),
  spreads: v.array(spreadRow),
  attribution: v.array(attributionRow),
  weight_change: v.array(weightChangeRow),
  /** By focus layer as text; none where d is zero, nor where a norm scales an output of zero. */
  neurons: v.record(text, layerNeurons),
});

/** Where a change arises and what carries it. */
export type Causes = v.InferOutput<typeof causes>;
/** The turn at one stage. */
export type StageRow = v.InferOutput<typeof stageRow>;
/** Even part of the change of one component. */
export type ParityRow = v.InferOutput<typeof parityRow>;
/** How far outputs lie along their own input. */
export type SelfProjectionRow = v.InferOutput<typeof selfProjectionRow>;
/** Spread of one quantity over the draws of a baseline. */
export type SpreadRow = v.InferOutput<typeof spreadRow>;
/** One row of `data/attribution.csv`. */
export type AttributionRow = v.InferOutput<typeof attributionRow>;
/** How much one weight changed. */
export type WeightChangeRow = v.InferOutput<typeof weightChangeRow>;
/** One row of `data/neurons-layer-N.csv`. */
export type NeuronRow = v.InferOutput<typeof neuronRow>;
/** The neurons of one focus layer. */
export type LayerNeurons = v.InferOutput<typeof layerNeurons>;
/** One product on the way. */
export type Stage = v.InferOutput<typeof stage>;
/** One tensor of an MLP. */
export type MlpComponent = v.InferOutput<typeof component>;
/** Which coordinates of the output space count. */
export type OutputVariant = v.InferOutput<typeof outputVariant>;
/** What a spread is of. */
export type Quantity = v.InferOutput<typeof quantity>;
