/**
 * The expression of Python's that makes one tensor of floating-point numbers of a value of a `.pt` file, and the shape that it has.
 *
 * Shape letters: C hidden size, L layers, S vectors, T tokens.
 *
 * @module
 */

import { isNumpyArray, outlineOf } from "./numpy_records.ts";
import { NUMPY_SCALAR } from "./pickle_globals.ts";
import { isKind, type PickleValue } from "./pickle_values.ts";
import { floatDtype } from "./tensor_values.ts";

/** More layers than models have, or vectors than lie in a list: nothing is said of a longer one, as values may share their parts. */
const MAX_ITEMS = 4096;
/** Of lists in one another no more are opened. */
const MAX_DEPTH = 4;

/** What makes a tensor, and of which shape. */
export interface AsTensor {
  readonly expression: string;
  readonly shape: readonly number[];
}

/** What makes a tensor of a value that is an array of numbers, in whatever form; null where it is none. `name` is what Python calls it. */
export function asTensor(value: PickleValue | undefined, name: string): AsTensor | null {
  if (isKind(value, "tensor")) {
    const isFloat = floatDtype(value.storage.dtype) !== undefined;
    return { expression: isFloat ? name : `${name}.float()`, shape: value.shape };
  }
  if (isNumpyArray(value)) {
    const outline = outlineOf(value);
    const float = outline?.isFloat ? "" : ".float()";
    return outline && { expression: `torch.from_numpy(${name})${float}`, shape: outline.shape };
  }
  const shape = shapeOfLists(value);
  return shape && { expression: `torch.tensor(${name}).float()`, shape };
}

/**
 * What makes one tensor of values that are alike; null where they are not. `item` is what Python calls one of them, `loop` runs
 * through them, and `whole` names all where nothing need be done to each.
 */
export function asStack(
  items: readonly PickleValue[],
  { item, loop, whole }: { item: string; loop: string; whole?: string },
): AsTensor | null {
  const first = asTensor(items[0], item);
  if (first === null || items.length > MAX_ITEMS) return null;
  const { expression, shape } = first;
  const areAlike = items.every((it) => {
    const other = asTensor(it, item);
    return other?.expression === expression && other.shape.join() === shape.join();
  });
  if (!areAlike) return null;
  const all = expression === item && whole !== undefined ? whole : `[${expression} ${loop}]`;
  return { expression: `torch.stack(${all})`, shape: [items.length, ...shape] };
}

/** The same without axes of length 1, where it has more than a vector of each layer. */
export function squeezed({ expression, shape }: AsTensor): AsTensor {
  const longer = shape.filter((n) => n !== 1);
  return shape.length > 2 && longer.length < shape.length
    ? { expression: `${expression}.squeeze()`, shape: longer }
    : { expression, shape };
}

/** Whether values are the states of all tokens at each layer as transformers gives them, `[1, T, C]`. */
export function areHiddenStates(values: readonly PickleValue[]): boolean {
  return values.length > 0 && values.length <= MAX_ITEMS &&
    values.every((value) =>
      isKind(value, "tensor") && value.shape.length === 3 && value.shape[0] === 1 &&
      value.shape[1]! > 1
    );
}

/** The items of a list or tuple; null of anything else. */
export function itemsOf(value: PickleValue | undefined): readonly PickleValue[] | null {
  if (isKind(value, "tuple")) return value.items;
  return Array.isArray(value) ? value : null;
}

/** The shape of lists of numbers by the first of each: Python says where others have another length. */
function shapeOfLists(value: PickleValue | undefined): number[] | null {
  const shape: number[] = [];
  let inner = value;
  for (let items = itemsOf(inner); items !== null; items = itemsOf(inner)) {
    if (items.length === 0 || shape.length === MAX_DEPTH) return null;
    shape.push(items.length);
    [inner] = items;
  }
  const isNumber = typeof inner === "number" || isKind(inner, "float") ||
    isKind(inner, "record") && inner.className === NUMPY_SCALAR;
  return isNumber && shape.length > 0 ? shape : null;
}
