/**
 * The MLP tensors of some layers of two checkpoints, against each other.
 *
 * @module
 */

import type { WeightRounding } from "../compute/engine.ts";
import { WeightPairs } from "../compute/wasm/weight_pairs.ts";
import { COMPONENT_OF } from "../prepare/component_names.ts";
import type { ComparedTensor, OtherWeightRow, WeightRow } from "../results/weight_comparison.ts";
import {
  type Checkpoint,
  type LayerWeights,
  PARTS,
  type WeightTensor,
} from "../sources/checkpoint/weights.ts";
import { quote, shownShape } from "../text/quote.ts";
import { compareTensors, type WeightBytesListener } from "./compare_tensors.ts";
import { PairStream, type TensorPair } from "./pair_stream.ts";

/** Weights of norms by their names, as `post_attention_layernorm.weight`, `self_attn.q_norm.weight` or `ln_1.weight`. */
const NORM = /(?:norm|(?:^|\.)ln_\d+)\.weight$/;

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

/** What is measured of each tensor. */
export interface ComparedLayers {
  /** Of the MLPs, by layer and in the order of the arithmetic. */
  readonly rows: readonly WeightRow[];
  /** Of the other tensors of these layers that both have, by layer and name; none where they were not asked for. */
  readonly others: readonly OtherWeightRow[];
  /** The others that were left out, and why, in whole sentences. */
  readonly remarks: readonly string[];
}

/**
 * Compares each tensor of each layer.
 *
 * @throws {Error} if a tensor cannot be read or holds what is not finite.
 */
export async function compareLayers(
  { base, instruct }: ModelPair,
  { layers, rounding, hasSpectrum, nThreads, onWeightBytes, onLayer }: CompareLayersOptions,
): Promise<ComparedLayers> {
  const ofLayers = layers.map((layer) => {
    const sides = [base.layerWeights(layer), instruct.layerWeights(layer)] as const;
    return { layer, ofMlp: tensorPairs(...sides), beside: otherPairs(...sides) };
  });
  const maxColumns = Math.max(
    ...ofLayers.flatMap(({ ofMlp, beside: { pairs } }) =>
      [...ofMlp, ...pairs].map(({ base }) => base.shape.at(-1)!)
    ),
  );
  using pairs = new WeightPairs({ maxColumns, nThreads });
  const stream = new PairStream(pairs.rooms);
  const rows: WeightRow[] = [];
  const others: OtherWeightRow[] = [];
  for (const { layer, ofMlp, beside } of ofLayers) {
    const compared = async <Name extends string>(
      { tensor, isNorm, ...pair }: NamedPair<Name>,
    ) => {
      const offset = isNorm ? base.recipe.normOffset : 0;
      const options = { layer, rounding, offset, pairs, stream, hasSpectrum, onWeightBytes };
      return { layer, tensor, ...await compareTensors(pair, options) };
    };
    for (const pair of ofMlp) rows.push(await compared(pair));
    for (const pair of beside.pairs) {
      others.push({ ...await compared(pair), shape: shownShape(pair.base.shape) });
    }
    onLayer(layer);
  }
  return { rows, others, remarks: ofLayers.flatMap(({ beside }) => beside.remarks) };
}

/** A pair with its name. */
interface NamedPair<Name extends string> extends TensorPair {
  readonly tensor: Name;
  /** Whether it is the weight of a norm. */
  readonly isNorm: boolean;
}

/** The tensors that a layer has. */
function tensorPairs(base: LayerWeights, instruct: LayerWeights): NamedPair<ComparedTensor>[] {
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
  named: Pick<NamedPair<ComparedTensor>, "tensor" | "isNorm">,
): NamedPair<ComparedTensor>[] {
  return base && instruct ? [{ ...named, base, instruct }] : [];
}

/** The other tensors of a layer that both have in one shape, and a sentence on each that they have not. */
function otherPairs(
  base: LayerWeights,
  instruct: LayerWeights,
): { pairs: NamedPair<string>[]; remarks: string[] } {
  const [ofBase, ofInstruct] = [base.others ?? {}, instruct.others ?? {}];
  const remarks: string[] = [];
  const pairs = [...new Set([...Object.keys(ofBase), ...Object.keys(ofInstruct)])].sort()
    .flatMap((name): NamedPair<string>[] => {
      const [a, b] = [ofBase[name], ofInstruct[name]];
      const which = `${quote(name)} of layer ${base.layer}`;
      if (a === undefined || b === undefined) {
        remarks.push(
          `${which} is in the ${
            a === undefined ? "instruct" : "base"
          } checkpoint alone: it is not compared.`,
        );
        return [];
      }
      if (a.shape.join() !== b.shape.join()) {
        remarks.push(
          `${which} is ${shownShape(a.shape)} in the base and ${
            shownShape(b.shape)
          } in the instruct checkpoint: it is not compared.`,
        );
        return [];
      }
      const isNorm = a.shape.length === 1 && NORM.test(name);
      return [{ tensor: name.replace(/\.weight$/, ""), isNorm, base: a, instruct: b }];
    });
  return { pairs, remarks };
}
