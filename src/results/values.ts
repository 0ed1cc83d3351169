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
/** What a semantic vector stands for. */
export const kind = v.picklist(["role", "trait"]);

/** A number that may be unknown. */
export const unknownable = v.nullable(number);
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
