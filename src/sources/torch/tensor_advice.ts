/**
 * How a value that stands where a tensor was to be is saved as one.
 *
 * Shape letters: C hidden size, L layers, S vectors.
 *
 * @module
 */

import {
  areHiddenStates,
  asStack,
  type AsTensor,
  asTensor,
  itemsOf,
  squeezed,
} from "./as_tensor.ts";
import type { PickleValue } from "./pickle_values.ts";

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

/** What to do with a tensor `[S, L, C]` that is all of a file. */
export function severalAdvice(expression: string): string {
  return `where it is several vectors, give their names too: ${
    savedAlone(`{"names": [...], "vectors": ${expression}}`)
  }`;
}

/**
 * What to do with a value `v`, as it reads after what was found; null where it is none of which that is known.
 *
 * @param saved The line that saves an expression of Python's.
 * @param ofSeveral What to do with an expression of several vectors, where they may stand there.
 */
export function tensorAdvice(
  value: PickleValue,
  saved: (expression: string) => string,
  ofSeveral?: (expression: string) => string,
): string | null {
  const items = itemsOf(value);
  if (items !== null && areHiddenStates(items)) {
    const means = "torch.stack([h[0].mean(0) for h in v])";
    return `where it is hidden_states, save the mean over tokens: ${saved(means)}`;
  }
  const found = asOneTensor(value);
  if (found === null) return null;
  const { expression, shape } = squeezed(found.tensor);
  if (expression === "v" && shape.length !== 3) return null;
  if (shape.length === 1) return `save it as a tensor: ${saved(expression)}`;
  if (shape.length === 2) return `${found.what}: ${saved(expression)}`;
  return shape.length === 3 ? ofSeveral?.(expression) ?? null : null;
}

/** What makes a tensor of the value, with what to do where its rows are layers. */
function asOneTensor(value: PickleValue): { tensor: AsTensor; what: string } | null {
  const found = (tensor: AsTensor | null, what: string) => tensor && { tensor, what };
  if (value instanceof Map) {
    return isByLayer(value)
      ? found(layersAsTensor([...value.values()]), "save its layers as one tensor, in their order")
      : null;
  }
  const items = itemsOf(value);
  if (items === null) return found(asTensor(value, "v"), "save it as a tensor");
  const tensor = asTensor(value, "v") ??
    asStack(items, { item: "it", loop: "for it in v", whole: "v" });
  return found(tensor, "save its layers as one tensor");
}

/** Of layers in a dict; where each holds several vectors, these come first. */
function layersAsTensor(layers: readonly PickleValue[]): AsTensor | null {
  const tensor = asStack(layers, { item: "v[k]", loop: "for k in KEYS" });
  const [L = 0, S = 1, ...others] = tensor?.shape ?? [];
  return tensor === null || others.length === 0 || S === 1
    ? tensor
    : { expression: tensor.expression.replace(/\)$/, ", 1)"), shape: [S, L, ...others] };
}
