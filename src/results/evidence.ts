/**
 * What `results.json` holds beside the main tables to tell whether a peak is real.
 *
 * `1 - cos` columns stay as measured; pages and sentences speak of degrees. Unknown numbers are `null`.
 *
 * @module
 */

import * as v from "valibot";
import { count, kind, later, number, projectionRow, text, unknownable } from "./values.ts";

/** Which coordinates of the outputs count: all, without the outliers, or without the component along the mean state. */
export const variant = v.picklist(["raw", "trimmed", "centred"]);
/** What PC1 is compared with. */
export const baselineName = v.picklist(["isotropic", "persona", "roles"]);
/** All variants, raw first. */
export const VARIANTS = variant.options;
/** All baselines, in the order of `data/baseline.csv`. */
export const BASELINES = baselineName.options;

export const robustnessRow = v.object({
  layer: count,
  /** `PC1`, `-PC1`, ..., and PC1 in other spaces: `PC1:activation`, `-PC1:activation`, ... */
  input_vector: text,
  variant,
  delta_norm: number,
  delta_angular: unknownable,
  /** Family-wise over the analysed layers, of `delta_angular` against the persona draws; the same for x and -x. */
  pfw_persona: unknownable,
  /** max d_k^2 / |d|^2 */
  top1_share: unknownable,
  /** (sum d_k^2)^2 / sum d_k^4: how many coordinates share the difference. */
  participation_ratio: unknownable,
});

export const operatingPointRow = v.object({
  layer: count,
  /** Row of the default vector that is mu: that of this layer, or of the one before. */
  row: v.picklist(["same", "before"]),
  /** R(alpha) = f(mu + alpha s PC1) - f(mu); at alpha 0 the columns are of f(mu) itself. */
  alpha: number,
  response_base: number, // |R_b|
  response_instruct: number, // |R_i|
  response_delta: number, // |R_i - R_b|
  response_angular: unknownable, // 1 - cos(R_b, R_i)
});

export const quantileRow = v.object({
  layer: count,
  baseline: baselineName,
  variant,
  /** Directions; each counts with the larger of its two signs in quantiles and ranks, with both in mean and sd. */
  n: count,
  mean: unknownable,
  sd: unknownable,
  q05: unknownable,
  q50: unknownable,
  q95: unknownable,
});

export const operatingBaselineRow = v.object({
  layer: count,
  row: v.picklist(["same", "before"]),
  baseline: v.picklist(["persona", "roles"]),
  index: count,
  /** Of the step along the direction; earlier runs stepped one way. */
  sign: v.optional(v.picklist([1, -1]), 1),
  response_delta: number,
  response_angular: unknownable,
});

export const rankRow = v.object({
  layer: count,
  variant,
  /** Single roles and traits that were run, and those whose larger sign turns at least as far as that of PC1. */
  n: count,
  n_at_least: count,
});

export const layerEvidence = v.object({
  layer: count,
  /** What mu is: the default vector, or the mean raw role vector where there is none. */
  mu: v.picklist(["default", "mean role"]),
  /** Outlier dimensions, largest |mu_k| first. */
  outliers: v.array(count),
  /** True where more dimensions meet the criterion than are left out. */
  outliers_capped: v.optional(v.boolean(), false),
  /** Share of |mu|^2 that they hold. */
  outlier_share: number,
  /** Smallest of the three ln(angle ratios) of PC1; null where one is unknown. */
  specificity: unknownable,
  ln_ratio_persona_median: unknownable,
  ln_ratio_pc2: unknownable,
  ln_ratio_negative: unknownable,
  /** The product score of the reference, kept for comparison and never in prose. */
  specificity_reference: unknownable,
  /** Share of the bootstrap resamples in which this layer is the peak; null without a bootstrap. */
  absolute_peak_share: unknownable,
  angular_peak_share: unknownable,
  /** Median role length away from the default at this layer: the step s of the operating point. */
  step: unknownable,
  /** Of the larger of both signs of PC1 against that of each persona draw. */
  pfw_operating_point: unknownable,
  /** |cos| of PC1 as run with PC1 of this layer's own roles. */
  own_pc1_cosine: later,
  /** The own component among the first five that is nearest to PC1 as run, and its |cos|. */
  own_pc_best: v.optional(v.nullable(count), null),
  own_pc_best_cosine: later,
});

export const outlierRow = v.object({
  coordinate: count,
  mu: number,
  /** Effective weight w~ of the post-norm; null where there is none. */
  base_weight: unknownable,
  instruct_weight: unknownable,
  d: number,
  /** d_k^2 / |d|^2 */
  share: unknownable,
});

export const outlierCurveRow = v.object({
  layer: count,
  /** Coordinates of largest |mu_k| that are left out. */
  removed: count,
  /** Of PC1. */
  delta_angular: unknownable,
  /** Of the persona draws, each with the larger of its two signs. */
  q05: unknownable,
  q50: unknownable,
  q95: unknownable,
});

export const bandRow = v.object({
  layer: count,
  input_vector: v.picklist(["PC1", "-PC1"]),
  variant: v.optional(v.picklist(["raw", "trimmed"]), "raw"),
  /** Column of `data/mlp.csv`. */
  column: v.picklist(["base_output_norm", "instruct_output_norm", "delta_norm", "delta_angular"]),
  q05: number,
  q95: number,
});

export const componentEvidence = v.object({
  /** `PC1`, ..., `PC1:activation`, `PC1:readout`. */
  name: text,
  cosine_with_axis: unknownable,
  cosine_with_mu: unknownable,
  /** With PC1 as it is run. */
  cosine_with_pc1: unknownable,
});

export const verdictCell = v.object({
  claim: text,
  condition: text,
  /** Null where it could not be computed. */
  holds: v.nullable(v.boolean()),
  /** The figure behind it in words. */
  figure: text,
});

export const verdict = v.object({
  layer: count,
  /** True where the layer was picked because it is the angular peak. */
  is_chosen_after_looking: v.boolean(),
  answer: v.picklist(["yes", "no", "only under", "cannot tell", "no difference"]),
  /** The conditions under which it holds, for `only under`. */
  conditions: v.array(text),
  /** The answer in one sentence. */
  sentence: text,
  paragraph: text,
  /** One line: what would change this verdict. */
  would_change: text,
  table: v.array(verdictCell),
});

const reproductionRow = v.object({
  quantity: text,
  published: number,
  value: unknownable,
  difference: unknownable,
  /** How the published figure was rounded, and which of our runs it is set beside. */
  rounding: v.picklist(["f32-output", "bf16-output"]),
  /** Null where no agreement is claimed. */
  agrees: v.nullable(v.boolean()),
});

export const reproduction = v.object({
  /** `same PCs` or `different PCs`, in words. */
  note: text,
  is_same_pcs: v.boolean(),
  source: text,
  rows: v.array(reproductionRow),
});

/** What the published figures need under the rounding of outputs that the run was not asked for. */
export const otherRounding = v.object({
  rounding: v.picklist(["none", "notebook"]),
  /** The measured columns of the main table. */
  mlp: v.array(v.object({
    layer: count,
    input_vector: text,
    base_output_norm: number,
    instruct_output_norm: number,
    delta_norm: number,
    delta_angular: unknownable,
  })),
  /** Of the isotropic directions; empty where no figure of that rounding needs them. */
  quantiles: v.array(quantileRow),
  /** By layer as text. */
  decompositions: v.record(text, v.array(projectionRow)),
});

/** All of it; absent where baselines were off. */
export const evidence = v.object({
  robustness: v.array(robustnessRow),
  operating_point: v.array(operatingPointRow),
  operating_baseline: v.array(operatingBaselineRow),
  quantiles: v.array(quantileRow),
  ranks: v.array(rankRow),
  layers: v.array(layerEvidence),
  /** Peaks of PC1 in each variant and space. */
  peaks: v.array(v.object({
    input_vector: text,
    variant,
    absolute_layer: v.nullable(count),
    angular_layer: v.nullable(count),
  })),
  /** By focus layer as text. */
  outlier_tables: v.record(text, v.array(outlierRow)),
  /** Of the focus layers; empty in earlier runs. */
  outlier_curve: v.optional(v.array(outlierCurveRow), []),
  components: v.array(componentEvidence),
  /** Cosines of PC1 in each space with PC1 in each other; empty where its PCA did not scale. */
  space_cosines: v.optional(
    v.array(v.object({ first: text, second: text, cosine: unknownable })),
    [],
  ),
  bootstrap: v.object({
    resamples: count,
    /** What a band is: the range of all resamples, or from 100 on their 5 % to 95 % quantiles. */
    interval: v.optional(v.picklist(["range", "90 %"]), "90 %"),
    bands: v.array(bandRow),
  }),
  /** Share of the persona draws, each put in PC1's place, with p_fw at most alpha. */
  calibration: v.array(v.object({ alpha: number, share: number })),
  /** Names of the roles baseline by index. */
  role_directions: v.array(v.object({ kind, name: text })),
  /** Null for pairs of which no figures were published, and in earlier runs. */
  other_rounding: v.optional(v.nullable(otherRounding), null),
  verdict: v.nullable(verdict),
  reproduction: v.nullable(reproduction),
});

/** What tells whether a peak is real. */
export type Evidence = v.InferOutput<typeof evidence>;
/** One row of `data/robustness.csv`. */
export type RobustnessRow = v.InferOutput<typeof robustnessRow>;
/** One row of `data/operating-point.csv`. */
export type OperatingPointRow = v.InferOutput<typeof operatingPointRow>;
/** A persona draw or a single role at the operating point, alpha 1. */
export type OperatingBaselineRow = v.InferOutput<typeof operatingBaselineRow>;
/** Spread of one baseline at one layer. */
export type QuantileRow = v.InferOutput<typeof quantileRow>;
/** PC1 among single roles and traits. */
export type RankRow = v.InferOutput<typeof rankRow>;
/** What is known of one layer. */
export type LayerEvidence = v.InferOutput<typeof layerEvidence>;
/** One outlier dimension at a focus layer. */
export type OutlierRow = v.InferOutput<typeof outlierRow>;
/** PC1 and the persona draws without so many of the largest coordinates of mu. */
export type OutlierCurveRow = v.InferOutput<typeof outlierCurveRow>;
/** Band of a PC1 curve at one layer. */
export type BandRow = v.InferOutput<typeof bandRow>;
/** What else is known of a component. */
export type ComponentEvidence = v.InferOutput<typeof componentEvidence>;
/** The verdict on one layer. */
export type Verdict = v.InferOutput<typeof verdict>;
/** One claim under one condition. */
export type VerdictCell = v.InferOutput<typeof verdictCell>;
/** The run beside published figures. */
export type Reproduction = v.InferOutput<typeof reproduction>;
/** The run under the rounding that it was not asked for. */
export type OtherRounding = v.InferOutput<typeof otherRounding>;
/** Which coordinates of the outputs count. */
export type Variant = v.InferOutput<typeof variant>;
/** What PC1 is compared with. */
export type BaselineName = v.InferOutput<typeof baselineName>;
