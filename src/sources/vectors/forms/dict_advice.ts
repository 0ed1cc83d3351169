/**
 * How a dict `v` of a `.pt` file that is nearly one of vectors by their names becomes one: the line of Python.
 *
 * Shape letters: C hidden size, L layers, S vectors.
 *
 * @module
 */

import { isKind, type PickleValue, type TensorRecord } from "../../torch/pickle_values.ts";
import { isByLayer, savedAlone, tensorAdvice } from "../../torch/tensor_advice.ts";
import { floatDtype } from "../../torch/tensor_values.ts";
import { quote } from "../../../text/quote.ts";
import { isVectorShape } from "../matrix_rows.ts";

type Dict = ReadonlyMap<PickleValue, PickleValue>;

/** Whether a value is a vector, of one layer or of all. */
export function isVector(value: PickleValue | undefined): value is TensorRecord {
  return isKind(value, "tensor") && isVectorShape(value.shape) &&
    floatDtype(value.storage.dtype) !== undefined;
}

/** What to do, as it reads after what was found; null where that is not known. */
export function dictAdvice(dict: Dict): string | null {
  return isByLayer(dict) ? layersAdvice(dict) : stackAdvice(dict) ?? namesAdvice(dict);
}

/** Of keys that all end in numbers: one vector by its layers, several, or the vectors of each layer. */
function layersAdvice(dict: Dict): string {
  if (dict.values().every((value) => value instanceof Map)) {
    return `save the layers of each vector as one tensor, in their order: ${
      savedAlone("{name: torch.stack([v[k][name] for k in KEYS]) for name in NAMES}")
    }`;
  }
  const nNames = new Set(dict.keys().map((key) => String(key).replace(/\d+/, ""))).size;
  const advice = nNames > 1
    ? `save the layers of each vector as one tensor, in their order: ${
      savedAlone("{name: torch.stack([v[k] for k in KEYS[name]]) for name in NAMES}")
    }`
    : `save its layers as one tensor, in their order: ${
      savedAlone("torch.stack([v[k] for k in KEYS])")
    }`;
  return `${advice}; if these are names, call them so that they do not end in a number`;
}

/** Of names and a tensor `[S, L, C]` under other keys than those of a stack. */
function stackAdvice(dict: Dict): string | null {
  const entries = [...dict];
  const stack = entries.find(([, value]) => isKind(value, "tensor") && value.shape.length === 3);
  const names = entries.find(([, value]) =>
    Array.isArray(value) && value.length > 0 && value.every((it) => typeof it === "string")
  );
  if (stack === undefined || names === undefined) return null;
  return `save the two under these keys: ${
    savedAlone(`{"names": v[${pythonKey(names[0])}], "vectors": v[${pythonKey(stack[0])}]}`)
  }`;
}

/** Of names whose values are no vectors, all or some. */
function namesAdvice(dict: Dict): string | null {
  const others = [...dict].filter(([, value]) => !isVector(value));
  const [first] = others;
  if (first === undefined) return null;
  const [key, value] = first;
  if (others.length === dict.size) {
    if (others.every(([, it]) => isOfVectors(it))) {
      return `save one of the dicts in it alone: ${savedAlone(`v[${pythonKey(key)}]`)}`;
    }
    const plain = others.map(([, it]) => tensorAdvice(it, (expression) => expression));
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
  return value instanceof Map && value.size > 0 && !isByLayer(value) &&
    value.values().every(isVector);
}

/** A key as Python writes it. */
function pythonKey(key: PickleValue): string {
  return typeof key === "string" ? quote(key) : String(key);
}
