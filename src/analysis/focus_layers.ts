/**
 * What a decomposed layer needs of its pass, kept only of layers that may yet be decomposed: peaks are not known before the last
 * layer, and memory should not grow with the depth of the model.
 *
 * Shape letters: C hidden size, F intermediate size.
 *
 * @module
 */

import type { MlpComponent } from "../results.ts";
import type { Vector } from "./vector_math.ts";

/** One component in one sign at one layer. */
export interface FocusInput {
  /** `PC1`, `-PC1`, ... */
  readonly name: string;
  readonly x: Float32Array; // f32 [C]
  readonly base: Float32Array; // y_b, f32 [C]
  readonly instruct: Float32Array; // y_i, f32 [C]
  /** d, under notebook rounding rounded as there. */
  readonly d: Float64Array; // f64 [C]
  /** Shapley value of every component of the MLP; null where nothing was looked into. */
  readonly shapley: ReadonlyMap<MlpComponent, Float64Array> | null; // f64 [C]
}

/** What one step of the state along PC1 adds to the outputs: R = y(mu + s x / |x|) - y(mu). */
export interface FocusResponse {
  readonly base: Float64Array; // f64 [C]
  readonly instruct: Float64Array; // f64 [C]
}

/** What one model makes of PC1 on its way. */
export interface FocusModel {
  /** h of PC1. */
  readonly hidden: Float32Array; // f32 [F]
  /** g = w~_post / rms of the down product of PC1; 1 without a post-norm. */
  readonly scale: Float64Array; // f64 [C]
}

/** One layer that may be decomposed. */
export interface FocusLayer {
  readonly layer: number;
  /** PC1, -PC1, PC2, ... */
  readonly inputs: readonly FocusInput[];
  /** d of every persona draw, as drawn. */
  readonly draws: readonly Vector[]; // [C]
  /** Around the row of the vector files that `--input-row` names; null where no mean state is known. */
  readonly response: FocusResponse | null;
  /** y_i - y_b of PC1 without the rounding of outputs. */
  readonly exact: Float64Array; // f64 [C]
  /** Null where nothing was looked into. */
  readonly models: { readonly base: FocusModel; readonly instruct: FocusModel } | null;
  /** Effective weights w~ of the post-norm; null without one. */
  readonly postNorm: { readonly base: Float32Array; readonly instruct: Float32Array } | null; // f32 [C]
}

/** How far PC1 moves and turns at a layer. */
interface Change {
  readonly delta_norm: number;
  readonly delta_angular: number | null;
}

/** Keeps the layers asked for; where none are, the noted one and the peaks so far. Layers are offered in ascending order. */
export class FocusLayers {
  readonly #asked: readonly number[];
  readonly #keepsPeaks: boolean;
  readonly #kept = new Map<number, FocusLayer>();
  #absolute: { layer: number; value: number } | null = null;
  #angular: { layer: number; value: number } | null = null;

  /** @param asked Layers that are decomposed whatever they show. @param keepsPeaks Whether peaks are decomposed as well. */
  constructor(asked: readonly number[], { keepsPeaks }: { keepsPeaks: boolean }) {
    this.#asked = asked;
    this.#keepsPeaks = keepsPeaks;
  }

  /** Whether a layer must be kept for now; layers that it puts out of the question are let go. */
  isCandidate(layer: number, { delta_norm, delta_angular }: Change): boolean {
    this.#absolute = higher(this.#absolute, { layer, value: delta_norm });
    this.#angular = higher(this.#angular, { layer, value: delta_angular ?? 0 });
    for (const kept of this.#kept.keys()) if (!this.#isWanted(kept)) this.#kept.delete(kept);
    return this.#isWanted(layer);
  }

  keep(focus: FocusLayer): void {
    this.#kept.set(focus.layer, focus);
  }

  /** @throws {Error} if the layer was not kept. */
  at(layer: number): FocusLayer {
    const kept = this.#kept.get(layer);
    if (kept === undefined) throw new Error(`Cannot decompose layer ${layer}: it was not measured`);
    return kept;
  }

  #isWanted(layer: number): boolean {
    const peaks = this.#keepsPeaks ? [this.#absolute?.layer, this.#angular?.layer] : [];
    return this.#asked.includes(layer) || peaks.includes(layer);
  }
}

/** The larger of two values that is not zero, the earlier layer on a tie. */
function higher<T extends { value: number }>(known: T | null, offered: T): T | null {
  if (offered.value === 0) return known;
  return known === null || offered.value > known.value ? offered : known;
}
