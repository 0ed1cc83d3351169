/**
 * The weights of the synthetic pair.
 *
 * Base weights are random, but for a few units of every layer ("detectors") whose gate and up rows read PC1: they fire for +PC1, hardly
 * for other directions, and for -PC1 the gate closes them. In a mean activation the massive coordinate opens their gates, so that
 * there they follow PC1 both ways. Tuning adds small noise to every weight; at the planted layer it lets the down columns of the
 * detectors write the planted direction, at the decoy layer the massive coordinate.
 *
 * @module
 */

import { MASSIVE_COORDINATE, PLANTED, SIZES } from "./parameters.ts";
import { uniforms } from "./random.ts";

const { hiddenSize, intermediateSize, nLayers } = SIZES;

/** What the weights depend on beside the seed. */
export interface WeightDirections {
  /** What the detectors read: f64 `[C]`, length 1. */
  readonly pc1: Float64Array;
  /** What those of the planted layer write: f64 `[C]`, length 1. */
  readonly planted: Float64Array;
}

/** Which model of the pair. */
export type PairModel = "base" | "instruct";

/** One tensor of a model; its values are made when asked for. */
export interface SyntheticTensor {
  readonly name: string;
  readonly shape: readonly number[];
  values(): Float32Array<ArrayBuffer>;
}

/** Every 96th unit is a detector: 8 of 768. */
const DETECTOR_SPACING = 96;
/** What a detector's gate and up products are for PC1; those of other units are about 1. */
const DETECTOR_GATE = 2.5;
const DETECTOR_UP = 1.5;
/** Share of the usual random weights that a detector's rows keep. */
const DETECTOR_NOISE = 0.3;
/** What a detector's gate product gains from the massive coordinate of a mean activation: there it is open. */
const DETECTOR_BIAS = 4;
/** Effective post-norm weight of the massive coordinate relative to the others. */
const MASSIVE_POST_WEIGHT = 6;
/** Standard deviation of effective norm weights 1 + w, relative to their mean. */
const NORM_SPREAD = 0.1;
/** Root mean square of the output at the planted layer, and its growth per layer as an exponent. */
const OUTPUT_RMS = 16;
const OUTPUT_GROWTH = 0.18;
/** The last layer writes less, so that the outputs are largest at the one before it. */
const LAST_LAYER_SHARE = 0.7;
/** Tangent of the angle by which the detectors turn the output for PC1 at the planted layer. */
const PLANTED_TURN = 0.47;

/** What they add to the massive coordinate at the decoy layer, relative to the output before the post-norm. */
const DECOY_TURN = 0.12;
/** Tuning noise relative to the spread of the weights. */
const tuningNoise = (layer: number) => 0.03 + 0.0015 * layer;

/** The tensors of one model's MLPs, by layer, then name; each is made anew whenever its values are asked for. */
export function pairTensors(model: PairModel, directions: WeightDirections): SyntheticTensor[] {
  return Array.from({ length: nLayers }, (_, layer) => layerTensors(layer, model, directions))
    .flat();
}

function layerTensors(
  layer: number,
  model: PairModel,
  directions: WeightDirections,
): SyntheticTensor[] {
  const prefix = `model.layers.${layer}.`;
  const noise = model === "base" ? 0 : tuningNoise(layer);
  const entries = (name: string, nEntries: number) => randomEntries(prefix + name, nEntries, noise);
  const norm = (name: string, effectiveMean: number) =>
    entries(name, hiddenSize).map((entry) => effectiveMean * (1 + NORM_SPREAD * entry) - 1);
  const nWeights = intermediateSize * hiddenSize;
  const reading = (name: string, { product, bias }: { product: number; bias: number }) => () => {
    const rows = scale(entries(name, nWeights), 1 / Math.sqrt(hiddenSize));
    setDetectorRows(rows, directions.pc1, { product, bias });
    return rows;
  };
  const down = () => {
    const weights = scale(entries("down", nWeights), 1 / Math.sqrt(intermediateSize));
    const turn = turnAt(layer, directions);
    if (model === "instruct" && turn !== null) addTurn(weights, turn);
    return weights;
  };
  const matrix = [intermediateSize, hiddenSize];
  const tensors = [
    { name: "mlp.down_proj", shape: matrix.toReversed(), values: down },
    {
      name: "mlp.gate_proj",
      shape: matrix,
      values: reading("gate", { product: DETECTOR_GATE, bias: DETECTOR_BIAS }),
    },
    {
      name: "mlp.up_proj",
      shape: matrix,
      values: reading("up", { product: DETECTOR_UP, bias: 0 }),
    },
    {
      name: "post_feedforward_layernorm",
      shape: [hiddenSize],
      values: () => withMassiveWeight(norm("post", outputRms(layer))),
    },
    { name: "pre_feedforward_layernorm", shape: [hiddenSize], values: () => norm("pre", 1) },
  ];
  return tensors.map((tensor) => ({ ...tensor, name: `${prefix}${tensor.name}.weight` }));
}

/** Makes the effective weight 1 + w of the massive coordinate large, in place. */
function withMassiveWeight(w: Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
  w[MASSIVE_COORDINATE] = MASSIVE_POST_WEIGHT * (1 + w[MASSIVE_COORDINATE]!) - 1;
  return w;
}

function outputRms(layer: number): number {
  const share = layer === nLayers - 1 ? LAST_LAYER_SHARE : 1;
  return share * OUTPUT_RMS * Math.exp(OUTPUT_GROWTH * (layer - PLANTED.layer));
}

/** Entries of mean 0 and variance 1, those of the instruct model with noise added. */
function randomEntries(
  purpose: string,
  nEntries: number,
  noise: number,
): Float32Array<ArrayBuffer> {
  const entry = uniforms(purpose);
  const tuning = uniforms(`tuning of ${purpose}`);
  const entries = new Float32Array(nEntries);
  for (let i = 0; i < nEntries; i++) entries[i] = entry() + (noise === 0 ? 0 : noise * tuning());
  return entries;
}

/** Multiplies in place. */
function scale(values: Float32Array<ArrayBuffer>, factor: number): Float32Array<ArrayBuffer> {
  for (let i = 0; i < values.length; i++) values[i]! *= factor;
  return values;
}

/**
 * Lets the detectors' rows of a gate or up matrix `[F, C]` read PC1: the pre-norm makes n about sqrt(C) PC1 of it, so a row of
 * product / sqrt(C) PC1 gives the product. Of a mean activation the massive coordinate is nearly all, about sqrt(C) in n, and gives
 * the bias in the same way.
 */
function setDetectorRows(
  weights: Float32Array,
  pc1: Float64Array,
  { product, bias }: { product: number; bias: number },
): void {
  for (let unit = 0; unit < intermediateSize; unit += DETECTOR_SPACING) {
    for (let i = 0; i < hiddenSize; i++) {
      const ix = unit * hiddenSize + i;
      weights[ix] = DETECTOR_NOISE * weights[ix]! + product / Math.sqrt(hiddenSize) * pc1[i]!;
    }
    weights[unit * hiddenSize + MASSIVE_COORDINATE]! += bias / Math.sqrt(hiddenSize);
  }
}

/** Direction times tangent of the turn, f64 `[C]`; null where tuning adds noise alone. */
function turnAt(layer: number, { planted }: WeightDirections): Float64Array | null {
  if (layer === PLANTED.layer) return planted.map((entry) => PLANTED_TURN * entry);
  if (layer !== PLANTED.decoy.layer) return null;
  const turn = new Float64Array(hiddenSize);
  turn[PLANTED.decoy.coordinate] = DECOY_TURN;
  return turn;
}

/**
 * Adds to the detectors' columns of a down matrix `[C, F]` what turns the output for PC1, before its norm, by `turn` times its length.
 *
 * That length is about sqrt(C / F) |h|, where a detector's h is DETECTOR_GATE * DETECTOR_UP (GELU is nearly the identity there) and
 * the mean square of the others' is 0.425 (of GELU(a) b for standard normal a and b).
 */
function addTurn(weights: Float32Array, turn: Float64Array): void {
  const h = DETECTOR_GATE * DETECTOR_UP;
  const nDetectors = Math.ceil(intermediateSize / DETECTOR_SPACING);
  const hLength = Math.sqrt(nDetectors * h ** 2 + (intermediateSize - nDetectors) * 0.425);
  const outputLength = Math.sqrt(hiddenSize / intermediateSize) * hLength;
  for (let i = 0; i < hiddenSize; i++) {
    for (let unit = 0; unit < intermediateSize; unit += DETECTOR_SPACING) {
      weights[i * intermediateSize + unit]! += turn[i]! * outputLength / (nDetectors * h);
    }
  }
}
