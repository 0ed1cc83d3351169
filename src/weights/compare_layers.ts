/**
 * The MLP tensors of some layers of two checkpoints, against each other.
 *
 * @module
 */

import type { WeightRounding } from "../compute/engine.ts";
import { WeightPairs } from "../compute/wasm/weight_pairs.ts";
import { COMPONENT_OF } from "../prepare/component_names.ts";
import type { ComparedTensor, WeightRow } from "../results/weight_comparison.ts";
import {
  type Checkpoint,
  type LayerWeights,
  PARTS,
  type WeightTensor,
} from "../sources/checkpoint/weights.ts";
import { compareTensors, type WeightBytesListener } from "./compare_tensors.ts";
import { PairStream, type TensorPair } from "./pair_stream.ts";

/** Two checkpoints of one model. */
export interface ModelPair {
  readonly base: Checkpoint;
  readonly instruct: Checkpoint;
}

/** How layers are compared, and who hears of it. */
export interface CompareLayersOptions {
  readonly layers: readonly number[];
  /** Whether every weight is rounded to bfloat16 first or taken as stored. */
  readonly rounding: WeightRounding;
  /** Whether singular values of what changed in each matrix are found too. */
  readonly hasSpectrum: boolean;
  /** Left out: as many as the machine has processors. */
  readonly nThreads?: number | undefined;
  readonly onWeightBytes: WeightBytesListener;
  readonly onLayer: (layer: number) => void;
}

/**
 * A row for each tensor of each layer, in the order of the arithmetic.
 *
 * @throws {Error} if a tensor cannot be read or holds what is not finite.
 */
export async function compareLayers(
  { base, instruct }: ModelPair,
  { layers, rounding, hasSpectrum, nThreads, onWeightBytes, onLayer }: CompareLayersOptions,
): Promise<WeightRow[]> {
  const tensorsOf = (layer: number) =>
    tensorPairs(base.layerWeights(layer), instruct.layerWeights(layer));
  const maxColumns = Math.max(
    ...layers.flatMap((layer) => tensorsOf(layer).map(({ base }) => base.shape.at(-1)!)),
  );
  using pairs = new WeightPairs({ maxColumns, nThreads });
  const stream = new PairStream(pairs.rooms);
  const rows: WeightRow[] = [];
  for (const layer of layers) {
    for (const { tensor, isNorm, ...pair } of tensorsOf(layer)) {
      const offset = isNorm ? base.recipe.normOffset : 0;
      const options = { layer, rounding, offset, pairs, stream, hasSpectrum, onWeightBytes };
      rows.push({ layer, tensor, ...await compareTensors(pair, options) });
    }
    onLayer(layer);
  }
  return rows;
}

/** A pair with its name. */
interface NamedPair extends TensorPair {
  readonly tensor: ComparedTensor;
  /** Whether it is the weight of a norm. */
  readonly isNorm: boolean;
}

/** The tensors that a layer has. */
function tensorPairs(base: LayerWeights, instruct: LayerWeights): NamedPair[] {
  return PARTS.flatMap((part) => {
    const tensor = COMPONENT_OF[part];
    const isNorm = part === "preNorm" || part === "postNorm";
    return [
      ...paired(base[part], instruct[part], { tensor, isNorm }),
      ...paired(base.biases[part], instruct.biases[part], {
        tensor: `${tensor}_bias`,
        isNorm: false,
      }),
    ];
  });
}

/** Checkpoints that belong together have both or neither. */
function paired(
  base: WeightTensor | null | undefined,
  instruct: WeightTensor | null | undefined,
  named: Pick<NamedPair, "tensor" | "isNorm">,
): NamedPair[] {
  return base && instruct ? [{ ...named, base, instruct }] : [];
}
