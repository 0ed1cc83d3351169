/**
 * The tensors of a checkpoint that are in no MLP, each as a vector or a matrix: no run multiplies with them, weights are compared.
 *
 * @module
 */

import { UNGATHERED_ADVICE } from "../folder/advice.ts";
import { shownShape } from "../../text/quote.ts";
import type { OpenedCheckpoint } from "./open_shards.ts";
import { isWeight, misfit, storedTensor, storedWeight } from "./stored_weights.ts";
import type { WeightTensor } from "./weights.ts";

/** Those of a layer, by their names within it. @throws {Error} if one is missing, or holds no numbers. */
export function otherWeights(
  layer: number,
  opened: OpenedCheckpoint,
): Record<string, WeightTensor> {
  const less = `without --tensors ${opened.scope} MLPs alone are read`;
  return Object.fromEntries(
    Array.from(
      opened.names.besideMlp(layer),
      ([inLayer, name]) => [inLayer, read(opened, { less }, () => otherWeight(name, opened))],
    ),
  );
}

/** Those in no layer, by name; of one that holds no floats its dtype. @throws {Error} if one is missing, or holds no numbers. */
export function outsideWeights(opened: OpenedCheckpoint): Record<string, WeightTensor | string> {
  const less = "--tensors layer reads what is in layers alone";
  return Object.fromEntries(
    Array.from(opened.names.outside(), ([unwrapped, name]) => [
      unwrapped,
      read(opened, { less }, () => {
        const { tensor } = storedTensor(name, opened);
        if (!isWeight(tensor)) return tensor.dtype;
        const weight = otherWeight(name, opened);
        const [nRows, ...columns] = weight.shape;
        // A position embedding [1, positions, C] has its rows in another dimension than the first: it is not cut.
        if (tensor.shape[0] !== nRows) return weight;
        const { dtype } = weight;
        const firstRows = (n: number) => ({
          ...tensor.rows(0, n),
          ...{ name, dtype, shape: [n, ...columns] },
        });
        return { ...weight, firstRows };
      }),
    ]),
  );
}

function otherWeight(name: string, opened: OpenedCheckpoint): WeightTensor {
  const tensor = storedWeight(name, opened);
  if (!tensor.shape.includes(0)) return { ...tensor, shape: flatShape(tensor.shape) };
  const found = `expected numbers, found shape ${shownShape(tensor.shape)}`;
  throw misfit(tensor, opened, `${found}; ${UNGATHERED_ADVICE}`);
}

/** What is read, or why not and what reads less. */
function read<T>({ shards }: OpenedCheckpoint, { less }: { less: string }, reading: () => T): T {
  try {
    return reading();
  } catch (cause) {
    // A file that cannot be opened says itself what to do.
    if (!(cause instanceof Error) || [...shards.values()].includes(cause)) throw cause;
    throw new Error(`${cause.message}; ${less}`, { cause });
  }
}

/** Of more than two dimensions those of 1 tell nothing, and those after the first count as columns. */
function flatShape(shape: readonly number[]): number[] {
  if (shape.length === 0) return [1];
  if (shape.length <= 2) return [...shape];
  const [nRows = 1, ...others] = shape.filter((n) => n !== 1);
  return others.length === 0 ? [nRows] : [nRows, others.reduce((product, n) => product * n, 1)];
}
