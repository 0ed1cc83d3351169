/** A value of a `.pt` file as JSON, in the form that tests/oracle/torch_fixtures.py writes: to compare with what torch read. */

import {
  isNumpyArray,
  numberOf,
  numbersOf,
  stringsOf,
} from "../../src/sources/torch/numpy_records.ts";
import { isKind, type PickleValue } from "../../src/sources/torch/pickle_values.ts";
import { readWholeTensor } from "../../src/sources/torch/tensor_values.ts";
import type { TorchFile } from "../../src/sources/torch/torch_file.ts";

export async function describe(
  file: TorchFile,
  value: PickleValue | undefined,
): Promise<unknown> {
  const all = (items: readonly PickleValue[]) =>
    Promise.all(items.map((item) => describe(file, item)));
  if (typeof value === "bigint") return { int: String(value) };
  if (Array.isArray(value)) return { list: await all(value) };
  if (value instanceof Map) {
    return { dict: await Promise.all([...value].map((pair) => all(pair))) };
  }
  if (isKind(value, "tuple")) return { tuple: await all(value.items) };
  if (value instanceof Uint8Array) return { bytes: [...value] };
  if (isKind(value, "latin1")) {
    return { bytes: Array.from(value.text, (character) => character.charCodeAt(0)) };
  }
  if (isKind(value, "tensor")) {
    return {
      tensor: { shape: value.shape, values: [...await readWholeTensor(file, value)] },
    };
  }
  if (isNumpyArray(value)) {
    try {
      return { strings: stringsOf(value) };
    } catch {
      const { shape, values } = numbersOf(value);
      return { ndarray: { shape, values: [...values] } };
    }
  }
  if (isKind(value, "record")) return { scalar: numberOf(value) };
  if (isKind(value, "float")) return value.value;
  return value;
}
