/**
 * How far the MLP tensors of two checkpoints are apart: what `weights` measures. Its columns are declared in `weight_columns.ts`.
 *
 * @module
 */

import type { MlpComponent } from "../results.ts";

/** Which tensors are compared: those of the MLPs of some layers, all of these layers, or also what is in no layer. */
export type TensorScope = "mlp" | "layer" | "all";

/** A tensor of an MLP, or its bias. */
export type ComparedTensor = MlpComponent | `${MlpComponent}_bias`;

/**
 * The singular values of a change, as far as few products tell them: none is more than the true one, and so no share, and no stable
 * rank less. All null of what is no matrix, and where they were not asked for.
 */
export interface ChangeSpectrum {
  /** Largest singular value of W_instruct - W_base. */
  readonly delta_spectral_norm: number | null;
  /** delta_norm^2 / delta_spectral_norm^2; null where nothing changed. */
  readonly delta_stable_rank: number | null;
  /** Sum of the squares of the eight largest singular values over delta_norm^2; null where nothing changed. */
  readonly delta_top8_share: number | null;
  /** How many directions hold all of the change but for a ten-thousandth of its square, where eight or fewer do. */
  readonly delta_low_rank: number | null;
  /** About the most that share is of a matrix of this shape with independent elements of one variance. */
  readonly isotropic_top8_share: number | null;
}

/** How far one tensor of one layer is from its counterpart; what would be divided by nothing is null. */
export interface WeightRow extends ChangeSpectrum {
  readonly layer: number;
  /** `gate`, `up` and `down` are the matrices; norms are taken as they act. */
  readonly tensor: ComparedTensor;
  readonly n_elements: number;
  /** |W| of the base: the root of the sum of its squared elements. */
  readonly base_norm: number;
  readonly instruct_norm: number;
  /** |W_instruct - W_base| */
  readonly delta_norm: number;
  /** delta_norm / base_norm */
  readonly relative_change: number | null;
  /** 1 - cos of the two as vectors; null also where one is less than a millionth of the other's length. */
  readonly delta_angular: number | null;
  /** Share of the elements that differ. */
  readonly changed_share: number;
  /** Largest change of one element. */
  readonly largest_change: number;
  /** |bf16(W) - W| over the length of W as compared, of the sides that are wider than bfloat16, the larger; null where neither is. */
  readonly rounding_change: number | null;
}

/** The same of a tensor that is none of an MLP. */
export interface OtherWeightRow extends Omit<WeightRow, "layer" | "tensor"> {
  /** Null of what is in none. */
  readonly layer: number | null;
  /** Name within the layer, without `.weight`: `self_attn.q_proj`; of what is in none the whole name. */
  readonly tensor: string;
  /** As `[R, K]`, of a vector `[n]`. */
  readonly shape: string;
}

/** One side of a comparison. */
export interface ComparedCheckpoint {
  /** In titles. */
  readonly name: string;
  /** What it is where the name was given by hand: the base name of its folder, or its id and commit. */
  readonly own_name: string | null;
  readonly architecture: string;
  /** Of the tensors compared. */
  readonly dtypes: readonly string[];
  /** The adapter that is added to it; null where none is. */
  readonly adapter: string | null;
  /** What is known of the hashes of its files of weights. */
  readonly weight_files: string | null;
  /** Weights beside it that were not read, with the reason. */
  readonly unread: readonly { readonly path: string; readonly reason: string }[];
  /** Says how the weights were made, if they were not trained. */
  readonly synthetic: string | null;
}

/** Two checkpoints of one model, tensor by tensor. */
export interface WeightComparison {
  readonly base: ComparedCheckpoint;
  readonly instruct: ComparedCheckpoint;
  /** Layers of the model. */
  readonly n_layers: number;
  /** Layers compared, ascending. */
  readonly layers: readonly number[];
  /** Whether weights were rounded to bfloat16 or taken as stored. */
  readonly weights: "bf16" | "stored";
  /** Whether the norm weights act as 1 + w or as w; null where norms have none. */
  readonly norm_weight: "1 + w" | "w" | null;
  /** By layer, then in the order of the arithmetic. */
  readonly rows: readonly WeightRow[];
  readonly tensors: TensorScope;
  /** Of all other tensors, those in no layer first, then by layer and name; null where nobody asked for them. */
  readonly others: readonly OtherWeightRow[] | null;
  /** What differs beside the weights, in whole sentences. */
  readonly remarks: readonly string[];
  readonly run: {
    readonly deltascope: string;
    /** ISO 8601. */
    readonly started: string;
    readonly seconds: number;
    readonly weight_bytes_read: number;
    /** Layers that an earlier run of the same had written down, ascending. */
    readonly layers_from_records: readonly number[];
    /** The command as it may be published. */
    readonly command: string;
  };
}
