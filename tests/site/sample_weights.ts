/** Made-up comparisons of weights. */

import type {
  ComparedTensor,
  OtherWeightRow,
  WeightComparison,
  WeightRow,
} from "../../src/results/weight_comparison.ts";

/** What is told of a tensor, the rest as if nothing had changed. */
type Told = Partial<WeightRow>;

/** Relative changes by tensor and layer. */
export type Changes = Partial<Record<ComparedTensor, readonly (number | Told)[]>>;

/** One row: a base of length 10, and a change at right angles to it. */
function sampleRow(layer: number, tensor: ComparedTensor, change: number | Told): WeightRow {
  const told = typeof change === "number" ? { relative_change: change } : change;
  const relative = told.relative_change ?? 0;
  return {
    layer,
    tensor,
    n_elements: 1000,
    base_norm: 10,
    instruct_norm: 10 * Math.hypot(1, relative),
    delta_norm: 10 * relative,
    relative_change: relative,
    delta_angular: 1 - 1 / Math.hypot(1, relative),
    changed_share: relative === 0 ? 0 : 0.5,
    largest_change: relative / 10,
    rounding_change: null,
    delta_spectral_norm: null,
    delta_stable_rank: null,
    delta_top8_share: null,
    delta_low_rank: null,
    isotropic_top8_share: null,
    ...told,
  };
}

/** A tensor that is none of an MLP. */
export function otherRow(
  layer: number | null,
  tensor: string,
  { change, n_elements = 500, isVector = false, ...told }: {
    change: number;
    isVector?: boolean;
  } & Told,
): OtherWeightRow {
  return {
    ...sampleRow(0, "gate", { relative_change: change, n_elements, ...told }),
    layer,
    tensor,
    shape: isVector ? `[${n_elements}]` : `[${n_elements / 10}, 10]`,
  };
}

/** What is told of a matrix whose change eight directions hold a share of, where independent elements would have 10 %. */
export function gathered(
  relative_change: number,
  delta_top8_share: number,
  delta_low_rank: number | null = null,
): Partial<WeightRow> {
  return {
    relative_change,
    delta_spectral_norm: 10 * relative_change * Math.sqrt(delta_top8_share / 8),
    delta_stable_rank: 8 / delta_top8_share,
    delta_top8_share,
    delta_low_rank,
    isotropic_top8_share: 0.1,
  };
}

/** A comparison of all layers that changes are told of. */
export function sampleWeights(
  changes: Changes = {
    pre_norm: [0.01, 0.02, 0.03],
    gate: [0.1, 0.2, 0.15],
    up: [0.1, 0.4, 0.2],
    down: [0.05, 0.1, 0.1],
    post_norm: [0, 0, 0],
  },
  { base, instruct, ...others }: Partial<Omit<WeightComparison, "base" | "instruct" | "rows">> & {
    base?: Partial<WeightComparison["base"]>;
    instruct?: Partial<WeightComparison["base"]>;
  } = {},
): WeightComparison {
  const side = {
    own_name: null,
    architecture: "Gemma2ForCausalLM",
    dtypes: ["BF16"],
    adapter: null,
    weight_files: "not verified: no hash of its file is known",
    unread: [],
    synthetic: null,
  };
  const changed = Object.entries(changes) as [ComparedTensor, readonly (number | Told)[]][];
  const nLayers = Math.max(...changed.map(([, of]) => of.length));
  const layers = Array.from({ length: nLayers }, (_, layer) => layer);
  return {
    base: { ...side, name: "gemma-2-27b", ...base },
    instruct: { ...side, name: "gemma-2-27b-it", ...instruct },
    n_layers: nLayers,
    layers,
    weights: "bf16",
    norm_weight: "1 + w",
    tensors: others.others ? "layer" : "mlp",
    rows: layers.flatMap((layer) =>
      changed.map(([tensor, of]) => sampleRow(layer, tensor, of[layer]!))
    ),
    others: null,
    remarks: [],
    run: {
      deltascope: "0.1.0",
      started: "2026-05-04T10:00:00.000Z",
      seconds: 92,
      weight_bytes_read: 163e9,
      layers_from_records: [],
      command: "deno task weights --base gemma-2-27b --instruct gemma-2-27b-it --out w.html",
    },
    ...others,
  };
}
