/**
 * How a dict `v` of a `.pt` file that is nearly one of vectors by their names becomes one: the line of Python.
 *
 * Shape letters: C hidden size, L layers, S vectors.
 *
 * @module
 */

import { isKind, type PickleValue, type TensorRecord } from "../../torch/pickle_values.ts";
import { asStack, type AsTensor, asTensor, squeezed } from "../../torch/as_tensor.ts";
import { isByLayer, savedAlone, severalAdvice, tensorAdvice } from "../../torch/tensor_advice.ts";
import { floatDtype } from "../../torch/tensor_values.ts";
import { quote } from "../../../text/quote.ts";
import { isVectorShape } from "../matrix_rows.ts";
import { NAME_KEYS, VECTORS_KEY, WAY_KEY } from "./dict_keys.ts";

type Dict = Map<PickleValue, PickleValue>;

/** Whether a value is a vector, of one layer or of all. */
export function isVector(value: PickleValue | undefined): value is TensorRecord {
  return isKind(value, "tensor") && isVectorShape(value.shape) &&
    floatDtype(value.storage.dtype) !== undefined;
}

/** What to do, as it reads after what was found; null where that is not known. */
export function dictAdvice(dict: Dict): string | null {
  return isByLayer(dict)
    ? layersAdvice(dict)
    : stackAdvice(dict) ?? kindsAdvice(dict) ?? namesAdvice(dict);
}

/** Of keys that all end in numbers: one vector by its layers, several, or the vectors of each layer. */
function layersAdvice(dict: Dict): string | null {
  const values = [...dict.values()];
  if (values.every((value) => value instanceof Map)) {
    const inner = values.map((value) => [...value.values()][0] ?? null);
    const one = stackOf(inner, { item: "v[k][name]", loop: "for k in KEYS" });
    return one === null || one.shape.length > 2
      ? null
      : `${OF_EACH}: ${savedAlone(`{name: ${one.expression} for name in NAMES}`)}`;
  }
  const nNames = new Set(dict.keys().map((key) => String(key).replace(/\d+/, ""))).size;
  if (nNames === 1) {
    const advice = tensorAdvice(dict, savedAlone, severalAdvice);
    return advice && `${advice}; ${IF_NAMES}`;
  }
  const one = stackOf(values, { item: "v[k]", loop: "for k in KEYS[name]" });
  if (one === null || one.shape.length > 3) return null;
  const line = (expression: string) => savedAlone(`{name: ${expression} for name in NAMES}`);
  const mean = line(`${one.expression}.mean(0)`);
  // Vectors of all layers are not the layers of one.
  return one.shape.length === 3
    ? `where the numbers are seeds or the like, save the mean of each: ${mean}; ${IF_NAMES}`
    : `${OF_EACH}: ${
      line(one.expression)
    }, or where the numbers are seeds or the like, the mean of each: ${mean}; ${IF_NAMES}`;
}

const OF_EACH = "save the layers of each vector as one tensor, in their order";
const IF_NAMES = "if these are names, call them so that they do not end in a number";

function stackOf(items: readonly PickleValue[], words: { item: string; loop: string }) {
  const stack = asStack(items, words);
  return stack && squeezed(stack);
}

/** Of names and an array `[S, L, C]` of numbers, or `[S, C]` of one layer, under other keys than those of a stack. */
function stackAdvice(dict: Dict): string | null {
  const entries = [...dict];
  const names = entries.find(([, value]) =>
    Array.isArray(value) && value.length > 0 && value.every((it) => typeof it === "string")
  );
  if (names === undefined) return null;
  const [namesKey, { length: S }] = names as [PickleValue, PickleValue[]];
  const others = entries.filter(([key]) => key !== namesKey).flatMap(([key, value]) => {
    const tensor = asTensor(value, `v[${pythonKey(key)}]`);
    return tensor === null ? [] : [squeezed(tensor)];
  });
  const stack = others.find(({ shape }) => shape.length === 3) ??
    others.find(({ shape }) => shape.length === 2 && shape[0] === S);
  return stack === undefined ? null : namedStackAdvice(stack, { key: namesKey, S });
}

/** How S vectors, and the names that lie under a key, are saved so that they are read. */
export function namedStackAdvice(
  { expression, shape }: AsTensor,
  { key, S }: { key: PickleValue; S: number },
): string | null {
  const names = `v[${pythonKey(key)}]`;
  if (shape.length === 2 && shape[0] === S) {
    return `save each under its name: ${savedAlone(`dict(zip(${names}, ${expression}))`)}`;
  }
  if (shape.length !== 3 || shape[0] !== S && shape[1] !== S) return null;
  const vectors = shape[0] === S ? expression : `${expression}.transpose(0, 1)`;
  const namesKey = typeof key === "string" && NAME_KEYS.has(key) ? key : "names";
  return `save the two under these keys: ${
    savedAlone(`{${quote(namesKey)}: ${names}, ${quote(VECTORS_KEY)}: ${vectors}}`)
  }`;
}

/** Keys of a dict of roles or of traits, with what its names are to begin with. */
const KIND_KEYS: readonly (readonly [RegExp, string])[] = [
  [/^roles?(?:_vectors)?$/i, "role."],
  [/^traits?(?:_vectors)?$/i, "trait."],
];

/** Of roles and traits in a dict each, and vectors such as the default beside them. */
function kindsAdvice(dict: Dict): string | null {
  const parts = [...dict].map(([key, value]) => {
    const at = `v[${pythonKey(key)}]`;
    if (isVector(value)) return `${pythonKey(key)}: ${at}`;
    const kind = KIND_KEYS.find(([name]) => name.test(String(key)));
    return kind === undefined || !isOfVectors(value)
      ? null
      : `**{${quote(kind[1])} + k: x for k, x in ${at}.items()}`;
  });
  const isKnown = parts.every((part) => part !== null) &&
    parts.some((part) => part?.startsWith("**"));
  return isKnown
    ? `save them in one dict, under names that say what they are: ${
      savedAlone(`{${parts.join(", ")}}`)
    }`
    : null;
}

/** Of names whose values are no vectors, all or some. */
function namesAdvice(dict: Dict): string | null {
  const others = [...dict].filter(([, value]) => !isVector(value));
  const [first] = others;
  if (first === undefined) return null;
  const [key, value] = first;
  if (others.length === dict.size) {
    // Names may share a value, which is looked at once.
    const values = [...new Set(dict.values())];
    if (values.every(isOfVectors)) {
      return `save one of the dicts in it alone: ${savedAlone(`v[${pythonKey(key)}]`)}`;
    }
    const [way = ""] = value instanceof Map ? value.keys() : [];
    if (values.every((it) => it instanceof Map && it.has(way) && hasWays(it))) {
      return `save one way of averaging alone: ${
        savedAlone(`{name: v[${pythonKey(way)}] for name, v in vectors.items()}`)
      }`;
    }
    const plain = values.map((it) => tensorAdvice(it, (expression) => expression));
    return plain.every((it) => it === plain[0])
      ? tensorAdvice(
        value,
        (expression) => savedAlone(`{name: ${expression} for name, v in vectors.items()}`),
      )
      : null;
  }
  const left = dict.size - others.length;
  if (others.length >= left) return null;
  const keys = others.map(([it]) => pythonKey(it)).join(", ");
  return `save it without what is no vector: ${
    savedAlone(`{k: x for k, x in v.items() if k not in [${keys}]}`)
  }`;
}

/** Whether a value is a dict of vectors by their names. */
function isOfVectors(value: PickleValue): boolean {
  return value instanceof Map && value.size > 0 && !isByLayer(value) && !hasWays(value) &&
    value.values().every(isVector);
}

/** Whether the keys of a dict are ways of averaging one vector, in which it has that. */
function hasWays(dict: Dict): boolean {
  return dict.size > 0 &&
    dict.keys().every((key) => typeof key === "string" && WAY_KEY.test(key)) &&
    dict.values().every(isVector);
}

/** A key as Python writes it. */
function pythonKey(key: PickleValue): string {
  return typeof key === "string" ? quote(key) : String(key);
}
