/**
 * What `results.json` holds, written out from its schema by `deno task interfaces`: a reader of the library meets no schema.
 *
 * Not to be edited: a test holds this file to the schema.
 *
 * @module
 */

// src/results/causes.ts

/** Where a change arises and what carries it. */
export type Causes = {
  stages: StageRow[];
  parity: ParityRow[];
  self_projection: SelfProjectionRow[];
  spreads: SpreadRow[];
  attribution: AttributionRow[];
  weight_change: WeightChangeRow[];
  /** By focus layer as text; none where d is zero, nor where a norm scales an output of zero. */
  neurons: Record<string, LayerNeurons>;
};

/** The turn at one stage. */
export type StageRow = {
  layer: number;
  /** `PC1`, `-PC1`, ... */
  input_vector: string;
  stage: Stage;
  variant: OutputVariant;
  /** 1 - cos between base and instruct at this stage; null where one of them has no length there. */
  delta_angular: number | null;
  /** (1 + persona draws whose larger sign is at least as far apart) / (N + 1), uncorrected. */
  p_persona: number | null;
};

/** Even part of the change of one component. */
export type ParityRow = {
  layer: number;
  /** Without sign: `PC1`, `PC2`, ... */
  input_vector: string;
  stage: "down" | "output";
  variant: OutputVariant;
  /** |e|^2 / (|e|^2 + |o|^2) of the even and odd parts of d; null where both are zero. */
  even_share: number | null;
};

/** How far outputs lie along their own input. */
export type SelfProjectionRow = {
  layer: number;
  input_vector: string;
  variant: OutputVariant;
  /** y . x / |x| */
  base_self_projection: number | null;
  instruct_self_projection: number | null;
  /** Length of what is left of y. */
  base_orthogonal_norm: number | null;
  instruct_orthogonal_norm: number | null;
};

/** Spread of one quantity over the draws of a baseline. */
export type SpreadRow = {
  layer: number;
  quantity: Quantity;
  variant: OutputVariant;
  baseline: BaselineName;
  /** Directions. Angles count with the larger of the two signs, even shares once, projections with both signs. */
  n: number;
  q05: number | null;
  q50: number | null;
  q95: number | null;
};

/** One row of `data/attribution.csv`. */
export type AttributionRow = {
  layer: number;
  /** `PC1`, `-PC1`, ... */
  input_vector: string;
  component: MlpComponent;
  /** phi . d / |d|^2 of the Shapley value phi; the shares of an input sum to 1. Null where d is zero. */
  share: number | null;
  /** The same of the change when this component alone is the instruct model's. */
  first_in: number | null;
  /** Of the change when this component comes last. */
  last_in: number | null;
  /** The three with O zeroed in phi and in d. */
  trimmed_share: number | null;
  trimmed_first_in: number | null;
  trimmed_last_in: number | null;
};

/** How much one weight changed. */
export type WeightChangeRow = {
  layer: number;
  weight: "gate" | "up";
  /** sqrt(sum |(W_i - W_b) n|^2 / sum |W_b n|^2) over the isotropic directions, n the base's normed input; null without them. */
  isotropic_change: number | null;
  /** |(W_i - W_b) n| / |W_b n| of PC1. */
  pc1_change: number | null;
  /** pc1_change / isotropic_change: 1 is an ordinary direction. */
  pc1_gain: number | null;
};

/** One row of `data/neurons-layer-N.csv`. */
export type NeuronRow = {
  neuron: number;
  /** c_j; over all neurons of the layer they sum to |d|. */
  contribution: number;
  /** c_j / |d| */
  share: number;
  base_activation: number;
  instruct_activation: number;
  /** Three-factor Shapley of c_j over activation, column of down, and scale (post-norm weight over rms). */
  fires: number;
  writes: number;
  rescaled: number;
  /** The same with O zeroed in d; null where nothing is left of it. */
  trimmed_contribution: number | null;
  trimmed_share: number | null;
  trimmed_fires: number | null;
  trimmed_writes: number | null;
  trimmed_rescaled: number | null;
  /** Roles and traits nearest to g_i * D_i[:,j] by |cosine|, up to three of each kind, largest first. */
  nearest: {
    kind: "role" | "trait";
    name: string;
    cosine: number;
  }[];
  trimmed_nearest: {
    kind: "role" | "trait";
    name: string;
    cosine: number;
  }[];
};

/** The neurons of one focus layer. */
export type LayerNeurons = {
  layer: number;
  /** Neurons of the layer: F. */
  neurons: number;
  /** |d| of PC1. */
  delta_norm: number;
  /** Sum of all c_j, which equals |d| up to rounding. */
  contribution_sum: number;
  /** Sum of |c_j|. */
  contribution_absolute: number;
  /** Fewest neurons whose contributions, largest first, reach half of |d|; null where they never do. */
  half_count: number | null;
  /** Sums of the splits over all neurons, by which |d| is shared. */
  fires: number;
  writes: number;
  rescaled: number;
  trimmed_delta_norm: number;
  trimmed_contribution_sum: number | null;
  trimmed_half_count: number | null;
  trimmed_fires: number | null;
  trimmed_writes: number | null;
  trimmed_rescaled: number | null;
  /** By |c_j| descending: the first 200, and those that are among the first 200 of the trimmed variant. */
  rows: NeuronRow[];
};

/** One product on the way. */
export type Stage = "gate" | "up" | "hidden" | "down" | "base_normed" | "output";

/** One tensor of an MLP. */
export type MlpComponent = "pre_norm" | "gate" | "up" | "down" | "post_norm";

/** Which coordinates of the output space count. */
export type OutputVariant = "raw" | "trimmed";

/** What a spread is of. */
export type Quantity =
  | "gate_angular"
  | "up_angular"
  | "hidden_angular"
  | "down_angular"
  | "base_normed_angular"
  | "output_angular"
  | "down_even_share"
  | "output_even_share"
  | "base_self_projection"
  | "instruct_self_projection"
  | "self_projection_change"
  | "base_orthogonal_norm"
  | "instruct_orthogonal_norm"
  | "orthogonal_norm_change";

// src/results/evidence.ts

/** What tells whether a peak is real. */
export type Evidence = {
  robustness: RobustnessRow[];
  operating_point: OperatingPointRow[];
  operating_baseline: OperatingBaselineRow[];
  quantiles: QuantileRow[];
  ranks: RankRow[];
  layers: LayerEvidence[];
  /** Peaks of PC1 in each variant and space. */
  peaks: {
    input_vector: string;
    variant: Variant;
    absolute_layer: number | null;
    angular_layer: number | null;
  }[];
  /** By focus layer as text. */
  outlier_tables: Record<string, OutlierRow[]>;
  /** Of the focus layers; empty in earlier runs. */
  outlier_curve: OutlierCurveRow[];
  components: ComponentEvidence[];
  /** Cosines of PC1 in each space with PC1 in each other; empty where its PCA did not scale. */
  space_cosines: {
    first: string;
    second: string;
    cosine: number | null;
  }[];
  bootstrap: {
    resamples: number;
    /** What a band is: the range of all resamples, or from 100 on their 5 % to 95 % quantiles. */
    interval: "range" | "90 %";
    bands: BandRow[];
  };
  /** Share of the persona draws, each put in PC1's place, with p_fw at most alpha. */
  calibration: {
    alpha: number;
    share: number;
  }[];
  /** Names of the roles baseline by index. */
  role_directions: {
    kind: "role" | "trait";
    name: string;
  }[];
  /** Null for pairs of which no figures were published, and in earlier runs. */
  other_rounding: OtherRounding | null;
  verdict: Verdict | null;
  reproduction: Reproduction | null;
};

/** One row of `data/robustness.csv`. */
export type RobustnessRow = {
  layer: number;
  /** `PC1`, `-PC1`, ..., and PC1 in other spaces: `PC1:activation`, `-PC1:activation`, ... */
  input_vector: string;
  variant: Variant;
  delta_norm: number;
  delta_angular: number | null;
  /** Family-wise over the analysed layers, of `delta_angular` against the persona draws; the same for x and -x. */
  pfw_persona: number | null;
  /** max d_k^2 / |d|^2 */
  top1_share: number | null;
  /** (sum d_k^2)^2 / sum d_k^4: how many coordinates share the difference. */
  participation_ratio: number | null;
};

/** One row of `data/operating-point.csv`. */
export type OperatingPointRow = {
  layer: number;
  /** Row of the default vector that is mu: that of this layer, or of the one before. */
  row: "same" | "before";
  /** R(alpha) = f(mu + alpha s PC1) - f(mu); at alpha 0 the columns are of f(mu) itself. */
  alpha: number;
  /** |R_b| */
  response_base: number;
  /** |R_i| */
  response_instruct: number;
  /** |R_i - R_b| */
  response_delta: number;
  /** 1 - cos(R_b, R_i) */
  response_angular: number | null;
};

/** A persona draw or a single role at the operating point, alpha 1. */
export type OperatingBaselineRow = {
  layer: number;
  row: "same" | "before";
  baseline: "persona" | "roles";
  index: number;
  /** Of the step along the direction; earlier runs stepped one way. */
  sign: 1 | -1;
  response_delta: number;
  response_angular: number | null;
};

/** Spread of one baseline at one layer. */
export type QuantileRow = {
  layer: number;
  baseline: BaselineName;
  variant: Variant;
  /** Directions; each counts with the larger of its two signs in quantiles and ranks, with both in mean and sd. */
  n: number;
  mean: number | null;
  sd: number | null;
  q05: number | null;
  q50: number | null;
  q95: number | null;
};

/** PC1 among single roles and traits. */
export type RankRow = {
  layer: number;
  variant: Variant;
  /** Single roles and traits that were run, and those whose larger sign turns at least as far as that of PC1. */
  n: number;
  n_at_least: number;
};

/** What is known of one layer. */
export type LayerEvidence = {
  layer: number;
  /** What mu is: the default vector, or the mean raw role vector where there is none. */
  mu: "default" | "mean role";
  /** Outlier dimensions, largest |mu_k| first. */
  outliers: number[];
  /** True where more dimensions meet the criterion than are left out. */
  outliers_capped: boolean;
  /** Share of |mu|^2 that they hold. */
  outlier_share: number;
  /** Smallest of the three ln(angle ratios) of PC1; null where one is unknown. */
  specificity: number | null;
  ln_ratio_persona_median: number | null;
  ln_ratio_pc2: number | null;
  ln_ratio_negative: number | null;
  /** The product score of the reference, kept for comparison and never in prose. */
  specificity_reference: number | null;
  /** Share of the bootstrap resamples in which this layer is the peak; null without a bootstrap. */
  absolute_peak_share: number | null;
  angular_peak_share: number | null;
  /** Median role length away from the default at this layer: the step s of the operating point. */
  step: number | null;
  /** Of the larger of both signs of PC1 against that of each persona draw. */
  pfw_operating_point: number | null;
  /** |cos| of PC1 as run with PC1 of this layer's own roles. */
  own_pc1_cosine: number | null;
  /** The own component among the first five that is nearest to PC1 as run, and its |cos|. */
  own_pc_best: number | null;
  own_pc_best_cosine: number | null;
};

/** One outlier dimension at a focus layer. */
export type OutlierRow = {
  coordinate: number;
  mu: number;
  /** Effective weight w~ of the post-norm; null where there is none. */
  base_weight: number | null;
  instruct_weight: number | null;
  d: number;
  /** d_k^2 / |d|^2 */
  share: number | null;
};

/** PC1 and the persona draws without so many of the largest coordinates of mu. */
export type OutlierCurveRow = {
  layer: number;
  /** Coordinates of largest |mu_k| that are left out. */
  removed: number;
  /** Of PC1. */
  delta_angular: number | null;
  /** Of the persona draws, each with the larger of its two signs. */
  q05: number | null;
  q50: number | null;
  q95: number | null;
};

/** Band of a PC1 curve at one layer. */
export type BandRow = {
  layer: number;
  input_vector: "PC1" | "-PC1";
  variant: "raw" | "trimmed";
  /** Column of `data/mlp.csv`. */
  column: "base_output_norm" | "instruct_output_norm" | "delta_norm" | "delta_angular";
  q05: number;
  q95: number;
};

/** What else is known of a component. */
export type ComponentEvidence = {
  /** `PC1`, ..., `PC1:activation`, `PC1:readout`. */
  name: string;
  cosine_with_axis: number | null;
  cosine_with_mu: number | null;
  /** With PC1 as it is run. */
  cosine_with_pc1: number | null;
};

/** The verdict on one layer. */
export type Verdict = {
  layer: number;
  /** True where the layer was picked because it is the angular peak. */
  is_chosen_after_looking: boolean;
  answer: "yes" | "no" | "only under" | "cannot tell" | "no difference";
  /** The conditions under which it holds, for `only under`. */
  conditions: string[];
  /** The answer in one sentence. */
  sentence: string;
  paragraph: string;
  /** One line: what would change this verdict. */
  would_change: string;
  table: VerdictCell[];
};

/** One claim under one condition. */
export type VerdictCell = {
  claim: string;
  condition: string;
  /** Null where it could not be computed. */
  holds: boolean | null;
  /** The figure behind it in words. */
  figure: string;
};

/** The run beside published figures. */
export type Reproduction = {
  /** `same PCs` or `different PCs`, in words. */
  note: string;
  is_same_pcs: boolean;
  source: string;
  rows: {
    quantity: string;
    published: number;
    value: number | null;
    difference: number | null;
    /** How the published figure was rounded, and which of our runs it is set beside. */
    rounding: "f32-output" | "bf16-output";
    /** Null where no agreement is claimed. */
    agrees: boolean | null;
  }[];
};

/** The run under the rounding that it was not asked for. */
export type OtherRounding = {
  rounding: "none" | "notebook";
  /** The measured columns of the main table. */
  mlp: {
    layer: number;
    input_vector: string;
    base_output_norm: number;
    instruct_output_norm: number;
    delta_norm: number;
    delta_angular: number | null;
  }[];
  /** Of the isotropic directions; empty where no figure of that rounding needs them. */
  quantiles: QuantileRow[];
  /** By layer as text. */
  decompositions: Record<string, ProjectionRow[]>;
};

/** Which coordinates of the outputs count. */
export type Variant = "raw" | "trimmed" | "centred";

/** What PC1 is compared with. */
export type BaselineName = "isotropic" | "persona" | "roles";

// src/results/schema.ts

/** Everything the site shows. */
export type Results = {
  schema: "deltascope.results/1";
  run: RunInfo;
  inputs: Inputs;
  options: RunOptions;
  device: DeviceInfo;
  /** What each principal component is, PC1 first. */
  pcs: PrincipalComponentInfo[];
  /** By layer, then PC1, -PC1, PC2, ... */
  mlp: MlpRow[];
  /** By layer, then baseline, index, sign (1 before -1); empty where baselines are off. */
  baseline: BaselineRow[];
  /** From PC1; null where base and instruct do not differ anywhere. */
  peaks: {
    absolute: AbsolutePeak | null;
    angular: AngularPeak | null;
  };
  /** By layer number as text; rows by input (PC1, -PC1, PC2, ...), then |projection| descending, then kind, then name. */
  decompositions: Record<string, DecompositionRow[]>;
  /** What lies behind each decomposition, by layer number as text. */
  decomposition_info: Record<string, DecompositionInfo>;
  /** What tells whether a peak is real; null in earlier runs and without baselines. */
  evidence: Evidence | null;
  /** Where the change arises and what carries it; null in earlier runs and without baselines. */
  causes: Causes | null;
  /** Every role and trait as an input; null where they were not run. */
  sweep: Sweep | null;
  /** Real activations as a baseline; null where none were given. */
  activations: Activations | null;
  /** Sentences computed from the numbers, verdict first. */
  findings: Finding[];
};

/** When, with what and for how long. */
export type RunInfo = {
  /** Version of deltascope. */
  deltascope: string;
  /** Versions of Deno, V8 and TypeScript by name. */
  versions: Record<string, string>;
  /** Start of the run, ISO 8601 in UTC. */
  started: string;
  /** Wall time of the analysis in seconds. */
  seconds: number;
  /** Weight bytes read from the two checkpoints. */
  weight_bytes_read: number;
  /** Layers that another run of the same had computed: their numbers were taken from its records. */
  layers_from_records: number[];
  /** True where the inputs were made by a program: every page then says *synthetic*. */
  is_synthetic: boolean;
  /** The command with file locations replaced by base names. */
  command: string;
};

/** The three inputs. */
export type Inputs = {
  base: CheckpointInfo;
  instruct: CheckpointInfo;
  vectors: VectorsInfo;
};

/** One checkpoint as the report names it. */
export type CheckpointInfo = {
  /** Base name or id@commit. */
  name: string;
  architecture: string;
  /** C */
  hidden_size: number;
  /** F */
  intermediate_size: number;
  /** L */
  layers: number;
  /** Dtypes of the MLP tensors read, for instance ["BF16"], in alphabetical order. */
  dtypes: string[];
  eps: number;
  activation: "gelu_tanh" | "silu";
  /** Effective norm weight: `1 + w` or `w`. */
  norm_weight: "1 + w" | "w";
  has_post_norm: boolean;
  /** Which of eps and activation config.json leaves out: defaults of the architecture; empty in earlier runs. */
  defaults: ("eps" | "activation")[];
  /** Weights beside those that were read; empty in earlier runs. */
  unread: {
    path: string;
    reason: string;
  }[];
  /** SHA-256 of recipe and tensors, of each its first 4,096 bytes; null in earlier runs. */
  fingerprint: string | null;
};

/** The persona vectors as the report names them. */
export type VectorsInfo = {
  name: string;
  layout: "persona" | "axis";
  /** Files read and used. */
  roles: number;
  traits: number;
  /** Key asked of each file; null in the axis layout, whose files hold one tensor. */
  role_key: string | null;
  trait_key: string | null;
  /** What was subtracted from the roles, for instance `activations.default_1`; null with `--difference none`. */
  difference: string | null;
  /** Files passed over, each with the reason in words. */
  skipped: {
    name: string;
    kind: "role" | "trait";
    reason: string;
  }[];
  /** Files in the folder that were not read, and files with keys that were not; empty in earlier runs. */
  unread: {
    path: string;
    reason: string;
  }[];
  /** Expected parts that are not there, in words, for instance `no trait vectors`. */
  missing: string[];
  /** SHA-256 of the role and trait vectors of the decomposed layers, as set against the change; null where there are none. */
  fingerprint: string | null;
};

/** Options in force, defaults filled in. */
export type RunOptions = {
  layers: number[];
  focus: number[];
  /** True where `--focus` was not given, so that peaks chose the layers. */
  is_focus_automatic: boolean;
  pcs: number;
  pca: string;
  pca_layer: number;
  vector_layer: "probed" | number;
  random: number;
  seed: number;
  /** Of the roles, for the bands of PC1. */
  resamples: number;
  weights: "bf16" | "stored";
  rounding: "none" | "notebook";
  like_notebook: boolean;
  /** Earlier runs left out eight unless asked. */
  outliers: "auto" | number;
  pc_space: "components" | "activation" | "readout";
  pca_scale: "mean" | "standard";
  input_row: "same" | "before";
  like_published: boolean;
  sweep: boolean;
  /** Layer of `--activations`; null where none were given. */
  activations_layer: number | null;
};

/** The device that computed the MLPs. */
export type DeviceInfo = {
  kind: "gpu" | "cpu";
  name: string;
  /** True for a software adapter. */
  is_fallback: boolean;
  /** Remark for the reader, for instance that no adapter was found; else null. */
  note: string | null;
};

/** What one principal component is. */
export type PrincipalComponentInfo = {
  /** `PC1`, `PC2`, ... */
  name: string;
  /** `computed` or the base name of the PCA file. */
  source: string;
  layer: number;
  /** Share of the variance, 0 to 1; null where the file does not tell. */
  variance_explained: number | null;
  /** Roles (or traits) of highest coordinate, highest first; up to 10. */
  highest: string[];
  /** Of lowest coordinate, lowest first; up to 10. */
  lowest: string[];
  /** Class of a scaler in the PCA file, reported and not applied; else null. */
  scaler: string | null;
};

/** One row of `data/mlp.csv`. */
export type MlpRow = {
  layer: number;
  /** `PC1`, `-PC1`, ... */
  input_vector: string;
  /** |y_b| */
  base_output_norm: number;
  /** |y_i| */
  instruct_output_norm: number;
  /** |y_i - y_b| */
  delta_norm: number;
  /** 1 - cos(y_b, y_i); null where one of the two alone has no length, as at a pruned layer. */
  delta_angular: number | null;
  /** The same as an angle. */
  angle_degrees: number | null;
  /** |d| / |y_b| */
  delta_relative: number | null;
  /** (|y_i| - |y_b|)^2 / |d|^2: the share of the change that is length alone. */
  radial_share: number | null;
  /** Of `delta_angular`, against the 2N signed draws of a baseline. */
  z_isotropic: number | null;
  /** Of the larger of x and -x, among the N draws. */
  p_isotropic: number | null;
  /** Family-wise over the analysed layers. */
  pfw_isotropic: number | null;
  z_persona: number | null;
  p_persona: number | null;
  pfw_persona: number | null;
  /** |y of the base as stored - y of the base in bfloat16|; null where the base is stored in bfloat16. */
  noise_floor: number | null;
  /** delta_norm / noise_floor */
  delta_over_floor: number | null;
  /** y_b . x / |x| */
  base_self_projection: number | null;
  /** y_i . x / |x| */
  instruct_self_projection: number | null;
  /** Length of what is left of y_b and of y_i. */
  base_orthogonal_norm: number | null;
  instruct_orthogonal_norm: number | null;
  /** 1 - cos between base and instruct at the gate product, the up product, h and the down product. */
  gate_angular: number | null;
  up_angular: number | null;
  hidden_angular: number | null;
  down_angular: number | null;
  /** Share of the even part of d at the output, the same for x and -x. */
  even_share: number | null;
};

/** One row of `data/baseline.csv`: a random direction run through the same layer. */
export type BaselineRow = {
  layer: number;
  baseline: BaselineName;
  /** From 0; direction k is the same at every layer. */
  index: number;
  sign: 1 | -1;
  delta_norm: number;
  delta_angular: number | null;
  delta_angular_trimmed: number | null;
  delta_angular_centred: number | null;
};

/** Layer of largest |d| for PC1. */
export type AbsolutePeak = {
  layer: number;
  delta_norm: number;
};

/** Layer of largest 1 - cos for PC1. */
export type AngularPeak = {
  layer: number;
  delta_angular: number;
};

/** What lies behind the rows of one decomposed layer. */
export type DecompositionInfo = {
  layer: number;
  /** The layer at which the role and trait vectors were taken. */
  vector_layer: number;
  /** |d| of PC1. */
  delta_norm: number;
  roles: number;
  traits: number;
  /** Mean pairwise cosine within each kind, and of each kind with the default vector; null where not defined. */
  mean_cosine: {
    within_roles: number | null;
    within_traits: number | null;
    roles_with_default: number | null;
    traits_with_default: number | null;
  };
  /** Warnings in whole sentences, for instance that the vectors look like raw means. */
  warnings: string[];
  /** Vectors skipped because their length is zero at this layer. */
  zero_length: {
    name: string;
    kind: "role" | "trait";
  }[];
  /** What the decomposition says of all vectors together; null in earlier runs. */
  summary: DecompositionSummary | null;
};

/** One sentence computed from the numbers. */
export type Finding = {
  /** Stable name of what the sentence is about. */
  id: string;
  text: string;
  /** Layers it speaks of, for links. */
  layers: number[];
};

// src/results/semantic.ts

/** One row of `data/layer-N.csv`. */
export type DecompositionRow = {
  name: string;
  kind: "role" | "trait";
  /** d . s */
  projection: number;
  /** d . s / (|d| |s|); null where d is zero. */
  cosine: number | null;
  /** d . s' with s' = s - (s . m) m, normalised; null where nothing is left of s. */
  specific_projection: number | null;
  /** d . s with O zeroed in both and s normalised again; null where nothing is left of s. */
  trimmed_projection: number | null;
  /** y_b . s */
  base_projection: number | null;
  /** y_i . s */
  instruct_projection: number | null;
  /** (d . s - mean d_k . s) / sd (n - 1) over the persona draws d_k, each as drawn; null without spread. */
  z: number | null;
  /** The cosine less the mean, over the sd (n - 1), of the draws' cosines and itself; null with fewer than two draws. */
  cosine_z: number | null;
  /** Two-sided, among the draws: (1 + draws whose |cosine_z| is at least as large) / (N + 1). */
  cosine_p: number | null;
  /** The same of each draw's largest over all vectors. */
  cosine_pfw: number | null;
  /** Step of the matching pursuit of PC1's difference at which it was taken, 1 to 15; null for the rest. */
  omp_step: number | null;
  /** Its coefficient after the last step. */
  omp_coefficient: number | null;
  /** The same without O, of d, of the draws and of s. */
  trimmed_z: number | null;
  trimmed_cosine_z: number | null;
  trimmed_cosine_p: number | null;
  trimmed_cosine_pfw: number | null;
  /** `PC1`, `-PC1`, ...: whose change d is; earlier runs have PC1 alone. */
  input_vector: string;
};

/** What a decomposition says of all vectors together. */
export type DecompositionSummary = {
  common_mode: CommonModeRow[];
  spans: SpanRow[];
  pursuit: PursuitStep[];
  /** Persona draws that z, the cosines and the spans are set against. */
  draws: number;
};

/** R^2 in one span. */
export type SpanRow = {
  variant: SpanVariant;
  /** R^2 of d in the span of the vectors, no intercept; null where d is zero. */
  r2: number | null;
  /** Of the persona draws at this layer in the same span: median and 95 % quantile; null without draws. */
  draws_q50: number | null;
  draws_q95: number | null;
  /** (1 + persona draws whose R^2 is at least as large) / (N + 1), uncorrected. */
  draws_p: number | null;
  /** Singular values above 1e-6 of the largest. */
  rank: number;
  vectors: number;
  /** Dimensions of the space: C, without O where trimmed. */
  dimensions: number;
  /** Share of the first singular value in the sum of squares. */
  first_share: number | null;
  /** (sum of eigenvalues)^2 / sum of their squares. */
  effective_number: number | null;
  /** Squared cosine of d with the first singular vector. */
  d_along_first: number | null;
};

/** One step of a matching pursuit. */
export type PursuitStep = {
  variant: SpanVariant;
  step: number;
  kind: "role" | "trait";
  name: string;
  /** After the last step. */
  coefficient: number;
  /** Of all steps so far. */
  r2: number;
  /** Of the persona draws at this layer in the same span: median and 95 % quantile; null without draws. */
  draws_q50: number | null;
  draws_q95: number | null;
};

/** What the common mode holds. */
export type CommonModeRow = {
  variant: "raw" | "trimmed";
  /** (d . m)^2 / |d|^2 */
  difference_share: number | null;
  /** The same of y_b and y_i. */
  base_share: number | null;
  instruct_share: number | null;
  /** Of the persona draws at this layer in the same span: median and 95 % quantile; null without draws. */
  draws_q50: number | null;
  draws_q95: number | null;
};

/** What a span or a pursuit is of. */
export type SpanVariant = "raw" | "trimmed" | "without_common";

/** Every role and trait through every analysed layer. */
export type Sweep = {
  rows: SweepRow[];
  layers: SweepLayerRow[];
  tests: SweepTest[];
};

/** One row of `data/sweep.csv`. */
export type SweepRow = {
  kind: "role" | "trait";
  name: string;
  /** Layers at which the vector has a length and was run. */
  layers: number;
  delta_norm_mean: number | null;
  /** n - 1; null for one layer. */
  delta_norm_sd: number | null;
  delta_norm_max: number | null;
  delta_angular_mean: number | null;
  delta_angular_sd: number | null;
  delta_angular_max: number | null;
  /** Without O. */
  trimmed_angular_mean: number | null;
  trimmed_angular_sd: number | null;
  trimmed_angular_max: number | null;
  /** By mean over layers among all vectors, 1 the largest. */
  delta_norm_rank: number | null;
  delta_angular_rank: number | null;
};

/** Roles or traits at one layer. */
export type SweepLayerRow = {
  layer: number;
  kind: "role" | "trait";
  n: number;
  delta_norm_mean: number | null;
  /** n - 1; null for one layer. */
  delta_norm_sd: number | null;
  delta_norm_max: number | null;
  delta_angular_mean: number | null;
  delta_angular_sd: number | null;
  delta_angular_max: number | null;
  delta_norm_min: number | null;
  delta_angular_min: number | null;
};

/** Roles against traits. */
export type SweepTest = {
  /** What is compared, roles less traits: means over layers of each vector. */
  column: "delta_norm" | "delta_angular" | "trimmed_angular";
  roles: number;
  traits: number;
  roles_mean: number | null;
  traits_mean: number | null;
  /** Difference of the means over the pooled sd. */
  cohens_d: number | null;
  welch_t: number | null;
  welch_df: number | null;
  welch_p: number | null;
  student_t: number | null;
  student_df: number | null;
  student_p: number | null;
  /** What t and p take for granted and role vectors do not meet. */
  note: "assumes independence";
};

/** Real activations as a baseline of one layer. */
export type Activations = {
  layer: number;
  /** Base name of the file. */
  file: string;
  rows_in_file: number;
  resamples: number;
  variants: {
    variant: "raw" | "trimmed";
    /** Of 1 - cos of the activations. */
    q05: number | null;
    q50: number | null;
    q95: number | null;
    pc1_delta_angular: number | null;
    /** Share of the activations that turn less far than PC1. */
    pc1_quantile: number | null;
    /** Least squares, with intercept, of d . u on x . PC1 / |PC1|, u = d / |d| of PC1. */
    slope: number | null;
    /** 95 % percentile interval of a bootstrap over rows. */
    slope_low: number | null;
    slope_high: number | null;
  }[];
  rows: ActivationRow[];
};

/** One activation. */
export type ActivationRow = {
  /** Row of the file. */
  index: number;
  /** x . PC1 / |PC1| */
  along_pc1: number;
  /** d . u */
  change_along_u: number | null;
  delta_norm: number;
  delta_angular: number | null;
  trimmed_change_along_u: number | null;
  trimmed_angular: number | null;
};

// src/results/values.ts

/** A vector and its projection. */
export type ProjectionRow = {
  name: string;
  kind: "role" | "trait";
  /** d . s */
  projection: number;
  /** d . s / (|d| |s|); null where d is zero. */
  cosine: number | null;
};
