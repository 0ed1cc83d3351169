/**
 * How a value that stands where a tensor was to be is saved as one.
 *
 * @module
 */

import { isNumpyArray } from "./numpy_records.ts";
import { isKind, type PickleValue } from "./pickle_values.ts";

/** Keys by which layers are told apart, with their numbers. */
const LAYER_KEY = /^(?!pos_)\D*\d+(?:\.\D*)?$/;

/** Whether the keys of a dict are layers by their names, so that it is one vector by its layers. */
export function isByLayer(dict: ReadonlyMap<PickleValue, PickleValue>): boolean {
  return dict.size > 0 && dict.keys().every((key) => LAYER_KEY.test(String(key)));
}

/** The line that saves a tensor as all of a file. */
export function savedAlone(expression: string): string {
  return `torch.save(${expression}, FILE)`;
}

/**
 * What to do with a value `v`, as it reads after what was found; null where it is none of which that is known.
 *
 * @param saved The line that saves an expression of Python's.
 */
export function tensorAdvice(
  value: PickleValue,
  saved: (expression: string) => string,
): string | null {
  if (Array.isArray(value) || isKind(value, "tuple")) {
    return `save its layers as one tensor: ${saved("torch.stack(v)")}`;
  }
  if (isNumpyArray(value)) return `save it as a tensor: ${saved("torch.from_numpy(v)")}`;
  if (value instanceof Map && isByLayer(value)) {
    return `save its layers as one tensor, in their order: ${
      saved("torch.stack([v[k] for k in KEYS])")
    }`;
  }
  return null;
}
