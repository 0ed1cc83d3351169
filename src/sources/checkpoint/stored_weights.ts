/**
 * Tensors by their names in the open weight files of a checkpoint folder.
 *
 * @module
 */

import { QUANTISED_ADVICE } from "../folder/advice.ts";
import { shownName } from "../../text/quote.ts";
import type { SafetensorsFile, StoredTensor } from "../safetensors/safetensors.ts";
import { SafetensorsError } from "../safetensors/safetensors_header.ts";
import type { OpenedCheckpoint } from "./open_shards.ts";
import { describeOtherNames, describeTensorNames } from "./tensor_names.ts";
import type { WeightDtype } from "./weights.ts";

/** The error that a tensor is not as it is read. */
export function misfit(
  { name, fileName }: StoredTensor,
  { folder }: OpenedCheckpoint,
  finding: string,
) {
  return new Error(
    `Cannot use tensor "${name}" in ${shownName(fileName)} of ${
      shownName(folder.name)
    }: ${finding}`,
  );
}

/** The tensor of that name, of whatever shape, once its place and dtype are what they should be. */
export function storedWeight(
  name: string,
  opened: OpenedCheckpoint,
): StoredTensor & { readonly dtype: WeightDtype } {
  const { tensor, shard, where } = storedTensor(name, opened);
  if (isWeight(tensor)) return tensor;
  const form = describeTensorNames(shard.tensors.keys(), name);
  const finding = isQuantised(tensor.dtype)
    ? form ?? `quantised weights of dtype ${tensor.dtype}; ${QUANTISED_ADVICE}`
    : `${tensor.dtype}; save it in float32`;
  throw new Error(
    `Cannot use tensor "${name}" in ${where}: expected dtype BF16, F16 or F32, found ${finding}`,
  );
}

/** The tensor of that name in its file, of whatever shape and dtype. */
export function storedTensor(
  name: string,
  { folder, files, shards, holders }: OpenedCheckpoint,
): { tensor: StoredTensor; shard: SafetensorsFile; where: string } {
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
  return { tensor, shard, where };
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

/** Whether its elements are floats that a run reads. */
export function isWeight(
  tensor: StoredTensor,
): tensor is StoredTensor & { readonly dtype: WeightDtype } {
  return tensor.dtype === "BF16" || tensor.dtype === "F16" || tensor.dtype === "F32";
}
