/**
 * The tensors of a layer in the open weight files of a checkpoint folder.
 *
 * Shape letters: C hidden size, F intermediate size.
 *
 * @module
 */

import { ONE_MODEL_ADVICE, QUANTISED_ADVICE, UNGATHERED_ADVICE } from "../folder/advice.ts";
import { quote, shownName, shownShape } from "../../text/quote.ts";
import type { OpenedCheckpoint } from "./open_shards.ts";
import { allNames, type PartName, type PartNames } from "./part_names.ts";
import type { StoredTensor } from "../safetensors/safetensors.ts";
import { SafetensorsError } from "../safetensors/safetensors_header.ts";
import { describeOtherNames, describeTensorNames } from "./tensor_names.ts";
import { type LayerWeights, type WeightDtype, type WeightTensor, widthOf } from "./weights.ts";

/**
 * The MLP tensors of one layer, each found in its shard with the shape that the recipe gives, and the others where they are asked for.
 *
 * @throws {Error} naming the tensor and file if one is missing or not as expected; {RangeError} if there is no such layer.
 */
export function layerWeights(layer: number, opened: OpenedCheckpoint): LayerWeights {
  const { nLayers, hiddenSize, biased } = opened.recipe;
  if (!Number.isInteger(layer) || layer < 0 || layer >= nLayers) {
    throw new RangeError(
      `Cannot read layer ${layer} of ${shownName(opened.folder.name)}: expected 0 to ${
        nLayers - 1
      }`,
    );
  }
  const names = opened.names.of(layer);
  const weight = ({ name, rows }: PartName, shape: readonly number[]) => {
    if (rows === null) return weightTensor(name, shape, opened);
    const [nRows = 0, ...others] = shape;
    const whole = weightTensor(name, [fusedRows(names, name) * nRows, ...others], opened);
    const [from, to] = rows;
    return { ...whole.rows(from * nRows, to * nRows), dtype: whole.dtype };
  };
  const width = widthOf(opened.recipe, layer);
  const { preNorm, gate, up, down, postNorm } = names.weights;
  expectNoOtherBias(names, opened);
  expectNothingElse(layer, opened);
  return {
    layer,
    preNorm: preNorm && weight(preNorm, [hiddenSize]),
    gate: weight(gate, [width, hiddenSize]),
    up: weight(up, [width, hiddenSize]),
    down: weight(down, [hiddenSize, width]),
    postNorm: postNorm && weight(postNorm, [hiddenSize]),
    biases: Object.fromEntries(biased.flatMap((part) => {
      const name = names.biases[part];
      const size = part === "gate" || part === "up" ? width : hiddenSize;
      return name === undefined ? [] : [[part, weight(name, [size])]];
    })),
    ...opened.hasOthers && { others: otherWeights(layer, opened) },
  };
}

/** The other tensors of a layer, each as a vector or a matrix. */
function otherWeights(layer: number, opened: OpenedCheckpoint): Record<string, WeightTensor> {
  return Object.fromEntries(
    Array.from(opened.names.besideMlp(layer), ([inLayer, name]) => {
      try {
        const tensor = storedWeight(name, opened);
        if (!tensor.shape.includes(0)) {
          return [inLayer, { ...tensor, shape: flatShape(tensor.shape) }];
        }
        const found = `expected numbers, found shape ${shownShape(tensor.shape)}`;
        throw misfit(tensor, opened, `${found}; ${UNGATHERED_ADVICE}`);
      } catch (cause) {
        // A file that cannot be opened says itself what to do.
        if (!(cause instanceof Error) || [...opened.shards.values()].includes(cause)) throw cause;
        throw new Error(`${cause.message}; without --tensors layer MLPs alone are read`, { cause });
      }
    }),
  );
}

/** Of more than two dimensions those of 1 tell nothing, and those after the first count as columns. */
function flatShape(shape: readonly number[]): number[] {
  if (shape.length === 0) return [1];
  if (shape.length <= 2) return [...shape];
  const [nRows = 1, ...others] = shape.filter((n) => n !== 1);
  return others.length === 0 ? [nRows] : [nRows, others.reduce((product, n) => product * n, 1)];
}

/** A bias that nothing tells of would be left out in silence. */
function expectNoOtherBias(names: PartNames, { folder, files, holders }: OpenedCheckpoint): void {
  // Files without an index list their tensors themselves.
  const isThere = (name: string) =>
    files.isIndexed ? files.fileOf(name) !== undefined : holders.has(name);
  const known = new Set(allNames(names).map(({ name }) => name));
  for (const name of known) {
    const bias = name.replace(/\.weight$/, ".bias");
    if (known.has(bias) || !isThere(bias)) continue;
    throw new Error(
      `Cannot use ${shownName(folder.name)}: expected no ${quote(bias)} beside ${
        quote(name)
      }, as config.json tells of no biases in its MLP`,
    );
  }
}

/** What stands in the MLP beside the tensors of its architecture would change what it computes. */
function expectNothingElse(layer: number, { folder, names }: OpenedCheckpoint): void {
  const [other, ...more] = names.othersOf(layer);
  if (other === undefined) return;
  const form = describeTensorNames([other], names.of(layer).weights.down.name);
  throw new Error(
    `Cannot use ${
      shownName(folder.name)
    }: expected nothing in the MLP of layer ${layer} but what its architecture reads, ` +
      `found ${quote(other)}${more.length === 0 ? "" : ` and ${more.length} more`}, ${
        form === null || form.startsWith(quote(other))
          ? "whose part in its output would be left out; give the checkpoint with the config.json of its own"
          : form
      }`,
  );
}

/** Rows of a fused matrix in units of F: as many as the parts of it take. */
function fusedRows(names: PartNames, name: string): number {
  return Math.max(...allNames(names).map((it) => it.name === name ? it.rows?.[1] ?? 1 : 1));
}

/** The tensor of that name, once its place, shape and dtype are what they should be. */
function weightTensor(
  name: string,
  shape: readonly number[],
  opened: OpenedCheckpoint,
): StoredTensor & { readonly dtype: WeightDtype } {
  const tensor = storedWeight(name, opened);
  if (tensor.shape.join() === shape.join()) return tensor;
  const [expected, found] = [shownShape(shape), shownShape(tensor.shape)];
  throw misfit(
    tensor,
    opened,
    `expected shape ${expected}, found ${found}; ${
      isUngathered(tensor.shape, shape) ? UNGATHERED_ADVICE : ONE_MODEL_ADVICE
    }`,
  );
}

function misfit({ name, fileName }: StoredTensor, { folder }: OpenedCheckpoint, finding: string) {
  return new Error(
    `Cannot use tensor "${name}" in ${shownName(fileName)} of ${
      shownName(folder.name)
    }: ${finding}`,
  );
}

/** The same of whatever shape. */
function storedWeight(
  name: string,
  { folder, files, shards, holders }: OpenedCheckpoint,
): StoredTensor & { readonly dtype: WeightDtype } {
  const fileName = files.fileOf(name) ?? (files.isIndexed ? undefined : holders.get(name)?.[0]);
  if (fileName === undefined) {
    // Without an index a shard that cannot be opened may hold it.
    const broken = shards.values().find((shard) => shard instanceof Error);
    if (!files.isIndexed && broken instanceof Error) throw broken;
    throw notFound(name, {
      where: `${files.listedIn} of ${shownName(folder.name)}`,
      names: files.isIndexed ? [...files.listedNames()] : [...holders.keys()],
      areAll: true,
    });
  }
  const shard = shards.get(fileName);
  if (shard instanceof Error) throw shard;
  if (shard === undefined) {
    throw new Error(`Cannot read tensor "${name}": its layer was not asked for at opening`);
  }
  const held = holders.get(name) ?? [];
  const other = held.find((holder) => holder !== fileName);
  if (other !== undefined && !held.includes(fileName)) {
    throw new Error(
      `Cannot read tensor "${name}" of ${
        shownName(folder.name)
      }: ${files.listedIn} says that it is in ${shownName(fileName)}, found it in ${
        shownName(other)
      }; the shards were likely renamed, fetch the index and the shards anew`,
    );
  }
  if (other !== undefined) {
    throw new Error(
      `Cannot read tensor "${name}" of ${shownName(folder.name)}: it is in two files, ${
        shownName(fileName)
      } and ${shownName(other)}`,
    );
  }
  const where = `${shownName(fileName)} of ${shownName(folder.name)}`;
  const tensor = shard.tensors.get(name);
  if (tensor === undefined) {
    const error = notFound(name, {
      where,
      names: [...shard.tensors.keys()],
      areAll: !files.isIndexed,
    });
    if (!files.isIndexed) throw error;
    throw new Error(
      `${error.message}, where ${files.listedIn} says that it is: they are not of one checkpoint, fetch the index and the shards anew`,
      { cause: error },
    );
  }
  if (!isWeight(tensor)) {
    const form = describeTensorNames(shard.tensors.keys(), name);
    const finding = isQuantised(tensor.dtype)
      ? form ?? `quantised weights of dtype ${tensor.dtype}; ${QUANTISED_ADVICE}`
      : `${tensor.dtype}; save it in float32`;
    throw new Error(
      `Cannot use tensor "${name}" in ${where}: expected dtype BF16, F16 or F32, found ${finding}`,
    );
  }
  return tensor;
}

/** Whether it was emptied, or is a matrix that lies in one row, whole or in part. */
function isUngathered(found: readonly number[], expected: readonly number[]): boolean {
  return found.includes(0) || found.length < expected.length;
}

/** Also says what the names there are tell of the file, and of all names which they are. */
function notFound(
  name: string,
  { where, names, areAll }: { where: string; names: readonly string[]; areAll: boolean },
) {
  const form = describeTensorNames(names, name) ??
    (areAll ? describeOtherNames(names, name) : null);
  const finding = `no tensor "${name}"${form === null ? "" : `, found ${form}`}`;
  return new SafetensorsError(where, "TensorNotFound", finding);
}

/** Whether elements of a dtype stand for numbers only together with scales that lie elsewhere. */
function isQuantised(dtype: string): boolean {
  return !/^(F64|C64|BOOL)$/.test(dtype);
}

function isWeight(tensor: StoredTensor): tensor is StoredTensor & { readonly dtype: WeightDtype } {
  return tensor.dtype === "BF16" || tensor.dtype === "F16" || tensor.dtype === "F32";
}
