/**
 * The MLP tensors of some layers of two checkpoints, against each other.
 *
 * @module
 */

import type { WeightRounding } from "../compute/engine.ts";
import { WeightPairs } from "../compute/wasm/weight_pairs.ts";
import { takenInTurns } from "../measure/taken_or_made.ts";
import { COMPONENT_OF } from "../prepare/component_names.ts";
import type { ComparedTensor, OtherWeightRow, WeightRow } from "../results/weight_comparison.ts";
import {
  type Checkpoint,
  type LayerWeights,
  PARTS,
  type WeightTensor,
} from "../sources/checkpoint/weights.ts";
import { listFirst } from "../text/first_of_many.ts";
import { layersText } from "../text/layers.ts";
import { quote, shownShape } from "../text/quote.ts";
import { compareTensors, type WeightBytesListener } from "./compare_tensors.ts";
import { PairStream, type TensorPair } from "./pair_stream.ts";

/** Weights of norms by their names, as `self_attn.q_norm.weight`, `ln_1.weight` or `mtp.pre_fc_norm_hidden.weight`. */
const NORM = /(?:norm(?:_[a-z]+)?|(?:^|\.)ln_\d+)\.weight$/;
/**
 * Those whose weights act as they are where those of all others act as 1 + w: that of linear attention (Qwen3.5's `RMSNormGated`),
 * and those of what sees and hears. That of Gemma 3's `multi_modal_projector` is the language model's own (`Gemma3RMSNorm`).
 */
const OTHER_NORM = /(?:^|\.)linear_attn\.norm\.weight$|(?:^|\.)(?:vision|visual|audio)[^.]*\./;

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
  /** Takes the rows of a layer from where they were written down, or makes them; null while another process makes them. */
  readonly rowsOf: (
    layer: number,
    make: () => Promise<ComparedLayers>,
  ) => Promise<ComparedLayers | null>;
  readonly onWeightBytes: WeightBytesListener;
  readonly onLayer: (layer: number) => void;
}

/** What is measured of each tensor of one layer, or of some. */
export interface ComparedLayers {
  /** Of the MLPs, by layer and in the order of the arithmetic. */
  readonly rows: readonly WeightRow[];
  /** Of the other tensors that both have, those in no layer first, then by layer and name; none where they were not asked for. */
  readonly others: readonly OtherWeightRow[];
}

/**
 * Compares each tensor of each layer.
 *
 * @throws {Error} if a tensor cannot be read or holds what is not finite.
 */
export async function compareLayers(
  { base, instruct }: ModelPair,
  options: CompareLayersOptions,
): Promise<ComparedLayers> {
  const { layers, rounding, hasSpectrum, nThreads, rowsOf, onWeightBytes, onLayer } = options;
  const ofLayers = layers.map((layer) => {
    const sides = [base.layerWeights(layer), instruct.layerWeights(layer)] as const;
    return { layer, ofMlp: tensorPairs(...sides), beside: otherPairs(...sides) };
  });
  const outside = outsidePairs({ base, instruct });
  // Of matrices: vectors, of which a head's bias is as long as the vocabulary, are multiplied with none.
  const maxColumns = Math.max(
    ...[...ofLayers.flatMap(({ ofMlp, beside }) => [...ofMlp, ...beside.pairs]), ...outside.pairs]
      .map(({ base }) => base.shape[1] ?? 1),
  );
  using pairs = new WeightPairs({ maxColumns, nThreads });
  const stream = new PairStream(pairs.rooms);
  const compared = async <Name extends string, Layer extends number | null>(
    { tensor, isNorm, ...pair }: NamedPair<Name>,
    layer: Layer,
  ) => {
    const offset = isNorm ? base.recipe.normOffset : 0;
    const options = { layer, rounding, offset, pairs, stream, hasSpectrum, onWeightBytes };
    return { layer, tensor, ...await compareTensors(pair, options) };
  };
  const comparedOthers = async (others: readonly NamedPair<string>[], layer: number | null) => {
    const rows: OtherWeightRow[] = [];
    for (const pair of others) {
      rows.push({ ...await compared(pair, layer), shape: shownShape(pair.base.shape) });
    }
    return rows;
  };
  const made = async (
    { layer, ofMlp, beside }: typeof ofLayers[number],
  ): Promise<ComparedLayers> => {
    const rows: WeightRow[] = [];
    for (const pair of ofMlp) rows.push(await compared(pair, layer));
    return { rows, others: await comparedOthers(beside.pairs, layer) };
  };
  const others = await comparedOthers(outside.pairs, null);
  const all = await takenInTurns(layers, async (layer) => {
    const of = ofLayers.find((it) => it.layer === layer)!;
    const rows = await rowsOf(layer, () => made(of));
    if (rows !== null) onLayer(layer);
    return rows;
  });
  return {
    rows: all.flatMap(({ rows }) => rows),
    others: [...others, ...all.flatMap(({ others }) => others)],
  };
}

/** The tensors of a layer, or for null of none, that are compared: what one checkpoint has alone is not. */
export function comparedPairs(models: ModelPair, layer: number | null): TensorPair[] {
  if (layer === null) return outsidePairs(models).pairs;
  const sides = [models.base.layerWeights(layer), models.instruct.layerWeights(layer)] as const;
  return [...tensorPairs(...sides), ...otherPairs(...sides).pairs];
}

/** Both sides of them. */
export function comparedTensors(models: ModelPair, layer: number | null): WeightTensor[] {
  return comparedPairs(models, layer).flatMap(({ base, instruct }) => [base, instruct]);
}

/** The tensors that are left out or cut, and why, in whole sentences: known before any is read. */
export function leftOutRemarks(models: ModelPair, layers: readonly number[]): string[] {
  return apartRemarks([
    ...outsidePairs(models).apart.map((it) => ({ layer: null, ...it })),
    ...layers.flatMap((layer) => {
      const sides = [models.base.layerWeights(layer), models.instruct.layerWeights(layer)] as const;
      return otherPairs(...sides).apart.map((it) => ({ layer, ...it }));
    }),
  ]);
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

/** A tensor that the two have not alike. */
interface Apart {
  readonly name: string;
  /** How it is, as a sentence goes on after its name and layers. */
  readonly finding: string;
  /** What becomes of it, where anything does. */
  readonly outcome?: string;
}

/** The other tensors of a layer that both have in one shape, and those that they have not. */
function otherPairs(
  base: LayerWeights,
  instruct: LayerWeights,
): { pairs: NamedPair<string>[]; apart: Apart[] } {
  return pairedByName(base.others ?? {}, instruct.others ?? {});
}

/** The same of what is in no layer of either; none where nobody asked for it. */
function outsidePairs({ base, instruct }: ModelPair): ReturnType<typeof pairedByName> {
  return pairedByName(base.outsideWeights?.() ?? {}, instruct.outsideWeights?.() ?? {});
}

/** Tensors by name; of what holds no floats its dtype. */
function pairedByName(
  ofBase: Readonly<Record<string, WeightTensor | string>>,
  ofInstruct: Readonly<Record<string, WeightTensor | string>>,
): { pairs: NamedPair<string>[]; apart: Apart[] } {
  const pairs: NamedPair<string>[] = [];
  const apart: Apart[] = [];
  for (const name of [...new Set([...Object.keys(ofBase), ...Object.keys(ofInstruct)])].sort()) {
    // A tensor may be called as what every object has.
    const [a, b] = [ofBase, ofInstruct].map((of) => Object.hasOwn(of, name) ? of[name] : undefined);
    if (a === undefined || b === undefined) {
      const side = a === undefined ? "instruct" : "base";
      apart.push({ name, finding: `in the ${side} checkpoint alone` });
    } else if (typeof a === "string" || typeof b === "string") {
      apart.push({ name, finding: `of dtype ${[a, b].find((it) => typeof it === "string")}` });
    } else if (a.shape.join() !== b.shape.join()) {
      const [ofA, ofB] = [shownShape(a.shape), shownShape(b.shape)];
      const finding = `${ofA} in the base and ${ofB} in the instruct checkpoint`;
      const shared = sharedRows(a, b);
      apart.push({ name, finding, ...shared && { outcome: shared.outcome } });
      if (shared !== null) pairs.push(named(name, shared.pair));
    } else {
      pairs.push(named(name, { base: a, instruct: b }));
    }
  }
  return { pairs, apart };
}

function named(name: string, pair: TensorPair): NamedPair<string> {
  const isNorm = pair.base.shape.length === 1 && NORM.test(name) && !OTHER_NORM.test(name);
  return { ...pair, tensor: name.replace(/\.weight$/, ""), isNorm };
}

/** The first rows, as many as both have, where one has more of the same length: those of added tokens lie behind the others. */
function sharedRows(
  base: WeightTensor,
  instruct: WeightTensor,
): { pair: TensorPair; outcome: string } | null {
  const [[ofBase = 0, ...others], [ofInstruct = 0, ...ofOther]] = [base.shape, instruct.shape];
  if (!base.firstRows || !instruct.firstRows || others.join() !== ofOther.join()) return null;
  const n = Math.min(ofBase, ofInstruct);
  const what = others.length === 0 ? "numbers" : "rows";
  return {
    pair: { base: base.firstRows(n), instruct: instruct.firstRows(n) },
    outcome: `compared by the first ${n} ${what}, as where the others were added behind them`,
  };
}

/** One sentence for all tensors and layers of which the same is to be said: a part that sees has hundreds. */
function apartRemarks(apart: readonly (Apart & { readonly layer: number | null })[]): string[] {
  const byName = Map.groupBy(apart, ({ name, finding }) => `${quote(name)} ${finding}`);
  const told = Array.from(byName.values(), (of) => {
    const layers = of.flatMap(({ layer }) => layer ?? []);
    return { ...of[0]!, where: layers.length === 0 ? "" : ` of ${layersText(layers)}` };
  });
  const alike = Map.groupBy(
    told,
    ({ where, finding, outcome }) => `${where} ${finding} ${outcome}`,
  );
  return Array.from(alike.values(), (of) => {
    const { where, finding, outcome = "not compared" } = of[0]!;
    const [are, they] = of.length === 1 ? ["is", "it is"] : ["are", "they are"];
    const names = listFirst(of.map(({ name }) => quote(name)));
    return `${names}${where} ${are} ${finding}: ${they} ${outcome}.`;
  });
}
