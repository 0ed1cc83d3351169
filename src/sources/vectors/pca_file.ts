/**
 * The principal components of a persona layout's PCA file: a dict around a fitted scikit-learn PCA, of any version.
 *
 * Shape letters: C hidden size.
 *
 * @module
 */

import { messageOf } from "../../text/error_message.ts";
import {
  isNumpyArray,
  type NumberArray,
  numberOf,
  numbersOf,
  stringsOf,
} from "../torch/numpy_records.ts";
import { describeNames, describeValue, isKind, type PickleValue } from "../torch/pickle_values.ts";
import { type NameRoom, newNameRoom, takeNames } from "../torch/name_room.ts";
import { readWholeTensor } from "../torch/tensor_values.ts";
import type { TorchFile } from "../torch/torch_file.ts";
import type { PcaFile } from "./vectors.ts";

type Dict = ReadonlyMap<PickleValue, PickleValue>;

/** Keys that the layout's makers write; those that are not read hold what the others were made from. */
const KNOWN_KEYS: ReadonlySet<string> = new Set([
  "layer",
  "pca",
  "variance_explained",
  "n_components",
  "scaler",
  "vectors",
  "roles",
  "traits",
  "pca_transformed",
]);

/** Bounds of the normal float32 numbers: a standard deviation outside of them is none of real activations. */
const [MIN_SIGMA, MAX_SIGMA] = [2 ** -126, 2 ** 128 - 2 ** 104];

/** Ratios are float32 sums in some files. */
const MAX_RATIO = 1 + 1e-4;

/**
 * Reads a PCA file; `fileName` is its base name. Rows of `components_` are kept as stored, sign and scale.
 *
 * @throws {Error} if the file is no dict with `layer` and a fitted `pca`, or its parts do not agree.
 */
export async function readPcaFile(file: TorchFile, fileName: string): Promise<PcaFile> {
  try {
    return await readPcaDict(file, fileName);
  } catch (cause) {
    const finding = messageOf(cause);
    throw new Error(
      `Cannot read PCA file ${file.label}: ${finding}; --pca computed makes components of the roles instead`,
      { cause },
    );
  }
}

async function readPcaDict(file: TorchFile, fileName: string): Promise<PcaFile> {
  const dict = file.value;
  if (!(dict instanceof Map)) throw new TypeError(`expected a dict, found ${describeValue(dict)}`);
  const layer = numberOf(dict.get("layer"));
  if (layer === undefined || !Number.isSafeInteger(layer) || layer < 0) {
    throw new TypeError(
      `expected "layer" to be a layer number, found ${layer ?? describeValue(dict.get("layer"))}`,
    );
  }
  const { shape, values: components } = componentsOf(dict.get("pca"));
  const [nComponents = 0, C = 0] = shape;
  return {
    fileName,
    layer,
    isLayerTold: true,
    nComponents,
    components,
    varianceExplained: await varianceOf(file, { dict, nComponents }),
    scalerClass: scalerOf(dict.get("scaler")),
    scalerScale: scaleOf(dict.get("scaler"), C),
    fitted: await fittedOf(file, { dict, nComponents }),
    unreadKeys: [...dict.keys()]
      .filter((key) => typeof key !== "string" || !KNOWN_KEYS.has(key))
      .map((key) => typeof key === "string" ? key : describeValue(key)),
  };
}

/** `components_` `[n, C]` of a fitted PCA. */
function componentsOf(pca: PickleValue | undefined): NumberArray {
  const isPca = isKind(pca, "record") && /\.(Incremental)?PCA$/.test(pca.className);
  if (!isPca) {
    throw new TypeError(`expected "pca" to be a scikit-learn PCA, found ${describeValue(pca)}`);
  }
  const array = pca.state instanceof Map ? pca.state.get("components_") : undefined;
  if (!isNumpyArray(array)) {
    throw new TypeError("expected a fitted PCA, found no components_ in it");
  }
  const components = numbersOf(array);
  const [nComponents = 0, C = 0] = components.shape;
  if (components.shape.length !== 2 || nComponents === 0 || C === 0) {
    throw new RangeError(`expected components_ [n, C], found [${components.shape.join(", ")}]`);
  }
  const broken = components.values.findIndex((value) => !Number.isFinite(value));
  if (broken !== -1) {
    throw new RangeError(
      `expected finite numbers in components_, found ${components.values[broken]} at element ${
        broken % C
      } of component ${Math.floor(broken / C) + 1}`,
    );
  }
  return components;
}

/** Ratios of the stored components; a file may have been cut to its first components and kept all ratios. */
async function varianceOf(
  file: TorchFile,
  { dict, nComponents }: { dict: Dict; nComponents: number },
): Promise<Float64Array | null> {
  const stored = dict.get("variance_explained") ?? null;
  if (stored === null) return null;
  const { values } = await readNumbers(file, { value: stored, what: "variance_explained" });
  const ratios = values.slice(0, nComponents);
  if (ratios.length < nComponents || !ratios.every((ratio) => ratio >= 0 && ratio <= MAX_RATIO)) {
    throw new RangeError(
      `expected variance_explained to hold ${nComponents} ratios between 0 and 1`,
    );
  }
  return ratios;
}

/** Class name of the scaler, without its module. */
function scalerOf(scaler: PickleValue | undefined): string | null {
  if (scaler === undefined || scaler === null) return null;
  if (!isKind(scaler, "record")) {
    throw new TypeError(
      `expected "scaler" to be an object or None, found ${describeValue(scaler)}`,
    );
  }
  if (scaler.stateForm === "any") {
    throw new TypeError(
      `expected "scaler" to be a StandardScaler or one that takes a mean off, found ${
        describeValue(scaler)
      }`,
    );
  }
  return scaler.className.slice(scaler.className.lastIndexOf(".") + 1);
}

/** `scale_` `[C]` of a StandardScaler; null where it was made without, and with every other scaler. */
function scaleOf(scaler: PickleValue | undefined, C: number): Float64Array | null {
  if (scalerOf(scaler) !== "StandardScaler" || !isKind(scaler, "record")) return null;
  const stored = scaler.state instanceof Map ? scaler.state.get("scale_") ?? null : null;
  if (stored === null) return null;
  if (!isNumpyArray(stored)) {
    throw new TypeError(
      `expected scale_ of the scaler to be an array, found ${describeValue(stored)}`,
    );
  }
  const { shape, values } = numbersOf(stored);
  if (shape.length !== 1 || shape[0] !== C) {
    throw new RangeError(`expected scale_ of the scaler [${C}], found [${shape.join(", ")}]`);
  }
  const broken = values.findIndex((sigma) => !(sigma >= MIN_SIGMA && sigma <= MAX_SIGMA));
  if (broken !== -1) {
    throw new RangeError(
      `expected positive numbers of float32 in scale_ of the scaler, found ${
        values[broken]
      } at element ${broken}`,
    );
  }
  return values;
}

/** The vectors that the PCA was fitted on, by name, with their coordinates `[names, nComponents]`. */
async function fittedOf(
  file: TorchFile,
  { dict, nComponents }: { dict: Dict; nComponents: number },
): Promise<PcaFile["fitted"]> {
  const labels = dict.get("roles") ?? dict.get("traits") ?? null;
  const stored = dict.get("pca_transformed") ?? null;
  if (labels === null || stored === null) return null;
  const names = namesOf(labels);
  const { shape, values } = await readNumbers(file, { value: stored, what: "pca_transformed" });
  const [nRows = 0, nColumns = 0] = shape;
  if (shape.length !== 2 || nRows !== names.length || nColumns < nComponents) {
    throw new RangeError(
      `expected pca_transformed [${names.length}, ${nComponents}], found [${shape.join(", ")}]`,
    );
  }
  if (!values.every(Number.isFinite)) {
    throw new RangeError("expected finite numbers in pca_transformed");
  }
  const coordinates = new Float64Array(nRows * nComponents);
  for (let row = 0; row < nRows; row++) {
    const start = row * nColumns;
    coordinates.set(values.subarray(start, start + nComponents), row * nComponents);
  }
  return { names, coordinates };
}

/**
 * Names from a list, or from a dict of lists by vector key (`{"pos_2": [...], "pos_3": [...]}`), whose vectors were stacked in
 * that order; where there are several keys a name carries its own, since one role may occur under each.
 */
function namesOf(labels: PickleValue): string[] {
  const room = newNameRoom();
  if (!(labels instanceof Map)) return textsOf(labels, room);
  const hasOneKey = labels.size === 1;
  return [...labels].flatMap(([key, list]) => {
    if (typeof key !== "string") throw new TypeError("expected names by vector key");
    return textsOf(list, room, hasOneKey ? 0 : key.length)
      .map((name) => hasOneKey ? name : `${name} (${key})`);
  });
}

/** `nMore` is what each name gets longer by. */
function textsOf(value: PickleValue, room: NameRoom, nMore = 0): string[] {
  if (isNumpyArray(value)) return takeNames(room, stringsOf(value), nMore);
  const items = isKind(value, "tuple") ? value.items : value;
  const isTexts = Array.isArray(items) &&
    items.every((item): item is string => typeof item === "string");
  if (!isTexts) throw new TypeError(`expected a list of names, found ${describeNames(value)}`);
  return takeNames(room, items, nMore);
}

/** Numbers from a numpy array, a tensor or a list of numbers. */
async function readNumbers(
  file: TorchFile,
  { value, what }: { value: PickleValue; what: string },
): Promise<NumberArray> {
  if (isNumpyArray(value)) return numbersOf(value);
  if (isKind(value, "tensor")) {
    return { shape: value.shape, values: await readWholeTensor(file, value) };
  }
  const numbers = Array.isArray(value) ? value.map(numberOf) : [undefined];
  if (!numbers.every((number) => number !== undefined)) {
    throw new TypeError(`expected ${what} to be numbers, found ${describeValue(value)}`);
  }
  return { shape: [numbers.length], values: Float64Array.from(numbers) };
}
