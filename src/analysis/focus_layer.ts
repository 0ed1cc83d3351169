/**
 * What is kept of one layer that may be decomposed.
 *
 * Shape letters: C hidden size, V input vectors.
 *
 * @module
 */

import type { ModelLayer } from "../compute/layer_mlp.ts";
import type { LayerTrace } from "../compute/layer_trace.ts";
import type { WeightRounding } from "../compute/engine.ts";
import { roundArrayToBf16 } from "../sources/dtypes.ts";
import { readTensorValues } from "../sources/safetensors.ts";
import { shapleyVectors } from "./causes/attribution.ts";
import { difference } from "./deltas.ts";
import type { FocusInput, FocusLayer, FocusModel } from "./focus_layers.ts";
import { focusResponse } from "./focus_response.ts";
import { type InputMatrix, signedName } from "./inputs.ts";
import type { AnalysisOptions } from "./options.ts";
import { dot, row } from "./vector_math.ts";

/** What {@link focusLayer} works from. */
export interface FocusSource {
  readonly base: ModelLayer;
  readonly instruct: ModelLayer;
  readonly matrix: InputMatrix;
  readonly outputs: {
    readonly base: Float32Array; // y_b, f32 [V, C]
    readonly instruct: Float32Array; // y_i, f32 [V, C]
    readonly trace: LayerTrace | null;
  };
  /** y_i - y_b of the first input without the rounding of outputs. */
  readonly exact: Float64Array; // f64 [C]
  readonly options: Pick<AnalysisOptions, "weights" | "rounding" | "inputRow">;
}

/** Copies what a decomposition, neurons and the vectors to take away need. */
export async function focusLayer(layer: number, source: FocusSource): Promise<FocusLayer> {
  const { base, instruct, matrix, outputs, options } = source;
  const { trace } = outputs;
  const postNorm = {
    base: await effectivePostNorm(base, options.weights),
    instruct: await effectivePostNorm(instruct, options.weights),
  };
  const hiddenSize = base.recipe.hiddenSize;
  const at = (values: Float32Array, v: number) => row(values, v, hiddenSize);
  return {
    layer,
    inputs: focusInputs(source, trace),
    draws: matrix.rows.flatMap((what, v) => {
      const isDraw = what.kind === "direction" && what.baseline === "persona" && what.sign === 1;
      return isDraw ? [differenceOf(at(outputs.base, v), at(outputs.instruct, v), options)] : [];
    }),
    response: focusResponse(matrix.rows, outputs, options),
    exact: source.exact,
    models: trace === null ? null : {
      base: {
        hidden: trace.firstHidden.base,
        scale: scaleOf(at(trace.downBase, 0), { eps: base.recipe.eps, weight: postNorm.base }),
      },
      instruct: {
        hidden: trace.firstHidden.instruct,
        scale: scaleOf(at(trace.downInstruct, 0), {
          eps: instruct.recipe.eps,
          weight: postNorm.instruct,
        }),
      },
    },
    postNorm: postNorm.base === null || postNorm.instruct === null
      ? null
      : { base: postNorm.base, instruct: postNorm.instruct },
  };
}

/** The components, which come first, each with its negative. */
function focusInputs(
  { base, matrix, outputs, options }: FocusSource,
  trace: LayerTrace | null,
): FocusInput[] {
  const { hiddenSize } = base.recipe;
  const copy = (values: Float32Array, v: number) => row(values, v, hiddenSize).slice();
  const nHybrids = (trace?.hybrids[0]?.length ?? 0) / hiddenSize;
  return matrix.rows.flatMap((what, v): FocusInput[] => {
    if (what.kind !== "component") return [];
    const [yBase, yInstruct] = [copy(outputs.base, v), copy(outputs.instruct, v)];
    return [{
      name: signedName(what.name, what.sign),
      x: copy(matrix.values, v),
      base: yBase,
      instruct: yInstruct,
      d: differenceOf(yBase, yInstruct, options),
      shapley: trace !== null && v < nHybrids
        ? shapleyVectors(trace.hybrids.map((hybrid) => row(hybrid, v, hiddenSize)))
        : null,
    }];
  });
}

function differenceOf(
  base: Float32Array,
  instruct: Float32Array,
  { rounding }: Pick<AnalysisOptions, "rounding">,
): Float64Array {
  return difference(base, instruct, { isRounded: rounding === "notebook" });
}

/** g = w~ / sqrt(mean(down^2) + eps); 1 without a post-norm. */
function scaleOf(
  down: Float32Array,
  { eps, weight }: { eps: number; weight: Float32Array | null },
): FocusModel["scale"] {
  if (weight === null) return new Float64Array(down.length).fill(1);
  const rms = Math.sqrt(dot(down, down) / down.length + eps);
  return Float64Array.from(weight, (entry) => entry / rms);
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
