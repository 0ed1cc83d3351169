/**
 * The schema of `data/results.json`. What it says of types is written out in `interfaces.ts`, which a test holds equal.
 *
 * @module
 */

import * as v from "valibot";
import { causes } from "./causes.ts";
import { baselineName, evidence } from "./evidence.ts";
import { activations, decompositionRow, decompositionSummary, sweep } from "./semantic.ts";
import { count, kind, later, number, text, unknownable } from "./values.ts";

/** Value of `schema`; the number changes only when a reader of the old form would misread the new one. */
export const SCHEMA = "deltascope.results/1";

/** A record with one entry a layer, keyed by the layer number as text. */
function byLayer<T extends v.GenericSchema>(entry: T) {
  return v.record(v.pipe(v.string(), v.regex(/^(0|[1-9]\d*)$/, "layer number as key")), entry);
}

export const runInfo = v.object({
  /** Version of deltascope. */
  deltascope: text,
  /** Versions of Deno, V8 and TypeScript by name. */
  versions: v.record(text, text),
  /** Start of the run, ISO 8601 in UTC. */
  started: text,
  /** Wall time of the analysis in seconds. */
  seconds: number,
  /** Weight bytes read from the two checkpoints. */
  weight_bytes_read: count,
  /** Layers that another run of the same had computed: their numbers were taken from its records. */
  layers_from_records: v.optional(v.array(count), []),
  /** True where the inputs were made by a program: every page then says *synthetic*. */
  is_synthetic: v.boolean(),
  /** The command with file locations replaced by base names. */
  command: text,
});

/** What lies in an input's folder and was not read, from the folder down, with the reason in words. */
const unread = v.array(v.object({ path: text, reason: text }));

export const checkpointInfo = v.object({
  /** Base name or id@commit. */
  name: text,
  architecture: text,
  hidden_size: count, // C
  intermediate_size: count, // F
  layers: count, // L
  /** Dtypes of the MLP tensors read, for instance ["BF16"], in alphabetical order. */
  dtypes: v.array(text),
  eps: number,
  activation: v.picklist(["gelu_tanh", "silu"]),
  /** Effective norm weight: `1 + w` or `w`. */
  norm_weight: v.picklist(["1 + w", "w"]),
  has_post_norm: v.boolean(),
  /** Which of eps and activation config.json leaves out: defaults of the architecture; empty in earlier runs. */
  defaults: v.optional(v.array(v.picklist(["eps", "activation"])), []),
  /** Weights beside those that were read; empty in earlier runs. */
  unread: v.optional(unread, []),
  /** SHA-256 of recipe and tensors, of each its first 4,096 bytes; null in earlier runs. */
  fingerprint: v.optional(v.nullable(text), null),
});

export const vectorsInfo = v.object({
  name: text,
  layout: v.picklist(["persona", "axis"]),
  /** Files read and used. */
  roles: count,
  traits: count,
  /** Key asked of each file; null in the axis layout, whose files hold one tensor. */
  role_key: v.nullable(text),
  trait_key: v.nullable(text),
  /** What was subtracted from the roles, for instance `activations.default_1`; null with `--difference none`. */
  difference: v.nullable(text),
  /** Files passed over, each with the reason in words. */
  skipped: v.array(v.object({ name: text, kind, reason: text })),
  /** Files in the folder that were not read, and files with keys that were not; empty in earlier runs. */
  unread: v.optional(unread, []),
  /** Expected parts that are not there, in words, for instance `no trait vectors`. */
  missing: v.array(text),
  /** SHA-256 of the role and trait vectors of the decomposed layers, as set against the change; null where there are none. */
  fingerprint: v.optional(v.nullable(text), null),
});

export const inputs = v.object({
  base: checkpointInfo,
  instruct: checkpointInfo,
  vectors: vectorsInfo,
});

export const runOptions = v.object({
  layers: v.array(count),
  focus: v.array(count),
  /** True where `--focus` was not given, so that peaks chose the layers. */
  is_focus_automatic: v.boolean(),
  pcs: count,
  pca: text,
  pca_layer: count,
  vector_layer: v.union([v.literal("probed"), count]),
  random: count,
  seed: count,
  /** Of the roles, for the bands of PC1. */
  resamples: v.optional(count, 20),
  weights: v.picklist(["bf16", "stored"]),
  rounding: v.picklist(["none", "notebook"]),
  like_notebook: v.boolean(),
  /** Earlier runs left out eight unless asked. */
  outliers: v.optional(v.union([v.literal("auto"), count]), 8),
  pc_space: v.optional(v.picklist(["components", "activation", "readout"]), "components"),
  pca_scale: v.optional(v.picklist(["mean", "standard"]), "mean"),
  input_row: v.optional(v.picklist(["same", "before"]), "same"),
  like_published: v.optional(v.boolean(), false),
  sweep: v.optional(v.boolean(), false),
  /** Layer of `--activations`; null where none were given. */
  activations_layer: v.optional(v.nullable(count), null),
});

export const deviceInfo = v.object({
  kind: v.picklist(["gpu", "cpu"]),
  name: text,
  /** True for a software adapter. */
  is_fallback: v.boolean(),
  /** Remark for the reader, for instance that no adapter was found; else null. */
  note: v.nullable(text),
});

export const principalComponentInfo = v.object({
  /** `PC1`, `PC2`, ... */
  name: text,
  /** `computed` or the base name of the PCA file. */
  source: text,
  layer: count,
  /** Share of the variance, 0 to 1; null where the file does not tell. */
  variance_explained: v.nullable(number),
  /** Roles (or traits) of highest coordinate, highest first; up to 10. */
  highest: v.array(text),
  /** Of lowest coordinate, lowest first; up to 10. */
  lowest: v.array(text),
  /** Class of a scaler in the PCA file, reported and not applied; else null. */
  scaler: v.nullable(text),
});

export const mlpRow = v.object({
  layer: count,
  /** `PC1`, `-PC1`, ... */
  input_vector: text,
  /** |y_b| */
  base_output_norm: number,
  /** |y_i| */
  instruct_output_norm: number,
  /** |y_i - y_b| */
  delta_norm: number,
  /** 1 - cos(y_b, y_i); null where one of the two alone has no length, as at a pruned layer. */
  delta_angular: unknownable,
  /** The same as an angle. */
  angle_degrees: later,
  /** |d| / |y_b| */
  delta_relative: later,
  /** (|y_i| - |y_b|)^2 / |d|^2: the share of the change that is length alone. */
  radial_share: later,
  /** Of `delta_angular`, against the 2N signed draws of a baseline. */
  z_isotropic: later,
  /** Of the larger of x and -x, among the N draws. */
  p_isotropic: later,
  /** Family-wise over the analysed layers. */
  pfw_isotropic: later,
  z_persona: later,
  p_persona: later,
  pfw_persona: later,
  /** |y of the base as stored - y of the base in bfloat16|; null where the base is stored in bfloat16. */
  noise_floor: later,
  /** delta_norm / noise_floor */
  delta_over_floor: later,
  /** y_b . x / |x| */
  base_self_projection: later,
  /** y_i . x / |x| */
  instruct_self_projection: later,
  /** Length of what is left of y_b and of y_i. */
  base_orthogonal_norm: later,
  instruct_orthogonal_norm: later,
  /** 1 - cos between base and instruct at the gate product, the up product, h and the down product. */
  gate_angular: later,
  up_angular: later,
  hidden_angular: later,
  down_angular: later,
  /** Share of the even part of d at the output, the same for x and -x. */
  even_share: later,
});

export const baselineRow = v.object({
  layer: count,
  baseline: baselineName,
  /** From 0; direction k is the same at every layer. */
  index: count,
  sign: v.picklist([1, -1]),
  delta_norm: number,
  delta_angular: unknownable,
  delta_angular_trimmed: later,
  delta_angular_centred: later,
});

export const absolutePeak = v.object({ layer: count, delta_norm: number });

export const angularPeak = v.object({ layer: count, delta_angular: number });

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
  /** Warnings in whole sentences, for instance that the vectors look like raw means. */
  warnings: v.array(text),
  /** Vectors skipped because their length is zero at this layer. */
  zero_length: v.array(v.object({ name: text, kind })),
  /** What the decomposition says of all vectors together; null in earlier runs. */
  summary: v.optional(v.nullable(decompositionSummary), null),
});

export const finding = v.object({
  /** Stable name of what the sentence is about. */
  id: text,
  text,
  /** Layers it speaks of, for links. */
  layers: v.array(count),
});

export const results = v.object({
  schema: v.literal(SCHEMA),
  run: runInfo,
  inputs,
  options: runOptions,
  device: deviceInfo,
  /** What each principal component is, PC1 first. */
  pcs: v.array(principalComponentInfo),
  /** By layer, then PC1, -PC1, PC2, ... */
  mlp: v.array(mlpRow),
  /** By layer, then baseline, index, sign (1 before -1); empty where baselines are off. */
  baseline: v.array(baselineRow),
  /** From PC1; null where base and instruct do not differ anywhere. */
  peaks: v.object({ absolute: v.nullable(absolutePeak), angular: v.nullable(angularPeak) }),
  /** By layer number as text; rows by input (PC1, -PC1, PC2, ...), then |projection| descending, then kind, then name. */
  decompositions: byLayer(v.array(decompositionRow)),
  /** What lies behind each decomposition, by layer number as text. */
  decomposition_info: byLayer(decompositionInfo),
  /** What tells whether a peak is real; null in earlier runs and without baselines. */
  evidence: v.optional(v.nullable(evidence), null),
  /** Where the change arises and what carries it; null in earlier runs and without baselines. */
  causes: v.optional(v.nullable(causes), null),
  /** Every role and trait as an input; null where they were not run. */
  sweep: v.optional(v.nullable(sweep), null),
  /** Real activations as a baseline; null where none were given. */
  activations: v.optional(v.nullable(activations), null),
  /** Sentences computed from the numbers, verdict first. */
  findings: v.array(finding),
});

/** Everything the site shows. */
export type Results = v.InferOutput<typeof results>;

/** When, with what and for how long. */
export type RunInfo = v.InferOutput<typeof runInfo>;
/** The three inputs. */
export type Inputs = v.InferOutput<typeof inputs>;
/** One checkpoint as the report names it. */
export type CheckpointInfo = v.InferOutput<typeof checkpointInfo>;
/** The persona vectors as the report names them. */
export type VectorsInfo = v.InferOutput<typeof vectorsInfo>;
/** Options in force, defaults filled in. */
export type RunOptions = v.InferOutput<typeof runOptions>;
/** The device that computed the MLPs. */
export type DeviceInfo = v.InferOutput<typeof deviceInfo>;
/** What one principal component is. */
export type PrincipalComponentInfo = v.InferOutput<typeof principalComponentInfo>;
/** One row of `data/mlp.csv`. */
export type MlpRow = v.InferOutput<typeof mlpRow>;
/** One row of `data/baseline.csv`: a random direction run through the same layer. */
export type BaselineRow = v.InferOutput<typeof baselineRow>;
/** Layer of largest |d| for PC1. */
export type AbsolutePeak = v.InferOutput<typeof absolutePeak>;
/** Layer of largest 1 - cos for PC1. */
export type AngularPeak = v.InferOutput<typeof angularPeak>;
/** What lies behind the rows of one decomposed layer. */
export type DecompositionInfo = v.InferOutput<typeof decompositionInfo>;
/** One sentence computed from the numbers. */
export type Finding = v.InferOutput<typeof finding>;
