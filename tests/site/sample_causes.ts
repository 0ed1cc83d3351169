/**
 * Made-up causes for the sample results: deterministic, and of the shape that a run with all baselines gives. At layer 18 down
 * carries the change, raw and trimmed; elsewhere no tensor can be named.
 */

import type {
  AttributionRow,
  Causes,
  Finding,
  LayerNeurons,
  MlpRow,
  NeuronRow,
  OutputVariant,
  Quantity,
  SpreadRow,
  Stage,
} from "../../src/results.ts";
import { COMPONENTS, OUTPUT_VARIANTS, QUANTITIES, STAGES } from "../../src/results/values.ts";
import { random } from "./sample_random.ts";

const N_DRAWS = 32;
const N_LISTED = 30;

/** What the causes are made of. */
export interface SampleCausesOptions {
  layers: readonly number[];
  focus: readonly number[];
  mlp: readonly MlpRow[];
  vectors: readonly { kind: "role" | "trait"; name: string }[];
  isSelf: boolean;
  hasPostNorm: boolean;
  /** False where no coordinate is an outlier: nothing is trimmed. */
  hasOutliers: boolean;
}

/** Share of the final 1 - cos that each stage has. */
const STAGE_PART: Record<Stage, number> = {
  gate: 0.05,
  up: 0.04,
  hidden: 0.08,
  down: 0.8,
  base_normed: 0.95,
  output: 1,
};
const OUTPUTS: readonly Stage[] = ["down", "base_normed", "output"];

/** All of them. */
export function sampleCauses(options: SampleCausesOptions): Causes {
  const { layers, focus, mlp, isSelf, hasPostNorm } = options;
  const variants = OUTPUT_VARIANTS.filter((name) => name === "raw" || options.hasOutliers);
  const neurons = isSelf ? [] : focus.map((layer) => layerNeurons(layer, options));
  const stages = STAGES.filter((stage) => stage !== "base_normed" || hasPostNorm);
  return {
    stages: mlp.flatMap(({ layer, input_vector, delta_angular }) =>
      stages.flatMap((stage) =>
        variants.filter((variant) => variant === "raw" || OUTPUTS.includes(stage))
          .map((variant) => ({
            layer,
            input_vector,
            stage,
            variant,
            delta_angular: delta_angular! * STAGE_PART[stage] * (variant === "raw" ? 1 : 0.31),
            p_persona: isSelf ? 1 : OUTPUTS.includes(stage) || stage === "hidden" ? 1 / 33 : 0.5,
          }))
      )
    ),
    stage_appearance: focus.flatMap((layer) =>
      variants.map((variant) => ({
        layer,
        variant,
        standing: isSelf ? "nowhere" as const : "from_stage" as const,
        stage: isSelf ? null : "hidden" as const,
      }))
    ),
    parity: mlp.filter((row) => !row.input_vector.startsWith("-")).flatMap((row, i) =>
      (["down", "output"] as const).flatMap((stage) =>
        variants.map((variant) => ({
          layer: row.layer,
          input_vector: row.input_vector,
          stage,
          variant,
          even_share: isSelf ? null : 0.4 + 0.02 * (i % 5) + (variant === "raw" ? 0.1 : 0),
        }))
      )
    ),
    self_projection: mlp.flatMap((row) =>
      variants.map((variant) => ({
        layer: row.layer,
        input_vector: row.input_vector,
        variant,
        base_self_projection: -0.02 * row.base_output_norm,
        instruct_self_projection: (isSelf ? -0.02 : 0.1) * row.base_output_norm,
        base_orthogonal_norm: row.base_output_norm,
        instruct_orthogonal_norm: row.instruct_output_norm,
      }))
    ),
    spreads: layers.flatMap((layer) =>
      QUANTITIES.filter((name) => hasPostNorm || !name.startsWith("base_normed")).flatMap((name) =>
        variants.filter((variant) => variant === "raw" || !/^(gate|up|hidden)_/.test(name))
          .flatMap((variant) =>
            (["isotropic", "persona"] as const).map((baseline): SpreadRow => ({
              layer,
              quantity: name,
              variant,
              baseline,
              n: N_DRAWS,
              ...quantiles(name, isSelf),
            }))
          )
      )
    ),
    attribution: mlp.flatMap((row) => attributionRows(row, options)),
    leading_tensors: isSelf ? [] : focus.flatMap((layer) =>
      variants.map((variant) => ({
        layer,
        variant,
        component: layer === 18 ? "down" as const : null,
        unnamed: layer === 18 ? null : "no_half" as const,
      }))
    ),
    weight_change: layers.flatMap((layer, i) =>
      (["gate", "up", "down"] as const).map((weight, w) => ({
        layer,
        weight,
        isotropic_change: isSelf ? 0 : 0.05 + 0.001 * i,
        pc1_change: isSelf ? 0 : 0.06 + 0.002 * i - 0.01 * w,
        pc1_gain: isSelf ? null : 1.2 - 0.2 * w + 0.01 * i,
      }))
    ),
    neurons: Object.fromEntries(neurons.map((layer) => [String(layer.layer), layer])),
    named_neurons: neurons.flatMap(({ layer, rows }) =>
      variants.map((variant) => ({ layer, variant, neurons: named(rows, variant) }))
    ),
  };
}

function quantiles(name: Quantity, isSelf: boolean) {
  if (isSelf && name.endsWith("_share")) return { q05: null, q50: null, q95: null };
  if (isSelf) return { q05: 0, q50: 0, q95: 0 };
  const [low, high] = name.endsWith("_angular")
    ? [0.001, 0.006]
    : name.endsWith("_share")
    ? [0.35, 0.65]
    : [-20, 30];
  return { q05: low, q50: (low + high) / 2, q95: high };
}

function attributionRows(
  { layer, input_vector }: MlpRow,
  { isSelf, hasPostNorm, hasOutliers }: SampleCausesOptions,
): AttributionRow[] {
  const components = COMPONENTS.filter((name) => name !== "post_norm" || hasPostNorm);
  const shares: Record<string, number> = layer === 18
    ? { pre_norm: -0.02, gate: 0.03, up: 0.05, down: 0.9, post_norm: 0.04 }
    : { pre_norm: 0.06, gate: 0.4, up: 0.3, down: 0.2, post_norm: 0.04 };
  const sum = components.reduce((total, name) => total + shares[name]!, 0);
  return components.map((component) => {
    const share = isSelf ? null : shares[component]! / sum;
    const trimmed = share === null || !hasOutliers ? null : share;
    const around = (value: number | null, step: number) => value === null ? null : value + step;
    return {
      layer,
      input_vector,
      component,
      share,
      first_in: around(share, 0.02),
      last_in: around(share, -0.03),
      trimmed_share: trimmed,
      trimmed_first_in: around(trimmed, 0.01),
      trimmed_last_in: around(trimmed, -0.01),
    };
  });
}

function layerNeurons(
  layer: number,
  { mlp, vectors, hasPostNorm, hasOutliers }: SampleCausesOptions,
): LayerNeurons {
  const next = random(layer * 13);
  const length = mlp.find((row) => row.layer === layer && row.input_vector === "PC1")!.delta_norm;
  const rows = Array.from({ length: N_LISTED }, (_, i): NeuronRow => {
    const contribution = length * 0.2 * 0.8 ** i * (i % 4 === 3 ? -1 : 1);
    const rescaled = hasPostNorm ? -0.05 * contribution : 0;
    const fires = 0.3 * contribution;
    const writes = contribution - fires - rescaled;
    const trimmed = (value: number) => hasOutliers ? 0.7 * value : null;
    const nearest = vectors.filter((_, v) => (v + i) % 11 === 0).slice(0, 6)
      .map((vector, v) => ({ ...vector, cosine: (v % 2 === 0 ? 0.4 : -0.3) / (v + 1) }));
    return {
      neuron: Math.floor(next() * 36_000) + i,
      contribution,
      share: contribution / length,
      base_activation: next(),
      instruct_activation: next() + 1,
      fires,
      writes,
      rescaled,
      trimmed_contribution: trimmed(contribution),
      trimmed_share: trimmed(contribution / length),
      trimmed_fires: trimmed(fires),
      trimmed_writes: trimmed(writes),
      trimmed_rescaled: trimmed(rescaled),
      nearest,
      trimmed_nearest: hasOutliers ? nearest.toReversed() : [],
    };
  });
  const rescaled = hasPostNorm ? -0.05 * length : 0;
  const known = <T>(value: T): T | null => hasOutliers ? value : null;
  return {
    layer,
    neurons: 36864,
    delta_norm: length,
    contribution_sum: length,
    contribution_absolute: 1.9 * length,
    half_count: 7,
    fires: 0.3 * length,
    writes: 0.7 * length - rescaled,
    rescaled,
    trimmed_delta_norm: hasOutliers ? 0.7 * length : length,
    trimmed_contribution_sum: known(0.7 * length),
    trimmed_half_count: known(11),
    trimmed_fires: known(0.2 * length),
    trimmed_writes: known(0.5 * length - rescaled),
    trimmed_rescaled: known(rescaled),
    rows,
  };
}

/** The shares fall by a fifth from 20 % on, every fourth is negative, and trimmed they are 0.7 of that: 5 % are at least six and four. */
const HOLDING = { raw: [0, 1, 2, 4, 5, 6], trimmed: [0, 1, 2, 4] };

function named(rows: readonly NeuronRow[], variant: OutputVariant) {
  return HOLDING[variant].map((i) => ({
    neuron: rows[i]!.neuron,
    through: "writes" as const,
  }));
}

/** A sentence of each kind for every decomposed layer. */
export function sampleCauseFindings(focus: readonly number[]): Finding[] {
  return focus.flatMap((layer) =>
    ["stages", "weights", "weight-change", "parity", "self-projection", "neurons"].map((topic) => ({
      topic,
      layer,
      text: `A sentence about ${topic} at layer ${layer}.`,
      layers: [layer],
    }))
  );
}
