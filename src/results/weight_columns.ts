/**
 * The columns of a comparison of weights.
 *
 * @module
 */

import * as v from "valibot";
import { KEYS } from "./key_columns.ts";
import { column, type Columns, type TableColumn } from "./table.ts";
import { COMPONENTS, count, length, unknownLength } from "./values.ts";
import type { OtherWeightRow, WeightRow } from "./weight_comparison.ts";

/** The tensors of an MLP in the order of the arithmetic, each followed by its bias. */
const COMPARED_TENSORS = COMPONENTS.flatMap((name) => [name, `${name}_bias`] as const);

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
    label: "relative change",
    meaning: "|ΔW| / |W base|; unknown where the base is all zeros.",
    digits: 4,
  }),
  delta_angular: column(unknownLength, {
    label: "1 − cos",
    meaning:
      "1 − cos of the angle between the two tensors, each taken as one long vector: a change of length alone gives 0; unknown where one is all zeros, or a millionth of the other’s length.",
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
      "|bf16(W) − W| over the length of W as compared: by how much rounding to bfloat16 alone changes the tensor, of the sides that are wider than bfloat16 the larger; unknown where both are stored as bfloat16.",
    digits: 4,
  }),
  delta_spectral_norm: column(unknownLength, {
    label: "largest singular value",
    meaning:
      "Largest singular value of ΔW = W instruct − W base; unknown of what is no matrix. It is found by a few products, from below: a few percent too low where no direction stands out.",
    digits: 4,
  }),
  delta_stable_rank: column(unknownLength, {
    label: "stable rank",
    meaning:
      "|ΔW|² over the square of the largest singular value: of a change in one direction 1, of one in n directions alike n. It is too high by what that value is too low.",
    digits: 4,
  }),
  delta_top8_share: column(unknownLength, {
    label: "in 8 directions",
    meaning:
      "Share of |ΔW|² in the eight directions that hold most of it: the squares of the eight largest singular values, found from below.",
    digits: 4,
  }),
  delta_low_rank: column(v.nullable(count), {
    label: "low rank",
    meaning:
      "In how few directions all of the change lies, but for a ten-thousandth of |ΔW|²: the rank of a change that an adapter of no more than that makes; unknown where eight directions hold less.",
  }),
  isotropic_top8_share: column(unknownLength, {
    label: "in 8 directions, isotropic",
    meaning:
      "About the most that this share is of a matrix of the same shape whose elements are independent, with one variance.",
    digits: 4,
  }),
} satisfies Columns & Record<keyof WeightRow, TableColumn>;

const { layer: _layer, tensor: _tensor, ...measured } = weightColumns;

/** Columns of the table of tensors that are none of an MLP, in the order of its CSV file. */
export const otherWeightColumns = {
  layer: column(v.nullable(count), {
    label: "layer",
    meaning: "Layer, from 0; none of what is in no layer.",
  }),
  tensor: column(v.string(), {
    label: "tensor",
    meaning:
      "Name of the tensor within its layer, without .weight, or the whole name of what is in none; norm weights are as they act.",
    isName: true,
  }),
  shape: column(v.string(), {
    label: "shape",
    meaning: "Rows and columns; of a vector its elements.",
  }),
  ...measured,
} satisfies Columns & Record<keyof OtherWeightRow, TableColumn>;
