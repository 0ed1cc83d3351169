/**
 * What `results.json` holds, written out from its schema by `deno task interfaces`: a reader of the library meets no schema.
 *
 * Not to be edited: a test holds this file to the schema.
 *
 * @module
 */

// src/analyses/activations/schema.ts

/** Real activations as a baseline of one layer. */
export type Activations = {
  layer: number;
  /** Base name of the file. */
  file: string;
  rows_in_file: number;
  resamples: number;
  variants: {
    /** raw: all. trimmed: outlier dimensions removed. */
    variant: OutputVariant;
    /** 5 % quantile of 1 − cos of the activations. */
    q05: number | null;
    /** Median of 1 − cos of the activations. */
    q50: number | null;
    /** 95 % quantile of 1 − cos of the activations. */
    q95: number | null;
    /** 1 − cos of PC1. */
    pc1_delta_angular: number | null;
    /** Share of the activations whose 1 − cos is smaller than that of PC1. */
    pc1_quantile: number | null;
    /** Least squares, with intercept, of d . u on x . PC1 / |PC1|, u = d / |d| of PC1. */
    slope: number | null;
    /** Lower end of the 95 % percentile interval of a bootstrap over rows. */
    slope_low: number | null;
    /** Upper end of that interval. */
    slope_high: number | null;
    /** Whether the interval holds 0. Empty without an interval. */
    is_sign_open: boolean | null;
  }[];
  rows: ActivationRow[];
};

/** One activation. */
export type ActivationRow = {
  /** Row of the file. */
  index: number;
  /** x . PC1 / |PC1|. */
  along_pc1: number;
  /** Its change along that of PC1: d . u. */
  change_along_u: number | null;
  /** Length of its change. */
  delta_norm: number;
  /** 1 − cos between the two outputs. */
  delta_angular: number | null;
  /** d . u with the outlier dimensions removed. */
  trimmed_change_along_u: number | null;
  /** 1 − cos with the outlier dimensions removed. */
  trimmed_angular: number | null;
};

// src/analyses/assistant_axis/schema.ts

/** One row of `data/assistant-axis.csv`. */
export type AssistantAxisRow = {
  /** Layer, from 0. */
  layer: number;
  /** Cosine of the change d of PC1 with the assistant axis of the layer. Empty where d is zero. */
  cosine: number | null;
};

// src/analyses/attribution/schema.ts

/** One row of `data/attribution.csv`. */
export type AttributionRow = {
  /** Layer, from 0. */
  layer: number;
  /** Input vector: PC1, −PC1, PC2 and so on. A leading minus, in files a hyphen, is the same direction reversed. */
  input_vector: string;
  /** Tensor of the MLP. */
  component: MlpComponent;
  /** φ · d / |d|² of its Shapley value φ. The shares of an input sum to 1. Empty where d is zero. */
  share: number | null;
  /** The same of the change when this tensor alone is the instruct model's. */
  first_in: number | null;
  /** Of what it adds when it comes last. */
  last_in: number | null;
  /** The share with the outlier dimensions removed from phi and d. */
  trimmed_share: number | null;
  /** First in with the outlier dimensions removed. */
  trimmed_first_in: number | null;
  /** Last in with the outlier dimensions removed. */
  trimmed_last_in: number | null;
};

/** Which tensor may be named at a layer. */
export type LeadingTensor = {
  layer: number;
  variant: OutputVariant;
  /** The tensor that may be named as carrying the change of PC1; null where none may. */
  component: MlpComponent | null;
  /** Why none may: none holds more than half, or first in and last in rank those that do otherwise; null where one may. */
  unnamed: "no_half" | "orders_disagree" | null;
};

// src/analyses/bootstrap/schema.ts

/** Band of a PC1 curve at one layer. */
export type BandRow = {
  /** Layer, from 0. */
  layer: number;
  /** PC1 or its negative. */
  input_vector: "PC1" | "-PC1";
  /** raw: all. trimmed: outlier dimensions removed. */
  variant: "raw" | "trimmed";
  /** Column of the main table. */
  column: "base_output_norm" | "instruct_output_norm" | "delta_norm" | "delta_angular";
  /** Lower end of the band. */
  q05: number;
  /** Upper end of the band. */
  q95: number;
};

// src/analyses/change/schema.ts

/** Why PC1 has no peak. */
export type NoPeak = {
  /** No input changes anywhere, or PC1 does not. */
  absolute: "same_outputs" | "same_for_pc1" | null;
  /** Where there is an angle PC1 does not turn: at some layers there is none, or it is known to be zero at all. */
  angular: "no_angle" | "same_direction" | null;
};

/** Both peaks of PC1. */
export type Peaks = {
  absolute: AbsolutePeak | null;
  angular: AngularPeak | null;
};

/** Which peak the layer is that published analyses singled out. */
export type HypothesisStanding = "both" | "angular" | "absolute" | "neither" | "not_analysed";

/** PC1 among the random inputs of a layer. */
export type AmongIsotropic = {
  layer: number;
  /** Random directions, each in both signs. */
  n: number;
  /** How many of them turn at least as far as PC1; null where PC1 has no angle. */
  n_at_least: number | null;
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

// src/analyses/neurons/schema.ts

/** One row of `data/neurons-layer-N.csv`. */
export type NeuronRow = {
  /** Number of the neuron, from 0. */
  neuron: number;
  /** c_j. Over all neurons of the layer they sum to |d|, but for what a bias of down adds. */
  contribution: number;
  /** c_j / |d|. */
  share: number;
  /** Activation of the neuron for PC1 in the base model. */
  base_activation: number;
  /** The same in the instruct model. */
  instruct_activation: number;
  /** Part of c_j by the changed activation (Shapley value of three factors). */
  fires: number;
  /** Part by the changed column of down. */
  writes: number;
  /** Part by the changed scale of the norm after the MLP. */
  rescaled: number;
  /** c_j with the outlier dimensions removed from d. */
  trimmed_contribution: number | null;
  /** Its share of what is left of |d|. */
  trimmed_share: number | null;
  /** Part by the changed activation. */
  trimmed_fires: number | null;
  /** Part by the changed column of down. */
  trimmed_writes: number | null;
  /** Part by the changed scale. */
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

/** The neurons of one focus layer that may be named. */
export type NamedNeurons = {
  layer: number;
  variant: OutputVariant;
  /** Those that hold at least 5 % of |d|, largest share first, each with the largest of its parts. */
  neurons: {
    neuron: number;
    through: "fires" | "writes" | "rescaled";
  }[];
};

// src/analyses/operating_point/schema.ts

/** One row of `data/operating-point.csv`. */
export type OperatingPointRow = {
  /** Layer, from 0. */
  layer: number;
  /** Row of the default vector that is µ: that of this layer, or of the one before. */
  row: "same" | "before";
  /** Steps of length s along PC1. At 0 the columns are of f(µ) itself. */
  alpha: number;
  /** Length of the response of the base model. */
  response_base: number;
  /** Length of the response of the instruct model. */
  response_instruct: number;
  /** Length of the difference of the two. */
  response_delta: number;
  /** 1 − cos between the two responses. */
  response_angular: number | null;
};

/** A random role mixture or a single role at the operating point, one step one way. */
export type OperatingBaselineRow = {
  /** Layer, from 0. */
  layer: number;
  /** Row of the default vector that is µ. */
  row: "same" | "before";
  /** What PC1 is compared with. */
  baseline: "persona" | "roles";
  /** From 0, as in the baselines. */
  index: number;
  /** Of the step along the direction. Earlier runs stepped one way. */
  sign: 1 | -1;
  /** Length of the difference of the two responses. */
  response_delta: number;
  /** 1 − cos between them. */
  response_angular: number | null;
};

/** All draws of a baseline at the operating point of a layer, one step one way. */
export type OperatingDraws = {
  layer: number;
  row: "same" | "before";
  baseline: "persona" | "roles";
  sign: 1 | -1;
  response_delta: number[];
  response_angular: (number | null)[];
};

/** Spread of a baseline at the operating point. */
export type OperatingSpreadRow = {
  /** Layer, from 0. */
  layer: number;
  /** Row of the default vector that is µ. */
  row: "same" | "before";
  /** What PC1 is compared with. */
  baseline: "persona" | "roles";
  /** Directions whose angles are known. */
  n: number;
  /** Median of the length of the difference, of both signs. */
  delta_q50: number | null;
  /** Its 95 % quantile. */
  delta_q95: number | null;
  /** Median of 1 − cos, of the larger signs. */
  angular_q50: number | null;
  /** Its 95 % quantile. */
  angular_q95: number | null;
};

/** What the p-values at the operating point are made of. */
export type OperatingTest = {
  /** Row of the default vector that is mu. */
  row: "same" | "before";
  /** Random role mixtures. */
  n: number;
  /** Layers that the family-wise p is over. */
  layers: number;
};

// src/analyses/parity/schema.ts

/** Even part of the change of one component. */
export type ParityRow = {
  /** Layer, from 0. */
  layer: number;
  /** Without sign: PC1, PC2 and so on. */
  input_vector: string;
  /** Product on the way: down, or the output. */
  stage: "down" | "output";
  /** raw: all. trimmed: outlier dimensions removed. */
  variant: OutputVariant;
  /** |e|² / (|e|² + |o|²) of the even and odd parts of the change there; null where both are zero. */
  even_share: number | null;
};

// src/analyses/projection/schema.ts

/** That the vectors of a kind share one direction, as raw means do. */
export type VectorWarning = {
  kind: "role" | "trait";
  /** With one another, or with the default vector. */
  likeness: "pairwise" | "with_default";
  /** Mean cosine. */
  cosine: number;
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
  /** Where the vectors of a kind share one direction, as raw means do. */
  warnings: VectorWarning[];
  /** The sign that nearly all projections of PC1 have; null where both are common. */
  one_sided: "positive" | "negative" | null;
  /** Of every input: vectors tested, and how many of them stand out from what any persona input would show. */
  inputs: {
    input_vector: string;
    n_tested: number;
    n_stands_out: number;
  }[];
  /** Vectors skipped because their length is zero at this layer. */
  zero_length: {
    name: string;
    kind: "role" | "trait";
  }[];
  /** What the decomposition says of all vectors together; null in earlier runs. */
  summary: DecompositionSummary | null;
};

/** One row of `data/layer-N.csv`. */
export type DecompositionRow = {
  name: string;
  kind: "role" | "trait";
  projection: number;
  cosine: number | null;
  specific_projection: number | null;
  trimmed_projection: number | null;
  base_projection: number | null;
  instruct_projection: number | null;
  z: number | null;
  cosine_z: number | null;
  cosine_p: number | null;
  cosine_pfw: number | null;
  omp_step: number | null;
  omp_coefficient: number | null;
  trimmed_z: number | null;
  trimmed_cosine_z: number | null;
  trimmed_cosine_p: number | null;
  trimmed_cosine_pfw: number | null;
  cosine_q025: number | null;
  cosine_q975: number | null;
  input_vector: string;
};

/** What a decomposition says of all vectors together. */
export type DecompositionSummary = {
  common_mode: CommonModeRow[];
  spans: SpanRow[];
  pursuit: PursuitStep[];
  /** Random role mixtures that z, the cosines and the spans are set against. */
  draws: number;
  /** Whether so many can show a p of 0.05. */
  draws_suffice: boolean;
  /** How the mean direction of the vectors carries the change of PC1; null where it does not. */
  mean_direction_holds: "most" | "raw_alone" | "trimmed_alone" | null;
  /** Whether most of the change lies along the first singular vector of the vectors. */
  first_direction_holds: boolean;
  /** Variants in which the span is beyond the mixtures. */
  spans_beyond: SpanVariant[];
  /** Vectors that stand out, farthest out first, and how many do without the outlier dimensions; null where that is unknown. */
  stands_out: {
    raw: {
      kind: "role" | "trait";
      name: string;
    }[];
    trimmed: number | null;
  };
  /** Cosine of d with the vector that holds most of it, without the outlier dimensions; null where none does, or that is unknown. */
  along_one_trimmed: number | null;
};

/** R^2 in one span. */
export type SpanRow = {
  variant: SpanVariant;
  r2: number | null;
  draws_q50: number | null;
  draws_q95: number | null;
  draws_p: number | null;
  rank: number;
  vectors: number;
  dimensions: number;
  first_share: number | null;
  effective_number: number | null;
  d_along_first: number | null;
};

/** One step of a matching pursuit. */
export type PursuitStep = {
  variant: SpanVariant;
  step: number;
  kind: "role" | "trait";
  name: string;
  coefficient: number;
  r2: number;
  draws_q50: number | null;
  draws_q95: number | null;
};

/** What the mean direction holds. */
export type CommonModeRow = {
  variant: "raw" | "trimmed";
  difference_share: number | null;
  base_share: number | null;
  instruct_share: number | null;
  draws_q50: number | null;
  draws_q95: number | null;
};

/** What a span or a pursuit is of. */
export type SpanVariant = "raw" | "trimmed" | "without_common";

// src/analyses/reproduction/schema.ts

/** The run beside published figures. */
export type Reproduction = {
  is_same_pcs: boolean;
  /** Of PC1 to PC3 those that differ; empty in earlier runs. */
  differing_pcs: DifferingPc[];
  /** Whether the components were computed and not read from a file. */
  is_computed: boolean;
  /** The space that the components were run in, where it is not that of the published ones. */
  other_space: string | null;
  /** Why no agreement is claimed of any figure; empty where it is. */
  unclaimed: Unclaimed[];
  /** How the sweep stands to the published one; null where it was not run. */
  sweep: "counted_alike" | "other_rounding" | null;
  /** Role and trait vectors as the published sweep counted them; null where the run is not counted so. */
  merged: {
    roles: number;
    traits: number;
  } | null;
  /** The note in the words of an earlier version. */
  told: string | null;
  source: string;
  rows: {
    /** What was published, with input and layer. */
    quantity: string;
    /** The published figure, with the digits that were printed. */
    published: number;
    /** The same of this run; unknown where it was not run. */
    value: number | null;
    /** This run less the published figure. */
    difference: number | null;
    /** How the published figure was rounded, and which of our runs it is set beside. */
    rounding: "f32-output" | "bf16-output";
    /** Whether the two agree; unknown where no agreement is claimed. */
    agrees: boolean | null;
  }[];
};

/** In what a component differs from the published one. */
export type DifferingPc = {
  name: string;
  difference: "not_run" | "unknown_variance" | "other_variance";
  variance_explained: number | null;
  published: number;
};

/** Why no agreement is claimed of any figure. */
export type Unclaimed = "other_components" | "weights_as_stored";

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
  /** Of the random directions; empty where no figure of that rounding needs them. */
  quantiles: {
    /** Layer, from 0. */
    layer: number;
    /** What PC1 is compared with. */
    baseline: BaselineName;
    /** Which coordinates of the outputs count. */
    variant: Variant;
    /** Directions. Each counts with the larger of its signs in quantiles and ranks, with both in mean and sd. */
    n: number;
    /** Mean of 1 − cos over both signs. */
    mean: number | null;
    /** Standard deviation (n - 1) over both signs. */
    sd: number | null;
    /** 5 % quantile of the larger signs. */
    q05: number | null;
    /** Median of the larger signs. */
    q50: number | null;
    /** 95 % quantile of the larger signs. */
    q95: number | null;
  }[];
  /** By layer as text. */
  decompositions: Record<string, ProjectionRow[]>;
};

// src/analyses/robustness/schema.ts

/** One row of `data/robustness.csv`. */
export type RobustnessRow = {
  /** Layer, from 0. */
  layer: number;
  /** PC1, −PC1 and so on, and PC1 in other spaces: PC1:activation, PC1:readout, PC1:own-layer. */
  input_vector: string;
  /** raw: all. trimmed: outlier dimensions removed. centred: mean direction removed. */
  variant: Variant;
  /** Length of the change on these coordinates. */
  delta_norm: number;
  /** 1 − cos between the two outputs on these coordinates. */
  delta_angular: number | null;
  /** Family-wise p (max-T) of 1 − cos against the random role mixtures, the same for x and −x. */
  pfw_persona: number | null;
  /** max d_k² / |d|²: the share of the change that one coordinate holds. */
  top1_share: number | null;
  /** (sum d_k²)² / sum d_k⁴: over how many coordinates the change is spread. */
  participation_ratio: number | null;
};

/** One outlier dimension at a focus layer. */
export type OutlierRow = {
  /** Number of the coordinate, from 0. */
  coordinate: number;
  /** Entry of the mean state. */
  mu: number;
  /** Effective weight of the base norm after the MLP. Empty where there is none. */
  base_weight: number | null;
  /** The same of the instruct model. */
  instruct_weight: number | null;
  /** Entry of the change of PC1. */
  d: number;
  /** d_k² / |d|². */
  share: number | null;
};

/** PC1 and the random role mixtures without so many of the largest coordinates of mu. */
export type OutlierCurveRow = {
  /** Layer, from 0. */
  layer: number;
  /** Coordinates of largest |µ_k| that are left out. */
  removed: number;
  /** 1 − cos of PC1 on the others. */
  delta_angular: number | null;
  /** 5 % quantile of the random role mixtures, each with the larger of its signs. */
  q05: number | null;
  /** Their median. */
  q50: number | null;
  /** Their 95 % quantile. */
  q95: number | null;
};

// src/analyses/roles_by_layer/schema.ts

/** Changes of every layer along every role and trait. */
export type RolesByLayer = {
  /** Roles and traits that have a vector at one layer at least, by kind, then name; what is by vector follows this order. */
  vectors: {
    kind: "role" | "trait";
    name: string;
  }[];
  /** Every analysed layer, ascending. */
  layers: LayerAlongVectors[];
};

/** The change of one input at one layer along every role and trait. */
export type InputAlongVectors = {
  input_vector: string;
  /** |d|. The projection on a vector is its cosine by this by the length of the vector. */
  length: number;
  /** By vector; null where d is zero, and where the vector has no length or is not there at the layer. */
  cosines: (number | null)[];
};

/** Changes of one layer along every role and trait. */
export type LayerAlongVectors = {
  layer: number;
  /** The layer at which the role and trait vectors were taken. */
  vector_layer: number;
  /** |s| by vector, 1 but for its rounding to bfloat16; null where it has no length or is not there at the layer. */
  lengths: (number | null)[];
  /** PC1 first; null where there is no vector of that layer. */
  inputs: InputAlongVectors[] | null;
};

// src/analyses/same_direction/schema.ts

/** Cosines of every two layers’ changes. */
export type SameDirection = {
  /** The analysed layers, ascending: rows and columns of both matrices. */
  layers: number[];
  cosines: ((number | null)[])[];
  /** Without the union of both layers' outlier dimensions; null where no layer has any. */
  trimmed_cosines: ((number | null)[])[] | null;
  /** Of all two layers those of largest |cosine|; layers within the rounding noise of the weights are left out. */
  largest: NearestLayers;
  /** The same of the layer of the verdict and any other; null without a verdict. */
  noted: NearestLayers | null;
};

/** One row of `data/same-direction.csv`. */
export type SameDirectionRow = {
  /** Layer, from 0. */
  layer: number;
  other_layer: number;
  /** Cosine of the two layers’ changes d of PC1. Empty where one of them is zero. */
  cosine: number | null;
  /** The same without the outlier dimensions of either layer. Empty where no layer has any, and where nothing is left. */
  trimmed_cosine: number | null;
};

/** Two layers whose changes point most along or against one another. */
export type NearestLayers = {
  raw: {
    layer: number;
    other_layer: number;
    cosine: number;
  } | null;
  /** Without the outlier dimensions; null where nothing is known of that. */
  trimmed: {
    layer: number;
    other_layer: number;
    cosine: number;
  } | null;
  /** Of the two layers of `raw`, without the outlier dimensions. */
  trimmed_cosine: number | null;
  /** Whether `trimmed` names the same layers, with a cosine of the same sign; null where it is not known. */
  stays: boolean | null;
};

// src/analyses/schema.ts

/** Everything the site shows. */
export type Results = {
  schema: "deltascope.results/2";
  run: RunInfo;
  inputs: Inputs;
  options: RunOptions;
  device: DeviceInfo;
  /** What each principal component is, PC1 first. */
  pcs: PrincipalComponentInfo[];
  /** By layer, then PC1, -PC1, PC2, ... */
  mlp: MlpRow[];
  /** Why PC1 has no peak; null for a peak that there is. */
  no_peak: NoPeak;
  /** Which peak of PC1 the layer is that published analyses singled out. */
  hypothesis_layer: {
    layer: number;
    standing: HypothesisStanding;
  };
  /** By layer; empty where no random directions were run. */
  among_isotropic: AmongIsotropic[];
  /** From PC1; null where base and instruct do not differ anywhere. */
  peaks: Peaks;
  /** By layer, then baseline, index, sign (1 before -1); empty where baselines are off. */
  baseline: BaselineRow[];
  /** Whether PC1 is set apart from random inputs at its angular peak; null where it has none. */
  chance: PeakChance | null;
  /** Layers at which the change of PC1 is too near to rounding noise, or to what arithmetic may be off by, to be spoken of. */
  within_noise: number[];
  /** By layer number as text; rows by input (PC1, -PC1, PC2, ...), then |projection| descending, then kind, then name. */
  decompositions: Record<string, DecompositionRow[]>;
  /** What lies behind each decomposition, by layer number as text. */
  decomposition_info: Record<string, DecompositionInfo>;
  /** Null in earlier runs. */
  roles_by_layer: RolesByLayer | null;
  /** By layer; null where the vectors have no assistant axis, and in earlier runs. */
  assistant_axis: AssistantAxisRow[] | null;
  /** Null where they were not run. */
  sweep: Sweep | null;
  /** Null where none were given. */
  activations: Activations | null;
  /** Null in earlier runs. */
  self_check: SelfCheck | null;
  /** Null of one layer, and in earlier runs. */
  same_direction: SameDirection | null;
  /** What tells whether a peak is real; null in earlier runs and without baselines. */
  evidence: Evidence | null;
  /** Where the change arises and what carries it; null in earlier runs and without baselines. */
  causes: Causes | null;
  /** Sentences computed from the numbers, verdict first. */
  findings: Finding[];
};

/** One row of `data/mlp.csv`. */
export type MlpRow = {
  /** Layer, from 0. */
  layer: number;
  /** Input vector: PC1, −PC1, PC2 and so on. A leading minus, in files a hyphen, is the same direction reversed. */
  input_vector: string;
  /** Length of the output of the base MLP. */
  base_output_norm: number;
  /** Length of the output of the instruct MLP. */
  instruct_output_norm: number;
  /** Length of the change d = y_instruct − y_base. */
  delta_norm: number;
  /** 1 − cos between the two outputs. Empty where one of them alone has no length. */
  delta_angular: number | null;
  /** Angle between the two outputs. */
  angle_degrees: number | null;
  /** Length of the change over that of the base output. */
  delta_relative: number | null;
  /** (|y_instruct| − |y_base|)² / |d|²: the share of the change that is length alone. */
  radial_share: number | null;
  /** 1 − cos of the row less the mean, over the sd, of both signs of all random directions. */
  z_isotropic: number | null;
  /** (1 + random directions whose larger sign turns at least as far as the larger of PCk and −PCk) / (N + 1). */
  p_isotropic: number | null;
  /** The same, family-wise over the analysed layers (max-T: in units of each layer's spread). */
  pfw_isotropic: number | null;
  /** 1 − cos of the row less the mean, over the sd, of both signs of all random role mixtures. */
  z_persona: number | null;
  /** (1 + random role mixtures whose larger sign turns at least as far as the larger of PCk and −PCk) / (N + 1). */
  p_persona: number | null;
  /** The same, family-wise over the analysed layers (max-T: in units of each layer's spread). */
  pfw_persona: number | null;
  /** |y of the base as stored - y of the base in bfloat16|. Empty where the base is stored in bfloat16, or no weight of the two is rounded. */
  noise_floor: number | null;
  /** Length of the change over the noise floor. */
  delta_over_floor: number | null;
  /** y_base . x / |x|: how far the base output lies along its own input. */
  base_self_projection: number | null;
  /** The same of the instruct output. */
  instruct_self_projection: number | null;
  /** Length of what is left of the base output. */
  base_orthogonal_norm: number | null;
  /** The same of the instruct output. */
  instruct_orthogonal_norm: number | null;
  /** 1 − cos between base and instruct at the gate product. */
  gate_angular: number | null;
  /** 1 − cos at the up product. */
  up_angular: number | null;
  /** 1 − cos at h = act(gate) * up. */
  hidden_angular: number | null;
  /** 1 − cos at the down product, before the norm after the MLP. */
  down_angular: number | null;
  /** |e|² / (|e|² + |o|²) of the even and odd parts of d at the output, the same for x and −x. */
  even_share: number | null;
};

/** What tells whether a peak is real. */
export type Evidence = {
  quantiles: QuantileRow[];
  ranks: RankRow[];
  /** By layer, then baseline, variant; without those of which an angle is unknown. */
  as_far: AsFarRow[];
  /** Baselines of which nothing is known: too few roles, none at all, or an angle that is unknown. */
  missing_baselines: BaselineName[];
  /** Share of the random role mixtures, each put in PC1's place, with p_fw at most alpha. */
  calibration: {
    /** Level of the test. */
    alpha: number;
    /** Share of the random role mixtures, each put in PC1's place, with p_fw at most alpha. */
    share: number;
  }[];
  /** Names of the roles baseline by index. */
  role_directions: {
    kind: "role" | "trait";
    name: string;
  }[];
  /** Names of the controls by index; none where none were given, and in earlier runs. */
  controls: string[];
  robustness: RobustnessRow[];
  /** Peaks of PC1 in each variant and space. */
  peaks: {
    /** PC1, −PC1 and so on, and PC1 in other spaces: PC1:activation, PC1:readout, PC1:own-layer. */
    input_vector: string;
    /** raw: all. trimmed: outlier dimensions removed. centred: mean direction removed. */
    variant: Variant;
    /** Layer of the largest |d|. Empty where |d| is zero at all. */
    absolute_layer: number | null;
    /** Layer of the largest angle. Empty where it is zero at all. */
    angular_layer: number | null;
  }[];
  /** By focus layer as text. */
  outlier_tables: Record<string, OutlierRow[]>;
  /** Of the focus layers; empty in earlier runs. */
  outlier_curve: OutlierCurveRow[];
  components: ComponentEvidence[];
  /** Spaces in which PC1 was run, the one of all other tables first. */
  pc1_spaces: string[];
  /** Cosines of PC1 in each space with PC1 in each other; empty where its PCA did not scale. */
  space_cosines: {
    /** PC1 in one space. */
    first: string;
    /** PC1 in another. */
    second: string;
    /** Cosine of the two. */
    cosine: number | null;
  }[];
  bootstrap: {
    resamples: number;
    /** What a band is: the range of all resamples, or from 100 on their 5 % to 95 % quantiles. */
    interval: "range" | "90 %";
    bands: BandRow[];
  };
  operating_point: OperatingPointRow[];
  /** By layer, row, baseline, sign. */
  operating_draws: OperatingDraws[];
  /** By layer, row, baseline. */
  operating_spreads: OperatingSpreadRow[];
  /** What the p-values of the layers are made of; null where there is none. */
  operating_test: OperatingTest | null;
  /** Null for pairs of which no figures were published, and in earlier runs. */
  other_rounding: OtherRounding | null;
  reproduction: Reproduction | null;
  verdict: Verdict | null;
  layers: LayerEvidence[];
};

/** What is known of one layer. */
export type LayerEvidence = {
  layer: number;
  /** Smallest of the three logarithms of angle ratios of PC1. Empty where one is unknown. */
  specificity: number | null;
  /** ln of the angle of PC1 over that of the median random role mixture. */
  ln_ratio_persona_median: number | null;
  /** ln of the angle of PC1 over that of PC2. */
  ln_ratio_pc2: number | null;
  /** ln of the angle of PC1 over that of −PC1. */
  ln_ratio_negative: number | null;
  /** The product score of the reference, for comparison alone. */
  specificity_reference: number | null;
  /** What µ is: the default vector, or the mean role vector where there is none. */
  mu: "default" | "mean role";
  /** Coordinates, largest |µ_k| first. */
  outliers: number[];
  /** Whether the layer has any: where it has none there is nothing to remove. */
  has_outliers: boolean;
  /** Whether more dimensions meet the criterion than are left out. */
  outliers_capped: boolean;
  /** Share of |µ|² that they hold. */
  outlier_share: number;
  /** |cos| of PC1 as run with PC1 of this layer's own roles. */
  own_pc1_cosine: number | null;
  /** The own component among the first five that is nearest to PC1 as run. */
  own_pc_best: number | null;
  /** Its |cos| with PC1 as run. */
  own_pc_best_cosine: number | null;
  /** Share of the resamples in which this layer has the largest |d|. Empty without a bootstrap. */
  absolute_peak_share: number | null;
  /** Share of the resamples in which this layer has the largest angle. */
  angular_peak_share: number | null;
  /** Median length of a role away from µ at the row that µ is taken from, this layer's or, with --input-row before, the one before it: the step of the operating point. */
  step: number | null;
  /** Family-wise p (max-T) of the larger step along PC1 against that of each random role mixture. */
  pfw_operating_point: number | null;
};

/** Where a change arises and what carries it. */
export type Causes = {
  self_projection: SelfProjectionRow[];
  stages: StageRow[];
  /** Where the angle of PC1 appears, of each decomposed layer; trimmed where it has outlier dimensions. */
  stage_appearance: StageAppearance[];
  /** Of every quantity on the way: those of other analyses stand here too. */
  spreads: SpreadRow[];
  parity: ParityRow[];
  attribution: AttributionRow[];
  /** Of each decomposed layer, in the variants of which shares are known. */
  leading_tensors: LeadingTensor[];
  weight_change: WeightChangeRow[];
  /** By focus layer as text; none where d is zero, nor where a norm scales an output of zero. */
  neurons: Record<string, LayerNeurons>;
  /** Which of them may be named, in every variant in which contributions are known. */
  named_neurons: NamedNeurons[];
};

// src/analyses/self_check/schema.ts

/** What was computed again of one layer. */
export type SelfCheckRow = {
  /** Layer, from 0. */
  layer: number;
  /** Products with gate, up and down of both checkpoints of which values were computed again. */
  products: number;
  /** Values computed again in float64, from the same weights and inputs. */
  values: number;
  /** The largest |y − y64| / Σ |w x|; empty where no value was computed again. */
  largest_difference: number | null;
  /** The checkpoint of that value. */
  model: "base" | "instruct" | null;
  /** The weight of that value. */
  tensor: "gate" | "up" | "down" | null;
  /** Its row, from 0. */
  row: number | null;
};

/** What was computed again of a run. */
export type SelfCheck = {
  /** Above it the run would have failed. */
  bound: number;
  /** Over all layers. */
  products: number;
  values: number;
  largest_difference: number | null;
  /** The largest of the blocks, those of a whole product first. */
  block: {
    layer: number;
    model: "base" | "instruct";
    tensor: "gate" | "up" | "down";
    rows: number;
    vectors: number;
    /** Whether these are all rows of the weight. */
    is_whole: boolean;
  } | null;
  /** By analysed layer. */
  layers: SelfCheckRow[];
};

// src/analyses/self_projection/schema.ts

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

// src/analyses/significance/schema.ts

/** One row of `data/baseline.csv`: another direction run through the same layer. */
export type BaselineRow = {
  /** Layer, from 0. */
  layer: number;
  /** isotropic: random directions. persona: random role mixtures. roles: single roles and traits. */
  baseline: BaselineName;
  /** From 0. Direction k is the same at every layer. */
  index: number;
  /** 1 as drawn, −1 reversed. */
  sign: 1 | -1;
  /** Length of the change. */
  delta_norm: number;
  /** 1 − cos between the two outputs. */
  delta_angular: number | null;
  /** The same with the outlier dimensions removed from both outputs. */
  delta_angular_trimmed: number | null;
  /** The same with the mean direction removed from both outputs. */
  delta_angular_centred: number | null;
};

/** Spread of one baseline at one layer. */
export type QuantileRow = {
  /** Layer, from 0. */
  layer: number;
  /** What PC1 is compared with. */
  baseline: BaselineName;
  /** Which coordinates of the outputs count. */
  variant: Variant;
  /** Directions. Each counts with the larger of its signs in quantiles and ranks, with both in mean and sd. */
  n: number;
  /** Mean of 1 − cos over both signs. */
  mean: number | null;
  /** Standard deviation (n - 1) over both signs. */
  sd: number | null;
  /** 5 % quantile of the larger signs. */
  q05: number | null;
  /** Median of the larger signs. */
  q50: number | null;
  /** 95 % quantile of the larger signs. */
  q95: number | null;
};

/** PC1 among single roles and traits. */
export type RankRow = {
  /** Layer, from 0. */
  layer: number;
  /** Which coordinates of the outputs count. */
  variant: Variant;
  /** Single roles and traits that were run. */
  n: number;
  /** Those whose larger sign turns at least as far as that of PC1. */
  n_at_least: number;
};

/** How many directions of a baseline go as far as PC1. */
export type AsFarRow = {
  /** Layer, from 0. */
  layer: number;
  /** What PC1 is compared with. */
  baseline: BaselineName;
  /** Which coordinates of the outputs count. */
  variant: Variant;
  /** Directions, each by the larger of its signs. */
  n: number;
  /** Those that turn at least as far as PC1, by the larger of its signs too. */
  n_at_least: number;
};

/** Whether PC1 is set apart, or why that cannot be told. */
export type ChanceStanding = "apart" | "not_apart" | "too_few" | "no_p_value" | "not_run";

/** How PC1 at its angular peak stands to chance. */
export type PeakChance = {
  layer: number;
  /** By the family-wise p (max-T) against random role mixtures. */
  role_mixtures: ChanceStanding;
  /** The same against random directions. */
  random_directions: ChanceStanding;
  /** By the share of random directions, each in both signs, that turn at least as far. */
  random_inputs: ChanceStanding;
};

// src/analyses/spaces/schema.ts

/** What else is known of a component. */
export type ComponentEvidence = {
  /** PC1 and so on, and PC1 in other spaces: PC1:activation, PC1:readout. */
  name: string;
  /** Cosine with the assistant axis of the folder. Empty where there is none. */
  cosine_with_axis: number | null;
  /** Cosine with the mean state. */
  cosine_with_mu: number | null;
  /** Cosine with PC1 as it is run. */
  cosine_with_pc1: number | null;
};

// src/analyses/stages/schema.ts

/** The angle at one stage. */
export type StageRow = {
  /** Layer, from 0. */
  layer: number;
  /** Input vector: PC1, −PC1, PC2 and so on. A leading minus, in files a hyphen, is the same direction reversed. */
  input_vector: string;
  /** Product on the way: gate, up, hidden, down, base_normed (the down product under the base's post-norm), output. */
  stage: Stage;
  /** raw: all. trimmed: outlier dimensions removed, where a coordinate is an output's. */
  variant: OutputVariant;
  /** 1 − cos between base and instruct there. Empty where one of them has no length. */
  delta_angular: number | null;
  /** Of this sign alone: (1 + random role mixtures whose larger sign is at least as far apart) / (N + 1), uncorrected. */
  p_persona: number | null;
};

/** At which stage the angle of PC1 appears. */
export type StageAppearance = {
  layer: number;
  variant: OutputVariant;
  /** Whether the angle is beyond random role mixtures up to the output: from a stage on, not even there, or not known. */
  standing: "from_stage" | "nowhere" | "unknown";
  /** The first stage from which on it is; null where it is not, or not known. */
  stage: Stage | null;
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

// src/analyses/sweep/schema.ts

/** Every role and trait through every analysed layer. */
export type Sweep = {
  rows: SweepRow[];
  layers: SweepLayerRow[];
  tests: SweepTest[];
  /** PC1 and -PC1 over the same layers: mean 1 - cos. */
  beside: {
    input_vector: string;
    delta_angular_mean: number;
  }[];
  /** Of the vectors that were run at every layer the one of largest mean 1 - cos; null where PC1 or every vector has no angle. */
  farthest: {
    kind: "role" | "trait";
    name: string;
    delta_angular_mean: number;
    /** Vectors compared. */
    n: number;
    /** Those of a larger mean than PC1. */
    n_beyond_pc1: number;
  } | null;
  /** Why nothing is said of the sweep: no vector changes, or a layer is within the rounding noise; null where something is. */
  untold: "no_difference" | "within_noise" | null;
};

/** One row of `data/sweep.csv`. */
export type SweepRow = {
  /** role or trait. */
  kind: "role" | "trait";
  /** Name of the role or trait. */
  name: string;
  /** Layers at which the vector has a length and was run. */
  layers: number;
  /** Mean length of its change. */
  delta_norm_mean: number | null;
  /** Standard deviation (n - 1). Empty for one layer. */
  delta_norm_sd: number | null;
  /** Largest length. */
  delta_norm_max: number | null;
  /** Mean 1 − cos between the two outputs. */
  delta_angular_mean: number | null;
  /** Standard deviation (n - 1). */
  delta_angular_sd: number | null;
  /** Largest 1 − cos. */
  delta_angular_max: number | null;
  /** The mean with the outlier dimensions removed. */
  trimmed_angular_mean: number | null;
  /** Its standard deviation. */
  trimmed_angular_sd: number | null;
  /** Its largest. */
  trimmed_angular_max: number | null;
  /** Rank by mean |d| among all vectors, 1 the largest. */
  delta_norm_rank: number | null;
  /** Rank by mean 1 − cos among all vectors, 1 the largest. */
  delta_angular_rank: number | null;
};

/** Roles or traits at one layer. */
export type SweepLayerRow = {
  /** Layer, from 0. */
  layer: number;
  /** role or trait. */
  kind: "role" | "trait";
  /** Vectors of the kind that have a length at the layer. */
  n: number;
  /** Mean length of their changes. */
  delta_norm_mean: number | null;
  /** Standard deviation (n - 1). Empty for one vector. */
  delta_norm_sd: number | null;
  /** Largest length. */
  delta_norm_max: number | null;
  /** Mean 1 − cos between the two outputs. */
  delta_angular_mean: number | null;
  /** Standard deviation (n - 1). */
  delta_angular_sd: number | null;
  /** Largest 1 − cos. */
  delta_angular_max: number | null;
  /** Smallest length. */
  delta_norm_min: number | null;
  /** Smallest 1 − cos. */
  delta_angular_min: number | null;
};

/** Roles against traits. */
export type SweepTest = {
  /** What is compared, roles less traits: means over layers of each vector. */
  column: "delta_norm" | "delta_angular" | "trimmed_angular";
  /** Roles. */
  roles: number;
  /** Traits. */
  traits: number;
  /** Mean over the roles. */
  roles_mean: number | null;
  /** Mean over the traits. */
  traits_mean: number | null;
  /** Difference of the means over the pooled sd. */
  cohens_d: number | null;
  /** t of unequal variances; assumes independence. */
  welch_t: number | null;
  /** Its degrees of freedom. */
  welch_df: number | null;
  /** Two-sided; assumes independence. */
  welch_p: number | null;
  /** t of equal variances; assumes independence. */
  student_t: number | null;
  /** Its degrees of freedom. */
  student_df: number | null;
  /** Two-sided; assumes independence. */
  student_p: number | null;
  /** What t and p take for granted and role vectors do not meet. */
  note: "assumes independence";
};

// src/analyses/verdict/schema.ts

/** The verdict on one layer. */
export type Verdict = {
  layer: number;
  /** True where the layer was picked because it is the angular peak. */
  is_chosen_after_looking: boolean;
  answer: "yes" | "no" | "only under" | "cannot tell" | "no difference";
  /** The conditions under which it holds, for `only under`. */
  conditions: string[];
  /** What `no difference` means: at no layer, not at this one, or not by more than rounding noise. */
  no_difference: "everywhere" | "at_layer" | "within_noise" | null;
  /** In the order of the table; empty in earlier runs. */
  asked: {
    condition: string;
    /** Whether the answer hangs on it. */
    decides: boolean;
    /** Whether PC1 is beyond random role mixtures and single roles under it; null where that is open. */
    is_beyond: boolean | null;
  }[];
  /** Layers of the largest angle on all coordinates and without the outlier dimensions; null where only one is known. */
  angular_peaks: {
    raw: number;
    trimmed: number | null;
  } | null;
  /** Angle of -PC1 in degrees where it turns farther than PC1. */
  reversed_angle: number | null;
  /** The coordinate that holds most of |d|^2; its number is null where it is not among the outlier dimensions. */
  largest_coordinate: {
    share: number;
    outlier: number | null;
  } | null;
  /** The fewest further random role mixtures as far as PC1 that would change a `yes`. */
  draws_to_change: number | null;
  table: VerdictCell[];
};

/** One claim under one condition. */
export type VerdictCell = {
  claim: string;
  condition: string;
  /** Null where it could not be computed, and where nothing is claimed. */
  holds: boolean | null;
  /** Whether the answer hangs on it. */
  decides: boolean;
  /** Why it cannot be told; null where it can. */
  reason: UntoldReason | null;
  /** Of a largest angle, |d| or |d| / |y_b| that itself; beside draws the larger angle of the two signs. Angles are in degrees. */
  value: number | null;
  /** Of the value among the layers, 1 for the largest. */
  rank: number | null;
  /** Layers that rank or p are over. */
  of: number | null;
  best_layer: number | null;
  best_value: number | null;
  /** By max-T over the layers, against random role mixtures. */
  p: number | null;
  /** Random role mixtures, or single roles and traits. */
  n: number | null;
  /** How many of them turn at least as far; of role mixtures at any of the layers, in units of each layer's spread. */
  count: number | null;
  /** 95 % quantile of the single roles and traits, in degrees. */
  quantile: number | null;
  /** The angle over that of the median random role mixture, of PC2 and of -PC1. */
  role_mixture_ratio: number | null;
  pc2_ratio: number | null;
  negative_ratio: number | null;
  /** The figure in the words of an earlier version, which wrote no numbers down. */
  told: string | null;
};

/** Why a claim cannot be told. */
export type UntoldReason =
  | "not_run"
  | "not_run_at_layer"
  | "not_measured"
  | "one_layer"
  | "no_angle"
  | "no_role_mixtures"
  | "too_few_draws"
  | "no_p_value"
  | "no_single_roles"
  | "unknown_angle"
  | "raw_only"
  | "not_computed";

// src/analyses/weight_change/schema.ts

/** How much one weight changed. */
export type WeightChangeRow = {
  /** Layer, from 0. */
  layer: number;
  /** gate_proj, up_proj or down_proj. */
  weight: "gate" | "up" | "down";
  /** sqrt(sum |(W_instruct − W_base) n|² / sum |W_base n|²) over the random directions, n what enters the matrix in the base: the normed input, or of down its hidden vector h. */
  isotropic_change: number | null;
  /** |(W_instruct − W_base) n| / |W_base n| of PC1. */
  pc1_change: number | null;
  /** pc1_change / isotropic_change: 1 is an ordinary direction. */
  pc1_gain: number | null;
};

// src/results/envelope.ts

/** When, with what and for how long. */
export type RunInfo = {
  /** Version of deltascope. */
  deltascope: string;
  /** The same, and of a checkout the SHA-256 of the code that numbers depend on; null where it could not be read, and in earlier runs. */
  code: string | null;
  /** The same of the code that told the findings. */
  words: string | null;
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
  /** The same by the engine that computed them, which need not be that of this run. */
  records_by_engine: {
    kind: "cpu" | "gpu";
    name: string;
    layers: number[];
  }[];
  /** What came from the Hugging Face Hub: inputs that were given as an id. */
  hub: {
    /** `base`, `base-adapter`, `instruct` or `vectors`. */
    input: "base" | "base-adapter" | "instruct" | "vectors";
    /** `models` or `datasets`. */
    kind: "models" | "datasets";
    /** `org/name`. */
    repository: string;
    /** 40 hexadecimal digits. */
    commit: string;
    /** The part of the repository; empty for the whole. */
    folder: string;
    /** Bytes that came over the network in this run; what an earlier one had fetched was not fetched again. */
    bytes_fetched: number;
  }[];
  /** True where the inputs were made by a program: every page then says *synthetic*. */
  is_synthetic: boolean;
  /** The command with file locations replaced by base names. */
  command: string;
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

/** One sentence computed from the numbers. */
export type Finding = {
  /** What the sentence is about. */
  topic: string;
  /** The layer on whose pages it is told; null where it is of the run. */
  layer: number | null;
  text: string;
  /** The same in a line, for lists; absent where the sentence is short already, and in earlier runs. */
  short?: string | undefined;
  /** Layers it speaks of, for links. */
  layers: number[];
};

// src/results/inputs.ts

/** The three inputs. */
export type Inputs = {
  base: CheckpointInfo;
  instruct: CheckpointInfo;
  vectors: VectorsInfo;
  /** What the reader should know of the choice of components, and of what differs beside the weights; empty in earlier runs. */
  remarks: {
    components: string[];
    pair: string[];
  };
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
  /** `gelu` is the exact one. */
  activation: "gelu_tanh" | "silu" | "gelu";
  /** RMSNorm, or LayerNorm, which takes the mean off first; RMSNorm in earlier runs. */
  norm: "rms" | "layer";
  /** Effective norm weight: `1 + w` or `w`; `none` where norms do not scale. */
  norm_weight: "1 + w" | "w" | "none";
  /** Whether a norm comes before the MLP; true in earlier runs. */
  has_pre_norm: boolean;
  has_post_norm: boolean;
  /** Parts to whose result a bias is added; none in earlier runs. */
  biased: MlpComponent[];
  /** By which the output is multiplied before it joins the residual stream; 1 in earlier runs. */
  multiplier: number;
  /** Whether the MLP reads the normed input that attention reads too; false in earlier runs. */
  is_parallel: boolean;
  /** The first of the last layers with twice the intermediate size; null where all have the same. */
  doubled_from: number | null;
  /** Where the model's own code gives the output out; null in earlier runs. */
  hook: {
    layers: string;
    module: string;
  } | null;
  /** Which of eps and activation config.json leaves out: defaults of the architecture; empty in earlier runs. */
  defaults: ("eps" | "activation")[];
  /** Weights beside those that were read; empty in earlier runs. */
  unread: {
    path: string;
    reason: string;
  }[];
  /** What was added to the weights; null where nothing was, and in earlier runs. */
  adapter: {
    /** Base name of its folder, or id@commit. */
    name: string;
    /** The checkpoint that it was added to, in the same way. */
    base: string;
    /** The model that it says it was trained on; null where it names none. */
    named_base: string | null;
    is_dora: boolean;
    /** Ranks of its products in the layers analysed, ascending; none where it replaces tensors alone. */
    ranks: number[];
    /** By what these products are multiplied, in the same way. */
    scales: number[];
    /** Tensors of the MLP that it changes, by their names within a layer. */
    tensors: string[];
    /** Layers analysed of which it changes a tensor. */
    layers: number[];
    /** What it changes beside the MLPs, by the last words of the names. */
    others: string[];
  } | null;
  /** How the content of the files of weights that were read is known; null in earlier runs. */
  weight_files: {
    files: number;
    /** Files of which a hash is known. */
    named: number;
    /** Files that were read whole in this run, and have it. */
    verified: number;
    /** *verified*: all of them were; *in part*: some; *not*: none. */
    are: "verified" | "in part" | "not";
  } | null;
  /** SHA-256 of recipe and tensors, of each its first 4,096 bytes; null in earlier runs. */
  fingerprint: string | null;
};

/** The persona vectors as the report names them. */
export type VectorsInfo = {
  name: string;
  layout:
    | "persona"
    | "axis"
    | "pipeline"
    | "persona_vectors"
    | "tensors"
    | "stack"
    | "safetensors"
    | "npy"
    | "npz"
    | "csv"
    | "gguf";
  /** Row 0 as stored: the output of block 0, or the embedding, and then row l + 1 is of block l; null in earlier runs. */
  row_zero: {
    is: "block" | "embedding";
    why: string;
  } | null;
  /** Roles as stored: raw means, from which `difference` is subtracted, or differences; null without roles and in earlier runs. */
  roles_are: {
    is: "raw" | "difference";
    why: string;
  } | null;
  /** Traits likewise. */
  traits_are: {
    is: "raw" | "difference";
    why: string;
  } | null;
  /** Files read and used. */
  roles: number;
  traits: number;
  /** Key asked of each file; null in layouts without keys. */
  role_key: string | null;
  trait_key: string | null;
  /** What was subtracted from the roles, for instance `activations.default_1`; null where nothing was. */
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

/** Which coordinates of the outputs count. */
export type Variant = "raw" | "trimmed" | "centred";

/** What PC1 is compared with. */
export type BaselineName = "isotropic" | "persona" | "roles" | "controls";
