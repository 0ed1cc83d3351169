/**
 * Which neurons of a layer carry the change of its output.
 *
 * Shape letters: C hidden size, F intermediate size. Notation: d = y_i - y_b, u = d / |d|, h activations, D down `[C, F]`, g the
 * scale of the output (post-norm weight over rms, ones without post-norm), O the outlier dimensions; b base, i instruct.
 *
 * @module
 */

import type { DeviceMatrix, Engine } from "../../../compute/engine.ts";
import type { LayerNeurons, NeuronRow } from "../../../results.ts";
import type { WeightTensor } from "../../../sources/checkpoint/weights.ts";
import type { SemanticVectors } from "../../../prepare/semantic_vectors.ts";
import { norm, row, trimmed } from "../../../math/vector_math.ts";
import {
  bySize,
  type Contributions,
  contributions,
  fewestReaching,
  largest,
} from "./contributions.ts";
import { nearestVectors } from "./nearest_vectors.ts";

/** Neurons listed by |contribution|, and again by the trimmed one. */
const N_LISTED = 200;

/** One model's part. */
export interface NeuronModel {
  readonly down: WeightTensor; // [C, F]
  /** Activations of the input vector. */
  readonly hidden: Float32Array; // h, f32 [F]
  /** y = scale * (D h): post-norm weight over rms, ones without post-norm. */
  readonly scale: Float64Array; // g, f64 [C]
}

/** What {@link attributeNeurons} works on. */
export interface NeuronInputs {
  readonly engine: Engine;
  readonly layer: number;
  readonly base: NeuronModel;
  readonly instruct: NeuronModel;
  /** y_i - y_b without further rounding, not zero. */
  readonly d: Float64Array; // f64 [C]
  /** O; empty where it is not known, which leaves out all that is trimmed. */
  readonly outliers: readonly number[];
  readonly semantic: SemanticVectors;
}

/** A direction of change and what the neurons contribute along it. */
interface Along extends Contributions {
  /** |d|, or what O leaves of it. */
  readonly length: number;
}

/**
 * c_j = h_i[j] (D_i[:,j] . (g_i * u)) - h_b[j] (D_b[:,j] . (g_b * u)) of every neuron j, which sum to |d|; each c_j split by
 * three-factor Shapley over activation (*fires*), column (*writes*) and scale (*rescaled*); the same with O zeroed in d. Listed
 * are the neurons of largest |c_j| with the roles and traits nearest to the direction g_i * D_i[:,j] that they write.
 *
 * `down` of the base is read once and that of the instruct model twice: for the contributions, then for the columns listed.
 *
 * @throws {RangeError} if `down` has other rows than d.
 * @throws {Error} if it cannot be read or the device fails.
 */
export async function attributeNeurons(inputs: NeuronInputs): Promise<LayerNeurons> {
  const { engine, layer, base, instruct, d, outliers, semantic } = inputs;
  const raw = { length: norm(d), values: d };
  const kept = trimmedOf(d, outliers);
  const [ofRaw, ofTrimmed = null] = await contributionsAlong(
    inputs,
    kept === null ? [raw] : [raw, kept],
  ) as [Along, Along?];

  const { contribution } = ofRaw;
  const listed = new Set(largest(contribution, N_LISTED));
  for (const j of ofTrimmed === null ? [] : largest(ofTrimmed.contribution, N_LISTED)) {
    listed.add(j);
  }
  const neurons = [...listed].sort(bySize(contribution));
  const columns = await engine.readColumns(neurons, instruct.down); // f32 [n, C]
  const written = neurons.map((_, ix) => {
    const column = row(columns, ix, d.length);
    return instruct.scale.map((scale, k) => scale * column[k]!);
  });
  const nearest = nearestVectors(written, { vectors: semantic.vectors, outliers });

  const rows = neurons.map((neuron, ix): NeuronRow => {
    const near = nearest[ix]!;
    return {
      neuron,
      contribution: contribution[neuron]!,
      share: contribution[neuron]! / ofRaw.length,
      base_activation: base.hidden[neuron]!,
      instruct_activation: instruct.hidden[neuron]!,
      fires: ofRaw.fires[neuron]!,
      writes: ofRaw.writes[neuron]!,
      rescaled: ofRaw.rescaled[neuron]!,
      trimmed_contribution: ofTrimmed && ofTrimmed.contribution[neuron]!,
      trimmed_share: ofTrimmed && ofTrimmed.contribution[neuron]! / ofTrimmed.length,
      trimmed_fires: ofTrimmed && ofTrimmed.fires[neuron]!,
      trimmed_writes: ofTrimmed && ofTrimmed.writes[neuron]!,
      trimmed_rescaled: ofTrimmed && ofTrimmed.rescaled[neuron]!,
      nearest: near.raw,
      trimmed_nearest: near.trimmed,
    };
  });
  return {
    layer,
    neurons: contribution.length,
    delta_norm: ofRaw.length,
    contribution_sum: sum(contribution),
    contribution_absolute: sum(contribution.map(Math.abs)),
    half_count: fewestReaching(contribution, ofRaw.length / 2),
    fires: sum(ofRaw.fires),
    writes: sum(ofRaw.writes),
    rescaled: sum(ofRaw.rescaled),
    trimmed_delta_norm: norm(trimmed(d, outliers)),
    trimmed_contribution_sum: ofTrimmed && sum(ofTrimmed.contribution),
    trimmed_half_count: ofTrimmed && fewestReaching(ofTrimmed.contribution, ofTrimmed.length / 2),
    trimmed_fires: ofTrimmed && sum(ofTrimmed.fires),
    trimmed_writes: ofTrimmed && sum(ofTrimmed.writes),
    trimmed_rescaled: ofTrimmed && sum(ofTrimmed.rescaled),
    rows,
  };
}

/** What O leaves of d; null where it leaves nothing, or is not known. */
function trimmedOf(d: Float64Array, outliers: readonly number[]): Change | null {
  const values = trimmed(d, outliers);
  const length = norm(values);
  return outliers.length === 0 || length === 0 ? null : { length, values };
}

/** A change and its length. */
interface Change {
  readonly length: number;
  readonly values: Float64Array; // f64 [C]
}

/** Contributions along each change, all from one read of both models' `down`. */
async function contributionsAlong(
  { engine, base, instruct }: NeuronInputs,
  changes: readonly Change[],
): Promise<Along[]> {
  const nColumns = base.scale.length; // C
  const nRows = 2 * changes.length;
  const directions = new Float32Array(nRows * nColumns); // g_b * u and g_i * u of each change
  for (const [ix, { length, values }] of changes.entries()) {
    for (let k = 0; k < nColumns; k++) {
      const u = values[k]! / length;
      directions[2 * ix * nColumns + k] = base.scale[k]! * u;
      directions[(2 * ix + 1) * nColumns + k] = instruct.scale[k]! * u;
    }
  }
  const held = [engine.upload(directions, { nRows, nColumns })] as [
    DeviceMatrix,
    ...DeviceMatrix[],
  ];
  try {
    for (const { down } of [base, instruct]) held.push(await engine.combineRows(held[0], down));
    const [ofBase, ofInstruct] = await engine.download(held.slice(1)) as [
      Float32Array,
      Float32Array,
    ];
    const nNeurons = base.hidden.length; // F
    const hidden = { base: base.hidden, instruct: instruct.hidden };
    return changes.map(({ length }, ix) => ({
      length,
      ...contributions(hidden, {
        baseUnderBase: row(ofBase, 2 * ix, nNeurons),
        baseUnderInstruct: row(ofBase, 2 * ix + 1, nNeurons),
        instructUnderBase: row(ofInstruct, 2 * ix, nNeurons),
        instructUnderInstruct: row(ofInstruct, 2 * ix + 1, nNeurons),
      }),
    }));
  } finally {
    for (const matrix of held) matrix.release();
  }
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
