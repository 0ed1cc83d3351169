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
  if (Array.isArray(value)) return listAdvice(value, saved);
  if (isKind(value, "tuple")) return listAdvice(value.items, saved);
  if (isNumpyArray(value)) return `save it as a tensor: ${saved("torch.from_numpy(v)")}`;
  if (value instanceof Map && isByLayer(value)) {
    return `save its layers as one tensor, in their order: ${
      saved("torch.stack([v[k] for k in KEYS])")
    }`;
  }
  return null;
}

/** The same of a list, by what it is a list of. */
function listAdvice(
  items: readonly PickleValue[],
  saved: (expression: string) => string,
): string | null {
  if (items.length === 0) return null;
  const all = (isOne: (item: PickleValue) => boolean) => items.every(isOne);
  const expression = all((item) => isKind(item, "tensor"))
    ? "torch.stack(v)"
    : all(isNumpyArray)
    ? "torch.stack([torch.from_numpy(it) for it in v])"
    : all((item) => typeof item === "number" || Array.isArray(item))
    ? "torch.tensor(v)"
    : null;
  return expression && `save its layers as one tensor: ${saved(expression)}`;
}
