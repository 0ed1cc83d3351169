/**
 * Results made by hand for tests of sentences: the published figures of the 27B pair at three layers, with made-up baselines.
 *
 * @module
 */

import { amongOf, chanceOf } from "./settled_chance.ts";
import { MIN_FLOORS } from "../../src/analyses/noise_floor/schema.ts";
import type { VerdictEvidence } from "../../src/analyses/verdict/settle/conditions.ts";
import { hypothesisStanding, whyNoPeak } from "../../src/results/find_peaks.ts";
import type { BaselineRow, Evidence, Measured, MlpRow } from "../../src/results.ts";
import { NO_CAUSES } from "../unknown_columns.ts";
import { SAMPLE_OPTIONS } from "../sample_options.ts";

type RobustnessRow = Evidence["robustness"][number];

const LAYERS = [17, 18, 24];

export function mlpRow(
  layer: number,
  input_vector: string,
  delta_norm: number,
  delta_angular: number,
): MlpRow {
  return {
    layer,
    input_vector,
    base_output_norm: layer === 24 ? 3386.0586 : 1085.9705,
    instruct_output_norm: layer === 24 ? 3450.4001 : 1199.4109,
    delta_norm,
    delta_angular,
    angle_degrees: null,
    delta_relative: null,
    radial_share: null,
    z_isotropic: null,
    p_isotropic: 0.02,
    pfw_isotropic: 0.03,
    z_persona: null,
    p_persona: 0.01,
    pfw_persona: 0.04,
    noise_floor: null,
    delta_over_floor: null,
    ...NO_CAUSES,
  };
}

/** What follows from the other parts. */
type Settled = "within_noise" | "no_peak" | "hypothesis_layer" | "among_isotropic" | "chance";

/** The parts of the results that sentences are made of, without evidence. */
export function measured(changes: Partial<Measured> = {}): Measured {
  const random = (index: number, delta_angular: number): BaselineRow => ({
    layer: 18,
    baseline: "isotropic",
    index,
    sign: 1,
    delta_norm: 1,
    delta_angular,
    delta_angular_trimmed: null,
    delta_angular_centred: null,
  });
  const checkpoint = {
    name: "m",
    architecture: "Gemma2ForCausalLM",
    hidden_size: 8,
    intermediate_size: 16,
    layers: 46,
    dtypes: ["BF16"],
    eps: 1e-6,
    activation: "gelu_tanh",
    norm: "rms",
    norm_weight: "1 + w",
    has_pre_norm: true,
    has_post_norm: true,
    multiplier: 1,
    is_parallel: false,
    doubled_from: null,
    hook: null,
    weight_files: null,
    fingerprint: null,
    defaults: [],
    biased: [],
    unread: [],
    adapter: null,
  } satisfies Measured["inputs"]["base"];
  const pc = { source: "computed", layer: 22, variance_explained: 0.2, scaler: null };
  const parts: Omit<Measured, Settled> & Partial<Pick<Measured, Settled>> = {
    inputs: {
      base: { ...checkpoint, dtypes: ["F32"] },
      instruct: checkpoint,
      vectors: {
        name: "v",
        layout: "persona",
        row_zero: null,
        roles_are: null,
        traits_are: null,
        roles: 2,
        traits: 1,
        role_key: "pos_all",
        trait_key: "pos_neg_50",
        difference: "activations.default_1",
        skipped: [],
        unread: [],
        missing: [],
        fingerprint: null,
      },
      remarks: { components: [], pair: [] },
    },
    options: {
      layers: LAYERS,
      focus: [18, 24],
      pcs: 1,
      pca: "auto",
      random: 2,
      sweep: false,
      ...SAMPLE_OPTIONS,
    },
    pcs: [{ name: "PC1", highest: ["caveman"], lowest: ["screener"], ...pc }],
    mlp: [
      mlpRow(17, "PC1", 90, 0.004),
      mlpRow(17, "-PC1", 80, 0.0025),
      mlpRow(18, "PC1", 485.7257, 0.0853),
      mlpRow(18, "-PC1", 120, 0.0063),
      mlpRow(24, "PC1", 677.9233, 0.0195),
      mlpRow(24, "-PC1", 500, 0.0114),
    ],
    baseline: [random(0, 0.004), random(1, 0.006)],
    peaks: {
      absolute: { layer: 24, delta_norm: 677.9233 },
      angular: { layer: 18, delta_angular: 0.0853 },
    },
    decompositions: {},
    decomposition_info: {},
    evidence: null,
    causes: null,
    assistant_axis: null,
    roles_by_layer: null,
    same_direction: null,
    self_check: null,
    sweep: null,
    activations: null,
    ...changes,
  };
  return {
    within_noise: layersWithinNoise(parts.mlp),
    no_peak: whyNoPeak(parts.mlp, parts.peaks),
    hypothesis_layer: {
      layer: 18,
      standing: hypothesisStanding(parts.peaks, parts.options.layers),
    },
    among_isotropic: amongOf(parts),
    chance: chanceOf(parts, []),
    ...parts,
  };
}

/** As the noise floor settles them. */
export function layersWithinNoise(mlp: readonly MlpRow[]): number[] {
  return mlp.flatMap(({ layer, input_vector, delta_over_floor: floors }) =>
    input_vector === "PC1" && floors !== null && floors < MIN_FLOORS ? [layer] : []
  );
}

/** |d| of PC1 by layer. */
const NORMS: Readonly<Record<number, number>> = { 17: 90, 18: 485.7257, 24: 677.9233 };

/** 1 - cos of PC1 by layer. */
const TURNS = {
  raw: { 17: 0.004, 18: 0.0853, 24: 0.0195 },
  trimmed: { 17: 0.003, 18: 0.06, 24: 0.02 },
  centred: { 17: 0.002, 18: 0.03, 24: 0.04 },
} as const;

function robustnessRows(
  name: string,
  variant: RobustnessRow["variant"],
  turns: Readonly<Record<number, number>>,
): RobustnessRow[] {
  return LAYERS.flatMap((layer) =>
    [name, `-${name}`].map((input_vector): RobustnessRow => ({
      layer,
      input_vector,
      variant,
      delta_norm: NORMS[layer]! * (variant === "raw" ? 1 : 0.9),
      delta_angular: turns[layer]! / (input_vector === name ? 1 : 10),
      pfw_persona: layer === 18 ? 0.01 : 0.6,
      top1_share: 0.612,
      participation_ratio: 3,
    }))
  );
}

/** Evidence under which layer 18 earns a *yes*: 99 random role mixtures, 64 single roles, one PCA space beside the stored one. */
export function verdictEvidence(changes: Partial<VerdictEvidence> = {}): VerdictEvidence {
  const variants = ["raw", "trimmed", "centred"] as const;
  const spread = { mean: 0.01, sd: 0.002, q05: 0.002, q50: 0.013, q95: 0.025 };
  return {
    robustness: [
      ...variants.flatMap((variant) => robustnessRows("PC1", variant, TURNS[variant])),
      ...robustnessRows("PC1:activation", "raw", { 17: 0.003, 18: 0.05, 24: 0.03 }),
    ],
    operating_point: LAYERS.flatMap((layer) =>
      [-1, 0, 1].map((alpha) => ({
        layer,
        row: "same" as const,
        alpha,
        response_base: 100,
        response_instruct: 110,
        response_delta: alpha === 0 ? 50 : layer === 18 ? 33.25 : 20,
        response_angular: alpha === 0 ? 0.02 : alpha === -1 ? 0.008 : layer === 18 ? 0.03 : 0.01,
      }))
    ),
    operating_draws: LAYERS.flatMap((layer) =>
      (["persona", "roles"] as const).flatMap((baseline) => {
        const draws = Array.from({ length: baseline === "persona" ? 99 : 64 }, (_, index) => index);
        return ([1, -1] as const).map((sign) => ({
          layer,
          row: "same" as const,
          baseline,
          sign,
          response_delta: draws.map(() => 10),
          response_angular: draws.map((index) => index === 63 && sign === -1 ? 0.04 : 0.012),
        }));
      })
    ),
    quantiles: LAYERS.flatMap((layer) =>
      variants.flatMap((variant) => [
        { layer, variant, baseline: "isotropic" as const, n: 99, ...spread, q50: 0.005 },
        { layer, variant, baseline: "persona" as const, n: 99, ...spread },
        { layer, variant, baseline: "roles" as const, n: 64, ...spread },
      ])
    ),
    as_far: [],
    missing_baselines: [],
    pc1_spaces: ["components", "activation"],
    operating_spreads: [],
    operating_test: { row: "same", n: 99, layers: LAYERS.length },
    ranks: LAYERS.flatMap((layer) =>
      variants.map((variant) => ({
        layer,
        variant,
        n: 64,
        n_at_least: layer === 18 ? { raw: 0, trimmed: 1, centred: 2 }[variant] : 30,
      }))
    ),
    layers: LAYERS.map((layer) => ({
      layer,
      mu: "default",
      outliers: [3, 1],
      has_outliers: true,
      outliers_capped: false,
      outlier_share: 0.7,
      specificity: layer === 18 ? 0.6 : -0.2,
      ln_ratio_persona_median: 0.7,
      ln_ratio_pc2: 0.6,
      ln_ratio_negative: 1.3,
      specificity_reference: 12,
      absolute_peak_share: null,
      angular_peak_share: null,
      step: 12.34,
      pfw_operating_point: layer === 18 ? 0.02 : 0.7,
      own_pc1_cosine: 0.9,
      own_pc_best: 1,
      own_pc_best_cosine: 0.9,
    })),
    peaks: [
      { input_vector: "PC1", variant: "raw", absolute_layer: 24, angular_layer: 18 },
      { input_vector: "PC1", variant: "trimmed", absolute_layer: 24, angular_layer: 18 },
      { input_vector: "PC1", variant: "centred", absolute_layer: 18, angular_layer: 24 },
    ],
    outlier_tables: {},
    outlier_curve: [],
    space_cosines: [],
    components: [{
      name: "PC1:activation",
      cosine_with_axis: null,
      cosine_with_mu: null,
      cosine_with_pc1: 0.931,
    }],
    bootstrap: { resamples: 0, interval: "range", bands: [] },
    calibration: [],
    controls: [],
    role_directions: [],
    other_rounding: null,
    ...changes,
  };
}

/** The same with some columns changed in the rows of robustness that match. */
export function withRobustness(
  evidence: VerdictEvidence,
  matches: (row: RobustnessRow) => boolean,
  changes: Partial<RobustnessRow>,
): VerdictEvidence {
  return {
    ...evidence,
    robustness: evidence.robustness.map((row) => matches(row) ? { ...row, ...changes } : row),
  };
}
