/**
 * The kinds of values that results are made of.
 *
 * @module
 */

import * as v from "valibot";

/** Any text. */
export const text = v.string();
/** A finite number. */
export const number = v.pipe(v.number(), v.finite("finite number"));
/** A whole number from 0 on. */
export const count = v.pipe(
  number,
  v.safeInteger("whole number"),
  v.minValue(0, "number from 0 on"),
);
/** A length, or another number that is never below 0. */
export const length = v.pipe(number, v.minValue(0, "number from 0 on"));
/** What a semantic vector stands for. */
export const kind = v.picklist(["role", "trait"]);
/** Both kinds, in the order of tables. */
export const VECTOR_KINDS = kind.options;

/** A number that may be unknown. */
export const unknownable = v.nullable(number);
/** A number from 0 on that may be unknown. */
export const unknownLength = v.nullable(length);
/** A number that earlier runs did not write: absent is unknown. */
export const later = v.optional(unknownable, null);

/** One vector's part in a difference. */
export const projectionRow = v.object({
  name: text,
  kind,
  /** d . s */
  projection: number,
  /** d . s / (|d| |s|); null where d is zero. */
  cosine: unknownable,
});

/** A vector and its projection. */
export type ProjectionRow = v.InferOutput<typeof projectionRow>;

/** Which coordinates of the outputs count: all, without the outliers, or without the component along the mean state. */
export const variant = v.picklist(["raw", "trimmed", "centred"]);
/** What PC1 is compared with. */
export const baselineName = v.picklist(["isotropic", "persona", "roles", "controls"]);
/** All variants, raw first. */
export const VARIANTS = variant.options;
/** All baselines, in the order of `data/baseline.csv`. */
export const BASELINES = baselineName.options;

/** *raw*: all coordinates; *trimmed*: without O. Where no coordinate is an output's, there is only *raw*. */
export const outputVariant = v.picklist(["raw", "trimmed"]);
/** The variants of quantities in the output space. */
export const OUTPUT_VARIANTS = outputVariant.options;

/** Products on the way from input to output; `base_normed` is the down product after the base's post-norm in both models. */
export const stage = v.picklist(["gate", "up", "hidden", "down", "base_normed", "output"]);
/** All stages in the order of the arithmetic. */
export const STAGES = stage.options;

/** The tensors of one MLP. */
export const component = v.picklist(["pre_norm", "gate", "up", "down", "post_norm"]);
/** All components in the order of the arithmetic. */
export const COMPONENTS = component.options;

/** What a spread is of. Angles, shares and projections of the same names stand in the tables above. */
export const quantity = v.picklist([
  "gate_angular",
  "up_angular",
  "hidden_angular",
  "down_angular",
  "base_normed_angular",
  "output_angular",
  "down_even_share",
  "output_even_share",
  "base_self_projection",
  "instruct_self_projection",
  "self_projection_change",
  "base_orthogonal_norm",
  "instruct_orthogonal_norm",
  "orthogonal_norm_change",
]);
/** All of them. */
export const QUANTITIES = quantity.options;

/** A record with one entry a layer, keyed by the layer number as text. */
export function byLayer<T extends v.GenericSchema>(entry: T) {
  return v.record(v.pipe(v.string(), v.regex(/^(0|[1-9]\d*)$/, "layer number as key")), entry);
}

/** One product on the way. */
export type Stage = v.InferOutput<typeof stage>;
/** One tensor of an MLP. */
export type MlpComponent = v.InferOutput<typeof component>;
/** Which coordinates of the output space count. */
export type OutputVariant = v.InferOutput<typeof outputVariant>;
/** What a spread is of. */
export type Quantity = v.InferOutput<typeof quantity>;
/** Which coordinates of the outputs count. */
export type Variant = v.InferOutput<typeof variant>;
/** What PC1 is compared with. */
export type BaselineName = v.InferOutput<typeof baselineName>;
