/**
 * Arrays of a `.npz` file that hold several vectors at once, and those that have their names.
 *
 * Shape letters: C hidden size, L layers; N vectors.
 *
 * @module
 */

import { dictAdvice, stackAdvice } from "../../folder/advice.ts";
import type { StoredArray } from "../../npy/npy.ts";

/** Keys under which the names of vectors lie. */
const NAMES_KEY = /name|label|role|trait|persona|character/i;
/** numpy's dtypes of text, and of Python objects. */
const TEXT_DESCR = /^[<>|=]?[USO]/;

/** An array that is of no floating-point numbers. */
export interface OtherArray {
  readonly key: string;
  readonly descr: string;
  readonly shape: readonly number[];
}

/** An array under its key. */
export interface KeyedArray {
  readonly key: string;
  readonly array: StoredArray;
}

/** How an array of several vectors, or a dict of them, is saved so that it is read; null where there is none. */
export function adviceOf(
  [stack]: readonly KeyedArray[],
  others: readonly OtherArray[],
): string | null {
  if (stack !== undefined) {
    const { key, array: { shape: [first, second] } } = stack;
    const namesOf = (N?: number) => others.find((other) => isNamesOf({ shape: [N] }, other))?.key;
    const [names, ofSecond] = [namesOf(first), namesOf(second)];
    if (names !== undefined) return stackAdvice({ array: key, names });
    if (ofSecond !== undefined) {
      return stackAdvice({ array: key, names: ofSecond, isLayersFirst: true });
    }
    return stackAdvice({ array: key });
  }
  const dict = others.find(({ descr, shape }) => descr.includes("O") && shape.length === 0);
  return dict === undefined ? null : dictAdvice(dict.key);
}

/** The one matrix of which another array names the rows, each of them a vector `[C]`; null where there is none. */
export function namedRows(
  arrays: readonly KeyedArray[],
  others: readonly OtherArray[],
): { key: string; rowNames: string } | null {
  const found = arrays.flatMap(({ key, array }) => {
    const names = array.shape.length === 2 && others.find((other) => isNamesOf(array, other));
    return names ? [{ key, rowNames: names.key }] : [];
  });
  // Of several such matrices each is a vector, with as many layers as there are names.
  return found.length === 1 ? found[0]! : null;
}

/** Whether an array holds a name for each entry of the first dimension. */
function isNamesOf(
  { shape: [N] }: { readonly shape: readonly (number | undefined)[] },
  { key, descr, shape }: OtherArray,
): boolean {
  return NAMES_KEY.test(key) && TEXT_DESCR.test(descr) && shape.length === 1 && shape[0] === N;
}
