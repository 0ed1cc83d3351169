/**
 * What a decomposed layer needs of its pass. Peaks are not known before the last layer, so every layer's is written down.
 *
 * Shape letters: C hidden size, F intermediate size.
 *
 * @module
 */

import type { WeightRounding } from "../compute/engine.ts";
import type { ModelLayer } from "../compute/layer_pass.ts";
import { signedName } from "../prepare/input_groups.ts";
import type { InputValues, LayerValues, Outputs } from "./layer_values.ts";
import type { MlpComponent } from "../results.ts";
import { roundArrayToBf16 } from "../math/dtypes.ts";
import type { MlpRecipe } from "../sources/checkpoint/weights.ts";
import { readTensorValues } from "../sources/safetensors/safetensors.ts";
import { shapleyVectors } from "./hybrid_shapley.ts";
import { difference } from "./change.ts";
import { type FocusResponse, focusResponse } from "./focus_response.ts";
import type { AnalysisOptions } from "../prepare/options.ts";
import { dot, type Vector } from "../math/vector_math.ts";

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

/** What one model makes of PC1 on its way. */
export interface FocusModel {
  /** h of PC1. */
  readonly hidden: Float32Array; // f32 [F]
  /** g: the factor of the model times w~_post / rms of the down product of PC1, or times 1 without a post-norm. */
  readonly scale: Float64Array; // f64 [C]
}

/** One layer that may be decomposed. */
export interface FocusLayer {
  readonly layer: number;
  /** PC1, -PC1, PC2, ... */
  readonly inputs: readonly FocusInput[];
  /** d of every random role mixture, as drawn. */
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

/** What {@link focusLayer} works from. */
export interface FocusSource {
  /** The tensors that there are, in the order of the arithmetic. */
  readonly components: readonly MlpComponent[];
  readonly base: ModelLayer;
  readonly instruct: ModelLayer;
  /** As the run rounds outputs. */
  readonly values: LayerValues;
  /** PC1 with outputs that are not rounded. */
  readonly exact: InputValues;
  readonly options: Pick<AnalysisOptions, "weights" | "rounding" | "inputRow">;
}

/** Copies what a decomposition, neurons and the vectors to take away need. */
export async function focusLayer(layer: number, source: FocusSource): Promise<FocusLayer> {
  const { base, instruct, components, values, exact, options } = source;
  const { pairs } = values;
  const inputs = pairs.flatMap(({ plus, minus }) => [plus, minus]);
  const postNorm = {
    base: await effectivePostNorm(base, options.weights),
    instruct: await effectivePostNorm(instruct, options.weights),
  };
  const { trace, hidden } = exact;
  return {
    layer,
    inputs: inputs.flatMap((input) => focusInput(input, { components, options })),
    draws: pairs.flatMap(({ plus }) =>
      plus.row.kind === "direction" && plus.row.baseline === "persona"
        ? [differenceOf(plus, options)]
        : []
    ),
    response: focusResponse(values, options),
    exact: difference(exact.base, exact.instruct, { isRounded: false }),
    models: trace === null || hidden === null ? null : {
      base: {
        hidden: hidden.base.slice(),
        scale: scaleOf(trace.downBase, { recipe: base.recipe, weight: postNorm.base }),
      },
      instruct: {
        hidden: hidden.instruct.slice(),
        scale: scaleOf(trace.downInstruct, { recipe: instruct.recipe, weight: postNorm.instruct }),
      },
    },
    postNorm: postNorm.base === null || postNorm.instruct === null
      ? null
      : { base: postNorm.base, instruct: postNorm.instruct },
  };
}

function focusInput(
  { row, x, base, instruct, hybrids }: InputValues,
  { components, options }: Pick<FocusSource, "components" | "options">,
): FocusInput[] {
  if (row.kind !== "component") return [];
  return [{
    name: signedName(row.name, row.sign),
    // Copies: what they are cut from holds all inputs of the layer.
    x: x.slice(),
    base: base.slice(),
    instruct: instruct.slice(),
    d: differenceOf({ base, instruct }, options),
    shapley: hybrids && shapleyVectors(hybrids, components),
  }];
}

function differenceOf(
  { base, instruct }: Outputs,
  { rounding }: Pick<AnalysisOptions, "rounding">,
): Float64Array {
  return difference(base, instruct, { isRounded: rounding === "notebook" });
}

/** g = s w~ / sqrt(mean(down^2) + eps); s without a post-norm. */
function scaleOf(
  down: Float32Array,
  { recipe: { eps, multiplier }, weight }: { recipe: MlpRecipe; weight: Float32Array | null },
): FocusModel["scale"] {
  if (weight === null) return new Float64Array(down.length).fill(multiplier);
  const rms = Math.sqrt(dot(down, down) / down.length + eps);
  return Float64Array.from(weight, (entry) => multiplier * entry / rms);
}

/** w~ = normOffset + w, rounded as in the run, f32 `[C]`; null without a post-norm. */
async function effectivePostNorm(
  { recipe, weights: { postNorm } }: ModelLayer,
  rounding: WeightRounding,
): Promise<Float32Array | null> {
  if (postNorm === null) return null;
  const stored = await readTensorValues(postNorm);
  const values = rounding === "bf16" ? roundArrayToBf16(stored) : stored;
  return values.map((value) => recipe.normOffset + value);
}
