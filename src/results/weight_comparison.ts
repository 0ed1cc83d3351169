/**
 * How far the MLP tensors of two checkpoints are apart: what `weights` measures, and the columns of its table.
 *
 * @module
 */

import * as v from "valibot";
import { KEYS } from "./key_columns.ts";
import { column, type Columns, rowOf } from "./table.ts";
import { component, count, length, unknownLength } from "./values.ts";

/** The tensors of an MLP in the order of the arithmetic, each followed by its bias. */
export const COMPARED_TENSORS = component.options.flatMap((name) =>
  [name, `${name}_bias`] as const
);

/** Columns of the table, in the order of its CSV file. */
export const weightColumns = {
  layer: KEYS.layer,
  tensor: column(v.picklist(COMPARED_TENSORS), {
    label: "tensor",
    meaning:
      "gate, up and down are the matrices; pre_norm and post_norm the norm weights as they act, 1 + w where the model adds one; a name with _bias is what is added to that part.",
  }),
  n_elements: column(count, {
    label: "elements",
    meaning: "Elements of the tensor.",
  }),
  base_norm: column(length, {
    label: "|W base|",
    meaning: "Length of the tensor in the base: the root of the sum of its squared elements.",
  }),
  instruct_norm: column(length, {
    label: "|W instruct|",
    meaning: "The same in the instruct checkpoint.",
  }),
  delta_norm: column(length, {
    label: "|ΔW|",
    meaning: "Length of the difference, W instruct − W base.",
  }),
  relative_change: column(unknownLength, {
    label: "change",
    meaning: "|ΔW| / |W base|; unknown where the base is all zeros.",
    digits: 4,
  }),
  delta_angular: column(unknownLength, {
    label: "1 − cos",
    meaning:
      "1 − cos of the angle between the two tensors, each taken as one long vector: a change of length alone gives 0.",
    digits: 4,
  }),
  changed_share: column(length, {
    label: "elements that differ",
    meaning: "Share of the elements that are another number in the two.",
    digits: 4,
  }),
  largest_change: column(length, {
    label: "largest |Δ|",
    meaning: "Largest change of a single element.",
    digits: 4,
  }),
  rounding_change: column(unknownLength, {
    label: "rounding alone",
    meaning:
      "|bf16(W) − W| / |W|: by how much rounding to bfloat16 alone changes the tensor, of the sides that are wider than bfloat16 the larger; unknown where both are stored as bfloat16.",
    digits: 4,
  }),
} satisfies Columns;

const weightRow = rowOf(weightColumns);

/** How far one tensor of one layer is from its counterpart. */
export type WeightRow = v.InferOutput<typeof weightRow>;

/** A tensor of an MLP, or its bias. */
export type ComparedTensor = WeightRow["tensor"];

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
  /** What differs beside the weights, in whole sentences. */
  readonly remarks: readonly string[];
  readonly run: {
    readonly deltascope: string;
    /** ISO 8601. */
    readonly started: string;
    readonly seconds: number;
    readonly weight_bytes_read: number;
    /** The command as it may be published. */
    readonly command: string;
  };
}
