/**
 * The tensors of a layer in the open weight files of a checkpoint folder.
 *
 * Shape letters: C hidden size, F intermediate size.
 *
 * @module
 */

import { ONE_MODEL_ADVICE, UNGATHERED_ADVICE } from "../folder/advice.ts";
import { quote, shownName, shownShape } from "../../text/quote.ts";
import type { OpenedCheckpoint } from "./open_shards.ts";
import { otherWeights } from "./other_weights.ts";
import { allNames, type PartName, type PartNames } from "./part_names.ts";
import type { StoredTensor } from "../safetensors/safetensors.ts";
import { misfit, storedWeight } from "./stored_weights.ts";
import { describeTensorNames } from "./tensor_names.ts";
import { type LayerWeights, type WeightDtype, widthOf } from "./weights.ts";

/**
 * The MLP tensors of one layer, each found in its shard with the shape that the recipe gives, and the others where they are asked for.
 *
 * @throws {Error} naming the tensor and file if one is missing or not as expected.
 * @throws {RangeError} if there is no such layer.
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
    ...opened.scope !== "mlp" && { others: otherWeights(layer, opened) },
  };
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

/** Whether it was emptied, or is a matrix that lies in one row, whole or in part. */
function isUngathered(found: readonly number[], expected: readonly number[]): boolean {
  return found.includes(0) || found.length < expected.length;
}
